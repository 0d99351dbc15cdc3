"""The listeners of a session and what they share: hosts, the focus, break levels of background processes.

Loaded in a thread when the first prompt stands. An error that nobody handles in a background
process opens a break level there, on a seat of its own: the process stays as it is until the
person turns to it. A listener that is killed is followed by another one: a pane without is of no use.
"""

import sys

import acllib.lisp.world  # noqa: F401
from acllib.kernel.exits import NonLocalExit
from acllib.kernel.signalling import debugger as debugger_variable
from acllib.lisp.session import listening, main_process, program_end, sudden_end
from acllib.lisp.variables import terminal_io
from acllib.processes import (
    all_processes,
    current_process,
    initial_process,
    interrupt_from_signal,
    run_in_process,
)
from acllib.processviews import set_process_name

from aclrepl.ending import end_processes, main_thread
from aclrepl.lab import Lab
from aclrepl.listener import Listener
from aclrepl.settings import startup_loader
from aclrepl.terminal.panes import Pane
from aclrepl.terminal.routers import ReadRouter, Router
from aclrepl.terminal.seats import PaneStream, SeatTerminal


class Listeners:
    """The listeners of SESSION. Its methods may be called from any process, but for `load` and `unload`.

    lab     the Lab whose hosts they may be on, or None
    stream  the PaneStream of the first one
    """

    def __init__(self, session):
        self.session = session
        self.stream = PaneStream(session, session.panes[0])
        self.lab = None if session.settings.lab is False else Lab()
        self._before = (terminal_io.value, debugger_variable.value, sys.stdin, sys.stdout, sys.stderr)
        self._name_before = initial_process().name

    def load(self):
        """Take over what belongs to the terminal, and start the first listener."""
        sys.set_int_max_str_digits(0)
        set_process_name(initial_process(), "Main Thread")
        terminal_io.value = self.stream
        debugger_variable.value = self.stopped
        sys.stdin, sys.stdout, sys.stderr = ReadRouter(), Router(self.stream), Router(self.stream)
        program_end[:] = [main_thread.end]
        sudden_end[:] = main_thread.give_back
        listening[:] = [self]
        network = self.lab.outside() if self.lab is not None else None
        self.start(
            self.stream,
            "Initial Lisp Listener",
            network=network,
            startup=startup_loader(self.session.settings),
        )

    def unload(self):
        """Unwind all processes, and give back what `load` took."""
        main_process.clear()
        program_end.clear()
        sudden_end.clear()
        listening.clear()
        debugger_variable.value = self._before[1]
        main_thread.abandoned = bool(end_processes())
        terminal_io.value, _, sys.stdin, sys.stdout, sys.stderr = self._before
        set_process_name(initial_process(), self._name_before)
        if self.lab is not None:
            self.lab.close()

    def start(self, stream, name, **options):
        """Start a listener on STREAM's pane; OPTIONS are those of Listener."""
        pane = stream.pane
        seat = pane.main
        terminal = SeatTerminal(self, seat, stream)
        listener = Listener(name, terminal, **options)

        def run():
            try:
                seat.process = listener.process = current_process()
                seat.listener = listener
                if stream is self.stream:
                    main_process[:] = [seat.process]
                listener.run()
            except NonLocalExit:  # killed
                options["startup"] = None
                pane.output.mark(lambda: self.killed(stream, name, options))
                raise
            finally:
                seat.process = None
            code = listener.exit_code
            if terminal.ended:
                pane.output.mark(lambda: self.session.listener_ended(pane, code))
            else:
                self.session.end_from_anywhere(code)

        run_in_process(run, name)

    def killed(self, stream, name, options):
        """Start another listener in the place of one that was killed. For the session's thread."""
        if self.session.code is None:
            stream.pane.output.put_background(None, f"; {name} was killed; this is a new one.\n")
            self.start(stream, name, **options)

    # Hosts

    def open_listener(self, name):
        """Show the listener on the lab's host NAME, made if there is none.

        Returns: None, or text for the person: why that can't be; where NAME is empty, what there is.
        """
        session = self.session
        if self.lab is None:
            return "There is no lab.\n"
        if not name:
            names = ", ".join(pane.name for pane in session.panes)
            return f"Hosts: {', '.join(self.hosts())}. Listeners: {names}.\n"
        pane = session.pane_named(name)
        if pane is None:
            try:
                network = self.lab.host(name)
            except ValueError as e:
                return f"{e}\n"
            pane = Pane(name, session.wake)
            pane.output.visible = False
            session.panes.append(pane)
            stream = PaneStream(session, pane)
            self.start(stream, f"Listener on {name}", network=network, realm=network.realm)
        session.call(session.show, pane)
        return None

    def open_next(self):
        """Open a listener on the first host of the lab that has none."""
        free = [name for name in self.hosts() if self.session.pane_named(name) is None]
        if free:
            self.open_listener(free[0])
        else:
            self.session.say("every host of the lab has a listener: `:host NAME' makes a new host")

    def hosts(self):
        """Return the names of the lab's hosts, its first one first; the machine itself is none of them."""
        return [] if self.lab is None else [network.identity.name for network in self.lab.hosts]

    def other_listeners(self, listener):
        """Return the list of the listeners beside LISTENER."""
        return [p.listener for p in self.session.panes if p.listener not in (None, listener)]

    def held_by(self, process):
        """Return the names of processes in break levels on the pane of the listener PROCESS."""
        seats = next((pane.seats for pane in self.session.panes if pane.main.process is process), ())
        return [seat.name for seat in seats[1:] if seat.level]

    def others(self):
        """Return the list of the processes that are no listeners."""
        own = [pane.main.process for pane in self.session.panes]
        return [p for p in all_processes() if not p.immigrant and p not in own]

    def computing(self):
        """Return whether a process is computing, and so holds the interpreter lock much of the time."""
        return any(p.waiting is None and not p.immigrant for p in all_processes())

    # Break levels of background processes

    def guest(self, stream, process):
        """Return the seat on STREAM's pane for the break levels of PROCESS."""
        seat = stream.pane.seat_of(process) or stream.pane.add_seat(process)
        if seat.listener is None:
            seat.listener = Listener(process.name, SeatTerminal(self, seat, stream), guest=process)
        return seat

    def stopped(self, condition):
        """The debugger of a background process: it stops in a break level until the person turns to it."""
        process = current_process()
        if process.immigrant or self.session.code is not None:
            return
        stream = terminal_io.get()
        seat = self.guest(stream if isinstance(stream, PaneStream) else self.stream, process)
        self.sit(seat, seat.listener.serve, condition)

    def sit(self, seat, function, *arguments):
        """Call FUNCTION in SEAT's process, which gives its seat back behind it."""
        try:
            function(*arguments)
        finally:
            seat.pane.output.mark(lambda: self.session.leave_seat(seat))

    def focus(self, listener, process):
        """Give PROCESS the input line of LISTENER's pane; a running one is broken into.

        Arguments: process -- Process; "listener": the listener itself; None: only say who has it.
        Returns: text to print, or None.
        """
        session, pane = self.session, listener.terminal.seat.pane
        if process is None:
            return f"The focus is on {pane.front.process.name}.\n"
        if process == "listener" or process is pane.main.process:
            pane.front.left = pane.front is not pane.main
            pane.front = pane.main
        elif process.immigrant or any(process is p.main.process for p in session.panes):
            return f"The process {process.name} can't be focused on from here.\n"
        else:
            seat = pane.seat_of(process)
            running = seat is None
            if running:
                seat = self.guest(listener.terminal.stream, process)
            pane.front = seat
            if running:
                interrupt_from_signal(process, self.sit, seat, seat.listener.break_into)
        session.call(session.app.invalidate)
        return None
