"""The oracle's command line; run it from the project's root: ``python3 -m tests.oracle --help``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import ALGORITHMS
from .check import check
from .random_lines import write_random


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.oracle", description="Signatures in plain Python.")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="check every vector of a directory at every step")
    checking.add_argument("directory", type=Path, metavar="DIR")
    drawing = commands.add_parser("random", help="print random signed requests as JSON Lines")
    drawing.add_argument("--seed", type=int, required=True)
    drawing.add_argument("--count", type=int, required=True)
    drawing.add_argument("--algorithm", choices=sorted(ALGORITHMS), required=True)
    options = parser.parse_args(arguments)
    if options.command == "check":
        return check(options.directory)
    write_random(sys.stdout, options.algorithm, options.seed, options.count)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
