"""Where `bench/run` put what it built, and the workers made of it."""

import os
from dataclasses import dataclass
from pathlib import Path

from .worker import Worker

BENCH = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Build:
    """Paths of the programs."""

    rust: Path = Path(os.environ["CARGO_TARGET_DIR"]) / "release"
    c: Path = BENCH / ".build"
    python: Path = BENCH / ".venv" / "bin" / "python"

    @property
    def cli(self):
        return self.rust / "vncurl"

    @property
    def tracer(self):
        return self.rust / "vncurl-bench"

    @property
    def probe(self):
        return self.c / "probe.so"


def core(build):
    """The worker that the others are compared with."""
    return Worker("vncurl in Rust", "Rust", [build.tracer], build)


def all_workers(build):
    """Every worker, vncurl's first."""

    def python(name, script):
        return Worker(name, "Python", [build.python, BENCH / "python" / script], build)

    return [
        core(build),
        Worker("vncurl in C", "C", [build.c / "vncurl"], build),
        python("vncurl in Python", "vncurl_worker.py"),
        Worker("Rust crates", "Rust", [build.rust / "vncurl-bench-peers"], build),
        Worker("libcurl", "C", [build.c / "libcurl"], build),
        Worker(
            "tencentcloud-sdk-nodejs",
            "Node",
            ["node", BENCH / "node" / "worker.mjs"],
            build,
            only_time="a compiler and a collector run beside the program",
        ),
        python("tencentcloud-sdk-python", "tencentcloud_worker.py"),
    ]
