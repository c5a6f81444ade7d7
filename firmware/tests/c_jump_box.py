"""The jump box in C gets its console URL on the smallest processor and on a larger one."""

import subprocess
import unittest

from bench import IMAGES, Gateway, Simulator, Spoiler

PAGE = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl="


def run(image, machine, port):
    """The console's lines and the code of the board's end."""
    gateway = Gateway("--plain", "--dial", f"127.0.0.1:{port}")
    try:
        command = ["qemu-system-arm", "-M", machine, "-display", "none", "-monitor", "none"]
        command += ["-semihosting-config", "enable=on,target=native"]
        command += ["-serial", f"tcp:127.0.0.1:{gateway.port}", "-kernel", IMAGES / image]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return (ended.stdout + ended.stderr).splitlines(), ended.returncode
    finally:
        gateway.end()


class JumpBoxInC(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.end)

    def test_both_processors_get_a_console_without_a_clock(self):
        for image, machine in (("c-m0", "microbit"), ("c-m4", "mps2-an386")):
            with self.subTest(image):
                lines, code = run(image, machine, self.simulator.port)
                given = self.simulator.control("journal")[-1]["vnc_url"]
                self.assertEqual((lines, code), (["vncurl: clock set", PAGE + given], 0))

    def test_a_wrong_digit_in_the_secret_fails_the_board(self):
        lines, code = run("c-m4-wrong-secret", "mps2-an386", self.simulator.port)
        self.assertEqual((lines[-1], code), ("vncurl: failed: signature", 1))

    def test_a_stopped_instance_is_named(self):
        self.simulator.control("instances/ins-demo0001", {"state": "STOPPED"})
        lines, code = run("c-m0", "microbit", self.simulator.port)
        self.assertEqual((lines[-1], code), ("vncurl: failed: not-running", 1))

    def test_a_dead_wire_ends_in_time(self):
        spoiler = Spoiler(lambda wire: [wire.recv(4096) for _ in range(9)])
        self.addCleanup(spoiler.end)
        for image, machine in (("c-m0", "microbit"), ("c-m4", "mps2-an386")):
            lines, code = run(image, machine, spoiler.port)
            self.assertTrue(lines[-1].startswith("vncurl: failed: no reply"), lines)
            self.assertEqual(code, 1)
