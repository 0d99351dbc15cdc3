"Everything Common Lisp is made of, loaded in order. Importing this makes the image complete."

(import
  importlib
  pkgutil
  acllib.lisp.packages
  acllib.lisp.variables
  acllib.lisp.classes
  acllib.lisp.conditions
  acllib.lisp.functions)


(for [_module (sorted (gfor m (pkgutil.iter-modules acllib.lisp.functions.__path__) m.name))]
  (importlib.import-module f"acllib.lisp.functions.{_module}"))

(for [_module ["macros_control" "macros_iteration" "macros_definitions" "macros_conditions"
               "macros_system" "places" "loop" "clos" "structures" "documented" "compiler" "printer" "format"
               "streams" "file_streams" "console" "loading"]]
  (importlib.import-module f"acllib.lisp.{_module}"))


(import acllib.lisp.symbols [find-package])

;; What programs may not redefine.
(for [_name ["COMMON-LISP" "EXCL" "SYSTEM" "MULTIPROCESSING" "ACL-SOCKET" "TOP-LEVEL" "PY"]]
  (setv (. (find-package _name) locked) True))
