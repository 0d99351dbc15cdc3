"""Two sockets that send each other datagrams: no connection, and each packet says where it came from.

    python examples/datagrams.py
"""

from acllib import ipaddr_to_dotted, local_port, make_socket, receive_from, send_to


def report(name, socket):
    """Receive a packet and say what it was; return the sender's host and port."""
    text, octets, host, port = receive_from(socket, 100, extract=True)
    print(f"{name} hears {text!r}, {octets} octets")
    return host, port


with make_socket(type="datagram", local_host="localhost") as post, make_socket(type="datagram") as caller:
    send_to(caller, "foo-the-bar", 11, remote_host="localhost", remote_port=local_port(post))
    # The answer goes where the question came from.
    host, port = report("post", post)
    print(f"it came from {ipaddr_to_dotted(host)}, the caller: {port == local_port(caller)}")
    send_to(post, "thank you", 9, remote_host=host, remote_port=port)
    report("caller", caller)

    # The size counts octets, and what the receiver does not take of a packet is lost.
    send_to(caller, "a long message", 6, remote_host="localhost", remote_port=local_port(post))
    report("post", post)
    send_to(caller, "a long message", 14, remote_host="localhost", remote_port=local_port(post))
    text, *_ = receive_from(post, 4, extract=True)
    print(f"{text!r}, and no more")
