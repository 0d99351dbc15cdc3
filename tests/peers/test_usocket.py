"""SBCL with usocket at the other end: its client against our servers, our clients against its server."""

import pytest
from acllib import (
    accept_connection,
    local_port,
    make_socket,
    process_run_function,
    receive_from,
    send_to,
    wait_for_input_available,
)
from support.lisp_image import evaluate

pytestmark = [pytest.mark.peer("usocket"), pytest.mark.slow]

PATIENCE = 50

# Compiled once into a directory of the session; what is said meanwhile must not be in the way.
LOAD = """
(let ((*standard-output* (make-broadcast-stream)) (*error-output* (make-broadcast-stream)))
  (handler-bind ((warning #'muffle-warning)) (asdf:load-system :usocket)))
"""


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def sbcl(peer, cache):
    """Return a function that starts SBCL with usocket on a text."""

    def run(text):
        return peer(
            "env",
            f"XDG_CACHE_HOME={cache}",
            "sbcl",
            *["--noinform", "--no-userinit", "--no-sysinit", "--disable-debugger", "--non-interactive"],
            *["--eval", "(setf sb-impl::*default-external-format* :utf-8)"],
            *["--eval", "(require :asdf)", "--eval", LOAD, "--eval", text],
            cwd=cache,
        )

    return run


def finished(process):
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors.decode()
    return output.decode()


def serve(door):
    """Answer each line with its length, to the end of file; then say how many there were."""
    with accept_connection(door) as stream:
        count = 0
        for line in stream:
            count += 1
            stream.write_line(f"{len(line) - 1} {line[:-1][:5]}")
            stream.force_output()
        stream.write_line(f"{count} lines")


def test_usocket_client(sbcl):
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", serve, door)
        output = finished(
            sbcl(f"""
              (usocket:with-client-socket (socket stream "127.0.0.1" {local_port(door)})
                (dolist (line (list "one" "grüße aus der Ferne" (make-string 100000 :initial-element #\\x)))
                  (write-line line stream)
                  (force-output stream)
                  (format t "~a~%" (read-line stream)))
                (usocket:socket-shutdown socket :output)
                (format t "~a ~a~%" (read-line stream) (read-line stream nil :eof)))""")
        )
        assert output == "3 one\n19 grüße\n100000 xxxxx\n3 lines EOF\n"
        assert server.join(PATIENCE)


def test_usocket_server(sbcl):
    """Our client, in Lisp, against its server: lines, an S-expression, and the end of file both ways."""
    process = sbcl("""
      (usocket:with-socket-listener (door "127.0.0.1" 0)
        (format t "~d~%" (usocket:get-local-port door))
        (force-output)
        (usocket:with-connected-socket (connection (usocket:socket-accept door))
          (let ((stream (usocket:socket-stream connection)))
            (loop for line = (read-line stream nil)
                  until (string= line "bye")
                  do (write-line (string-upcase line) stream)
                     (force-output stream))
            (print (read stream) stream)
            (terpri stream)
            (force-output stream)
            (format t "~s~%" (read-line stream nil :eof)))))""")
    port = int(process.stdout.readline())
    values = evaluate(f"""
      (let ((stream (make-socket :remote-host "localhost" :remote-port {port})))
        (unwind-protect
            (flet ((ask (text) (write-line text stream) (force-output stream) (read-line stream)))
              (list (ask "hello")
                    (ask "grüße")
                    (progn (format stream "bye~%(a \\"b\\" (1 . 2))") (ask ""))
                    (read stream)
                    (progn (shutdown stream :direction :output) (read-line stream nil :eof))
                    (read-line stream nil :eof)))
          (close stream)))""")
    assert [str(v) for v in list(values)[:3]] == ["HELLO", "GRÜßE", ""]
    assert evaluate("(lambda (x) (prin1-to-string x))")(list(values)[3]) == '(A "b" (1 . 2))'
    assert finished(process) == ":EOF\n"


def test_usocket_reads_octets(sbcl):
    octets = bytes(range(256)) * 2000

    def send(door):
        with accept_connection(door) as stream:
            stream.write_sequence(octets)

    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", send, door)
        output = finished(
            sbcl(f"""
              (let* ((socket (usocket:socket-connect "127.0.0.1" {local_port(door)}
                                                     :element-type '(unsigned-byte 8)))
                     (stream (usocket:socket-stream socket)))
                (loop for octet = (read-byte stream nil)
                      while octet
                      count t into octets sum octet into sum
                      finally (format t "~d ~d~%" octets sum)))""")
        )
        assert output == f"{len(octets)} {sum(octets)}\n"
        assert server.join(PATIENCE)


def test_datagrams(sbcl):
    with make_socket(type="datagram", local_host="localhost") as here:
        process = sbcl(f"""
          (let ((socket (usocket:socket-connect "127.0.0.1" {local_port(here)}
                                                :protocol :datagram :element-type '(unsigned-byte 8))))
            (usocket:socket-send socket (map '(vector (unsigned-byte 8)) #'char-code "foo-the-bar") 11)
            (multiple-value-bind (buffer size) (usocket:socket-receive socket nil 100)
              (format t "~d ~a~%" size (map 'string #'code-char (subseq buffer 0 size)))))""")
        assert wait_for_input_available(here, timeout=PATIENCE) == [here]
        text, octets, host, port = receive_from(here, 100, extract=True)
        assert (text, octets, host) == ("foo-the-bar", 11, 0x7F000001)
        assert send_to(here, "answer", 6, remote_host=host, remote_port=port) == 6
        assert finished(process) == "6 answer\n"


def test_refusal_looks_the_same(sbcl):
    """Both sides name the same fault: nobody listens."""
    with make_socket(connect="passive", local_host="localhost") as door:
        port = local_port(door)
    process = sbcl(f"""
      (handler-case (usocket:socket-connect "127.0.0.1" {port})
        (usocket:connection-refused-error () (format t "refused~%")))""")
    said = evaluate(f"""
      (handler-case (make-socket :remote-host "127.0.0.1" :remote-port {port})
        (socket-error (e) (stream-error-identifier e)))""")
    assert said.name == "CONNECTION-REFUSED"
    assert finished(process) == "refused\n"
