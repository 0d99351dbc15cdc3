"""A connection as the file that Python's library takes: what one end writes by it, the other reads by it."""

import contextlib
import csv
import gzip
import io
import json
import logging
import pickle
import selectors
import shutil
import subprocess

import acllib
import pytest


@pytest.fixture
def ends():
    """Return (here, there), the ends of a connection."""
    with (
        acllib.make_socket(connect="passive", local_host="127.0.0.1") as door,
        acllib.make_socket(remote_host="127.0.0.1", remote_port=acllib.local_port(door)) as here,
        acllib.accept_connection(door) as there,
    ):
        acllib.socket_control(here, read_timeout=10)
        acllib.socket_control(there, read_timeout=10)
        yield here, there


def copy_text(out):
    shutil.copyfileobj(io.StringIO("aé\nb"), out)


def copy_octets(out):
    shutil.copyfileobj(io.BytesIO(b"\xff\0b"), out)


def copied(into, source):
    shutil.copyfileobj(source, into)
    return into.getvalue()


def write_wrapped(out):
    wrapper = io.TextIOWrapper(out, encoding="latin-1")
    wrapper.write("é\n")
    wrapper.detach()


def write_compressed(out):
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        packed.write(b"xyz" * 1000)


def write_log(out):
    handler = logging.StreamHandler(out)
    handler.emit(logging.makeLogRecord({"msg": "it is late"}))


def print_there(out):
    with contextlib.redirect_stdout(out):
        print("hello", 5)


WAYS = [
    # one end writes, the other reads, and has
    (copy_text, lambda s: copied(io.StringIO(), s), "aé\nb"),
    (copy_octets, lambda s: copied(io.BytesIO(), io.BufferedReader(s)), b"\xff\0b"),
    (write_wrapped, lambda s: io.TextIOWrapper(io.BufferedReader(s), "latin-1").read(), "é\n"),
    (lambda s: csv.writer(s).writerows([[1, "a,b"], [2, "c\nd"]]), lambda s: [*csv.reader(s)],
     [["1", "a,b"], ["2", "c\nd"]]),
    (lambda s: json.dump({"é": [1, None]}, s), json.load, {"é": [1, None]}),
    (lambda s: pickle.dump({"a": 1}, s), lambda s: pickle.load(io.BufferedReader(s)), {"a": 1}),
    (write_compressed, lambda s: gzip.GzipFile(fileobj=io.BufferedReader(s)).read(), b"xyz" * 1000),
    (write_log, list, ["it is late\n"]),
    (print_there, lambda s: s.readline(), "hello 5\n"),
    (lambda s: subprocess.run(["echo", "from a program"], stdout=s, check=True, timeout=10), list,
     ["from a program\n"]),
]  # fmt: skip


@pytest.mark.parametrize(("write", "read", "expected"), WAYS)
def test_there_and_back(ends, write, read, expected):
    here, there = ends
    write(here)
    here.close()
    assert read(there) == expected


def test_a_selector_knows_a_stream(ends):
    here, there = ends
    with selectors.DefaultSelector() as selector:
        selector.register(there, selectors.EVENT_READ)
        assert selector.select(0) == []
        print("x", file=here, flush=True)
        ((key, _),) = selector.select(10)
        assert key.fileobj is there


def test_the_error_of_a_connection_is_an_oserror():
    with acllib.make_socket(connect="passive", local_host="127.0.0.1") as door:
        port = acllib.local_port(door)
    with pytest.raises(OSError, match="Connection refused") as caught:
        acllib.make_socket(remote_host="127.0.0.1", remote_port=port)
    assert isinstance(caught.value, acllib.SocketError)
    assert caught.value.identifier == "connection-refused"
    assert caught.value.errno == caught.value.code
