"""Turns lib/**/*.hy into plain Python when a wheel is built.

A wheel must start in milliseconds, so it holds no Hy and imports none: every module is compiled
by Hy here, and the result is written out as Python source with `ast.unparse`. Rules:

- A module that would need the `hy` package while it runs is refused, with the line that needs it.
  Keywords as values (`:foo`), quoted forms and `defmacro` are the usual reasons. The modules of
  MACRO_MODULES exist to hold macros for Hy callers and keep their `import hy`; nothing that Python
  callers load imports them.
- The text must be readable by the oldest Python we support whichever Python builds. `ast.unparse`
  of 3.12 and newer nests equal quotes and backslashes in f-strings, which 3.11 cannot read, and
  that of 3.11 gives up on some of them. So an f-string whose fields hold strings is turned into a
  call of `str.format`, which needs no nesting; the rest of the syntax is checked by the parser.
- `acllib/__init__.py` loses the lines between its two marks: they let a source tree load .hy files.
- Never x.hy and x.py both: which one Python takes would depend on who imported hy first.

Nothing here knows what the modules do. `tools/lint_hy.py` looks at the same trees and texts.
"""

import ast
import sys
import tempfile
import types
import warnings
import zipfile
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_PYTHON = (3, 11)
MACRO_MODULES = {"acllib.macros", "acllib.kernel.syntax"}
SHIM_START, SHIM_END = "# >>> source tree only", "# <<< source tree only"


class LoweringError(Exception):
    """A .hy file that cannot become plain Python; the text says file, line and reason."""


def compile_module(path, name):
    """Return the Python syntax tree that Hy makes of the module NAME in the file PATH.

    Without the `import hy` that Hy puts first. Macros named by `require` are imported, so the
    source root has to be on `sys.path`.
    """
    import hy  # noqa: F401 -- makes .hy files importable for `require`
    from hy.compiler import hy_compile
    from hy.reader import HyReader, read_many

    module = types.ModuleType(name)
    module.__file__ = str(path)
    source = Path(path).read_text(encoding="utf-8")
    forms = read_many(source, filename=str(path), skip_shebang=True, reader=HyReader())
    return hy_compile(forms, module, filename=str(path), source=source, import_stdlib=False)


def uses_of_hy(tree):
    """Return the lines at which TREE, a module without Hy's own `import hy`, needs hy to run."""
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="hy"):
                needed = True
            case ast.Import(names=names):
                needed = any(alias.name.split(".")[0] == "hy" for alias in names)
            case ast.ImportFrom(module=module, level=0):
                needed = module.split(".")[0] == "hy"
            case _:
                needed = False
        if needed:
            lines.append(node.lineno)
    return sorted(lines)


def _is_text(node):
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )


class _PlainFormatting(ast.NodeTransformer):
    """Replaces each f-string whose fields hold strings by a call of `str.format`."""

    def visit_JoinedStr(self, node):
        if not any(self._holds_text(part) for part in node.values):
            return node
        template, arguments = self._template(node)
        call = ast.Call(
            ast.Attribute(ast.Constant(template), "format", ast.Load()),
            [self.visit(argument) for argument in arguments],
            [],
        )
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def _holds_text(self, part):
        """Return whether PART of an f-string is a field with a string somewhere inside."""
        if not isinstance(part, ast.FormattedValue):
            return False
        spec = part.format_spec.values if part.format_spec else []
        return any(map(_is_text, ast.walk(part.value))) or any(map(self._holds_text, spec))

    def _template(self, node):
        """Return the format string of a JoinedStr, and the expressions of its fields in order."""
        texts, arguments = [], []
        for part in node.values:
            match part:
                case ast.Constant(value=text):
                    texts.append(text.replace("{", "{{").replace("}", "}}"))
                case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
                    arguments.append(value)
                    kind = f"!{chr(conversion)}" if conversion != -1 else ""
                    inside = ""
                    if spec is not None:
                        inside, more = self._template(spec)
                        inside = f":{inside}"
                        arguments += more
                    texts.append(f"{{{kind}{inside}}}")
        return "".join(texts), arguments


def python_text(tree, path, name):
    """Return the TREE that `compile_module` made of the module NAME as Python source; changes TREE.

    Raises: LoweringError for a module that needs hy at run time, for syntax newer than the oldest
    Python supported, and for what Python warns of, since users would see that at the first import.
    """
    lines = uses_of_hy(tree)
    if name not in MACRO_MODULES:
        if lines:
            raise LoweringError(
                f"{path}:{lines[0]}: needs hy at run time (a keyword or quoted form as a value, a macro, "
                f"or an import of hy); {len(lines)} such place(s)"
            )
    elif lines:
        start = 1 if ast.get_docstring(tree) is not None else 0
        tree.body.insert(start, ast.Import([ast.alias("hy")]))
    text = ast.unparse(ast.fix_missing_locations(_PlainFormatting().visit(tree))) + "\n"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(ast.parse(text, feature_version=OLDEST_PYTHON), str(path), "exec", dont_inherit=True)
    except SyntaxError as error:
        line = text.splitlines()[error.lineno - 1].strip()
        raise LoweringError(f"{path}: {error.msg}, lowered to: {line}") from error
    return text


def lower(path, name):
    """Return the module NAME, written in Hy in the file PATH, as Python source, or raise LoweringError."""
    try:
        tree = compile_module(path, name)
    except Exception as error:
        raise LoweringError(f"{path}: {error}") from error
    return python_text(tree, path, name)


def without_shim(text):
    """Return the text of acllib/__init__.py without the lines between the two marks."""
    before, mark, rest = text.partition(SHIM_START)
    _, end, after = rest.partition(SHIM_END)
    if not (mark and end):
        raise LoweringError("acllib/__init__.py: the marks around the lines for source trees are gone")
    return before + after.lstrip("\n")


def hy_modules(source_root):
    """Return a list of (path, dotted name) of the .hy modules under SOURCE_ROOT, sorted."""
    paths = sorted(source_root.rglob("*.hy"))
    return [(path, ".".join(path.relative_to(source_root).with_suffix("").parts)) for path in paths]


class CustomBuildHook(BuildHookInterface):
    """Hatch's door: lowers before the wheel is packed, and looks at the wheel afterwards."""

    def initialize(self, version, build_data):
        if version == "editable":
            return
        source_root = Path(self.root, "lib")
        sys.path.insert(0, str(source_root))
        self.lowered = tempfile.TemporaryDirectory()
        self.expected = set()
        faults = []
        for path, name in hy_modules(source_root):
            try:
                if path.with_suffix(".py").exists():
                    raise LoweringError(f"{path}: there is a .py of the same name beside it")
                self._include(build_data, f"{name.replace('.', '/')}.py", lower(path, name))
            except LoweringError as error:
                faults.append(str(error))
        if faults:
            self.app.abort("\n".join(faults))
        entrance = source_root / "acllib" / "__init__.py"
        self._include(build_data, "acllib/__init__.py", without_shim(entrance.read_text(encoding="utf-8")))

    def _include(self, build_data, place, text):
        """Put TEXT into the wheel as the file PLACE."""
        target = Path(self.lowered.name, place)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        build_data["force_include"][str(target)] = place
        self.expected.add(place)

    def finalize(self, version, build_data, artifact_path):
        if version == "editable":
            return
        self.lowered.cleanup()
        names = zipfile.ZipFile(artifact_path).namelist()
        missing = self.expected - set(names)
        stray = [name for name in names if name.endswith(".hy") or names.count(name) > 1]
        if missing or stray:
            self.app.abort(f"{artifact_path}: missing {sorted(missing)}, unwanted {stray}")
