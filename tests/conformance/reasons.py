"""Why the image lacks what some programs use: what docs/conformance.md says of absent rows."""

# Name, in lower case and without package, or "category:" and a category → reason.
WHY: dict[str, str] = {
    "category:ff-operator": "foreign functions belong to Python here: ctypes and cffi, through `py:`",
    "memref": "raw memory belongs to Python here: ctypes",
    "fslot-value": "foreign functions belong to Python here: ctypes and cffi, through `py:`",
    "category:definition-form": "needs the device level of simple streams, which our sockets do not have",
    "generate-executable": "there is no image to save: programs are installed as Python programs",
    "generate-application": "there is no image to save: programs are installed as Python programs",
}

# Rows that name what no Lisp of ours will have under that name: (category, name) → reason.
NOT_MEANT = {
    ("type-specifier", "(array-element-type ..)"): "no type of the standard: a form in the place of one",
    ("type-specifier", "(boolean ..)"): "no type of the standard: a form in the place of one",
    ("type-specifier", "(ecase ..)"): "no type of the standard: a form in the place of one",
    ("type-specifier", "(sequence ..)"): "no type of the standard: a list in the place of one",
    ("type-specifier", "(stream-element-type ..)"): "no type of the standard: a form in the place of one",
    ("type-specifier", "type"): "no type: a variable of the program",
    ("method-on-standard-function", "delete"): "the program's own function, which shadows the standard one",
    ("method-on-standard-function", "search"): "the program's own function, which shadows the standard one",
    ("keyword-argument", "accept-connection :buffering"): "not documented: there is `:wait` only",
    ("keyword-argument", "accept-connection :external-format"): "not documented: there is `:wait` only",
    ("keyword-argument", "format :type"): "an argument that is printed",
    ("keyword-argument", "process-run-function :ssl"): "an argument of the function that is run",
    ("keyword-argument", "open :replace"): "no value of a keyword in the standard",
}
