"""HTTP/1.1 and its chunks: curl reads what a server in Lisp writes, our clients read Python's server."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from acllib import (
    SocketChunkingEndOfFile,
    accept_connection,
    handlers,
    local_port,
    make_socket,
    process_run_function,
    socket_control,
)
from support.lisp_image import evaluate, start

PATIENCE = 20

SERVER = r"""
(defun write-crlf (stream control &rest arguments)
  (format stream "~?~c~c" control arguments #\return #\linefeed))

(defun request-path (stream)
  "Read a request; return its path, nil at the end of file."
  (let ((line (read-line stream nil)))
    (when line
      (loop for header = (string-right-trim '(#\return) (read-line stream))
            until (string= header ""))
      (let ((start (position #\space line)))
        (subseq line (1+ start) (position #\space line :from-end t))))))

(defun answer (stream path)
  (write-crlf stream "HTTP/1.1 200 OK")
  (write-crlf stream "Content-Type: text/plain; charset=utf-8")
  (write-crlf stream "Transfer-Encoding: chunked")
  (write-crlf stream "")
  (force-output stream)
  (socket-control stream :output-chunking t)
  (cond ((string= path "/numbers")
         (dotimes (i 2000)
           (format stream "~r~%" i)
           (when (zerop (mod i 7)) (force-output stream))))
        ((string= path "/octets")
         (dotimes (i 70000) (write-byte (mod i 251) stream)))
        (t (format stream "you asked for ~a, ä€𝄞" path)))
  (socket-control stream :output-chunking-eof t))

(defun serve (door count)
  (dotimes (i count)
    (with-open-stream (stream (accept-connection door))
      (loop for path = (request-path stream)
            while path
            do (answer stream path)
               (force-output stream)))))
"""


@contextmanager
def lisp_server(connections):
    """Yield the port of the server in Lisp, which ends after so many CONNECTIONS."""
    with make_socket(connect="passive", local_host="localhost") as door:
        evaluate(f"(defvar *http-door*) {SERVER}")
        evaluate("(defun take-door (object) (setq *http-door* object))")(door)
        process = start(f"(serve *http-door* {connections})")
        yield local_port(door)
        assert process.join(PATIENCE)
        assert process.failure is None


def curl(peer, *arguments):
    """Return what curl prints, as bytes; it must succeed."""
    process = peer("curl", "--silent", "--show-error", "--max-time", PATIENCE, "--noproxy", "*", *arguments)
    output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, errors) == (0, b"")
    return output


@pytest.mark.peer("curl")
def test_curl_decodes_our_chunks(peer):
    with lisp_server(1) as port:
        assert curl(peer, f"http://127.0.0.1:{port}/something").decode() == "you asked for /something, ä€𝄞"


@pytest.mark.peer("curl")
def test_curl_decodes_many_chunks(peer):
    with lisp_server(1) as port:
        lines = curl(peer, f"http://127.0.0.1:{port}/numbers").decode().splitlines()
    assert len(lines) == 2000
    assert lines[1999] == "one thousand nine hundred ninety-nine"


@pytest.mark.peer("curl")
def test_curl_keeps_the_connection(peer):
    """Three replies on one connection: each end of chunks is found, and nothing is left over."""
    with lisp_server(1) as port:
        urls = [f"http://127.0.0.1:{port}/{path}" for path in ("octets", "b", "octets")]
        octets = bytes(i % 251 for i in range(70000))
        assert curl(peer, *urls) == octets + "you asked for /b, ä€𝄞".encode() + octets


@pytest.mark.peer("curl")
def test_curl_shows_the_chunks(peer):
    with lisp_server(1) as port:
        raw = curl(peer, "--raw", f"http://127.0.0.1:{port}/x").decode()
    text = "you asked for /x, ä€𝄞"
    assert raw == f"{len(text.encode()):x}\r\n{text}\r\n0\r\n\r\n"


@pytest.mark.peer("curl")
def test_curl_sends_us_chunks(peer):
    """A body of unknown length comes in curl's chunks."""
    body = b"".join(b"%d green bottles\n" % i for i in range(3000))

    def serve(door):
        with accept_connection(door) as stream:
            while stream.read_line()[0].strip():
                pass
            socket_control(stream, input_chunking=True)
            taken.append(stream.read())
            stream.write("HTTP/1.1 204 Taken\r\n\r\n")

    taken = []
    with make_socket(connect="passive", local_host="localhost") as door:
        server = process_run_function("server", serve, door)
        process = peer(
            "curl",
            "--silent",
            "--noproxy",
            "*",
            "--upload-file",
            "-",
            f"http://127.0.0.1:{local_port(door)}/",
        )
        process.communicate(body, timeout=PATIENCE)
        assert process.returncode == 0
        assert server.join(PATIENCE)
    assert taken == [body.decode()]


# Python's server

CHUNKED = [
    # path        the pieces it writes                      what a client reads
    ("/plain", [b"5\r\nhello\r\n", b"0\r\n\r\n"], "hello"),
    ("/several", [b"3\r\nabc\r\n4\r\ndefg\r\n", b"1\r\nh\r\n0\r\n\r\n"], "abcdefgh"),
    ("/extension", [b'3;name="va;lue"\r\nabc\r\n', b"0;last\r\n\r\n"], "abc"),
    ("/trailer", [b"3\r\nabc\r\n0\r\nExpires: never\r\nX: y\r\n\r\n"], "abc"),
    ("/upper", [b"00A\r\n0123456789\r\n", b"0000\r\n\r\n"], "0123456789"),
    ("/split", [bytes([o]) for o in b"4\r\n\xc3\xa4\xc3\xb6\r\n2\r\n\xc3\xbc\r\n0\r\n\r\n"], "äöü"),
    ("/inside-a-character", [b"1\r\n\xc3\r\n", b"1\r\n\xa4\r\n", b"0\r\n\r\n"], "ä"),
    ("/empty", [b"0\r\n\r\n"], ""),
]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 0
    pieces = {path: pieces for path, pieces, _ in CHUNKED}

    def do_GET(self):
        self.send_response(200)
        if self.path == "/json":
            body = json.dumps({"list": [1, 2.5, None], "text": "ä"}).encode()
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = True
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in self.pieces[self.path]:
            self.wfile.write(piece)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def http_port():
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def ask(stream, path):
    """Send a request and return the status line; the body is what comes next."""
    stream.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")
    stream.force_output()
    status = stream.read_line()[0].strip()
    while stream.read_line()[0].strip():
        pass
    return status


@pytest.mark.parametrize("path, pieces, text", CHUNKED, ids=[row[0] for row in CHUNKED])
def test_we_decode_chunks(http_port, path, pieces, text):
    with make_socket(remote_host="localhost", remote_port=http_port) as stream:
        assert ask(stream, path) == "HTTP/1.1 200 OK"
        ended = []
        socket_control(stream, input_chunking=True)
        with handlers((SocketChunkingEndOfFile, ended.append)):
            assert stream.read() == text
        assert [condition.format_arguments for condition in ended] == [(stream,)]


def test_we_decode_replies_one_after_another(http_port):
    with make_socket(remote_host="localhost", remote_port=http_port) as stream:
        for path, _, text in CHUNKED:
            ask(stream, path)
            socket_control(stream, input_chunking=True)
            assert stream.read() == text


def test_json_from_a_socket(http_port):
    with make_socket(remote_host="localhost", remote_port=http_port) as stream:
        ask(stream, "/json")
        assert json.load(stream) == {"list": [1, 2.5, None], "text": "ä"}


def test_lisp_decodes_chunks(http_port):
    text = f"""
      (with-open-stream (s (make-socket :remote-host "localhost" :remote-port {http_port}))
        (format s "GET /several HTTP/1.1~c~%Host: localhost~c~%~c~%" #\\return #\\return #\\return)
        (force-output s)
        (loop until (<= (length (read-line s)) 1))
        (socket-control s :input-chunking t)
        (let ((seen nil) (buffer (make-string 3)))
          (handler-bind ((excl::socket-chunking-end-of-file (lambda (c) (declare (ignore c)) (setq seen t))))
            (format nil "~{{~a~^/~}} ~a"
              (loop for end = (read-sequence buffer s :partial-fill t)
                    until (zerop end)
                    collect (subseq buffer 0 end))
              seen))))"""
    assert evaluate(text).replace("/", "") == "abcdefgh T"
