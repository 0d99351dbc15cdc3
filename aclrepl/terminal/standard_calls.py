"""How the standard's macros and special operators are called, where their functions don't tell.

Written as `acllib.operators` writes parameters, with lists inside: `name=default|other` are values that
are enumerated, an empty default is one that depends. From the CLHS, chapters 3, 5, 6, 7, 9, 13, 14, 20 to 22.
"""

_OPEN = (
    "&key direction=:input|:output|:io|:probe element-type=character"
    " if-exists=|:error|:new-version|:rename|:rename-and-delete|:overwrite|:append|:supersede|nil"
    " if-does-not-exist=|:error|:create|nil external-format=:default"
)
_PLACE_ITEM = "item place"

# Name of a standard operator → its lambda list.
STANDARD = {
    # Special operators
    "block": "name &body body",
    "catch": "tag &body body",
    "eval-when": "situations &body body",
    "flet": "definitions &body body",
    "function": "name",
    "go": "tag",
    "if": "test then &optional else",
    "labels": "definitions &body body",
    "let": "bindings &body body",
    "let*": "bindings &body body",
    "load-time-value": "form &optional read-only-p",
    "locally": "&body body",
    "macrolet": "definitions &body body",
    "multiple-value-call": "function &rest forms",
    "multiple-value-prog1": "first &rest forms",
    "progn": "&body body",
    "progv": "symbols values &body body",
    "quote": "object",
    "return-from": "name &optional value",
    "setq": "&rest variables-and-values",
    "symbol-macrolet": "definitions &body body",
    "tagbody": "&rest tags-and-statements",
    "the": "type form",
    "throw": "tag result",
    "unwind-protect": "protected &rest cleanup",
    # Macros
    "decf": "place &optional delta=1",
    "defconstant": "name value &optional documentation",
    "define-condition": "name parents slots &rest options",
    "defclass": "name superclasses slots &rest options",
    "defmethod": "name lambda-list &body body",
    "defparameter": "name value &optional documentation",
    "defsetf": "name update-function &rest more",
    "defstruct": "name-and-options &rest slots",
    "defun": "name lambda-list &body body",
    "defmacro": "name lambda-list &body body",
    "deftype": "name lambda-list &body body",
    "defvar": "name &optional value documentation",
    "destructuring-bind": "lambda-list expression &body body",
    "do": "variables (end-test &rest results) &body body",
    "do*": "variables (end-test &rest results) &body body",
    "do-all-symbols": "(variable &optional result) &body body",
    "do-external-symbols": "(variable &optional package result) &body body",
    "do-symbols": "(variable &optional package result) &body body",
    "dolist": "(variable list &optional result) &body body",
    "dotimes": "(variable count &optional result) &body body",
    "handler-bind": "bindings &body body",
    "handler-case": "form &rest clauses",
    "incf": "place &optional delta=1",
    "lambda": "lambda-list &body body",
    "multiple-value-bind": "variables values-form &body body",
    "multiple-value-list": "form",
    "multiple-value-setq": "variables form",
    "nth-value": "n form",
    "pop": "place",
    "pprint-logical-block": "(stream object &key prefix per-line-prefix suffix) &body body",
    "print-unreadable-object": "(object stream &key type identity) &body body",
    "prog1": "first &rest forms",
    "prog2": "first second &rest forms",
    "psetf": "&rest places-and-values",
    "psetq": "&rest variables-and-values",
    "push": _PLACE_ITEM,
    "pushnew": _PLACE_ITEM + " &key key test test-not",
    "remf": "place indicator",
    "restart-case": "form &rest clauses",
    "rotatef": "&rest places",
    "setf": "&rest places-and-values",
    "shiftf": "place &rest places-and-value",
    "unless": "test &body body",
    "when": "test &body body",
    "with-accessors": "slots instance &body body",
    "with-hash-table-iterator": "(name hash-table) &body body",
    "with-input-from-string": "(variable string &key index start=0 end) &body body",
    "with-open-file": f"(stream filespec {_OPEN}) &body body",
    "with-open-stream": "(variable stream) &body body",
    "with-output-to-string": "(variable &optional string &key element-type=character) &body body",
    "with-simple-restart": "(name control &rest arguments) &body body",
    "with-slots": "slots instance &body body",
    # Functions
    "open": "filename " + _OPEN,
    "make-instance": "class &rest initargs",
}

# What is neither operator, variable nor class, but is written: lambda lists, declarations, qualities.
_WORDS = """
    &allow-other-keys &aux &body &environment &key &optional &rest &whole call-next-method compilation-speed
    debug declaration declare dynamic-extent ftype ignorable ignore inline next-method-p notinline optimize
    otherwise safety satisfies space special speed type
"""
WORDS = frozenset(_WORDS.upper().split())

# Operators that take a class first, and its initargs as keywords.
MAKERS = frozenset(("MAKE-INSTANCE", "MAKE-CONDITION", "ERROR", "SIGNAL", "WARN"))
