"""Why the image lacks what some programs use: what docs/conformance.md says of absent rows."""

FOREIGN = "foreign functions belong to Python here: ctypes and cffi, through `py:`"
IMAGE = "there is no image to save: programs are installed as Python programs"
DEVICES = "the device level of simple streams, which our streams do not have"
GRAY = "streams of programs (Gray's protocol) are not there: a pair of local sockets does it"

SSL = "not there yet: SSL"

# Name, in lower case and without package, or "category:" and a category → reason.
WHY: dict[str, str] = {
    "make-ssl-client-stream": SSL,
    "make-ssl-server-stream": SSL,
    "make-ssl-server-context": SSL,
    "ssl-do-handshake": SSL,
    "ssl": SSL,
    "ssl-error": SSL,
    "category:ff-operator": FOREIGN,
    "fslot-value": FOREIGN,
    "memref": "raw memory belongs to Python here: ctypes",
    "with-native-string": FOREIGN,
    "native-to-string": FOREIGN,
    "generate-executable": IMAGE,
    "generate-application": IMAGE,
    "sm": DEVICES,
    "with-stream-class": DEVICES,
    "def-stream-class": DEVICES,
    "add-stream-instance-flags": DEVICES,
    "device-open": DEVICES,
    "device-read": DEVICES,
    "device-write": DEVICES,
    "device-close": DEVICES,
    "device-buffer-length": DEVICES,
    "device-file-position": DEVICES,
    "*std-control-out-table*": DEVICES,
    "deflate-target-stream": "in the package UTIL.ZIP, as there, and not in EXCL",
    "fork": "the processes of the program are threads",
    "with-style-case": "not documented, and of release 12: programs ask `#+(version>= 12 0)` in front of it",
    "stream-clear-input": GRAY,
    "stream-clear-output": GRAY,
    "stream-finish-output": GRAY,
    "stream-force-output": GRAY,
    "stream-listen": GRAY,
    "stream-read-byte": GRAY,
    "stream-write-byte": GRAY,
    "stream-write-sequence": GRAY,
    "tester": "a program of its own: its source is loaded and works",
    "uri": "a program of its own: its source is loaded and works",
    "datetime": "a module of its own, whose source is not published",
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
