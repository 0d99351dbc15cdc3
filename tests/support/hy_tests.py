"""Test files in Hy: compiled with pytest's rewriting of asserts, so that a failure shows values.

`HyModule` collects them; `SupportFinder` does the same for the modules of `tests/support`.
The rewritten code is kept beside Python's own bytecode; a file that requires or defines macros is
compiled each time, since its code depends on other files.
"""

import importlib.abc
import importlib.util
import marshal
import os
import re
import sys
import types
from pathlib import Path

import hy
import pytest
from _pytest.assertion.rewrite import rewrite_asserts
from hy.compiler import hy_compile
from hy.errors import HyLanguageError
from hy.reader import HyReader, read_many

TESTS = Path(__file__).parent.parent
_CACHE_TAG = f"{sys.implementation.cache_tag}-hy{hy.__version__}-pytest{pytest.__version__}"


def _compile(path, module, config):
    source = path.read_text(encoding="utf-8")
    forms = read_many(source, filename=str(path), skip_shebang=True, reader=HyReader())
    tree = hy_compile(forms, module, filename=str(path), source=source)
    rewrite_asserts(tree, source.encode(), str(path), config)
    return compile(tree, str(path), "exec", dont_inherit=True)


def _code(path, module, config):
    """Return the code object of the test file PATH, from the cache where it is fresh."""
    text = path.read_text(encoding="utf-8")
    cached = path.parent / "__pycache__" / f"{path.stem}.{_CACHE_TAG}.pyc"
    stamp = (path.stat().st_mtime_ns, len(text))
    lasting = not re.search(r"\((require|defmacro|defreader)\b", text)
    if lasting:
        try:
            kept, code = marshal.loads(cached.read_bytes())
            if kept == stamp:
                return code
        except (OSError, ValueError, EOFError, TypeError):
            pass  # not there, or not ours: made below
    code = _compile(path, module, config)
    if lasting and not sys.dont_write_bytecode:
        fresh = cached.with_suffix(f".{os.getpid()}")
        try:
            cached.parent.mkdir(exist_ok=True)
            fresh.write_bytes(marshal.dumps((stamp, code)))
            fresh.replace(cached)
        except OSError:
            pass  # a read-only tree is no reason to fail
    return code


class HyModule(pytest.Module):
    """A `test_*.hy` file."""

    def _getobj(self):
        name = ".".join(("hy_tests", *self.path.relative_to(TESTS).with_suffix("").parts))
        module = types.ModuleType(name)
        module.__file__ = str(self.path)
        sys.modules[name] = module  # pickling and `inspect` look there
        try:
            exec(_code(self.path, module, self.config), module.__dict__)
        except HyLanguageError as error:
            raise self.CollectError(f"{self.path}: {error}") from error
        return module


class SupportFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and loads `support.NAME` where it is written in Hy."""

    def __init__(self, config):
        self.config = config

    def find_spec(self, fullname, path=None, target=None):
        package, _, stem = fullname.rpartition(".")
        file = TESTS / "support" / f"{stem}.hy"
        if package == "support" and file.exists():
            return importlib.util.spec_from_file_location(fullname, file, loader=self)
        return None

    def exec_module(self, module):
        exec(_code(Path(module.__file__), module, self.config), module.__dict__)
