"""Ctrl-C and SIGTERM end every command and every call of Python at once, wherever it waits.

    VNCURL=target/release/vncurl python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import os
import pty
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from typing import Any, Callable, Dict, List, Optional, Tuple

from callers import ENVIRONMENT, VNCURL
from hostile import Peer, answer, silent

PROGRAMS = ([VNCURL], [sys.executable, "-m", "vncurl"])
# A signal is heard within 0.1 s; a machine that does much else gets more.
AT_ONCE_S = 2.0
THROTTLED = b'{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"m"},"RequestId":"R-1"}}'
STOPPED = THROTTLED.replace(b"RequestLimitExceeded", b"UnsupportedOperation.InstanceStateStopped")
CONSOLE = b'{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc","RequestId":"R-1"}}'
CALL = """
import asyncio, sys, vncurl
arguments = dict(region="ap-guangzhou", key_id="id", secret="s", endpoint=sys.argv[2])
try:
    if sys.argv[1] == "Client":
        vncurl.Client("tencent-cvm", **arguments).console("ins-demo0001")
    else:
        asyncio.run(vncurl.AsyncClient("tencent-cvm", **arguments).console("ins-demo0001"))
except KeyboardInterrupt:
    print("interrupted")
"""
CANCELLED = """
import asyncio, sys, vncurl
client = vncurl.AsyncClient("tencent-cvm", region="ap-guangzhou", key_id="id", secret="s", endpoint=sys.argv[2])
try:
    asyncio.run(asyncio.wait_for(client.console("ins-demo0001"), 0.2))
except asyncio.TimeoutError:
    print("interrupted")
"""


# A command, whether it waits, and its environment besides.
Place = Tuple[List[str], Callable[[], object], Dict[str, str]]


def wait_for(holds: Callable[[], object], what: str) -> None:
    """Wait until something that another process does is seen."""
    end = time.monotonic() + 20
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"no {what}")
        threading.Event().wait(0.01)


def reply(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body


class Unreachable:
    """A port whose queue is full: whoever connects waits."""

    def __init__(self) -> None:
        self._listener = socket.socket()
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(0)
        self._port: int = self._listener.getsockname()[1]
        self.https = f"https://127.0.0.1:{self._port}"
        self._others: List[socket.socket] = []
        for _ in range(3):
            other = socket.socket()
            other.setblocking(False)
            other.connect_ex(("127.0.0.1", self._port))
            self._others.append(other)
        self._own = {str(os.fstat(other.fileno()).st_ino) for other in self._others}

    def is_waited_for(self) -> bool:
        """Whether somebody else waits."""
        with open("/proc/net/tcp", encoding="ascii") as table:
            rows = [row.split() for row in table]
        # The third column is the address that is connected to, state 02 is SYN_SENT; then the inode.
        return any(row[2].endswith(f":{self._port:04X}") and row[3] == "02" and row[9] not in self._own
                   for row in rows)

    def close(self) -> None:
        for each in (*self._others, self._listener):
            each.close()


class Interrupts(unittest.TestCase):
    """Each process is started, waited for until it waits, and sent a signal."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def peer(self, behave: Any) -> Peer:
        peer = Peer(behave)
        self.addCleanup(peer.close)
        return peer

    def start(self, command: List[str], environment: Optional[Dict[str, str]] = None, **streams: Any
              ) -> "subprocess.Popen[str]":
        streams = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        process = subprocess.Popen(
            command, env={**ENVIRONMENT, **(environment or {})}, stdout=subprocess.PIPE, text=True,
            # What runs in a shell's background has it ignored, and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL), **streams)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        return process

    def end(self, process: "subprocess.Popen[str]", number: signal.Signals) -> str:
        """Send the signal; what the process printed."""
        started = time.monotonic()
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        self.assertLess(time.monotonic() - started, AT_ONCE_S)
        self.assertNotIn("Traceback", err or "")
        self.assertNotIn("panicked", err or "")
        return out

    def browser(self, does: str) -> str:
        """A program that does this, and has not come yet."""
        if self.came():
            os.remove(os.path.join(self.folder, "came"))
        path = os.path.join(self.folder, "browser")
        with open(path, "w", encoding="utf-8") as script:
            script.write(f"#!/bin/sh\n{does}\n: > {self.folder}/came\n")
        os.chmod(path, stat.S_IRWXU)
        return path

    def came(self) -> bool:
        return os.path.exists(os.path.join(self.folder, "came"))

    def check(self, place: Callable[[], Place]) -> None:
        """A command at a new place each time, by both programs, with both signals."""
        for program in PROGRAMS:
            for number in (signal.SIGINT, signal.SIGTERM):
                command, is_waiting, environment = place()
                with self.subTest(command=command, program=program, number=number):
                    process = self.start([*program, *command], environment)
                    wait_for(is_waiting, f"waiting of {command}")
                    self.assertEqual(self.end(process, number), "")
                    # For which a shell says 130 and 143.
                    self.assertEqual(process.returncode, -number)

    def unreachable(self) -> Tuple[str, Callable[[], object]]:
        """An address that takes nobody, and whether somebody waits there."""
        port = Unreachable()
        self.addCleanup(port.close)
        return port.https, port.is_waited_for

    def silent(self, scheme: str) -> Tuple[str, Callable[[], object]]:
        """An address that never answers, and whether it was asked something."""
        peer = self.peer(silent)
        return peer.https if scheme == "https" else peer.http, lambda: any(peer.seen)

    def url(self, endpoint: str, *more: str) -> List[str]:
        return ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", endpoint, *more]

    def test_a_command_that_connects_or_waits_for_an_answer_ends(self) -> None:
        def at(address: str, is_waiting: Callable[[], object]) -> Place:
            return self.url(address), is_waiting, {}

        def behind_a_proxy() -> Place:
            address, is_waiting = self.silent("http")
            return self.url("https://cvm.example"), is_waiting, {"HTTPS_PROXY": address}

        self.check(lambda: at(*self.unreachable()))
        self.check(lambda: at(*self.silent("https")))
        self.check(lambda: at(*self.silent("http")))
        self.check(behind_a_proxy)

    def test_a_command_that_looks_for_credentials_ends(self) -> None:
        def place() -> Place:
            address, is_waiting = self.silent("http")
            nobody = {"TENCENTCLOUD_SECRET_ID": "", "VNCURL_METADATA_URL": address}
            return self.url("https://cvm.example"), is_waiting, nobody

        self.check(place)

    def test_a_command_that_waits_before_it_asks_again_ends(self) -> None:
        for body, more in ((THROTTLED, []), (STOPPED, ["--wait-running", "60"])):
            peer = self.peer(answer(reply(body)))
            for program in PROGRAMS:
                process = self.start([*program, *self.url(peer.http, *more)])
                assert process.stderr is not None
                self.assertIn("Waiting ", process.stderr.readline())
                self.assertEqual(self.end(process, signal.SIGINT), "")
                self.assertEqual(process.returncode, -signal.SIGINT)

    def test_open_and_demo_end_while_they_wait_for_a_browser(self) -> None:
        peer = self.peer(answer(reply(CONSOLE)))

        def opening(command: List[str]) -> Place:
            browser = {"BROWSER": self.browser(":")}
            return command, self.came, browser

        self.check(lambda: opening(["open", *self.url(peer.http)[1:]]))
        self.check(lambda: opening(["demo", "--open"]))

    def test_open_ends_while_it_waits_for_a_line(self) -> None:
        peer = self.peer(answer(reply(CONSOLE)))
        browser = {"BROWSER": self.browser('exec curl --silent --output /dev/null "$1"')}
        for program in PROGRAMS:
            process = self.start([*program, "open", *self.url(peer.http, "--reconnect")[1:]], browser)
            assert process.stderr is not None
            while "Enter opens it again" not in process.stderr.readline():
                self.assertIsNone(process.poll())
            self.end(process, signal.SIGINT)
            self.assertEqual(process.returncode, -signal.SIGINT)

    def test_the_simulator_and_the_demo_end(self) -> None:
        for program in PROGRAMS:
            for number in (signal.SIGINT, signal.SIGTERM):
                for more in ([], ["--parent"]):
                    process = self.start([*program, "sim", *more])
                    assert process.stdout is not None
                    self.assertIn('"url"', process.stdout.readline())
                    self.end(process, number)
                    self.assertEqual(process.returncode, -number)
            person, side = pty.openpty()
            process = self.start([*program, "demo"], stdin=side, stderr=side)
            os.close(side)
            shown = b""
            while b"Enter ends it" not in shown:
                shown += os.read(person, 4096)
            self.end(process, signal.SIGINT)
            os.close(person)
            self.assertEqual(process.returncode, -signal.SIGINT)

    def test_a_call_of_python_ends_with_keyboard_interrupt_or_when_it_is_cancelled(self) -> None:
        places = (self.unreachable, lambda: self.silent("https"), lambda: self.silent("http"))
        for place in places:
            for kind in ("Client", "AsyncClient"):
                endpoint, is_waiting = place()
                with self.subTest(endpoint=endpoint, kind=kind):
                    # What is left open would be told.
                    process = self.start([sys.executable, "-W", "error", "-c", CALL, kind, endpoint])
                    wait_for(is_waiting, "call")
                    self.assertEqual(self.end(process, signal.SIGINT), "interrupted\n")
            endpoint, _ = place()
            process = self.start([sys.executable, "-W", "error", "-c", CANCELLED, "-", endpoint])
            self.assertEqual(process.communicate(timeout=20), ("interrupted\n", ""))


if __name__ == "__main__":
    unittest.main()
