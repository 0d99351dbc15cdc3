"""What gets installed: what `import acllib` loads, what the wheel holds, how Hy becomes Python."""

import ast
import importlib.util
import subprocess
import sys
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import acllib
import pytest

LIB = Path(__file__).parent.parent / "lib"


def run(*arguments, cwd, **options):
    """Run the tested Python in a clean process and return what it printed, errors included."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        **options,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


# What must not be loaded by            a Python program that says
LIGHT_STARTS = [
    ("import acllib", "the entrance"),
    ("import acllib; acllib.make_socket", "a socket user"),
    ("import acllib.kernel.signalling", "the kernel"),
]


@pytest.mark.parametrize(("program", "why"), LIGHT_STARTS)
def test_socket_users_do_not_pay_for_the_rest(program, why, origin, tmp_path):
    heavy = ["hy", "OpenSSL", "prompt_toolkit", "pygments", "acllib.lisp", "aclrepl", "asyncio", "ssl"]
    if origin == "tree":
        heavy.remove("hy")  # finds the .hy files
    tell = f"{program}; import sys; print([name for name in {heavy} if name in sys.modules])"
    assert run("-c", tell, cwd=tmp_path) == "[]\n"


HY_CALLER = """
(require acllib.macros [with-pending-connect])
(import sys)
(print (in "acllib.macros" sys.modules))
"""


def test_macros_serve_hy_callers(tmp_path):
    script = tmp_path / "caller.hy"
    script.write_text(HY_CALLER)
    assert run("-m", "hy", script, cwd=tmp_path) == "True\n"


def test_console_script():
    (entry,) = distribution("aclrepl").entry_points.select(group="console_scripts")
    assert (entry.name, entry.value) == ("aclrepl", "aclrepl.cli:main")
    assert entry.load() is sys.modules["aclrepl.cli"].main


def test_version():
    assert distribution("aclrepl").version == acllib.__version__


def test_installed_files(origin):
    """The wheel holds a .py for every .hy, no .hy, and only the two packages."""
    if origin == "tree":
        return
    installed = {str(path) for path in distribution("aclrepl").files}
    expected = {str(path.relative_to(LIB).with_suffix(".py")) for path in LIB.rglob("*.hy")}
    assert expected - installed == set()
    assert [name for name in installed if name.endswith(".hy")] == []
    assert sorted(name for name, owners in packages_distributions().items() if "aclrepl" in owners) == [
        "acllib",
        "aclrepl",
    ]


def test_installed_entrance(origin):
    """The lines that let a source tree load .hy files are not in the wheel."""
    text = Path(acllib.__file__).read_text()
    assert ("import hy" in text) == (origin == "tree")


@pytest.mark.parametrize("backwards", [False, True])
def test_every_module_can_be_imported(tmp_path, backwards):
    """In either order of the alphabet: no module relies on what happened to be imported before."""
    package = Path(acllib.__file__).parent
    names = {
        ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in package.rglob("*")
        if path.suffix in (".py", ".hy")
    }
    tell = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)"
    run("-c", tell, *sorted(names, reverse=backwards), cwd=tmp_path)


# ---- The build hook


@pytest.fixture(scope="module")
def hook():
    """The module hatch_build, which is in no package."""
    spec = importlib.util.spec_from_file_location("hatch_build", LIB.parent / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lower(hook, tmp_path):
    """A function from Hy text to the Python text the wheel would hold, or to the reason against it."""

    def lower(text, name="acllib.example"):
        file = tmp_path / "example.hy"
        file.write_text(text, encoding="utf-8")
        try:
            return hook.lower(file, name)
        except hook.LoweringError as error:
            return str(error)

    return lower


RUN_TIME_HY = [
    ("(setv x :keyword)", "a keyword as a value"),
    ("(setv x 'form)", "a quoted form"),
    ("(defmacro m [] 1)", "a macro outside the macro modules"),
    ("(import hy)", "an import"),
    ("(import hy.models [Symbol])", "an import from it"),
    ("(defn f [] (hy.eval 1))", "a use inside a function"),
]


@pytest.mark.parametrize(("text", "why"), RUN_TIME_HY)
def test_run_time_hy_is_refused(lower, text, why):
    assert "example.hy:1: needs hy at run time" in lower(text)


COMPILE_TIME_HY = [
    ('"Doc."\n(import os [path])', '"""Doc."""\nfrom os import path\n', "docstring first, no import of hy"),
    (
        "(eval-when-compile (require acllib.kernel.syntax [lif]))\n(setv x (lif y 1 2))",
        "x = 1 if y is not None else 2\n",
        "a macro of the library",
    ),
    ("(f :key 1)", "f(key=1)\n", "keyword arguments"),
]


@pytest.mark.parametrize(("text", "expected", "why"), COMPILE_TIME_HY)
def test_compile_time_hy_vanishes(lower, text, expected, why):
    assert lower(text) == expected


def test_macro_modules_keep_hy(lower):
    text = lower('"Doc."\n(defmacro twice [x] `(do ~x ~x))', "acllib.macros")
    assert text.startswith('"""Doc."""\nimport hy\n')


def test_unreadable_text_is_refused(lower):
    assert "example.hy" in lower("(defn f [")


def test_what_python_warns_of_is_refused(lower):
    assert '"is" with ' in lower("(setv x (is y 0))")


NESTED = [
    # what is formatted                                  result            why
    ('(setv d {"a" 1})', 'f"{(get d "a")}!"', "1!", "a string in a field"),
    ('(setv d ["x" "y"])', 'f"<{(.join "\n" d)}>"', "<x\ny>", "a line break in a field"),
    ('(setv d "\\\\")', 'f"{(+ d "\\\\")}"', "\\\\", "a backslash in a field"),
    ("(setv d 5)", 'f"{d :>{(len "1234")}}|"', "   5|", "a string in the width"),
    ('(setv d "q")', 'f"{(+ d "\'") !r}{{}}"', "\"q'\"{}", "conversion and doubled braces"),
    ('(setv d "q")', 'f"{f"{d}{(+ d "z")}"}\'\\""', "qqz'\"", "nested, all kinds of quotes"),
    ("(setv d 1.5)", 'f"{d :.2f} \\"{d}\\""', '1.50 "1.5"', "no string in a field: stays an f-string"),
]


@pytest.mark.parametrize(("setting", "formatted", "result", "why"), NESTED)
def test_formatting_suits_the_oldest_python(lower, setting, formatted, result, why):
    text = lower(f"{setting}\n(setv result {formatted})")
    space = {}
    exec(text, space)
    assert space["result"] == result
    assert fields_of_f_strings_hold_no_text(text)


def fields_of_f_strings_hold_no_text(text):
    """Return whether no f-string of TEXT has a string in a field: what 3.11 could not read."""
    fields = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FormattedValue)]
    inner = [part for field in fields for part in ast.walk(field.value)]
    texts = [part for part in inner if isinstance(getattr(part, "value", 0), str)]
    return not texts and not any(isinstance(part, ast.JoinedStr) for part in inner)


@pytest.mark.slow
def test_the_whole_library_suits_the_oldest_python(hook, origin):
    """Every module, as the wheel holds it or as the hook would lower it now."""
    if origin == "wheel":
        texts = {path: path.read_text() for path in Path(acllib.__file__).parent.rglob("*.py")}
    else:
        texts = {path: hook.lower(path, name) for path, name in hook.hy_modules(LIB)}
    assert [path for path, text in texts.items() if not fields_of_f_strings_hold_no_text(text)] == []


def test_the_shim_is_cut_out(hook):
    text = hook.without_shim((LIB / "acllib" / "__init__.py").read_text())
    assert "import hy" not in text
    assert "__version__" in text
    with pytest.raises(hook.LoweringError):
        hook.without_shim("import hy\n")
