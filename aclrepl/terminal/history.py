"""What was typed, kept from one session to the next, for its owner's eyes only.

The file has an entry a line, in UTF-8, the oldest first. An entry of several lines is one line: a
newline is written `\\n`, a backslash `\\\\`. An entry is added by one write to a file opened for
appending, so that sessions side by side don't mix theirs. Where a write was cut short (the disk
is full), the next one ends that line with a NUL, and a line that holds one is passed over.

The file has mode 0600. Where it is wider it is narrowed, as what is in it may be secret; a link, a
file of somebody else or with a second name is refused: who put it there may want to read along.
The directory `aclrepl` is the program's own and gets mode 0700; one of another name, chosen by
ACLREPL_HISTORY, stays as it is. Nothing that goes wrong here is an error: there is one notice.
"""

import asyncio
import os
import stat

from prompt_toolkit.history import History

from aclrepl.terminal.gate import stripped

MOST_ENTRIES = 10_000  # that are loaded
MOST_OCTETS = 1_000_000  # of the file's end that are read
AT_ONCE = 500  # entries handed to prompt_toolkit between two looks at the keyboard
LONGEST = 64_000  # octets of an entry that is written
SAFELY = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK if os.name == "posix" else 0


class ListenerHistory(History):
    """prompt_toolkit's History over the file PATH; None: it lasts as long as the session.

    complain  function called with a line of text, once, when the file can't be used
    """

    def __init__(self, path=None):
        super().__init__()
        self.path = path
        self.complain = lambda text: None

    def append_string(self, string):
        """Add what was typed; not what begins with a space, nor what is the last entry again."""
        string = stripped(string)
        if not string.strip() or string.startswith(" ") or self._loaded_strings[:1] == [string]:
            return
        super().append_string(string)

    async def load(self):
        """Yield the entries, the newest first, with pauses for keys: Buffer asks anew after each input."""
        count = 0
        async for entry in super().load():
            yield entry
            count += 1
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)

    def load_history_strings(self):
        """Return the list of entries, the newest first."""
        entries = []
        if self.path is not None:
            try:
                entries = read_entries(self.path)
            except FileNotFoundError:
                pass
            except (OSError, Refused) as e:
                self._give_up(e)
        typed = self._loaded_strings
        return entries if entries[: len(typed)] == typed else typed + entries

    def store_string(self, string):
        """Write an entry to the file."""
        if self.path is None:
            return
        try:
            add_entry(self.path, string)
        except (OSError, Refused) as e:
            self._give_up(e)

    def _give_up(self, exception):
        reason = exception.strerror if isinstance(exception, OSError) else exception
        self.path = None
        self.complain(f"no history is kept: {reason}")


class Refused(Exception):
    """A file that is not safe to use; the text says why."""


def make_history(settings):
    """Return the ListenerHistory that SETTINGS asks for."""
    return ListenerHistory(settings.history)


def encode(entry):
    """Return ENTRY, a str, as the octets of a line of the file."""
    return entry.replace("\\", "\\\\").replace("\n", "\\n").encode("utf-8", "replace") + b"\n"


def decode(line):
    """Return the entry that a line of the file, without its newline, stands for."""
    if "\\" not in line:
        return line
    return "\\".join(part.replace("\\n", "\n") for part in line.split("\\\\"))


def read_entries(path):
    """Return the list of the entries in the file PATH that count, the newest first.

    Raises: OSError; Refused.
    """
    number = os.open(path, os.O_RDONLY | SAFELY)
    with open(number, "rb") as file:
        size = narrow(number)
        file.seek(max(size - MOST_OCTETS, 0))
        octets = file.read(MOST_OCTETS)
    if size > MOST_OCTETS:
        octets = octets.partition(b"\n")[2]
    text = octets.decode("utf-8", "replace")
    entries, last = [], None
    for line in reversed(text.split("\n")[:-1]):
        if line != last and "\0" not in line and (entry := stripped(decode(line))).strip():
            last = line
            entries.append(entry)
            if len(entries) == MOST_ENTRIES:
                break
    return entries


def add_entry(path, entry):
    """Add ENTRY to the file PATH, both it and its directory made if need be.

    Raises: OSError; Refused.
    """
    octets = encode(entry)
    if len(octets) > LONGEST:
        return
    make_directory(os.path.dirname(path))
    number = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | SAFELY, 0o600)
    try:
        size = narrow(number)
        if size:
            os.lseek(number, size - 1, os.SEEK_SET)
            if os.read(number, 1) != b"\n":
                octets = b"\0\n" + octets
        if os.write(number, octets) < len(octets):
            raise Refused("the disk is full")
    finally:
        os.close(number)


def make_directory(directory):
    """Make DIRECTORY for its owner only; the program's own is narrowed where it is wider."""
    try:
        os.makedirs(directory, 0o700)
    except FileExistsError:
        if os.name == "posix" and os.path.basename(directory) == "aclrepl":
            found = os.lstat(directory)
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and found.st_mode & 0o077:
                os.chmod(directory, 0o700)


def narrow(number):
    """Let nobody else into the open file NUMBER; returns its size. Raises Refused if it isn't ours alone."""
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        raise Refused("it is no plain file")
    if os.name == "posix":
        if found.st_uid != os.geteuid():
            raise Refused("the file belongs to somebody else")
        if found.st_nlink != 1:
            raise Refused("the file has a second name")
        if found.st_mode & 0o077:
            os.fchmod(number, 0o600)
    return found.st_size
