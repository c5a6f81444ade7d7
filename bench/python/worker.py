"""What every Python worker does; its arguments are described in rust/src/worker.rs."""

import ctypes
import os
import sys
import time
from itertools import repeat

# The interpreter specialises a function after some calls.
WARM_UP = 50


def run(cases):
    """Do what the arguments ask for; `cases` are tuples of table, name, title and function."""
    mode, *names = sys.argv[1:]
    functions = {name: function for _, name, _, function in cases}
    if mode == "cases":
        for table, name, title, _ in cases:
            print(f"{table}\t{name}\t{title}\t")
    elif mode == "time":
        for line in sys.stdin:
            name, times = line.split()
            print(_time(functions[name], int(times)), flush=True)
    elif mode == "count":
        _count(functions[names[0]])
    elif mode == "allocations":
        print(_allocations(functions[names[0]]))


def _time(function, times):
    start = time.process_time_ns()
    for _ in repeat(None, times):
        function()
    return time.process_time_ns() - start


def _warm_up(function):
    for _ in repeat(None, WARM_UP):
        function()


def _count(function):
    probe = ctypes.CDLL(os.environ["BENCH_PROBE"])
    start, end = probe.probe_start, probe.probe_end

    def marked(function):
        start()
        function()
        end()

    def nothing():
        pass

    _warm_up(function)
    _warm_up(nothing)
    for each in nothing, function, function:
        marked(each)


def _allocations(function):
    allocations = ctypes.CDLL(None).probe_allocations
    allocations.restype = ctypes.c_ulong
    _warm_up(function)
    before = allocations()
    around = allocations() - before
    before = allocations()
    function()
    return allocations() - before - around
