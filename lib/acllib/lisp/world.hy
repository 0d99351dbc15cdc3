"Everything Common Lisp is made of, loaded in order. Importing this makes the image complete."

(import
  importlib
  os
  acllib.lisp.packages
  acllib.lisp.variables
  acllib.lisp.classes
  acllib.lisp.conditions
  acllib.lisp.functions)


;; One file a module: .hy in a source tree, .py in a wheel. `pkgutil` says the same, and takes 3 ms to load.
(for [_module (sorted (gfor folder acllib.lisp.functions.__path__
                            [stem suffix] (map os.path.splitext (os.listdir folder))
                            :if (and (in suffix #(".hy" ".py")) (!= stem "__init__"))
                            stem))]
  (importlib.import-module f"acllib.lisp.functions.{_module}"))

(for [_module ["macros_control" "macros_iteration" "macros_definitions" "macros_conditions"
               "macros_system" "places" "loop" "clos" "combinations" "compiler_macros" "fwrappers" "tracing" "stepping" "macros_excl" "structures" "documented" "compiler" "process_hooks" "printer" "format"
               "streams" "file_streams" "console" "loading" "file_compiler" "fasl_data" "system_operations"]]
  (importlib.import-module f"acllib.lisp.{_module}"))
