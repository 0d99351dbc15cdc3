"""Every documented name exists, with its lambda list; `acllib` exports it, and the stubs tell the same."""

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import acllib
import pytest
from acllib.arguments import text_of
from acllib.kernel.dynamic import DynamicVariable
from acllib.kernel.generic import GenericFunction, Method
from acllib.making import ALL_KEYWORDS
from acllib.operators import PYTHON_NAMES, ROWS, python_names, resolve

OPERATORS = [row for row in ROWS if row.kind in ("function", "generic")]


@pytest.mark.parametrize("row", ROWS, ids=repr)
def test_row_resolves_to_its_kind(row):
    thing = row.object
    match row.kind:
        case "class":
            assert isinstance(thing, type)
        case "condition":
            assert issubclass(thing, BaseException)
        case "variable":
            assert isinstance(thing, DynamicVariable)
        case "generic":
            assert isinstance(thing, GenericFunction)
            assert thing.methods
        case _:
            assert callable(thing)
    if row.setter:
        assert len(inspect.signature(resolve(row.setter)).parameters) == 2


def _signature(row):
    thing = row.object
    return inspect.signature(thing.declared if row.kind == "generic" else thing).parameters


@pytest.mark.parametrize("row", [row for row in OPERATORS if row.name != "make-socket"], ids=repr)
def test_row_has_the_lambda_list_of_its_function(row):
    parameters = dict(_signature(row))
    for told in row.parameters:
        if told.kind == "rest":
            found = parameters.pop("arguments")
            assert found.kind == found.VAR_POSITIONAL
            continue
        found = parameters.pop(told.python_name)
        if told.kind == "required":
            assert found.kind == found.POSITIONAL_OR_KEYWORD
        elif told.kind == "optional":
            assert found.kind == found.POSITIONAL_OR_KEYWORD
            assert found.default is not found.empty
        else:
            assert found.kind in (found.KEYWORD_ONLY, found.POSITIONAL_OR_KEYWORD)
            assert found.default is not found.empty
    assert parameters == {}, "the row tells all parameters"


@pytest.mark.parametrize("row", [row for row in OPERATORS if row.kind == "generic"], ids=repr)
def test_methods_take_what_the_generic_function_tells(row):
    known = {parameter.python_name for parameter in row.parameters}
    for method in row.object.methods:
        if type(method) is not Method or method.function.__name__ == "reader":
            continue  # one that a test of Lisp added, or an accessor of one argument
        for parameter in inspect.signature(method.function).parameters.values():
            assert parameter.name in known or parameter.kind == parameter.VAR_KEYWORD


def test_make_socket_tells_all_its_keywords():
    (row,) = (row for row in ROWS if row.name == "make-socket")
    assert {parameter.python_name for parameter in row.parameters} == ALL_KEYWORDS


@pytest.mark.parametrize("row", OPERATORS, ids=repr)
def test_default_in_the_row_is_the_function_s(row):
    """Where Lisp and Python write a default alike: nil, t, numbers, strings."""
    parameters = _signature(row)
    for told in row.parameters:
        if told.default is None or told.python_name not in parameters:
            continue
        default = parameters[told.python_name].default
        if re.fullmatch(r'-?\d+|".*"', told.default):
            assert ast.literal_eval(told.default) == default
        elif told.default in ("t", "nil"):
            assert default in ((True,) if told.default == "t" else (None, False))


def test_operators_that_return_several_values_with_mv():
    for row in OPERATORS:
        if row.several == "mv":
            assert callable(row.object.mv)


# -- acllib ---------------------------------------


@pytest.mark.parametrize("name", python_names())
def test_export(name):
    assert getattr(acllib, name) is resolve(python_names()[name])
    assert name.isidentifier()


def test_exports_hide_no_module():
    modules = {path.stem for path in Path(acllib.__file__).parent.iterdir()}
    assert not modules & set(python_names())


def test_no_other_names():
    with pytest.raises(AttributeError, match="no_such_name"):
        acllib.no_such_name  # noqa: B018
    with pytest.raises(ImportError):
        from acllib import no_such_name  # noqa: F401


def test_star_and_dir():
    space = {}
    exec("from acllib import *", space)
    assert set(python_names()) <= set(space)
    assert set(python_names()) <= set(dir(acllib))


def test_import_loads_nothing_heavy():
    code = (
        "import acllib, sys;"
        "assert not {m for m in sys.modules if m.startswith('acllib.')}, 'modules of ours';"
        "acllib.lookup_port; assert 'acllib.streams' not in sys.modules;"
        "acllib.make_socket;"
        "assert not {'OpenSSL', 'ssl', 'asyncio', 'prompt_toolkit', 'acllib.lisp'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# -- the stubs ---------------------------------------

STUBS = Path(acllib.__file__).with_name("__init__.pyi")


def _stubs():
    tree = ast.parse(STUBS.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}


def test_stubs_tell_of_every_export():
    assert set(python_names()) == set(_stubs())


def _stubs_of(kind):
    return [name for name, node in _stubs().items() if isinstance(node, kind)]


@pytest.mark.parametrize("name", _stubs_of(ast.FunctionDef))
def test_stub_has_the_parameters(name):
    stub = _stubs()[name].args
    rest = stub.vararg and stub.vararg.arg
    told = ([arg.arg for arg in stub.args], rest, {arg.arg for arg in stub.kwonlyargs})
    needed = {arg.arg for arg in stub.args[: len(stub.args) - len(stub.defaults)]}
    if name == "make_socket":
        assert told == ([], None, ALL_KEYWORDS)
        return
    thing = getattr(acllib, name)
    parameters = inspect.signature(getattr(thing, "declared", thing)).parameters.values()
    found = (
        [p.name for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD],
        next((p.name for p in parameters if p.kind == p.VAR_POSITIONAL), None),
        {p.name for p in parameters if p.kind == p.KEYWORD_ONLY},
    )
    assert told == found
    named = [p for p in parameters if p.kind == p.POSITIONAL_OR_KEYWORD]
    assert needed == {p.name for p in named if p.default is p.empty}


@pytest.mark.parametrize("name", _stubs_of(ast.FunctionDef))
def test_function_tells_what_it_does(name):
    """Of several parameters it tells more than a line has room for."""
    thing = getattr(acllib, name)
    text = inspect.getdoc(thing)
    assert text
    parameters = inspect.signature(getattr(thing, "declared", thing)).parameters
    assert len(parameters) < 2 or len(text.splitlines()) > 1


@pytest.mark.parametrize("name", _stubs_of(ast.ClassDef))
def test_class_tells_what_it_is(name):
    assert getattr(acllib, name).__doc__


@pytest.mark.parametrize("name", _stubs_of(ast.ClassDef))
def test_stub_has_the_bases(name):
    thing = getattr(acllib, name)
    for base in _stubs()[name].bases:
        assert base.id in {c.__name__ for c in thing.__mro__}


def test_python_names_are_no_operators():
    operators = {row.python_name for row in ROWS}
    assert not operators & set(PYTHON_NAMES)


@pytest.mark.parametrize(
    ("value", "text"),
    [("abc", "abc"), (5, None), (None, None), (True, None), (b"abc", None), (["a"], None), (1.5, None)],
)
def test_text_of(value, text):
    assert text_of(value) == text
