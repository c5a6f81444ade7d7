"""An empty virtual environment with the published package in it, and nothing else."""

from __future__ import annotations

import glob
import os
import subprocess
import sys
from typing import List

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def published(pattern: str) -> str:
    """The one file of this kind in dist/."""
    (found,) = glob.glob(os.path.join(ROOT, "dist", pattern))
    return found


class Environment:
    """Made in ``folder``; its programs see neither this environment nor a home."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.bin = os.path.join(folder, "bin")
        self.python = os.path.join(self.bin, "python")
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)

    def install(self, file: str) -> None:
        """From this file alone: no index is asked."""
        command = [self.python, "-m", "pip", "install", "--quiet", "--no-index", file]
        subprocess.run(command, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})

    def run(self, *command: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run one of its programs in its folder."""
        environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": self.folder, **variables}
        program = os.path.join(self.bin, command[0])
        return subprocess.run([program, *command[1:]], cwd=self.folder, env=environment, text=True,
                              capture_output=True, timeout=60, check=False)

    def packages(self) -> List[str]:
        """What is installed, pip and its like left out."""
        done = self.run("python", "-m", "pip", "list", "--format", "freeze", "--disable-pip-version-check")
        return [line for line in done.stdout.splitlines() if not line.startswith(("pip=", "setuptools="))]
