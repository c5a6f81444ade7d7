"""``vncurl demo --open``: one command, and a living screen stands in the browser."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from tests.browser.case import InBrowser, state
from tests.browser.simulator import VNCURL

#: The first machine of each provider.
MACHINES = {
    "tencent-cvm": "ins-demo0001",
    "tencent-ecm": "ein-demo0001",
    "tencent-lighthouse": "lhins-demo0001",
    "alibaba-ecs": "i-demo0001",
}


class Demo(InBrowser):
    """The command starts a browser, serves its console, and ends with it."""

    def test_every_providers_console_opens_lives_and_ends_the_command(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            # What the command takes for the browser hands the address on to the one that is here.
            program = Path(folder, "browser")
            program.write_text('#!/bin/sh\necho "$1" > "$0.part" && mv "$0.part" "$0.address"\n')
            program.chmod(0o755)
            for provider, instance in MACHINES.items():
                with self.subTest(provider):
                    self.opens(provider, instance, program)

    def opens(self, provider: str, instance: str, program: Path) -> None:
        """One provider's console, from the command to its end."""
        command = subprocess.Popen(
            [VNCURL, "demo", "--open", "--provider", provider], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], "BROWSER": str(program)})
        self.addCleanup(command.kill)
        address, deadline = Path(f"{program}.address"), time.monotonic() + 20
        while not address.exists():
            self.assertIsNone(command.poll(), "the command has ended")
            self.assertLess(time.monotonic(), deadline, "no browser was started")
            time.sleep(0.01)
        self.page.visit(address.read_text().strip())
        address.unlink()
        self.lives(instance, f"demo-{provider}")
        self.page.type("exit\n")
        self.page.until(state("closed"))
        _, told = command.communicate(timeout=20)
        self.assertEqual(command.returncode, 0, told)
        self.assertIn("The console has closed.", told)
