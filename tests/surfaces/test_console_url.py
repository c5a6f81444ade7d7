"""Shell, Python, C, Go and Node against one simulator: each prints the page and the issued value.

    VNCURL=target/release/vncurl CONSOLE_URL=build/c/console_url POLL_LOOP=build/c/poll_loop \
        INSTALLED=build/installed/bin python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import unittest
from typing import Any, Dict, List
from urllib.parse import urlsplit

import vncurl

VNCURL = os.environ.get("VNCURL", "target/release/vncurl")
CONSOLE_URL = os.environ.get("CONSOLE_URL", "build/c/console_url")
POLL_LOOP = os.environ.get("POLL_LOOP", "build/c/poll_loop")
INSTALLED = os.environ.get("INSTALLED", "build/installed/bin")
PAGES = {
    "tencent-cvm": ("ins-demo0001", "ap-guangzhou",
                    "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl={}"),
    "alibaba-ecs": ("i-demo0001", "cn-hangzhou",
                    "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html"
                    "?vncUrl={}&instanceId=i-demo0001&isWindows=false"),
}


class OneSimulator(unittest.TestCase):
    """Every surface asks the simulator that ``python -m vncurl sim`` serves."""

    simulator: "subprocess.Popen[str]"
    banner: Dict[str, Any]

    @classmethod
    def setUpClass(cls) -> None:
        command = [sys.executable, "-m", "vncurl", "sim", "--port", "0"]
        cls.simulator = subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                                         stderr=subprocess.DEVNULL)
        assert cls.simulator.stdout is not None
        cls.banner = json.loads(cls.simulator.stdout.readline())

    @classmethod
    def tearDownClass(cls) -> None:
        cls.simulator.kill()
        cls.simulator.communicate()

    def authority(self) -> str:
        return str(urlsplit(self.banner["url"]).netloc)

    def issued(self) -> str:
        """The value that the simulator issued last."""
        connection = http.client.HTTPConnection(self.authority())
        connection.request("GET", "/_sim/journal", headers={"X-Vncurl-Sim": "1"})
        journal: List[Dict[str, Any]] = json.load(connection.getresponse())
        connection.close()
        return str(journal[-1]["vnc_url"])

    def keys(self, provider: str) -> Dict[str, Any]:
        return dict(self.banner["credentials"][provider.split("-")[0]])

    def environment(self) -> Dict[str, str]:
        tencent, alibaba = self.keys("tencent-cvm"), self.keys("alibaba-ecs")
        return {
            "PATH": os.environ["PATH"],
            "TENCENTCLOUD_SECRET_ID": tencent["key_id"],
            "TENCENTCLOUD_SECRET_KEY": tencent["secret"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": alibaba["key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": alibaba["secret"],
        }

    def printed(self, *command: str) -> str:
        done = subprocess.run(command, env=self.environment(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.rstrip("\n")

    def test_the_shell_prints_the_issued_value(self) -> None:
        for instance, region, page in PAGES.values():
            for command in ([VNCURL], [sys.executable, "-m", "vncurl"]):
                url = self.printed(*command, "url", instance, "--region", region, "--linux",
                                   "--endpoint", self.banner["url"])
                self.assertEqual(url, page.format(self.issued()))

    def test_python_gives_the_issued_value(self) -> None:
        for provider, (instance, region, page) in PAGES.items():
            client = vncurl.Client(provider, region=region, endpoint=self.banner["url"], windows=False,
                                   **self.keys(provider))
            console = client.console(instance)
            self.assertEqual(console.url, page.format(self.issued()))
            self.assertLess(abs(console.not_after - time.time() - 15), 5)
            self.assertTrue(console.request_id.startswith("simulator-"))
            self.assertNotIn(self.issued(), repr(console))

    def test_c_prints_the_issued_value(self) -> None:
        for instance, region, page in PAGES.values():
            url = self.printed(CONSOLE_URL, instance, region, self.banner["url"], "linux")
            self.assertEqual(url, page.format(self.issued()))

    def test_programs_of_an_installed_library_print_the_issued_value(self) -> None:
        programs = sorted(os.listdir(INSTALLED))
        self.assertLessEqual({"console_url_c.shared", "console_url_c.static", "poll_loop.shared", "poll_loop.static"},
                             set(programs))
        for program in programs:
            for instance, region, page in PAGES.values():
                # The C program asks; the others take every machine for Linux.
                system = ["linux"] if program.startswith("console_url_c") else []
                with self.subTest(program=program, instance=instance):
                    url = self.printed(os.path.join(INSTALLED, program), instance, region, self.banner["url"], *system)
                    self.assertEqual(url, page.format(self.issued()))

    def test_programs_of_an_installed_library_guess_no_provider(self) -> None:
        for program in sorted(os.listdir(INSTALLED)):
            with self.subTest(program=program):
                done = subprocess.run([os.path.join(INSTALLED, program), "vm-1", "ap-guangzhou", self.banner["url"]],
                                      env=self.environment(), capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn("provider", done.stderr)

    def faults(self, *faults: Dict[str, Any]) -> None:
        """Set these faults in place of the former."""
        connection = http.client.HTTPConnection(self.authority())
        connection.request("POST", "/_sim/faults", body=json.dumps(faults), headers={"X-Vncurl-Sim": "1"})
        self.assertEqual(connection.getresponse().status, 200)
        connection.close()

    def test_c_without_a_clock_prints_the_issued_value(self) -> None:
        for instance, region, page in PAGES.values():
            url = self.printed(POLL_LOOP, instance, region, self.banner["url"])
            self.assertEqual(url, page.format(self.issued()))

    def test_c_asks_again_for_a_lost_and_for_a_throttled_reply(self) -> None:
        self.addCleanup(self.faults)
        for instance, region, page in PAGES.values():
            action = {"action": "DescribeInstanceVncUrl"}
            code = "RequestLimitExceeded" if instance.startswith("ins-") else "Throttling.User"
            self.faults({**action, "times": 1, "drop": True}, {**action, "times": 1, "error": {"code": code}})
            done = subprocess.run([POLL_LOOP, instance, region, self.banner["url"]], env=self.environment(),
                                  capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stdout, page.format(self.issued()) + "\n")
            # The third is the clock's.
            self.assertIn("3 retries", done.stderr)

    def test_c_names_the_refusal_that_ends_a_flow(self) -> None:
        done = subprocess.run([POLL_LOOP, "ins-demo0003", "ap-guangzhou", self.banner["url"]],
                              env=self.environment(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr,
                         "poll_loop: not-running UnsupportedOperation.InstanceStateStopped\n")

    def send(self, request: vncurl.Request, headers: Dict[str, str], body: bytes) -> bytes:
        target = urlsplit(request.url)
        connection = http.client.HTTPConnection(target.netloc)
        connection.request(request.method, target.path + ("?" + target.query if target.query else ""),
                           body=body, headers=headers)
        answer = connection.getresponse().read()
        connection.close()
        return answer

    def test_a_changed_byte_in_a_signed_request_is_refused(self) -> None:
        signer = vncurl.Signer("tencent-cvm", region="ap-guangzhou", endpoint=self.banner["url"],
                               **self.keys("tencent-cvm"))
        request = signer.request("ins-demo0001", timestamp=int(time.time()), nonce="n")
        headers = dict(request.headers)
        self.assertIn(b"InstanceVncUrl", self.send(request, headers, request.body))
        changed = request.body.replace(b"0001", b"0002")
        self.assertIn(b"AuthFailure.SignatureFailure", self.send(request, headers, changed))
        headers["Content-Type"] += "; charset=utf-8"
        self.assertIn(b"AuthFailure.SignatureFailure", self.send(request, headers, request.body))

    def test_a_stopped_instance_is_refused_with_its_class(self) -> None:
        client = vncurl.Client("tencent-cvm", region="ap-guangzhou", endpoint=self.banner["url"],
                               **self.keys("tencent-cvm"))
        with self.assertRaises(vncurl.NotRunning) as caught:
            client.console("ins-demo0003")
        self.assertEqual(caught.exception.code, "UnsupportedOperation.InstanceStateStopped")


if __name__ == "__main__":
    unittest.main()
