"""The command line: options, exit statuses, signals, readers that go away, the start-up file."""
# ruff: noqa: E501 - rows of tables

import signal
import subprocess

import pytest
from support.listening import Running, command, environment, run

from aclrepl.ending import MainThread
from aclrepl.settings import Settings, Usage, configuration_directory, parse, state_directory

pytestmark = pytest.mark.timeout(60)

UNDERSTOOD = [
    # words, settings that differ from the default, why
    ([], {}, "nothing"),
    (["-e", "1"], {"mode": "forms", "forms": ["1"]}, "a form"),
    (["-e", "1", "--quiet", "-e", "-e"], {"mode": "forms", "forms": ["1", "-e"], "quiet": True}, "two forms"),
    (["x.cl"], {"mode": "file", "file": "x.cl"}, "a file"),
    (["x.cl", "a", "-e", "--lab"], {"mode": "file", "file": "x.cl", "arguments": ["a", "-e", "--lab"]}, "a file's own arguments"),
    (["--lab", "x.cl"], {"mode": "file", "file": "x.cl", "lab": True}, "options before the file"),
    (["--no-lab", "--no-init", "--no-color", "--quiet"], {"lab": False, "init": False, "color": False, "quiet": True}, "flags"),
    (["--style", "monokai"], {"style": "monokai"}, "colours"),
    (["--help", "--nonsense"], {"mode": "help"}, "help, whatever follows"),
    (["-e", "1", "--version"], {"mode": "version", "forms": ["1"]}, "version"),
    (["replay", "a", "b"], {"mode": "replay", "pages": ["a", "b"]}, "pages"),
    (["replay", "--update", "--timeout", "2.5", "--allow-network", "a"], {"mode": "replay", "pages": ["a"], "update": True, "timeout": 2.5, "allow_network": True}, "options of replay"),
    (["--quiet", "replay", "a", "--no-color"], {"mode": "replay", "pages": ["a"], "quiet": True, "color": False}, "common options"),
    (["replay", "--help"], {"mode": "help"}, "help on replay"),
]


@pytest.mark.parametrize(("words", "differing", "why"), UNDERSTOOD)
def test_parse(words, differing, why):
    assert vars(parse(words)) == {**vars(parse([])), **differing}


REFUSED = [
    # words, what is said, why
    (["--nonsense"], "unknown option --nonsense", "unknown"),
    (["-x"], "unknown option -x", "unknown, short"),
    (["-e"], "-e needs a form", "no form"),
    (["--style"], "--style needs the name of a pygments style", "no style"),
    (["-e", "1", "x.cl"], "-e and a file (x.cl) do not go together", "both"),
    (["replay"], "replay needs a file", "no page"),
    (["replay", "--timeout"], "--timeout needs a number of seconds", "no number"),
    (["replay", "--timeout", "x", "a"], "--timeout needs a number of seconds", "not a number"),
    (["replay", "--timeout", "-1", "a"], "--timeout needs a positive number of seconds", "negative"),
    (["replay", "--timeout", "nan", "a"], "--timeout needs a positive number of seconds", "not a time"),
    (["replay", "--nonsense", "a"], "unknown option --nonsense of replay", "unknown, of replay"),
    (["--modern"], "--modern is not in this version yet", "announced"),
    (["--hy", "x"], "--hy is not in this version yet", "announced"),
    (["replay", "--hy", "x"], "--hy is not in this version yet", "announced"),
]


@pytest.mark.parametrize(("words", "text", "why"), REFUSED)
def test_refused(words, text, why):
    with pytest.raises(Usage) as caught:
        parse(words)
    assert str(caught.value) == text


ENVIRONMENTS = [
    # environment, settings that differ from those of an empty one, why
    ({"NO_COLOR": "1"}, {"color": False}, "https://no-color.org"),
    ({"NO_COLOR": ""}, {}, "empty: not there"),
    ({"ACLREPL_STYLE": "vim"}, {"style": "vim"}, "colours"),
    ({"HOME": "/h"}, {"history": "/h/.local/state/aclrepl/history"}, "what was typed"),
]


@pytest.mark.parametrize(("environment", "differing", "why"), ENVIRONMENTS)
def test_settings_of_the_environment(environment, differing, why):
    assert vars(Settings(environment)) == {**vars(Settings({})), **differing}


DIRECTORIES = [
    # environment, platform, directory, why
    ({"HOME": "/home/u"}, "linux", "/home/u/.config/aclrepl", "below the home directory"),
    ({"HOME": "/home/u", "XDG_CONFIG_HOME": "/etc/u"}, "linux", "/etc/u/aclrepl", "as the user says"),
    ({"HOME": "/home/u", "XDG_CONFIG_HOME": "rel"}, "linux", "/home/u/.config/aclrepl", "relative: ignored"),
    ({"HOME": "."}, "linux", None, "never the current directory"),
    ({}, "linux", None, "no home"),
]


@pytest.mark.parametrize(("environment", "platform", "directory", "why"), DIRECTORIES)
def test_configuration_directory(environment, platform, directory, why):
    assert configuration_directory(environment, platform) == directory


def test_state_directory():
    assert state_directory({"HOME": "/home/u"}, "linux") == "/home/u/.local/state/aclrepl"
    assert state_directory({"HOME": "/home/u", "XDG_STATE_HOME": "/var/u"}, "linux") == "/var/u/aclrepl"


BOOM = "Error: boom\n  [condition type: SIMPLE-ERROR]\n\nRestart actions (select using :continue):\n 0: Abort entirely from this (lisp) process.\n"

RUNS = [
    # words, input, exit status, standard output, standard error, why
    (["-e", "(+ 1 2)"], "", 0, "3\n", "", "a form"),
    (["-e", "(values 1 2) 3", "-e", "(values)", "-e", "'a"], "", 0, "1\n2\n3\nA\n", "", "values, each on a line"),
    (["-e", "(princ 1)", "-e", "2"], "", 0, "1\n1\n2\n", "", "output, then the value on a line"),
    (["-e", "(progn (princ 1) (values))"], "", 0, "1\n", "", "output ends its line"),
    (["-e", '(error "boom")', "-e", "2"], "", 1, "", BOOM, "an error ends it"),
    (["-e", "1 (list"], "", 1, "1\n", "Error: The text ends inside the list that begins at line 1, column 3 of -e.\n  [condition type: END-OF-FILE]\n\nRestart actions (select using :continue):\n 0: Abort entirely from this (lisp) process.\n", "an unfinished form"),
    (["-e", "(unwind-protect (error \"boom\") (princ 'clean))"], "", 1, "CLEAN\n", BOOM, "the block, then cleanup"),
    (["-e", "(exit 7)"], "", 7, "", "", "exit"),
    (["-e", "(invoke-restart 'abort)"], "", 1, "", "", "the abort restart"),
    (["-e", "(progn (mp:process-run-function \"x\" (lambda () (sleep 0.1) (exit 5))) (unwind-protect (sleep 30) (princ 'clean)))"], "", 5, "CLEAN", "", "exit from another process unwinds this one"),
    (["-e", "(progn (mp:process-run-function \"x\" (lambda () (exit 5))) (mp:without-interrupts (sleep 30)))"], "", 5, "", "; waiting for Initial Lisp Listener to end\n; left behind: Initial Lisp Listener\n", "in bounded time"),
    (["-e", "(progn (mp:process-run-function \"slow\" (lambda () (unwind-protect (sleep 30) (sleep 30)))) (sleep 0.05) (exit 6))"], "", 6, "", "; waiting for slow to end\n; left behind: slow\n", "others that do not end are named"),
    (["-e", "(read-line)"], "typed\n", 0, '"typed"\nNIL\n', "", "the form may read standard input"),
    (["--lab", "-e", '(lookup-hostname "vapor")'], "", 0, "3229900628\n", "", "the lab's names"),
    (["--nonsense"], "", 2, "", "aclrepl: unknown option --nonsense\nTry `aclrepl --help'.\n", "usage"),
    (["--quiet", "--no-color"], "(+ 1 2)\n", 0, "USER(1): 3\nUSER(2): \n", "", "a pipe"),
    ([], "(car 5)\n", 1, None, "", "a pipe that ends in a break level"),
    ([], "(progn (mp:process-run-function \"x\" #'car 5) (sleep 0.05))\n", 0, "USER(1): NIL\nUSER(2): \n", "Error in process x: Attempt to take the car of 5 which is not listp.\n", "an error in another process"),
    (["no-such-file.cl"], "", 1, "", None, "no file"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "text", "code", "output", "errors", "why"), RUNS)
def test_run(words, text, code, output, errors, why, tmp_path):
    done = run(*words, text=text, home=tmp_path, cwd=tmp_path)
    assert done.returncode == code
    assert output is None or done.stdout == output
    assert errors is None or done.stderr == errors


@pytest.mark.slow
def test_file(tmp_path):
    """A file knows its arguments; its errors end it; forms before them have run."""
    file = tmp_path / "a.cl"
    file.write_text('(format t "~s~%" (rest (sys:command-line-arguments)))\n(car 5)\n(print 1)\n')
    done = run(file, "x", "-e", home=tmp_path)
    assert done.returncode == 1
    assert done.stdout == '("x" "-e")\n'
    assert done.stderr.startswith("Error: Attempt to take the car of 5 which is not listp.\n")


@pytest.mark.slow
def test_help_and_version(tmp_path):
    assert run("--help", home=tmp_path).stdout.startswith("usage: aclrepl ")
    lines = run("--version", home=tmp_path).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["aclrepl", "Python", "hy", "prompt_toolkit", "pyOpenSSL", "OpenSSL"]


@pytest.mark.slow
def test_start_up_file(tmp_path):
    """It comes from the user's configuration only; --no-init leaves it out; its errors do no harm."""
    (tmp_path / "config" / "aclrepl").mkdir(parents=True)
    file = tmp_path / "config" / "aclrepl" / "init.cl"
    file.write_text("(princ 'started) (terpri)")
    (tmp_path / "init.cl").write_text("(princ 'wrong)")
    (tmp_path / ".clinit.cl").write_text("(princ 'wrong)")
    assert run(text="1", home=tmp_path, cwd=tmp_path).stdout == "STARTED\nUSER(1): 1\nUSER(2): \n"
    assert run("--no-init", text="1", home=tmp_path, cwd=tmp_path).stdout == "USER(1): 1\nUSER(2): \n"
    assert run("-e", "1", home=tmp_path, cwd=tmp_path).stdout == "1\n"
    file.write_text("(car 5)")
    done = run(text="1", home=tmp_path, cwd=tmp_path)
    assert done.stdout.startswith("Error: Attempt to take the car")
    assert done.stdout.endswith("USER(1): 1\nUSER(2): \n")
    assert done.returncode == 0


# Signals

PROTECTED = '(unwind-protect (progn (write-line (concatenate \'string "rea" "dy")) %s) (write-line (concatenate \'string "cle" "an")))\n'

BUSY = [
    # form, why
    ("(sleep 60)", "sleeping"),
    ('(accept-connection (make-socket :connect :passive :local-host "127.0.0.1"))', "accepting"),
    ("(read-line)", "reading"),
    ("(loop)", "computing"),
    ("(dotimes (i 1000000000) (list i))", "computing with results"),
    ("(loop (handler-case (sleep 60) (error () 1)))", "behind a handler"),
    ("(loop (ignore-errors (loop)))", "ignoring errors"),
    ("(mp:with-timeout (60) (loop))", "with a time-out"),
    ("(mp:process-wait \"no\" (lambda () nil))", "waiting for a condition"),
    ("(eval '(macrolet ((m () '(m))) (m)))", "expanding for ever"),
    ("(handler-bind ((error (lambda (c) (loop)))) (car 5))", "in a handler"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("form", "why"), BUSY)
def test_control_c(form, why, tmp_path):
    with Running(home=tmp_path) as program:
        program.type(PROTECTED % form)
        program.wait_for("ready")
        program.signal()
        code, output = program.end()
    assert code == 130
    assert output.endswith("clean\n")
    assert "Traceback" not in output


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_signals_end_forms_too(number, code, tmp_path):
    with Running("-e", PROTECTED % "(sleep 60)", home=tmp_path) as program:
        program.wait_for("ready")
        program.signal(number)
        assert program.end() == (code, "ready\nclean\n")


@pytest.mark.slow
def test_control_c_at_the_prompt(tmp_path):
    with Running(home=tmp_path) as program:
        program.type("(car 5)\n(list 1")
        program.wait_for("[1] USER(2): ")
        program.signal()
        code, output = program.end()
    assert code == 130
    assert output.endswith("[1] USER(2): ")


@pytest.mark.slow
def test_control_c_twice(tmp_path):
    """The second one changes nothing: cleanup has its second."""
    with Running(home=tmp_path) as program:
        program.type('(unwind-protect (progn (write-line "rea") (sleep 60)) (write-line "cle") (sleep 0.2) (write-line "an"))\n')
        program.wait_for("rea\n")
        program.signal()
        program.wait_for("cle\n")
        program.signal()
        code, output = program.end()
    assert code == 130
    assert output.endswith("cle\nan\n")


@pytest.mark.slow
def test_cleanup_that_never_ends(tmp_path):
    with Running(home=tmp_path) as program:
        program.type('(unwind-protect (progn (write-line "rea") (sleep 60)) (loop))\n')
        program.wait_for("rea\n")
        program.signal()
        code, output = program.end()
    assert code == 130
    assert output.endswith("; waiting for Initial Lisp Listener to end\n; left behind: Initial Lisp Listener\n")


@pytest.mark.slow
def test_control_c_unwinds_all_processes(tmp_path):
    with Running(home=tmp_path) as program:
        program.type(f"(mp:process-run-function \"w\" (lambda () {PROTECTED % '(sleep 60)'}))\n")
        program.wait_for("ready")
        program.signal()
        code, output = program.end()
    assert code == 130
    assert "clean\n" in output


@pytest.mark.slow
def test_ignored_signals_stay_ignored(tmp_path):
    """nohup: the program goes on."""
    nohup = "import signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); from aclrepl.cli import main; sys.exit(main())"
    words = command("-e", "(progn (py:call (py:attr (py:import \"os\") \"kill\") (excl::getpid) 1) (sleep 0.05) 5)")
    words[2] = nohup
    done = subprocess.run(words, capture_output=True, text=True, timeout=40, env=environment(tmp_path))
    assert (done.returncode, done.stdout) == (0, "5\n")


def test_a_session_is_told_of_the_end():
    """Whoever asks for it, nothing is raised, and only the first one counts."""
    main, told = MainThread(), []
    main.on_end = told.append
    main.end(7)
    main.take_signal(signal.SIGINT, None)
    main.end(8)
    assert (told, main.ending) == ([7], 7)


# A reader that goes away

FLOODS = [
    # words, input, why
    ([], "(loop (print 1))\n", "a listener"),
    (["-e", "(loop (ignore-errors (print 1)))"], "", "errors ignored"),
    ([], '(progn (mp:process-run-function "x" (lambda () (loop (print 1)))) (sleep 60))\n', "another process"),
    ([], "(car 5)\n" * 2000, "break levels"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("words", "text", "why"), FLOODS)
def test_reader_goes_away(words, text, why, tmp_path):
    with Running(*words, home=tmp_path) as program:
        program.type(text)
        program.process.stdout.read(100)
        program.process.stdout.close()
        assert program.process.wait(20) == 141


@pytest.mark.slow
def test_reader_of_a_short_text_goes_away(tmp_path):
    done = subprocess.run(
        f"{subprocess.list2cmdline(command('-e', '(progn (sleep 0.3) 1)'))} 2>&1 >&- | head -c 100",
        shell=True, capture_output=True, text=True, timeout=40, env=environment(tmp_path),
    )
    assert "Traceback" not in done.stdout
