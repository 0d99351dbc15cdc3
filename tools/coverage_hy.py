"""A coverage.py plug-in for .hy files: their lines are those of the code objects Hy makes of them.

`make cover` uses it. The tracer needs no help, since Hy's code bears the lines of the Hy text; only the
report must not parse the file as Python.
"""

from pathlib import Path
from types import CodeType

from coverage import CoveragePlugin, FileReporter, FileTracer

from hatch_build import compile_module

LIB = Path(__file__).resolve().parent.parent / "lib"


class HyTracer(FileTracer):
    def __init__(self, filename):
        self.filename = filename

    def source_filename(self):
        return self.filename


class HyReporter(FileReporter):
    def lines(self):
        """Return the set of lines that hold code, docstrings left out."""
        path = Path(self.filename)
        name = ".".join(path.relative_to(LIB).with_suffix("").parts) if LIB in path.parents else path.stem
        return set(_lines(compile(compile_module(path, name), self.filename, "exec")))


def _lines(code):
    for _, _, line in code.co_lines():
        if line:
            yield line
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _lines(constant)


class HyPlugin(CoveragePlugin):
    def file_tracer(self, filename):
        return HyTracer(filename) if filename.endswith(".hy") else None

    def file_reporter(self, filename):
        return HyReporter(filename)

    def find_executable_files(self, src_dir):
        return map(str, Path(src_dir).rglob("*.hy"))


def coverage_init(registry, options):
    registry.add_file_tracer(HyPlugin())
