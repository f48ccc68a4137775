;; A component with a table of a million functions.
(component
  (core module $table (table 1000000 funcref))
  (core instance (instantiate $table)))
