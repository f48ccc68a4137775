;; A component of two memories: there is room for one.
(component
  (core module $memory (memory 1))
  (core instance (instantiate $memory))
  (core instance (instantiate $memory)))
