"""What a user waits for: programs from their start to the printed address."""

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from facts import VNC_URL

from . import stub
from .build import BENCH
from .rounds import Rounds
from .table import figure, markdown

ROUNDS = 15


@dataclass(frozen=True)
class Program:
    """A row: a command, and what it prints when it did its work."""

    name: str
    title: str
    command: list
    prints: str


@dataclass(frozen=True)
class Run:
    """What one run took, or the `Rounds` of several."""

    cpu_ms: float
    peak_mib: float


def print_tables(build):
    """Print both tables; give back the processor time of the first's programs, in ms."""
    with stub.serve() as authority, tempfile.TemporaryDirectory() as home:
        environment = _environment(Path(home))
        urls = _print("From start to the printed address", _programs(build, authority), environment)
        _print("From start to what Python has imported", _imports(build), environment)
    return urls


def _environment(home):
    """Made-up credentials, in the variables and in the file that the programs read."""
    key = {"secretId": "AKIDEXAMPLE", "secretKey": "EXAMPLE"}
    profile = home / ".tccli"
    profile.mkdir()
    (profile / "default.credential").write_text(json.dumps(key))
    settings = {"_sys_param": {"region": "ap-guangzhou", "output": "json", "language": "en-US"}}
    (profile / "default.configure").write_text(json.dumps(settings))
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "TENCENTCLOUD_SECRET_ID": key["secretId"],
        "TENCENTCLOUD_SECRET_KEY": key["secretKey"],
    }


def _programs(build, authority):
    endpoint = f"http://{authority}"
    vncurl = [build.cli, "url", "ins-r9hr2upy", "--region", "ap-guangzhou"]
    tccli = [build.python.with_name("tccli"), "cvm", "DescribeInstanceVncUrl"]
    curl = ["curl", "--silent", "--aws-sigv4", "aws:amz:ap-guangzhou:cvm", "--user", "id:secret"]
    scripts = BENCH / "start"
    return [
        Program("vncurl", "vncurl url", [*vncurl, "--endpoint", endpoint], VNC_URL),
        Program(
            "vncurl-python",
            "vncurl's Python module, script",
            [build.python, scripts / "vncurl_client.py", endpoint],
            VNC_URL,
        ),
        Program(
            "curl",
            "curl --aws-sigv4",
            [*curl, "--data", "{}", endpoint],
            VNC_URL,
        ),
        Program(
            "tencentcloud-python",
            "tencentcloud-sdk-python, script",
            [build.python, scripts / "tencentcloud_client.py", authority],
            VNC_URL,
        ),
        Program(
            "tccli",
            "tccli cvm DescribeInstanceVncUrl",
            [*tccli, "--InstanceId", "ins-r9hr2upy", "--endpoint", endpoint],
            VNC_URL,
        ),
    ]


def _imports(build):
    def statement(name, title, code):
        return Program(name, title, [build.python, "-c", f"{code}; print('done')"], "done")

    sdk = "from tencentcloud.cvm.v20170312 import cvm_client"
    return [
        statement("python", "python -c pass", "pass"),
        statement("import-vncurl", "import vncurl", "import vncurl"),
        statement("import-tencentcloud", sdk, sdk),
    ]


def measure(programs, environment):
    """Interleaved runs: `Run`s of `Rounds` by the programs' names, and a line for each that does not run."""
    ready, skipped = [], []
    for program in programs:
        # The first run fills the system's caches and Python's; it is not counted.
        reason = _run(program, environment)
        if isinstance(reason, str):
            skipped.append(f"skipped: {program.title}: {reason}")
        else:
            ready.append(program)
    rounds = [[_run(program, environment) for program in ready] for _ in range(ROUNDS)]
    runs = {
        program.name: Run(Rounds(run.cpu_ms for run in own), Rounds(run.peak_mib for run in own))
        for program, own in zip(ready, zip(*rounds))
    }
    return runs, skipped


def _print(title, programs, environment):
    runs, skipped = measure(programs, environment)
    rows = []
    for program in programs:
        if program.name in runs:
            run, base = runs[program.name], next(iter(runs.values()))
            figures = [run.cpu_ms.median(), run.cpu_ms.over(base.cpu_ms)]
            figures += [run.cpu_ms.above(base.cpu_ms), run.peak_mib.median()]
            rows.append([program.title, *(figure(number) for number in figures)])
    print(f"\n## {title}\n")
    print(markdown(["", "CPU ms:", "×:", "more, ms:", "peak MiB:"], rows))
    if skipped:
        print()
    for line in skipped:
        print(line)
    return {name: run.cpu_ms for name, run in runs.items()}


def _run(program, environment):
    """A run, or the reason why there is none."""
    command = [str(part) for part in [BENCH / ".build" / "usage", *program.command]]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    *said, usage = done.stderr.strip().splitlines() or [""]
    if done.returncode != 0:
        return usage or "could not be started"
    cpu_us, peak_kib, status = (int(number) for number in usage.split())
    if os.waitstatus_to_exitcode(status) == 127:
        return "it was not built"
    if status != 0 or program.prints not in done.stdout:
        return said[-1] if said else f"wait status {status}, not the expected output"
    return Run(cpu_us / 1000, peak_kib / 1024)
