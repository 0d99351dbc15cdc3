"""The stack for programs: `tpl:zoom`, which servers call in their handlers, to write it to a log.

Source: Allegro CL 10.1, Debugging, 5.15 Getting a backtrace programmatically.
"""

from acllib.kernel.signalling import type_error
from acllib.lisp.definitions import lisp, named
from acllib.lisp.symbols import find_package, make_package
from acllib.lisp.variables import standard_output
from acllib.streambase import Stream

from aclrepl import frames
from aclrepl.frame_commands import display, natural, stack_text

PACKAGE = "TOP-LEVEL.DEBUG"
make_package(PACKAGE, [], [])


@lisp("ZOOM", package=PACKAGE)
def zoom(
    stream,
    *,
    from_read_eval_print_loop=None,
    all=None,
    brief=None,
    moderate=None,
    verbose=None,
    count=0,
    specials=None,
    function=None,
    relative=None,
    top=None,
    bottom=None,
):
    """Write the evaluation stack of the running process to a stream, newest frame first; return nil.

    Arguments:
      stream -- a stream; t or nil: *standard-output*.
      count -- how many frames; t or nil: all; by default *zoom-display*.
      all -- true: with the frames that are not Lisp's; brief -- names only; moderate -- places, too;
        verbose -- the variables, too; specials -- with them the values of special variables.
      function -- frames of this function only; relative -- true: with the distance to the newest.
      from-read-eval-print-loop, top, bottom -- kept: the newest frame is where it begins.
    Signals: type-error.
    """
    target = standard_output.get() if stream in (None, True) else stream
    if not isinstance(target, Stream):
        type_error(stream, "(OR STREAM BOOLEAN)")
    if count not in (None, True) and count != 0 and not natural(count, 1):
        type_error(count, "(OR (INTEGER 1) BOOLEAN)")
    found = own_stack(all is not None)
    if function is not None:
        wanted = frames.shown(function)
        found = [f for f in found if frames.shown(f.name) == wanted]
    options = (("brief", brief), ("moderate", moderate), ("verbose", verbose), ("specials", specials))
    given = {name for name, value in (*options, ("relative", relative)) if value is not None}
    limit = len(found) if count in (None, True) else count or display()
    text = stack_text(found, None, max(limit, 1), given)
    target.fresh_line()
    target.write_string(text)


def own_stack(everything):
    """Return the frames older than the call of `zoom`, up to the listener's."""
    from aclrepl.listener import Listener

    found = frames.stack(zoom.__code__, Listener._round.__code__, everything)
    return [f for f in found if f.name is not named("ZOOM", PACKAGE)]


# Programs say tpl:zoom as well.
find_package("TOP-LEVEL").import_symbol(named("ZOOM", PACKAGE))
find_package("TOP-LEVEL").exported.add("ZOOM")
