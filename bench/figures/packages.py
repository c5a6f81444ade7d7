"""What is installed for a console URL, each alone: vncurl's wheel, and peers' from their registry."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "build" / "figures"
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@dataclass(frozen=True)
class Package:
    """What to install, and what a program of its users imports."""

    name: str
    wanted: str
    imports: str


PEERS = [
    Package("tencentcloud-cvm", "tencentcloud-sdk-python-cvm==3.1.178", "tencentcloud.cvm.v20170312.cvm_client"),
    Package("aliyun-ecs", "aliyun-python-sdk-ecs==4.24.83", "aliyunsdkcore.client, aliyunsdkecs.request.v20140526"),
    Package("alibabacloud-ecs", "alibabacloud_ecs20140526==7.11.8", "alibabacloud_ecs20140526.client"),
    Package("tccli", "tccli==3.1.189.1", "tccli.main"),
]


def own():
    """The wheel that `make wheel` left."""
    (wheel,) = (ROOT / "dist").glob(f"*manylinux2014_{platform.machine()}*.whl")
    return Package("vncurl", str(wheel), "vncurl")


@dataclass(frozen=True)
class Installed:
    """A package with all that it needs, in a virtual environment without anything else."""

    package: Package
    folder: Path

    @property
    def title(self):
        return Path(self.package.wanted).name.split("-cp")[0]

    @property
    def bin(self):
        return self.folder / "bin"

    def wheel_bytes(self):
        """Of every wheel, as pip would fetch it or build it from the sources."""
        return sum(wheel.stat().st_size for wheel in _wheels(self.package).glob("*.whl"))

    def bytes(self):
        """Of every file that pip installed, byte code included."""
        sites = [path for path in self.folder.rglob("site-packages") if path.is_dir() and not path.is_symlink()]
        return sum(file.lstat().st_size for site in sites for file in site.rglob("*") if file.is_file())

    def count(self):
        """How many packages these are."""
        return len(list(self.folder.glob("lib/*/site-packages/*.dist-info")))


def install(package):
    """Afresh, except that wheels fetched before are used again; or the reason why it cannot be."""
    wheels, folder = _wheels(package), FOLDER / package.name
    done = FOLDER / f"{package.name}.fetched"
    if not done.exists() or done.read_text() != package.wanted or Path(package.wanted).is_absolute():
        shutil.rmtree(wheels, ignore_errors=True)
        if failed := _failure([*PIP, "wheel", "--wheel-dir", wheels, package.wanted]):
            return failed
        done.write_text(package.wanted)
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    command = [*PIP, "--python", folder / "bin" / "python", "install", "--no-index", "--find-links", wheels]
    return _failure([*command, package.wanted]) or Installed(package, folder)


def _wheels(package):
    return FOLDER / "wheels" / package.name


def _failure(command):
    """The last line that it said, if it failed."""
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True)
    said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
    return said[-1] if done.returncode else None
