"""Common Lisp: reader, compiler, functions, printer."""
