"""What ``make wheel`` leaves in dist/, installed into an empty environment and used from there."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import elf
from environment import ROOT, Environment, published
from program import PROGRAM

OWN = f"*manylinux2014_{platform.machine()}*.whl"
# The command, a cloud of one's own and TLS in one file.
BYTES_MAX = 2_000_000
# With them Rust's own library is built for size too, and the wheel is packed tightly; see python/wheels.
SMALL = os.path.isdir("/usr/lib/rustlib/src/rust/library") and shutil.which("advzip")


class Wheel(unittest.TestCase):
    """The wheel alone."""

    environment: Environment
    folder: str

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.environment = Environment(cls.folder)
        cls.environment.install(published(OWN))

    @unittest.skipUnless(SMALL, "the sources of Rust's library, or advzip, are not here")
    def test_it_is_small(self) -> None:
        self.assertLess(os.path.getsize(published(OWN)), BYTES_MAX)

    def test_it_is_for_old_systems(self) -> None:
        wheel = published(OWN)
        self.assertIn("-cp39-abi3-" if sys.version_info < (3, 10) else "-cp310-abi3-", wheel)
        self.assertIn("manylinux2014_", wheel)

    def test_it_holds_the_package_its_types_and_its_licences(self) -> None:
        with zipfile.ZipFile(published(OWN)) as wheel:
            names = [name.split("/", 1)[-1] for name in wheel.namelist()]
        for name in ("__init__.py", "py.typed", "_vncurl.pyi", "sim.py", "pytest_plugin.py", "_vncurl.abi3.so",
                     "licenses/LICENSE-MIT", "licenses/LICENSE-APACHE", "entry_points.txt"):
            self.assertIn(name, names)

    def test_it_needs_no_glibc_that_came_after_2_17(self) -> None:
        with zipfile.ZipFile(published(OWN)) as wheel:
            module = wheel.extract("vncurl/_vncurl.abi3.so", self.folder)
        glibc = elf.newest_glibc(module)
        self.assertTrue(glibc)
        self.assertLessEqual(glibc, (2, 17))

    def test_nothing_else_is_installed_with_it(self) -> None:
        (own,) = self.environment.packages()
        self.assertTrue(own.startswith("vncurl"), own)

    def test_an_import_loads_the_package_and_nothing_else(self) -> None:
        program = "import sys; before = set(sys.modules); import vncurl; print(sorted(set(sys.modules) - before))"
        done = self.environment.run("python", "-I", "-c", program)
        self.assertEqual(done.stdout, "['__future__', 'vncurl', 'vncurl._vncurl', 'vncurl.errors']\n", done.stderr)

    def test_every_provider_gives_a_console(self) -> None:
        done = self.environment.run("python", "-c", PROGRAM)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("https://"), 4, done.stdout)

    def test_without_a_certificate_that_is_trusted_nothing_is_sent_and_the_reason_told(self) -> None:
        asks = "import vncurl; vncurl.Client('tencent-cvm', region='ap-beijing').console('ins-r9hr2upy')"
        done = self.environment.run("python", "-c", asks, SSL_CERT_FILE="/dev/null", SSL_CERT_DIR="/nonexistent",
                                    TENCENTCLOUD_SECRET_ID="AKIDexample", TENCENTCLOUD_SECRET_KEY="example")
        self.assertIn("this system trusts no certificate authority", done.stderr)

    def test_the_command_is_there_by_both_names(self) -> None:
        for command in (["vncurl"], ["python", "-m", "vncurl"]):
            done = self.environment.run(*command, "demo")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("InstanceVncUrl=ws", done.stdout)


class Sources(unittest.TestCase):
    """The sources: they build where there is Rust, without a wheel and without the repository."""

    def test_they_build_a_package_that_works(self) -> None:
        folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, folder)
        with tarfile.open(published("*.tar.gz")) as sources:
            sources.extractall(folder)
        (unpacked,) = [name for name in os.listdir(folder) if name.startswith("vncurl-")]
        maturin = [sys.executable, "-m", "maturin", "build", "--interpreter", sys.executable,
                   "--profile", "dev", "--out", folder]
        # What the sources depend on was built for other tests.
        own = {"CARGO_TARGET_DIR": os.path.join(ROOT, "target"), **os.environ}
        built = subprocess.run(maturin, cwd=os.path.join(folder, unpacked), env=own, text=True,
                               capture_output=True, check=False)
        self.assertEqual(built.returncode, 0, built.stderr)
        environment = Environment(os.path.join(folder, "environment"))
        (wheel,) = [name for name in os.listdir(folder) if name.endswith(".whl")]
        environment.install(os.path.join(folder, wheel))
        done = environment.run("vncurl", "demo")
        self.assertEqual(done.returncode, 0, done.stderr)
        done = environment.run("python", "-c", PROGRAM)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
