"""The prompt before the imports: it stands at once, and what is typed meanwhile is not lost.

Loading the terminal's packages takes longer than a person notices. So banner and prompt are
written first, with the keyboard's modes as the application will set them: keys are not
echoed, wait in the terminal and mean the same when they are read. The application draws over
the prompt.

The application restores, at its end, the modes that it finds at its start. They must be the
shell's: `restore_modes` puts those back just before. Whatever happens, the shell gets a
terminal that echoes: `finish` is called by who began, at the exit of Python, and before a
sudden end.

Nothing is imported here that takes time.
"""

import atexit
import os

try:
    import termios
except ImportError:  # no such terminals
    termios = None

IFLAG, LFLAG, CC = 0, 3, 6  # places in what tcgetattr returns
PASTE_ON, PASTE_OFF = b"\x1b[?2004h", b"\x1b[?2004l"
AS_BEFORE = PASTE_OFF + b"\x1b[?25h\x1b[0m"  # the cursor seen, no colours


class EarlyPrompt:
    """The terminal between the start of the program and that of the application. Made by `begin`.

    modes   those of the shell
    handed_over  true: the application has taken over
    finished     true: the shell has its terminal back
    """

    def __init__(self, input, output, modes):
        self.input = input
        self.output = output
        self.modes = modes
        self.handed_over = False
        self.finished = False
        self._owner = os.getpid()

    @classmethod
    def begin(cls, banner, prompt, input=0, output=1, environment=None):
        """Write BANNER and PROMPT, and let the keyboard wait.

        Arguments:
          banner, prompt -- str of our own: they don't pass the gate
          input, output -- descriptors
        Returns: EarlyPrompt; or None, with nothing done, where this is no terminal that one types
          lines on: not both descriptors are, TERM is unset or dumb, the modes are
          unusual already, or the program is in the background.
        """
        if not is_terminal(input, output, environment):
            return None
        try:
            modes = termios.tcgetattr(input)
            if modes[LFLAG] & _LINES != _LINES or os.tcgetpgrp(input) != os.getpgrp():
                return None
            early = cls(input, output, modes)
            atexit.register(early.finish)
            termios.tcsetattr(input, termios.TCSANOW, raw(modes))
        except (OSError, termios.error):
            return None
        if not early._write(PASTE_ON + (banner + prompt).encode("utf-8", "replace")):
            early.finish()
            return None
        return early

    def restore_modes(self):
        """Put the shell's modes back: the application comes next, and saves those that it finds."""
        self.handed_over = True
        self._set_modes()

    def lend_modes(self):
        """Put the shell's modes back for another program. The application, which waits, puts its own back."""
        self._set_modes()

    def finish(self):
        """Give the terminal back to the shell. Does nothing the second time, nor in a process forked off."""
        if self.finished or os.getpid() != self._owner:
            return
        self.finished = True
        self._set_modes()
        if not self.handed_over:
            self._write(PASTE_OFF + b"\n")
        atexit.unregister(self.finish)

    def finish_suddenly(self):
        """As `finish`, while the application may still be drawing."""
        if not self.finished and os.getpid() == self._owner and self.handed_over:
            self._set_modes()
            self._write(AS_BEFORE + b"\n")
        self.finish()

    def _set_modes(self):
        try:
            if os.tcgetpgrp(self.input) == os.getpgrp():  # else it is another's, and would stop us
                termios.tcsetattr(self.input, termios.TCSANOW, self.modes)
        except (OSError, termios.error):
            pass  # it has gone

    def _write(self, octets):
        try:
            while octets:
                octets = octets[os.write(self.output, octets) :]
        except OSError:
            return False
        return True


_LINES = 0 if termios is None else termios.ICANON | termios.ECHO


def is_terminal(input=0, output=1, environment=None):
    """Return whether both descriptors are a terminal that can place its cursor."""
    environment = os.environ if environment is None else environment
    if termios is None or environment.get("TERM", "") in ("", "dumb", "unknown"):
        return False
    return os.isatty(input) and os.isatty(output)


def raw(modes):
    """Return MODES with every key handed through as it is; output stays as it was."""
    modes = [*modes[:CC], list(modes[CC])]
    modes[LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN)
    modes[IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    modes[CC][termios.VMIN], modes[CC][termios.VTIME] = 1, 0
    return modes
