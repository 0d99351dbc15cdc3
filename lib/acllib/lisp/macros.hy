"The standard macros: loading this room defines them all. Each subject has a room of its own."

(import
  acllib.lisp.lambda-lists
  acllib.lisp.macros-control
  acllib.lisp.macros-iteration
  acllib.lisp.loop
  acllib.lisp.macros-conditions
  acllib.lisp.places
  acllib.lisp.macros-definitions
  acllib.lisp.macros-system)
