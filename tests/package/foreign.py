"""A wheel for another machine: whether it is what its name says, and, given an interpreter, whether it works.

    python tests/package/foreign.py WHEEL [COMMAND OF AN INTERPRETER…]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile

import elf
from program import PROGRAM

MACHINES = {"aarch64": "AArch64", "x86_64": "Advanced Micro Devices X86-64"}
# What both kinds of system have, and every Python on them has loaded already.
LIBRARIES = {
    "manylinux": r"lib(c|dl|pthread|m|rt)\.so\.\d|ld-linux-.*",
    "musllinux": r"libc\.so|libc\.musl-.*",
}


def check(wheel: str) -> None:
    """Exit with what is wrong."""
    found = re.search(r"-cp3\d+-abi3-((manylinux|musllinux)[_0-9]+)_(aarch64|x86_64)\b", os.path.basename(wheel))
    if not found:
        sys.exit(f"{wheel}: not named as a wheel with the stable ABI for a known machine")
    system, machine = found.group(2), found.group(3)
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as package:
            module = package.extract("vncurl/_vncurl.abi3.so", folder)
        strange = {name for name in elf.libraries(module) if not re.fullmatch(LIBRARIES[system], name)}
        glibc = elf.newest_glibc(module)
        if elf.machine(module) != MACHINES[machine]:
            sys.exit(f"{wheel}: the module is for {elf.machine(module)}")
        if strange:
            sys.exit(f"{wheel}: needs {strange}")
        if glibc > (2, 17) or bool(glibc) != (system == "manylinux"):
            sys.exit(f"{wheel}: needs glibc {glibc}")


def use(wheel: str, interpreter: "list[str]") -> None:
    """Every provider's console, out of the unpacked wheel."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as package:
            package.extractall(folder)
        command = [*interpreter, "-c", f"import sys; sys.path.insert(0, {folder!r}); {PROGRAM}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode != 0 or done.stdout.count("https://") != 4:
        sys.exit(f"{wheel}: {done.returncode}: {done.stdout}{done.stderr}")


check(sys.argv[1])
if sys.argv[2:]:
    use(sys.argv[1], sys.argv[2:])
print(f"{os.path.basename(sys.argv[1])}: {os.path.getsize(sys.argv[1]):,} bytes, "
      + ("gives consoles" if sys.argv[2:] else "not run: no interpreter for it here"))
