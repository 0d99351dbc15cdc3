"""SBCL as the oracle for the standard: what it prints for a driver program."""

import subprocess

COMMAND = ["sbcl", "--noinform", "--no-userinit", "--no-sysinit", "--disable-debugger"]


def lines_of(driver, folder):
    """Return the lines that the Lisp text DRIVER prints on SBCL; FOLDER is where its file goes."""
    file = folder / "driver.lisp"
    file.write_text(driver)
    command = [*COMMAND, "--load", str(file), "--quit"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)
    assert run.returncode == 0, run.stdout[-500:] + run.stderr[-2000:]
    return run.stdout.splitlines()
