"""The jump box gets its console URL over a serial line, says what is wrong, and recovers."""

import os
import pathlib
import socket
import subprocess
import tempfile
import unittest

from bench import Board, Gateway, Simulator, Spoiler, certificate, tls_in_front

JOB = "ap-guangzhou ins-demo0001 8"
STOPPED = "ap-guangzhou ins-demo0003 8"
PAGE = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl="


class JumpBox(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.end)

    def board(self, *dial, image="serial"):
        gateway = Gateway(*dial)
        self.addCleanup(gateway.end)
        board = Board(image, gateway.port)
        self.addCleanup(board.end)
        return gateway, board

    def network(self, port=None):
        """The board with a network, whose gateway is where its image looks for it."""
        dial = f"127.0.0.1:{port or self.simulator.port}"
        gateway = os.environ["VNCURL_GATEWAY_PORT"]
        return self.board("--plain", "--listen", gateway, "--dial", dial, image="ethernet")[1]

    def plain(self, port=None, image="serial"):
        dial = f"127.0.0.1:{port or self.simulator.port}"
        return self.board("--plain", "--dial", dial, image=image)[1]

    def assert_console(self, lines):
        urls = [line for line in lines if line.startswith("https://")]
        self.assertEqual(len(urls), 1, lines)
        self.assertTrue(urls[0].startswith(PAGE), urls)
        entries = self.simulator.control("journal")
        given = [entry["vnc_url"] for entry in entries if entry["outcome"] == "ok"]
        self.assertEqual(urls[0][len(PAGE) :], given[-1])
        return urls[0], lines[lines.index(urls[0]) + 1 :]

    def test_a_board_without_a_clock_gets_a_console_and_shows_it_as_text_and_as_a_code(self):
        board = self.plain()
        lines = board.job(JOB)
        self.assertTrue(any(line.startswith("vncurl: clock set to") for line in lines), lines)
        url, code = self.assert_console(lines)
        self.assertEqual(read_code(code), url)
        # The clock is kept: the next job is signed well at once.
        lines = board.job(JOB)
        self.assertFalse(any("clock" in line for line in lines), lines)
        self.assert_console(lines)
        self.assertEqual(board.quit(), 0)

    def test_a_wrong_digit_in_the_secret_fails_the_board(self):
        board = self.plain(image="serial-wrong-secret")
        lines = board.job(JOB)
        self.assertEqual(lines[-1], "vncurl: failed: signature")
        self.assertNotEqual(board.quit(), 0)

    def test_a_stopped_instance_is_named_and_the_next_job_is_done(self):
        board = self.plain()
        lines = board.job(STOPPED)
        self.assertEqual(lines[-1], "vncurl: failed: not-running")
        self.assert_console(board.job(JOB))
        self.assertEqual(board.quit(), 0)

    def test_a_throttled_board_asks_again_later(self):
        board = self.plain()
        error = {"code": "RequestLimitExceeded", "message": "too many"}
        self.simulator.control("faults", [{"times": 2, "error": error}])
        lines = board.job(JOB)
        self.assertEqual(lines.count("vncurl: throttled, asking again"), 2, lines)
        self.assert_console(lines)

    def test_garbage_is_named_and_the_board_recovers(self):
        board = self.plain()
        self.simulator.control("faults", [{"times": 1, "garbage": True}])
        lines = board.job(JOB)
        self.assertTrue(lines[-1].startswith("vncurl: failed: the reply is not valid JSON"), lines)
        self.assert_console(board.job(JOB))
        spoiler = Spoiler(lambda wire: (wire.recv(4096), wire.sendall(b"\0\xff" * 500), wire.recv(1)))
        self.addCleanup(spoiler.end)
        lines = self.plain(spoiler.port).job(JOB)
        self.assertIn("vncurl: what came is no HTTP reply", lines)
        self.assertEqual(lines[-1], "vncurl: failed: gave up: no reply in time")

    def test_half_a_reply_is_named_and_the_board_recovers(self):
        replies = []

        def half_then_whole(wire):
            request = read_request(wire)
            with socket.create_connection(("127.0.0.1", self.simulator.port)) as cloud:
                cloud.sendall(request)
                reply = cloud.recv(8192)
            replies.append(reply)
            wire.sendall(reply[: len(reply) // 2] if len(replies) == 2 else reply)

        spoiler = Spoiler(half_then_whole)
        self.addCleanup(spoiler.end)
        lines = self.plain(spoiler.port).job(JOB)
        self.assertIn("vncurl: the reply broke off", lines)
        self.assert_console(lines)

    def test_a_dead_wire_is_named_and_nothing_hangs(self):
        spoiler = Spoiler(lambda wire: [wire.recv(4096) for _ in range(9)])
        self.addCleanup(spoiler.end)
        board = self.plain(spoiler.port)
        lines = board.job(JOB)
        self.assertTrue(lines[0].startswith("vncurl: no reply: the wire is dead"), lines)
        self.assertEqual(lines[-1], "vncurl: failed: gave up: no reply in time")
        self.assertNotEqual(board.quit(), 0)

    def test_a_board_with_a_network_does_the_same(self):
        board = self.network()
        url, code = self.assert_console(board.job(JOB))
        self.assertEqual(read_code(code), url)
        lines = board.job(STOPPED)
        self.assertEqual(lines[-1], "vncurl: failed: not-running")
        self.simulator.control("faults", [{"times": 1, "drop": True}])
        lines = board.job(JOB)
        self.assertTrue(lines[0].startswith("vncurl: no reply"), lines)
        self.assert_console(lines)
        self.assertEqual(board.quit(), 0)

    def test_a_board_whose_gateway_is_away_says_so_and_recovers(self):
        board = Board("ethernet", 0)
        self.addCleanup(board.end)
        lines = board.job(JOB)
        self.assertTrue(lines[0].startswith("vncurl: no connection"), lines)
        self.assertEqual(lines[-1], "vncurl: failed: gave up: no reply in time")
        dial = f"127.0.0.1:{self.simulator.port}"
        gateway = Gateway("--plain", "--listen", os.environ["VNCURL_GATEWAY_PORT"], "--dial", dial)
        self.addCleanup(gateway.end)
        self.assert_console(board.job(JOB))

    def test_a_board_that_speaks_tls_trusts_its_own_authority_and_no_other(self):
        authorities = pathlib.Path(os.environ["AUTHORITIES"])
        for name, trusted in (("trusted", True), ("other", False)):
            pair = (authorities / f"{name}.crt", authorities / f"{name}.key")
            front = Spoiler(tls_in_front(self.simulator.port, *pair))
            try:
                self.simulator.control("reset", {})
                gateway = os.environ["VNCURL_GATEWAY_PORT"]
                dial = ("--plain", "--listen", gateway, "--dial", f"127.0.0.1:{front.port}")
                gateway, board = self.board(*dial, image="tls")
                lines = board.job(JOB.replace("8", "20"))
                if trusted:
                    self.assert_console(lines)
                else:
                    self.assertTrue(lines[0].startswith("vncurl: the certificate is of no"), lines)
                    self.assertEqual(self.simulator.control("journal"), [])
                gateway.end()
            finally:
                front.end()

    def test_the_gateway_dials_tls_and_a_wrong_ca_reaches_nobody(self):
        with tempfile.TemporaryDirectory() as folder:
            right = certificate(pathlib.Path(folder), "right")
            wrong = certificate(pathlib.Path(folder), "wrong")
            front = Spoiler(tls_in_front(self.simulator.port, *right))
            self.addCleanup(front.end)
            dial = ("--dial", f"127.0.0.1:{front.port}", "--ca")
            _, board = self.board(*dial, str(right[0]))
            self.assert_console(board.job(JOB))
            seen = len(self.simulator.control("journal"))
            gateway, board = self.board(*dial, str(wrong[0]))
            lines = board.job(JOB)
            self.assertTrue(lines[0].startswith("vncurl: no reply: the wire is dead"), lines)
            self.assertIn("CERTIFICATE_VERIFY_FAILED", gateway.line())
            self.assertEqual(len(self.simulator.control("journal")), seen)


def read_request(wire):
    """A whole request: the board's wire is slow."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += wire.recv(4096)
    length = int(request.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(request.split(b"\r\n\r\n", 1)[1]) < length:
        request += wire.recv(4096)
    return request


def read_code(lines):
    """What a reader of QR codes sees in the printed blocks."""
    signs = {"\u2588": (1, 1), "\u2580": (1, 0), "\u2584": (0, 1), " ": (0, 0)}
    rows = []
    for line in lines:
        pairs = [signs[sign] for sign in line]
        rows += [[255 * top for top, _ in pairs], [255 * low for _, low in pairs]]
    scale = 4
    pixels = bytes(v for row in rows for _ in range(scale) for v in row for _ in range(scale))
    with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
        picture.write(b"P5 %d %d 255\n" % (len(rows[0]) * scale, len(rows) * scale) + pixels)
        picture.flush()
        read = subprocess.run(["zbarimg", "-q", "--raw", picture.name], capture_output=True, check=True)
    return read.stdout.decode().rstrip("\n")
