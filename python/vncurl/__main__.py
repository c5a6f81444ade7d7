"""``python -m vncurl`` and the script ``vncurl``: the same command line as the Rust program."""

import os
import signal
import sys

from ._vncurl import _command


def main() -> int:
    """Run the command with the process's arguments and give its exit code."""
    # Where a standard stream is closed, the first connection would get its number, and the console
    # URL with it.
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    # The command waits outside the interpreter, where Python's own handler would not be reached.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _command(["vncurl", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
