"""A server and its clients, in Python: each line comes back in upper case.

    python examples/echo.py

The server is a process of its own; the system chooses the port. Only the loopback is used.
"""

from acllib import (
    StreamError,
    accept_connection,
    ipaddr_to_dotted,
    local_port,
    make_socket,
    process_run_function,
    receive_from,
    send_to,
    shutdown,
)


def serve(door, count):
    """Answer COUNT connections, one after another."""
    for _ in range(count):
        with accept_connection(door) as stream:
            for line in stream:  # to the end of file
                stream.write(line.upper())
                stream.force_output()


def ask(port, *lines):
    """Send LINES to the server, and return what it answers."""
    with make_socket(remote_host="localhost", remote_port=port) as stream:
        for line in lines:
            stream.write_line(line)
        stream.force_output()
        shutdown(stream, direction="output")
        return stream.read()


def main():
    with make_socket(connect="passive", local_host="localhost") as door:
        print("listening at", door)
        server = process_run_function("echo server", serve, door, 2)
        print(ask(local_port(door), "hello", "world"), end="")
        print(ask(local_port(door), "goodbye"), end="")
        server.join(5)
        closed = local_port(door)

    try:
        make_socket(remote_host="localhost", remote_port=closed)
    except StreamError as error:  # the class is an OSError, too
        print("after closing:", error.identifier)


def datagrams():
    """The same without a connection."""
    with make_socket(type="datagram", local_host="localhost") as here, make_socket(type="datagram") as there:
        send_to(there, "foo-the-bar", 11, remote_host="localhost", remote_port=local_port(here))
        text, octets, host, port = receive_from(here, 100, extract=True)
        host = ipaddr_to_dotted(host)
        print(f"{octets} octets, {text!r}, from {host}, its port: {port == local_port(there)}")


if __name__ == "__main__":
    main()
    datagrams()
