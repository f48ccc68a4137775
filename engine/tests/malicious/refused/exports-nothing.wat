;; A component that has none of the functions.
(component)
