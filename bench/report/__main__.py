"""`python3 -m report`: every table; `python3 -m report instructions`: the core's counts alone."""

import sys

from . import start, targets, work
from .build import Build, all_workers, core


def main():
    build = Build()
    if sys.argv[1:] == ["instructions"]:
        work.print_tables([core(build)], timed=False)
        return
    rows = work.print_tables(all_workers(build))
    starts = start.print_tables(build)
    targets.print_table(rows, starts)


main()
