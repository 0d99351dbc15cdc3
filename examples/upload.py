"""An upload in chunks: HTTP/1.1's way to send what has no known length, from the client's side.

    python examples/upload.py

The server sees a body that ends, and the connection goes on: the same stream takes the next one.
"""

from acllib import (
    accept_connection,
    local_port,
    make_socket,
    process_run_function,
    read_sequence,
    socket_control,
)


def read_header(stream):
    """Return the next line without what ends it, None at the end of file."""
    line = stream.readline()
    return line.rstrip("\r\n") if line else None


def receive(stream):
    """Return the number of octets in the body of a request and their sum; None where there is no request."""
    if read_header(stream) is None:
        return None
    while read_header(stream):
        pass
    socket_control(stream, input_chunking=True)
    buffer, count, total = bytearray(4096), 0, 0
    # At the last chunk this reads an end of file; chunking is off behind it.
    while end := read_sequence(buffer, stream, partial_fill=True):
        count += end
        total += sum(buffer[:end])
    return count, total


def serve(door):
    with accept_connection(door) as stream:
        while received := receive(stream):
            stream.write("{} octets, sum {}\r\n".format(*received))
            stream.force_output()


def upload(stream, *pieces):
    """Send PIECES, octets, as the body of one request, and return the answer."""
    stream.write("POST /upload HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    stream.force_output()  # the headers are not to be in a chunk
    socket_control(stream, output_chunking=True)
    for piece in pieces:
        stream.write(piece)
        stream.force_output()  # each piece a chunk
    socket_control(stream, output_chunking_eof=True)
    return read_header(stream)


with make_socket(connect="passive", local_host="localhost") as door:
    server = process_run_function("server", serve, door)
    with make_socket(remote_host="localhost", remote_port=local_port(door)) as stream:
        print(upload(stream, b"\1" * 3, b"\2" * 100000, b"\xff"))
        print(upload(stream))
        print(upload(stream, b"\7" * 10))
    server.join(5)
