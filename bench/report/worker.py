"""A worker process: a program that holds one language's cases; see rust/src/worker.rs."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A row of a table."""

    worker: "Worker"
    table: str
    name: str
    title: str
    limit: int | None

    @property
    def is_vncurl(self):
        """Not a floor and not a peer."""
        return self.title.startswith("vncurl")


class Unmeasured(Exception):
    """There is no figure; the message says why."""


class Worker:
    """One language's cases."""

    def __init__(self, name, language, command, build, only_time=""):
        """`only_time` says why nothing but its time can be measured."""
        self.name = name
        self.language = language
        self.command = [str(part) for part in command]
        self._build = build
        self._only_time = only_time
        self._timing = None

    def cases(self):
        cases = []
        for line in self._lines(self.command, "cases"):
            table, name, title, limit = line.split("\t")
            cases.append(Case(self, table, name, title, int(limit) if limit else None))
        return cases

    def time(self, name, times):
        """Nanoseconds for so many runs. The process stays, so that all workers can take turns."""
        if self._timing is None:
            self._timing = subprocess.Popen(
                [*self.command, "time"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        self._timing.stdin.write(f"{name} {times}\n")
        self._timing.stdin.flush()
        return int(self._timing.stdout.readline())

    def instructions(self, name):
        """Two counts of the same case."""
        self._require_more_than_time()
        trace = [str(self._build.tracer), "trace", *self.command]
        first, second = self._lines(trace, "count", name)
        return int(first), int(second)

    def allocations(self, name):
        """How often one run asked the heap for memory."""
        self._require_more_than_time()
        probe = {"LD_PRELOAD": str(self._build.probe), "PYTHONMALLOC": "malloc"}
        (line,) = self._lines(self.command, "allocations", name, environment=probe)
        return int(line)

    def _require_more_than_time(self):
        if self._only_time:
            raise Unmeasured(self._only_time)

    def close(self):
        if self._timing is not None:
            self._timing.stdin.close()
            self._timing.wait()

    def _lines(self, command, *arguments, environment=None):
        # A fixed seed makes Python's dictionaries the same in every run.
        fixed = {"BENCH_PROBE": str(self._build.probe), "PYTHONHASHSEED": "0"}
        try:
            done = subprocess.run(
                [*command, *arguments],
                env={**os.environ, **fixed, **(environment or {})},
                capture_output=True,
                text=True,
            )
        except FileNotFoundError:
            raise Unmeasured("it was not built") from None
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or ["ended without a reason"]
            raise Unmeasured(next((line for line in said if "Error:" in line), said[-1]))
        return done.stdout.splitlines()
