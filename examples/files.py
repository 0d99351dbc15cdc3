"""Sockets with names in the file system: programs of one machine talk, and no network is needed.

    python examples/files.py

The name is an entry of a directory, and stays there when the socket is closed.
"""

import os
import tempfile

from acllib import (
    SocketError,
    accept_connection,
    make_socket,
    process_run_function,
    read_line,
    receive_from,
    send_to,
    shutdown,
    socket_address_family,
)


def serve(door):
    """Answer one connection: what its lines add up to."""
    with accept_connection(door) as stream:
        stream.write_line(str(sum(map(int, stream))))


def add(adder):
    with make_socket(connect="passive", address_family="file", local_filename=adder) as door:
        server = process_run_function("adder", serve, door)
        with make_socket(address_family="file", remote_filename=adder) as stream:
            print(socket_address_family(stream))
            stream.write("40\n2\n")
            stream.force_output()
            shutdown(stream, direction="output")
            print("the sum is", read_line(stream)[0])
        server.join(5)
    print("the name is still there:", os.path.exists(adder))


def post(box):
    """Datagrams, too. Without a name of their own the sender can't be answered."""
    with (
        make_socket(type="datagram", address_family="file", local_filename=box) as here,
        make_socket(type="datagram", address_family="file", remote_filename=box) as sender,
    ):
        send_to(sender, "a letter", 8)
        print(*receive_from(here, 100, extract=True))


with tempfile.TemporaryDirectory() as directory:
    add(os.path.join(directory, "adder"))
    post(os.path.join(directory, "box"))
    try:
        make_socket(address_family="file", remote_filename=os.path.join(directory, "box"))
    except SocketError as error:
        print(error.identifier)
