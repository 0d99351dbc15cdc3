"""Which way imports go (docs/architecture.md): downwards, and heavy packages in their own rooms only."""

import re
import sys

import pytest
from support.imports import imports_of

# From the bottom up; a module belongs to the last row that its name starts with.
LAYERS = ["acllib.kernel", "acllib", "acllib.lisp", "aclrepl"]
DEPTH = {"acllib.kernel": 0, "acllib": 1, "acllib.lisp": 2, "aclrepl": 3}

# Package from the index → the rooms (modules, or whole packages) that may import it.
ROOMS = {
    "prompt_toolkit": ["aclrepl.terminal"],
    "OpenSSL": ["acllib.tls", "acllib.certificates", "aclrepl.cli"],  # cli: `--version` names it
    "cryptography": ["acllib.tls", "acllib.certificates"],
    "dns": ["acllib.dns", "acllib.dnsexchange", "acllib.dnsrecords"],
    "pygments": ["aclrepl"],
    "hy": ["aclrepl.hy_syntax"],
}

# Modules that only compute: nothing of the outside world, so that tests are exact and instant.
PURE = {
    "acllib.addresses",
    "acllib.formats",
    "acllib.chunking",
    "acllib.lisp.readtable",
    "acllib.lisp.tokens",
}
OUTSIDE_WORLD = {"socket", "ssl", "select", "selectors", "threading", "time", "subprocess"}


def _within(module, room):
    return module == room or module.startswith(room + ".")


def _layer(module):
    rows = [row for row in LAYERS if _within(module, row)]
    return max(rows, key=len) if rows else None


def _house(root):
    """Return module → (path, imports) of every module of the product."""
    house = {}
    for source_root, package in ((root / "lib", "acllib"), (root, "aclrepl")):
        for path in sorted((source_root / package).rglob("*")):
            if path.suffix in (".py", ".hy"):
                parts = path.relative_to(source_root).with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                house[name] = (path, imports_of(path))
    return house


@pytest.fixture(scope="module")
def house(root):
    return _house(root)


def _targets(house, found):
    """Yield the modules of ours that an import loads: `(import acllib [streams])` loads two."""
    if _layer(found.module):
        yield found.module
        for name in found.names:
            inner = f"{found.module}.{name.replace('-', '_')}"
            if inner in house:
                yield inner


def _offences(house, offends):
    return [
        f"{path}:{found.line}: {module} imports {found.module}"
        for module, (path, imports) in house.items()
        for found in imports
        if offends(module, found)
    ]


def test_imports_go_downwards(house):
    def upwards(module, found):
        own = DEPTH[_layer(module)]
        return any(DEPTH[_layer(target)] > own for target in _targets(house, found))

    assert _offences(house, upwards) == []


def test_imports_are_absolute(house):
    assert _offences(house, lambda module, found: found.module.startswith(".")) == []


def test_imported_modules_exist(house):
    def missing(module, found):
        return _layer(found.module) and found.module not in house

    assert _offences(house, missing) == []


def test_packages_from_the_index_stay_in_their_rooms(house):
    def astray(module, found):
        package = found.module.split(".")[0]
        if not found.run_time or package in sys.stdlib_module_names or _layer(found.module):
            return False
        if (module, package) == ("acllib", "hy"):
            return False  # the lines for source trees; test_package.py sees that they go
        return not any(_within(module, room) for room in ROOMS.get(package, []))

    assert _offences(house, astray) == []


def test_pure_modules_know_nothing_of_the_outside_world(house):
    def impure(module, found):
        return module in PURE and found.module.split(".")[0] in OUTSIDE_WORLD

    assert _offences(house, impure) == []


def test_macros_do_not_exist_at_run_time(house):
    """The macros of the library's own files are expanded when they are compiled, and hy is not loaded."""

    def loads_macros(module, found):
        return found.run_time and found.module in ("acllib.kernel.syntax", "acllib.macros")

    assert _offences(house, loads_macros) == []


def test_no_two_modules_load_each_other(house):
    needs = {
        module: {
            target
            for found in imports
            if found.top and found.run_time
            for target in _targets(house, found)
            if target != module and not _within(module, target)
        }
        for module, (_, imports) in house.items()
    }
    while leaves := [module for module, targets in needs.items() if not targets & needs.keys()]:
        for module in leaves:
            del needs[module]
    circle = {module: sorted(targets & needs.keys()) for module, targets in needs.items()}
    assert circle == {}


def test_the_architecture_page_names_every_module(root, house):
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = text.partition("## The rooms")[2].partition("Imports go one way")[0]
    modules = {name.rpartition(".")[2] for name in house if "functions" not in name.split(".")}
    packages = {"acllib", "aclrepl", "kernel", "lisp", "lab", "terminal", "__main__"}
    assert set(re.findall(r"`([a-z_]+)`", rooms)) == modules - packages


IMPORT_FORMS = [
    # text                               (module, names) ...                          why
    ("(import os)", [("os", ())], "a module"),
    ("(import os.path)", [("os.path", ())], "a dotted module"),
    ("(import a [b c])", [("a", ("b", "c"))], "names of it"),
    ("(import a [b :as c d])", [("a", ("b", "d"))], "renamed names"),
    ("(import a.b :as c d)", [("a.b", ()), ("d", ())], "a renamed module, then another"),
    ("(import a * b)", [("a", ("*",)), ("b", ())], "everything"),
    ("(defn f [] (import a))", [("a", ())], "inside a function"),
    ("(eval-when-compile (require a [b]))", [("a", ("b",))], "macros"),
    ("(setv x '(import a))", [], "quoted: data"),
    ("(import a.two-words)", [("a.two_words", ())], "a name of two words"),
    ("(import .a [b])", [(".a", ("b",))], "relative"),
]


@pytest.mark.parametrize(("text", "expected", "why"), IMPORT_FORMS)
def test_imports_of_hy(tmp_path, text, expected, why):
    file = tmp_path / "module.hy"
    file.write_text(text)
    assert [(found.module, found.names) for found in imports_of(file)] == expected
