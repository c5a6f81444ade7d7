"""What a compiled module is for and asks of the system, as readelf shows it."""

from __future__ import annotations

import re
import subprocess
from typing import Set, Tuple


def _shown(module: str, *what: str) -> str:
    return subprocess.run(["readelf", "--wide", *what, module], capture_output=True, text=True, check=True).stdout


def machine(module: str) -> str:
    """The processor's name in readelf's words."""
    (name,) = re.findall(r"Machine: +(.*)", _shown(module, "--file-header"))
    return str(name)


def libraries(module: str) -> Set[str]:
    """The shared libraries that must be there."""
    return set(re.findall(r"\(NEEDED\).*\[(.*)\]", _shown(module, "--dynamic")))


def newest_glibc(module: str) -> Tuple[int, ...]:
    """The newest version of a symbol of glibc's; empty without any."""
    versions = re.findall(r"@GLIBC_([0-9.]+)", _shown(module, "--dyn-syms"))
    return max((tuple(map(int, each.split("."))) for each in versions), default=())
