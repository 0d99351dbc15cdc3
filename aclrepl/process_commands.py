"""The commands for processes: :processes :focus :kill :arrest :unarrest.

They take processes by number, by name, or by a part of a name.
"""

from acllib.processes import (
    all_processes,
    initial_process,
    process_add_arrest_reason,
    process_kill,
    process_revoke_arrest_reason,
)
from acllib.processtimes import cpu_seconds, process_times_resumed

from aclrepl.commands import command, unquoted

ARRESTED = "debugging"  # the reason that :arrest and :focus give

@command("processes", 3, "&rest process")
def processes(listener, rest):
    """Print the processes: number, times resumed, time used, priority, state, name, what each waits for.

    Seq    the number in the printed form, which commands take
    Dis    how often it was resumed since the last report
    Sec    seconds of processor time
    dSec   those since the last report
    Pri    the priority; advice that nobody takes
    State  runnable; waiting; inactive, without a reason to run; arrested, with one to stand by
    behind that the name, what it waits for, and the reasons to stand by

    A `-` stands for what the system does not tell.
    """
    others = [p for p in all_processes() if p is not initial_process()]
    chosen = named_processes(listener, rest) if rest else others
    if chosen is None:
        return
    lines = [f"{'Seq':>4} {'Dis':>5} {'Sec':>4} {'dSec':>6} Pri State    Process Name, Whostate, Arrest"]
    for p in chosen:
        parts = [p.name, p.whostate or "", *map(str, p.arrest_reasons)]
        lines.append(
            f"{p.sequence:4d} {use_of(listener, p)} {p.priority!s:>3} {p.activity():8s} "
            + ", ".join(part for part in parts if part)
        )
    listener.write("\n".join(lines) + "\n")


def use_of(listener, process):
    """Return the columns Dis, Sec and dSec for PROCESS, and remember them for the next report."""
    times, used = process_times_resumed(process), cpu_seconds(process)
    times_before, used_before = listener.reported.get(process.sequence, (0, 0.0))
    listener.reported[process.sequence] = (times or 0, used or 0.0)
    since = f"{times - times_before:5d}" if times is not None else f"{'-':>5}"
    seconds = f"{int(used):4d} {used - used_before:6.1f}" if used is not None else f"{'-':>4} {'-':>6}"
    return f"{since} {seconds}"


def named_processes(listener, rest):
    """Return the processes that REST names: numbers, names, or parts of names; None after a complaint."""
    everything = all_processes()
    words = [unquoted(rest)]
    found = [p for p in everything if rest and words[0] in (str(p.sequence), p.name)]
    if found:
        return found
    if all(w.isdecimal() for w in rest.split()):
        words = rest.split()
    for word in words:
        numbered = [p for p in everything if word == str(p.sequence)]
        some = numbered or [p for p in everything if word and word in p.name]
        if len(some) != 1:
            what = f"{len(some)} processes have" if some else "No process has"
            listener.write(f"{what} a number or name like {word or 'that'}.\n")
            return None
        found += some
    return found


def other_processes(listener, rest, verb):
    """Return the processes that REST names, but for the listener's own; [] after a complaint."""
    found = named_processes(listener, rest) or []
    refused = [p for p in found if p is listener.process or p.immigrant]
    for p in refused:
        listener.write(f"The process {p.name} can't be {verb} from here.\n")
    return [p for p in found if p not in refused]


@command("focus", 2, "&optional process")
def focus(listener, rest):
    """Turn to a process: to its break level, or break into what it does. `:listener` turns back."""
    session = listener.terminal.session
    if session is None:
        listener.write(":focus needs a terminal.\n")
        return
    if not rest:
        text = session.focus(listener, None)
    elif rest.lower() == ":listener":
        text = session.focus(listener, "listener")
    else:
        found = named_processes(listener, rest)
        if not found:
            return
        text = session.focus(listener, found[0])
    if text:
        listener.write(text)


@command("kill", 2, "process ...")
def kill(listener, rest):
    """Kill processes, given by number or name."""
    session = listener.terminal.session
    for process in other_processes(listener, rest, "killed"):
        held = [] if session is None else session.held_by(process)
        if held:
            names = ", ".join(held)
            listener.write(f"The process {process.name} can't be killed: its listener holds {names}.\n")
            continue
        process_kill(process)


@command("arrest", 3, "process ...")
def arrest(listener, rest):
    """Have processes stand by until :unarrest."""
    for process in other_processes(listener, rest, "arrested"):
        process_add_arrest_reason(process, ARRESTED)


@command("unarrest", 4, "process ...")
def unarrest(listener, rest):
    """Let processes that :arrest has stopped go on; `:all` means every one of them."""
    every = rest.lower() == ":all"
    for process in all_processes() if every else other_processes(listener, rest, "arrested"):
        process_revoke_arrest_reason(process, ARRESTED)
