"""What time is it? A service over datagrams, in the manner of RFC 868.

    python examples/clock.py

Any datagram is a question; the answer is four octets, the most significant first: the seconds since
the beginning of 1900.
"""

import time

from acllib import (
    call_with_timeout,
    ipaddr_to_dotted,
    local_port,
    make_socket,
    process_run_function,
    receive_from,
    send_to,
)

EPOCH = 2208988800  # 1970, in seconds since 1900


def now():
    return int(time.time()) + EPOCH


def serve(socket, count):
    """Answer COUNT questions, whoever asks."""
    for _ in range(count):
        question, size, host, port = receive_from(socket, 100, extract=True)
        print(f"{question} ({size} octets), says {ipaddr_to_dotted(host)}")
        send_to(socket, now().to_bytes(4, "big"), 4, remote_host=host, remote_port=port)


def ask(question, port):
    """Return the time that the service at PORT tells, None if there is no answer within five seconds."""
    with make_socket(type="datagram", format="binary", remote_host="localhost", remote_port=port) as socket:
        send_to(socket, question, len(question))
        answer = call_with_timeout(5, lambda: receive_from(socket, 4, extract=True), lambda: None)
        return answer and int.from_bytes(answer[0], "big")


with make_socket(type="datagram", local_host="localhost") as socket:
    service = process_run_function("clock", serve, socket, 2)
    before = now()
    told = [ask(question, local_port(socket)) for question in ("What time is it?", "And now?")]
    service.join(5)
    print("our clocks agree:", before <= told[0] <= told[1] <= now())
