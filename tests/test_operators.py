"""The operators that the documentation names: in the table and tested from both sides, or left out openly."""

from pathlib import Path

import acllib.macros
import hy
import pytest
from acllib.operators import ROWS
from support.lisp_image import evaluate

from tests import operators

# Allegro CL 10.1, Socket Library, DNS, Streams and Multiprocessing, by package; SSL is not among them.
DOCUMENTED = {
    "acl-socket": """
        accept-connection configure-dns dns-ipaddr-to-hostname dns-lookup-hostname dns-nameserver
        dns-nameserver-ipaddr dns-nameserver-name dns-nameserver-received dns-nameserver-sent dns-query
        dns-response dns-response-additional dns-response-answer dns-response-authority dns-response-flags
        dns-response-flags-value dns-response-id dns-rr dns-rr-answer dns-rr-class dns-rr-name
        dns-rr-time-to-live dns-rr-type dotted-address-p dotted-to-ipaddr ftp-transfer-file get-ip-interfaces
        initialize-socket ipaddr-equalp ipaddr-to-dotted ipaddr-to-hostname ipaddrp ipv6 ipv6-address-p
        local-filename local-host local-port lookup-hostname lookup-port make-socket open-ftp-stream
        receive-from remote-filename remote-host remote-port send-to set-socket-format set-socket-options
        set-tcp-md5-sig shutdown socket socket-address-family socket-connect socket-control
        socket-datagram-file-active socket-datagram-internet-active socket-format socket-os-fd
        socket-stream-file-active socket-stream-file-passive socket-stream-internet-active
        socket-stream-internet-passive socket-type with-pending-connect *dns-configured* *dns-domain*
        *dns-mode*
        *domain-search-list* *ipv6* *nameservers* *print-hostname-in-stream* *socket-version*""",
    "excl": """
        compose-external-formats crlf-base-ef eol-convention errno-stream-error find-external-format
        get-output-stream-buffer interrupt-signal make-buffer-input-stream make-buffer-output-stream
        make-pipe-stream mb-to-string native-string-sizeof octets-to-string read-byte-no-hang read-line-into
        read-no-hang-p read-octets read-vector socket-bytes-written socket-chunking-end-of-file socket-error
        stream-closed-error stream-error-action stream-error-code stream-error-identifier stream-error-string
        stream-input-fn stream-input-timeout stream-listen stream-output-fn stream-output-timeout string-to-mb
        string-to-octets syscall-error syscall-error-errno with-input-from-buffer with-output-to-buffer
        write-all-octets write-no-hang-p write-octets write-vector *clear-input-on-error*
        *default-external-format* socket-simple-stream socket-base-simple-stream
        bidirectional-binary-socket-stream input-binary-socket-stream output-binary-socket-stream
        terminal-simple-stream file-simple-stream dual-channel-simple-stream single-channel-simple-stream
        without-interrupts""",
    "mp": """
        capture-console-interrupts close-gate dequeue enqueue find-process gate-open-p get-semaphore make-gate
        make-process make-process-lock open-gate process process-active-p process-add-arrest-reason
        process-add-run-reason process-alive-p process-allow-schedule process-arrest-reasons
        process-cpu-msec-used process-cpu-msec-used-delta process-disable process-enable process-exit-actions
        process-initial-bindings process-initial-form process-interrupt process-keeps-lisp-alive-p
        process-kill process-lock process-lock-locker process-lock-p process-message-interrupt-function
        process-name process-name-to-process process-os-id process-p process-preset process-priority
        process-progn process-property-list process-quantum process-reset process-resume-hook
        process-revoke-arrest-reason process-revoke-run-reason process-run-function process-run-reasons
        process-run-restartable-function process-runnable-p process-sleep process-suspend-hook
        process-terminate process-thread process-times-resumed process-times-resumed-delta process-unlock
        process-wait process-wait-args process-wait-function process-wait-with-timeout process-whostate
        profile-process-p put-semaphore queue queue-empty-p start-customs start-scheduler symeval-in-process
        wait-for-input-available wait-for-io-available waiting-for-input-available
        with-message-interrupts-disabled with-process-lock with-timeout without-scheduling *all-processes*
        *current-process* *default-message-interrupt-function* *default-process-quantum*
        *general-wait-delay*""",
    "sys": """*all-processes* *current-process* *current-thread* *disallow-scheduling* with-timeout
        without-scheduling""",
}
# What is left out stands in docs/differences.md, with the reason.
LEFT_OUT = {
    "capture-console-interrupts",
    "ftp-transfer-file",
    "initialize-socket",
    "make-pipe-stream",
    "open-ftp-stream",
}

IN_LISP = """
    (loop for name in '({names})
          for (symbol status) = (multiple-value-list (find-symbol (string name) :{package}))
          unless (and (eq status :external)
                      (or (fboundp symbol) (boundp symbol) (find-class symbol nil)))
            collect (string-downcase name))
"""


@pytest.mark.parametrize("package", DOCUMENTED)
def test_documented_names_are_there_or_left_out(package):
    named = set(DOCUMENTED[package].split())
    names = " ".join(f"#:{name}" for name in sorted(named))
    missing = evaluate(IN_LISP.format(names=names, package=package))
    assert set(map(str, list(missing or ()))) == named & LEFT_OUT


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_what_is_left_out_is_said(name):
    assert f"`{name}`" in Path(operators.ROOT, "docs", "differences.md").read_text()


@pytest.mark.slow
def test_each_row_is_tested_from_lisp_and_from_python():
    missing = {row.name: paths for row, paths in operators.shown().items() if None in paths}
    assert missing == {}


def test_each_macro_is_one_for_hy_too():
    macros = {hy.unmangle(name) for name in acllib.macros._hy_macros}
    assert {row.name for row in ROWS if row.kind == "macro"} <= macros


# a text of a test, whether it uses what is called `shutdown`
USES = [
    ("(shutdown s :direction :output)", True, True),
    ("(mapc #'shutdown sockets)", True, False),
    ("; (shutdown s)", False, False),
    ("(with-shutdown s)", False, False),
    ("(.shutdown s)", False, False),
    ('(print "shutdown")', False, False),
]


@pytest.mark.parametrize(("text", "lisp", "hy_"), USES)
def test_what_counts_as_a_use(text, lisp, hy_):
    (row,) = (row for row in ROWS if row.name == "shutdown")
    assert bool(operators.use_in_lisp(row).search(operators.lisp_code(text))) is lisp
    assert bool(operators.use_in_python(row).search(operators.hy_code(text))) is hy_


def test_what_counts_as_a_use_in_python():
    (row,) = (row for row in ROWS if row.name == "shutdown")
    used = operators.use_in_python(row)
    assert used.search(operators.python_code("acllib.shutdown(s)"))
    for text in ("from acllib import shutdown", '"""shutdown(s)"""', "# shutdown(s)", "s.shutdown(1)"):
        assert not used.search(operators.python_code(text))


@pytest.mark.slow
def test_the_page_is_up_to_date():
    """`python -m tests.operators` writes it."""
    assert operators.PAGE.read_text() == operators.page()
