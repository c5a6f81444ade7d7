"""The shell and the C of docs/testing.md run, with the command and libvncurl that were built.

    VNCURL=target/release/vncurl python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VNCURL = os.path.abspath(os.environ.get("VNCURL", "target/release/vncurl"))
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def block(language: str) -> str:
    """The page's one block in this language."""
    with open(os.path.join(ROOT, "docs", "testing.md"), encoding="utf-8") as page:
        _, found = page.read().split(f"```{language}\n")
    return found.partition("```")[0]


class TestingPage(unittest.TestCase):
    """Each test has an empty folder, and a PATH on which the command is found first."""

    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, "bin"))
        os.symlink(VNCURL, os.path.join(self.folder, "bin", "vncurl"))

    def run_here(self, *command: str) -> str:
        environment = {"PATH": f"{self.folder}/bin:{os.environ['PATH']}", "HOME": self.folder}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True,
                              timeout=60, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_the_shell_block_runs_and_ends_its_simulator(self) -> None:
        printed = self.run_here("sh", "-euc", block("sh"))
        self.assertTrue(printed.startswith("https://img.qcloud.com/"), printed)
        self.assertEqual(len(printed.splitlines()), 1)

    def test_the_c_block_runs_with_the_example_as_the_code_to_be_tested(self) -> None:
        test = os.path.join(self.folder, "test.c")
        with open(test, "w", encoding="utf-8") as file:
            file.write(block("c"))
        curl = subprocess.run(["curl-config", "--cflags", "--libs"], capture_output=True, text=True, check=True)
        include = f"-I{ROOT}/include"
        self.run_here("cc", "-std=c99", *WARNINGS, "-c", "test.c")
        self.run_here("cc", "-std=c99", include, "-Dmain=console_url_main", "-c", f"{ROOT}/examples/c/console_url.c")
        self.run_here("cc", "-o", "test", "test.o", "console_url.o", f"{ROOT}/build/c/libvncurl.a", *curl.stdout.split())
        printed = self.run_here("./test")
        self.assertTrue(printed.startswith("https://img.qcloud.com/"), printed)
        self.assertEqual(len(printed.splitlines()), 1)


if __name__ == "__main__":
    unittest.main()
