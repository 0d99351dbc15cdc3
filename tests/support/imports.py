"""What a module imports, read from its text: Python by `ast`, Hy by its reader; nothing is run."""

import ast
from dataclasses import dataclass
from pathlib import Path

from hy.models import Expression, Keyword, List, Sequence, Symbol
from hy.reader import mangle, read_many


@dataclass(frozen=True)
class Import:
    """One import of MODULE at LINE.

    names     -- tuple of the names taken from it, empty when the module itself is imported
    top       -- true outside functions: it happens when the importing module is loaded
    run_time  -- false for a `require`, whose macros are gone when the code runs
    """

    module: str
    names: tuple
    line: int
    top: bool
    run_time: bool = True


def imports_of(path):
    """Return the list of imports in the file PATH, .py or .hy; relative ones keep their dots."""
    text = Path(path).read_text(encoding="utf-8")
    if path.suffix == ".hy":
        found = []
        for form in read_many(text, filename=str(path), skip_shebang=True):
            _walk_hy(form, True, found)
        return found
    return list(_walk_python(ast.parse(text), True))


def _walk_python(tree, top):
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    yield Import(alias.name, (), node.lineno, top)
            case ast.ImportFrom(module=module, names=aliases, level=level):
                names = tuple(alias.name for alias in aliases)
                yield Import("." * level + (module or ""), names, node.lineno, top)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                pass  # for the type checker only
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                yield from _walk_python(node, False)
            case _:
                yield from _walk_python(node, top)


_FUNCTIONS = {"defn", "defn/a", "fn", "fn/a", "defmacro"}


def _walk_hy(form, top, found):
    if not isinstance(form, Sequence):
        return
    head = form[0] if isinstance(form, Expression) and form else None
    if head in (Symbol("quote"), Symbol("quasiquote")):
        return
    if head in (Symbol("import"), Symbol("require")):
        found.extend(_hy_imports(form, top, head == Symbol("import")))
    inside = top and str(head) not in _FUNCTIONS
    for part in form:
        _walk_hy(part, inside, found)


def _hy_imports(form, top, run_time):
    """Yield the imports of one `(import a b [c d :as e] f :as g h *)` or `require` form."""
    parts = list(form[1:])
    while parts:
        module, names = parts.pop(0), ()
        if parts and isinstance(parts[0], List):
            names = tuple(_taken(parts.pop(0)))
        elif parts and parts[0] == Symbol("*"):
            names = (str(parts.pop(0)),)
        elif parts and isinstance(parts[0], Keyword):  # :as NAME, and :macros [...] :readers [...]
            parts = parts[2:]
        yield Import(_dotted(module), names, form.start_line, top, run_time)


def _taken(names):
    renamed = False
    for name in names:
        if renamed or isinstance(name, Keyword):
            renamed = not renamed
        else:
            yield str(name)


def _dotted(module):
    """Return a module's name; the reader gives `a.b` as `(. a b)` and `.a` as `(. None a)`."""
    if isinstance(module, Symbol):
        return mangle(module)
    relative = module[1] == Symbol("None")
    return (str(module[0]) if relative else "") + ".".join(map(mangle, module[2 if relative else 1 :]))
