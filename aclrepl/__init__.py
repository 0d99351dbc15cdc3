"""aclrepl: a Lisp listener in the manner of Allegro CL's top level, on Python."""

__version__ = "0.1.0"
