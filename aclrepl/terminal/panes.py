"""What the terminal knows of a listener: its output, its place at the input line, its typed text.

A *pane* is a listener with all processes that print to it. A *seat* is a process that may ask for
input there: the listener's own, one that stands in a break level, one that reads a line. Exactly one
seat of a pane has the input line, the one in `front`; the others wait until the person turns to
them with `:focus`. So it is always clear who gets what is typed.

Nothing here loads Lisp: panes are there before it is.
"""

from collections import deque

from aclrepl.terminal.output import OutputQueue

STARTING = "starting"  # the listener is not there yet
IDLE = "idle"  # it waits for a form
BUSY = "busy"  # it runs one
READING = "reading"  # a program reads a line

FORM, LINE, END = "form", "line", "end"  # kinds of what is delivered to a seat


class Seat:
    """A process that may ask for input. The thread that draws changes it, but for the inbox.

    pane      its Pane
    name      of the process
    process   None until Lisp is there
    listener  the Listener whose break levels and forms it runs, or None: it only reads lines
    terminal  its SeatTerminal, or None
    state     see above
    prompt    str, shown where the state is idle
    since     when it became busy
    inbox     deque of (kind, text) for the process
    delivered  function called when something was put into the inbox
    request   what its process waits to be told
    left      true: the person has just turned away from it, and need not be told that it waits
    last_interrupt  when Control-C was last pressed
    """

    def __init__(self, pane, name, state=IDLE):
        self.pane = pane
        self.name = name
        self.process = None
        self.listener = None
        self.terminal = None
        self.state = state
        self.prompt = "USER(1): "
        self.since = 0.0
        self.inbox = deque()
        self.delivered = lambda: None
        self.request = None
        self.left = False
        self.last_interrupt = float("-inf")

    def deliver(self, kind, text=""):
        self.inbox.append((kind, text))
        self.delivered()

    @property
    def level(self):
        """The number of its break level."""
        return self.listener.level.number if self.listener is not None else 0

    @property
    def waiting_for(self):
        """(What its process waits for, since when), or None; but not for input."""
        waiting = self.process.waiting if self.process is not None else None
        if waiting is None:
            return None
        what, since = waiting
        return (what() if callable(what) else what), since


class Pane:
    """A listener's part of the terminal.

    name    what its tab and `on NAME:` lines show
    output  OutputQueue
    seats   list of Seats; the first one is the listener's
    front   the seat that has the input line
    room      function called when the screen has room again; the pane's stream sets it
    document  what is typed, while another pane is in front
    ahead   None, or (seat, its level, text): typed with Enter behind it while the seat was busy
    marked  true: something happened since it was last in front
    """

    def __init__(self, name, changed):
        self.name = name
        self.output = OutputQueue(changed)
        self.main = Seat(self, name, STARTING)
        self.seats = [self.main]
        self.front = self.main
        self.room = lambda: None
        self.document = None
        self.ahead = None
        self.marked = False

    @property
    def listener(self):
        return self.main.listener

    def seat_of(self, process):
        """Return the seat of PROCESS, or None."""
        for seat in list(self.seats):
            if seat.process is process:
                return seat
        return None

    def add_seat(self, process):
        """Give PROCESS a seat and return it."""
        seat = Seat(self, process.name, BUSY)
        seat.process = process
        self.seats.append(seat)
        return seat

    def remove_seat(self, seat):
        """Take back SEAT, not the first; the listener gets the input line if it had that."""
        if seat in self.seats:
            self.seats.remove(seat)
        if self.front is seat:
            self.front = self.main
