"""A real VNC server behind an address, seen in a real browser."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import unittest
from typing import List, Optional

from tests.browser.case import TENCENT, WithSimulator, state

#: Counts pixels that are not the commonest colour.
INK = """(() => {
  const canvas = document.querySelector("#screen canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data[at] << 16 | data[at + 1] << 8 | data[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return data.length / 4 - Math.max(...counts.values());
})()"""


class RealServer:
    """A VNC server that is not the simulator's."""

    def __init__(self, command: List[str], port: int) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline and self.process.poll() is None, command

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, above 5900."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Bridges(WithSimulator):
    """A real VNC server behind an address."""

    server: Optional[RealServer] = None

    @classmethod
    def setUpClass(cls) -> None:
        port = free_port()
        if qemu := shutil.which("qemu-system-x86_64"):
            command = [qemu, "-nodefaults", "-vga", "std", "-net", "none", "-m", "64",
                       "-boot", "menu=on,splash-time=60000",
                       "-vnc", f"127.0.0.1:{port - 5900}", "-display", "none"]
        else:
            raise unittest.SkipTest("QEMU is not installed, so there is no real VNC server")
        server = RealServer(command, port)
        cls.addClassCleanup(server.close)
        cls.flags = ["--bridge", f"{TENCENT}=127.0.0.1:{port}"]
        super().setUpClass()

    def test_qemus_screen_is_seen_typed_into_and_closed_by_keepalive(self) -> None:
        self.page.visit(self.simulator.local(self.simulator.console_url(TENCENT)))
        self.page.until(state("open"))
        # The BIOS writes its name and waits for Escape.
        self.page.until(f"{INK} > 500")
        before = self.page.evaluate(INK)
        self.simulator.advance(299)
        self.page.press("Escape", 27)
        self.page.until(f"{INK} > {before} + 500")
        self.picture("bridge-qemu")
        self.simulator.advance(299)
        self.assertEqual(self.page.evaluate("document.querySelector('main').dataset.console"),
                         "open")
        self.simulator.advance(1)
        self.page.until(state("closed"))
        self.assertEqual(self.heading(), "Closed by keepalive")
