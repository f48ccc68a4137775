;; A component that wants something of its host.
(component
  (import "clock" (func)))
