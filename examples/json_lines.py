"""Streams are files: Python's json writes to a socket and reads from it.

    python examples/json_lines.py

A server does sums; questions and answers are JSON. Only the loopback is used.
"""

import json

from acllib import accept_connection, local_port, make_socket, process_run_function, shutdown


def serve(door):
    """Answer one question."""
    with accept_connection(door) as stream:
        question = json.load(stream)  # reads to the end of file, which the client sends by `shutdown`
        answer = {"question": question, "sum": sum(question["numbers"]), "largest": max(question["numbers"])}
        json.dump(answer, stream)  # sent when the stream is closed


def ask(port, **question):
    """Return the server's answer."""
    with make_socket(remote_host="localhost", remote_port=port) as stream:
        json.dump(question, stream)
        stream.force_output()
        shutdown(stream, direction="output")
        return json.load(stream)


def main():
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", serve, door)
        answer = ask(local_port(door), numbers=[3, 1.5, 40], who="André")
        server.join(5)
    print(json.dumps(answer, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
