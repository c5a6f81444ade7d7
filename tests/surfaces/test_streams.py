"""Standard streams that are closed, full or read to the first line only.

    VNCURL=target/release/vncurl python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from typing import Dict, List

from callers import ENVIRONMENT, VNCURL
from hostile import Connection, Peer

PROGRAMS = ([VNCURL], [sys.executable, "-m", "vncurl"])
BODY = b'{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc","RequestId":"R-1"}}'


def answer_and_listen(connection: Connection) -> None:
    """Answers, and keeps the connection and what comes over it."""
    while True:
        connection.request()
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)


class Streams(unittest.TestCase):
    """Commands whose streams are not as they should be."""

    def setUp(self) -> None:
        self.peer = Peer(answer_and_listen)
        self.addCleanup(self.peer.close)

    def url(self, *more: str) -> List[str]:
        return ["url", *(more or ["ins-demo0001"]), "--region", "ap-guangzhou", "--endpoint", self.peer.http]

    def shell(self, words: str, command: List[str]) -> "subprocess.CompletedProcess[str]":
        """The command as ``$@`` of a line of the shell."""
        environment: Dict[str, str] = dict(ENVIRONMENT)
        return subprocess.run(["bash", "-c", words, "-", *command], env=environment, capture_output=True,
                              text=True, timeout=20, check=False)

    def test_a_closed_stream_is_not_another_one_s_number(self) -> None:
        for program in PROGRAMS:
            for closed in (">&-", "2>&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"):
                with self.subTest(program=program, closed=closed):
                    done = self.shell(f'"$@" {closed}', [*program, *self.url()])
                    self.assertEqual(done.returncode, 0, done.stderr)
                    self.assertEqual("vnc.example" in done.stdout, ">&-" not in closed.replace("2>&-", ""))
        for seen in self.peer.seen:
            self.assertTrue(seen.startswith(b"POST / HTTP/1.1\r\n"))
            for part in (b"vnc.example", b"Open it by"):
                self.assertNotIn(part, bytes(seen))

    def test_without_standard_input_there_are_no_ids(self) -> None:
        for program in PROGRAMS:
            done = self.shell('"$@" <&-', [*program, *self.url("-")])
            self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
            self.assertIn("held no ids", done.stderr)

    def test_who_has_read_enough_is_not_told_of_it(self) -> None:
        ids = [f"ins-{number:08}" for number in range(3)]
        for program in PROGRAMS:
            for command in (self.url(), self.url(*ids), ["providers"], ["providers", "--json"], ["man"],
                            ["completions", "bash"], ["demo"], ["sim"]):
                with self.subTest(program=program, command=command):
                    reader, writer = os.pipe()
                    os.close(reader)
                    done = subprocess.run([*program, *command], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                          stdout=writer, stderr=subprocess.PIPE, text=True, timeout=20, check=False)
                    os.close(writer)
                    self.assertEqual(done.returncode, 1)
                    for noise in ("pipe", "panicked", "Traceback", "vnc.example"):
                        self.assertNotIn(noise, done.stderr)

    @unittest.skipUnless(os.path.exists("/dev/full"), "this system has no /dev/full")
    def test_a_full_disk_is_named(self) -> None:
        for program in PROGRAMS:
            for command in (self.url(), ["providers"], self.url("ins-demo0001", "--json")):
                done = self.shell('"$@" > /dev/full', [*program, *command])
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("No space left", done.stderr)
                self.assertNotIn("vnc.example", done.stderr)

    def test_a_file_that_cannot_be_written_whole_stays_as_it_was(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "url")
        with open(path, "w", encoding="ascii") as file:
            file.write("before")
        for program in PROGRAMS:
            # No file may grow, as on a disk that is full.
            words = 'trap "" XFSZ; ulimit -f 0; "$@"'
            done = self.shell(words, [*program, *self.url(), "--output", path])
            self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
            self.assertIn(f"{path}: File too large", done.stderr)
            self.assertNotIn("vnc.example", done.stderr)
            with open(path, encoding="ascii") as file:
                self.assertEqual(file.read(), "before")
            self.assertEqual(os.listdir(folder.name), ["url"])


if __name__ == "__main__":
    unittest.main()
