"""`python3 -m figures VNCURL`: the tables; VNCURL is the command as Cargo built it."""

import os
import sys
import tempfile
from pathlib import Path

from report.start import Program, measure
from report.table import figure, markdown

from . import packages
from .packages import ROOT

BARE = "python -c pass"


def main():
    vncurl = Path(sys.argv[1]).resolve()
    (packages.FOLDER / "wheels").mkdir(parents=True, exist_ok=True)
    installed, skipped = [], []
    for package in [packages.own(), *packages.PEERS]:
        done = packages.install(package)
        if isinstance(done, packages.Installed):
            installed.append(done)
        else:
            skipped.append(f"skipped: {package.wanted}: {done}")
    with tempfile.TemporaryDirectory() as home:
        environment = {"HOME": home, "PATH": os.environ["PATH"]}
        print_installed(installed, environment)
        for line in skipped:
            print(f"\n{line}")
        print_commands(vncurl, installed, environment)
    print_libraries(vncurl)


def print_installed(installed, environment):
    """Bytes, packages, and what an import takes over a bare interpreter."""
    own, *_ = installed
    programs = [Program(BARE, BARE, [own.bin / "python", "-c", "print('done')"], "done")]
    for each in installed:
        code = f"import {each.package.imports}; print('done')"
        programs.append(Program(each.title, each.title, [each.bin / "python", "-c", code], "done"))
    runs, skipped = measure(programs, environment)
    rows, bases = [], None
    for each in installed:
        sizes = [each.wheel_bytes(), each.bytes()]
        bases = bases or sizes
        cells = [f"{own_bytes / 1e6:,.1f} ({own_bytes / base:,.1f}×)" for own_bytes, base in zip(sizes, bases)]
        rows.append([each.title, *cells, str(each.count()), *_import_cells(runs, each.title, own.title)])
    print("\n## Installed with all that it needs, and imported\n")
    columns = ["", "wheels, MB:", "installed, MB:", "packages:"]
    columns += ["import over bare Python, CPU ms:", "memory over it, MiB:"]
    print(markdown(columns, rows))
    for line in skipped:
        print(f"\n{line}")


def _import_cells(runs, title, own):
    if title not in runs:
        return ["–", "–"]
    cpu_ms = runs[title].cpu_ms.above(runs[BARE].cpu_ms)
    times = cpu_ms / runs[own].cpu_ms.above(runs[BARE].cpu_ms)
    mib = runs[title].peak_mib.above(runs[BARE].peak_mib)
    return [f"{figure(cpu_ms)} ({figure(times)}×)", figure(mib)]


def print_commands(vncurl, installed, environment):
    """A command's start to the end of the least that it can do."""
    by_name = {each.package.name: each for each in installed}
    own = by_name["vncurl"]
    programs = [
        Program("native", "vncurl --version, from Cargo", [vncurl, "--version"], "vncurl "),
        Program("table", "vncurl providers, from Cargo", [vncurl, "providers"], "tencent-cvm"),
        Program("script", "vncurl --version, from the wheel", [own.bin / "vncurl", "--version"], "vncurl "),
        Program("module", "python -m vncurl --version", [own.bin / "python", "-m", "vncurl", "--version"], "vncurl "),
    ]
    if tccli := by_name.get("tccli"):
        programs.append(Program("tccli", "tccli --version", [tccli.bin / "tccli", "--version"], "."))
    runs, skipped = measure(programs, environment)
    rows = []
    for program in programs:
        if program.name in runs:
            run, base = runs[program.name], runs["native"]
            figures = [run.cpu_ms.median(), run.cpu_ms.over(base.cpu_ms), run.peak_mib.median()]
            rows.append([program.title, *(figure(number) for number in figures)])
    print("\n## A command that has nothing to do\n")
    print(markdown(["", "CPU ms:", "×:", "peak MiB:"], rows))
    for line in skipped:
        print(f"\n{line}")


def print_libraries(vncurl):
    """What C programs link, and the command."""
    files = [ROOT / "build" / "c" / "libvncurl.a", (ROOT / "build" / "c" / "libvncurl.so").resolve(), vncurl]
    print("\n## Files\n")
    print(markdown(["", "bytes:"], [[file.name, f"{file.stat().st_size:,}"] for file in files]))


main()
