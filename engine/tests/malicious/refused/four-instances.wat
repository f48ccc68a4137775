;; A component of four instances: there is room for three.
(component
  (core module $memory)
  (core instance (instantiate $memory))
  (core instance (instantiate $memory))
  (core instance (instantiate $memory))
  (core instance (instantiate $memory)))
