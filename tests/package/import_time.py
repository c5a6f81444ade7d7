"""What ``import vncurl`` takes over a bare interpreter, from an empty environment, and the wheel's size.

    python tests/package/import_time.py dist/*.whl
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Dict, List

from environment import Environment

ROUNDS = 40
PROGRAMS = {"bare Python": "pass", "import vncurl": "import vncurl", "import vncurl.sim": "import vncurl.sim"}


def milliseconds(python: str, program: str) -> float:
    """From the start of an interpreter to its end; without site, which differs between machines."""
    command = [python, "-I", "-S", "-c", f"import sys; sys.path.append({package!r}); {program}"]
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return (time.perf_counter() - begun) * 1000


(wheel,) = sys.argv[1:]
with tempfile.TemporaryDirectory() as folder:
    environment = Environment(folder)
    environment.install(wheel)
    package = environment.run("python", "-c", "import vncurl; print(vncurl.__path__[0])").stdout.strip()
    package = os.path.dirname(package)
    taken: Dict[str, List[float]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, program in PROGRAMS.items():
            taken[name].append(milliseconds(environment.python, program))

print(f"{os.path.basename(wheel)}: {os.path.getsize(wheel):,} bytes")
bare = taken["bare Python"]
for name, own in taken.items():
    over = statistics.median(each - other for each, other in zip(own, bare))
    print(f"{name:18} {statistics.median(own):6.1f} ms, {over:+5.1f} ms over bare Python (median of {ROUNDS})")
