"""A chat room: each line that somebody says is heard by all the others.

    python examples/chat.py

Each visitor is served by a process of their own. What those share, the list of who is there, is
touched by one at a time, under a lock.
"""

from acllib import (
    Stream,
    accept_connection,
    call_with_process_lock,
    local_port,
    make_process_lock,
    make_socket,
    process_kill,
    process_run_function,
)

visitors: list[Stream] = []  # the streams to those who are in the room
lock = make_process_lock(name="visitors")


def tell(speaker, line):
    """Write a line to everybody but SPEAKER."""

    def write():
        for stream in visitors:
            if stream is not speaker:
                stream.write_line(line)
                stream.force_output()

    call_with_process_lock(lock, write)


def attend(stream):
    """Pass on what comes from one visitor; the first line is the name."""
    with stream:
        name = stream.readline().rstrip("\n")
        call_with_process_lock(lock, lambda: visitors.append(stream))
        tell(None, f"* {name} is here")
        try:
            for line in stream:
                tell(stream, f"{name}: {line}".rstrip("\n"))
        finally:
            call_with_process_lock(lock, lambda: visitors.remove(stream))
    tell(None, f"* {name} has left")


def welcome(door):
    """Let everybody in, for ever."""
    while True:
        process_run_function("attendant", attend, accept_connection(door))


# Visitors


def say(stream, text):
    stream.write_line(text)
    stream.force_output()


def hear(name, stream):
    print(name, "hears", stream.readline().rstrip("\n"))


def enter(name, port):
    stream = make_socket(remote_host="localhost", remote_port=port)
    say(stream, name)
    hear(name, stream)
    return stream


with make_socket(connect="passive", local_host="localhost") as door:
    doorkeeper = process_run_function("doorkeeper", welcome, door)
    with enter("Ann", local_port(door)) as ann:
        with enter("Bob", local_port(door)) as bob:
            hear("Ann", ann)
            say(ann, "Who is there?")
            hear("Bob", bob)
            say(bob, "Only me.")
            hear("Ann", ann)
        hear("Ann", ann)
    process_kill(doorkeeper, wait=True)
