"""Completion of file names: a bounded look into one local directory, which never waits for a network."""

import os
from itertools import islice

from aclrepl.terminal.gate import safe
from aclrepl.terminal.items import MOST, Completions, Item

MOST_FILES = 2_000  # entries of a directory that are looked at
MOST_LINKS = 40  # that are followed for one name
_REMOTE = ("nfs", "cifs", "smb", "afs", "autofs", "ncp", "coda", "ceph", "gluster", "lustre", "fuse.")
_MOUNTS = "/proc/self/mounts"


def complete_file(typed, place, usable=lambda name: True):
    """Return the Completions for a file name.

    Arguments:
      typed  -- what stands before PLACE of the name
      usable -- predicate: whether a name can be typed there
    Blocks: never on a network: nothing below a network file system is looked at.
    """
    directory, slash, name = typed.rpartition("/")
    table = mounts()
    where = local_directory(directory + slash, table)
    items = []
    if where is not None:
        for entry in matching_entries(where, name, usable):
            mark = "/" if is_directory(entry, table) else ""
            items.append(Item(entry.name + mark, "directory" if mark else "file", "file"))
    return Completions(place - len(name), items)


def local_directory(typed, table):
    """Return the directory that TYPED means, or None where looking there might wait."""
    if typed.startswith("~"):
        home = os.environ.get("HOME", "")
        if not typed.startswith("~/") or not home.startswith("/"):
            return None  # another user's home would be looked up, perhaps on a server
        typed = home + typed[1:]
    if typed.startswith("//") or "://" in typed:
        return None
    try:
        return followed(os.path.join(os.getcwd(), typed), table)
    except (OSError, ValueError):
        return None


def followed(path, table):
    """Return the absolute PATH without links, or None where following them leads to a network, or round."""
    done, left, links = "/", path.split("/"), 0
    while left:
        part = left.pop(0)
        if part in ("", "."):
            continue
        if part == "..":
            done = os.path.dirname(done)
            continue
        here = os.path.join(done, part)
        if is_remote(here, table):
            return None
        if not os.path.islink(here):  # it is local, so this does not wait
            done = here
            continue
        links += 1
        if links > MOST_LINKS:
            return None
        target = os.readlink(here)
        done = "/" if target.startswith("/") else done
        left = [*target.split("/"), *left]
    return None if is_remote(done, table) else done


def is_remote(path, table):
    """Return whether PATH lies below a network file system of TABLE, the mounts."""
    longest, remote = -1, False
    for point, kind in table:
        inside = path == point or path.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= longest:
            longest, remote = len(point), kind.startswith(_REMOTE)
    return remote


def mounts():
    """Return the list of (mount point, type); empty where the system has no such table."""
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as table:
            rows = [line.split(" ") for line in table]
    except OSError:
        return []
    return [(row[1].replace("\\040", " "), row[2]) for row in rows if len(row) > 2]


def matching_entries(where, name, usable):
    """Return the first entries of directory WHERE that begin with NAME, sorted; none if it can't be read."""
    try:
        with os.scandir(where) as entries:
            seen = list(islice(entries, MOST_FILES))
    except (OSError, ValueError):
        return []
    shown = [e for e in seen if e.name.startswith(name) and safe(e.name) and usable(e.name)]
    if not name:
        shown = [e for e in shown if not e.name.startswith(".")]
    return sorted(shown, key=lambda entry: entry.name)[:MOST]


def is_directory(entry, table):
    """Return whether ENTRY is a directory; what a link points to is asked only where it is local."""
    try:
        if is_remote(entry.path, table):
            return True  # where something is mounted
        if not entry.is_symlink():
            return entry.is_dir()
        target = followed(entry.path, table)
        return target is not None and os.path.isdir(target)
    except OSError:
        return False


def fits_a_string(name):
    """Return whether NAME can stand in a Lisp string as it is."""
    return '"' not in name and "\\" not in name


def fits_a_word(name):
    """Return whether NAME can be one of several arguments of a command."""
    return fits_a_string(name) and not any(c.isspace() for c in name)
