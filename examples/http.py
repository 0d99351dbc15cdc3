"""HTTP/1.1 with replies in chunks, a server and a client for it.

    python examples/http.py

Who writes a page bit by bit does not know its length beforehand. So each bit goes out as a chunk, with
its size in front; the stream does that, once it is told to. The end of the page is an empty chunk, and
the connection is good for another.
"""

from acllib import (
    SocketChunkingEndOfFile,
    accept_connection,
    handlers,
    local_port,
    make_socket,
    process_run_function,
    socket_control,
)


def write_header(stream, line):
    """Write a line that ends as HTTP's do."""
    stream.write(line + "\r\n")


def read_header(stream):
    """Return the next line, None at the end of file."""
    line = stream.readline()
    return line.rstrip("\r\n") if line else None


def skip_headers(stream):
    while read_header(stream):
        pass


# The server


def answer(stream, path):
    write_header(stream, "HTTP/1.1 200 OK")
    write_header(stream, "Transfer-Encoding: chunked")
    write_header(stream, "")
    stream.force_output()  # the headers are not to be in a chunk
    socket_control(stream, output_chunking=True)
    stream.write(f"You asked for {path}, which is\n")
    stream.force_output()  # a chunk
    stream.write(f"{len(path)} letters long.\n")
    socket_control(stream, output_chunking_eof=True)


def serve(door):
    """Answer the requests of one connection."""
    with accept_connection(door) as stream:
        while (line := read_header(stream)) is not None:
            skip_headers(stream)
            answer(stream, line.split()[1])


# The client


def fetch(stream, path):
    """Print the page called PATH."""
    write_header(stream, f"GET {path} HTTP/1.1")
    write_header(stream, "Host: localhost")
    write_header(stream, "")
    stream.force_output()
    print(read_header(stream))
    skip_headers(stream)
    socket_control(stream, input_chunking=True)
    with handlers((SocketChunkingEndOfFile, lambda condition: print("-- that was all"))):
        for line in stream:
            print(line, end="")


with make_socket(connect="passive", local_host="localhost") as door:
    server = process_run_function("server", serve, door)
    with make_socket(remote_host="localhost", remote_port=local_port(door)) as stream:
        fetch(stream, "/index.html")
        fetch(stream, "/a")
    server.join(5)
