;; A component of two instances, each with a memory: there is room for one.
(component
  (core module $memory (memory 1))
  (core instance (instantiate $memory))
  (core instance (instantiate $memory)))
