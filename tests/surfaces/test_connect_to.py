"""curl asks the clouds' own hosts, which it is told to find in the simulator: https, trusted, verified.

    VNCURL=target/release/vncurl python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import json
import subprocess
import time
import unittest
from typing import Any, Dict, Tuple

from tests.browser.simulator import Simulator
from tests.oracle import acs3, tc3
from tests.oracle.request import Request, sha256_hex

Headers = Tuple[Tuple[str, str], ...]


class ConnectTo(unittest.TestCase):
    """One simulator with TLS; requests are signed by the oracle."""

    simulator: Simulator

    @classmethod
    def setUpClass(cls) -> None:
        cls.simulator = Simulator(tls=True)
        cls.addClassCleanup(cls.simulator.close)

    def curl(self, host: str, target: str, headers: Headers, body: bytes) -> Dict[str, Any]:
        """POST to the host, which is taken to be where the simulator is."""
        command = ["curl", "--silent", "--show-error", "--cacert", self.simulator.ca,
                   "--connect-to", f"{host}:443:127.0.0.1:{self.simulator.port}",
                   "--data-binary", "@-", f"https://{host}{target}"]
        for name, value in headers:
            command += ["--header", f"{name}: {value}"]
        done = subprocess.run(command, input=body, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return dict(json.loads(done.stdout))

    def tencent(self, host: str, region: str, instance: str, planted: bytes = b"") -> Dict[str, Any]:
        """What CVM says of an instance; ``planted`` is put behind the body that was signed."""
        pair = self.simulator.banner["credentials"]["tencent"]
        body = json.dumps({"InstanceId": instance}).encode()
        now = int(time.time())
        signed: Headers = (("content-type", "application/json"), ("host", host))
        request = Request("POST", "/", "", signed, body, "cvm", now, pair["key_id"], pair["secret"])
        headers: Headers = (
            ("Content-Type", "application/json"), ("X-TC-Action", "DescribeInstanceVncUrl"),
            ("X-TC-Version", "2017-03-12"), ("X-TC-Region", region), ("X-TC-Timestamp", str(now)),
            ("Authorization", tc3.authorization(request)),
        )
        return dict(self.curl(host, "/", headers, body + planted)["Response"])

    def alibaba(self, host: str, region: str, instance: str) -> Dict[str, Any]:
        """What ECS says of an instance."""
        pair = self.simulator.banner["credentials"]["alibaba"]
        query = f"InstanceId={instance}&RegionId={region}"
        now = int(time.time())
        signed: Headers = (
            ("host", host), ("x-acs-action", "DescribeInstanceVncUrl"),
            ("x-acs-version", "2014-05-26"), ("x-acs-date", acs3.date(now)),
            ("x-acs-signature-nonce", f"{host}-{time.time_ns()}"),
            ("x-acs-content-sha256", sha256_hex(b"")),
        )
        request = Request("POST", "/", query, signed, b"", "", now, pair["key_id"], pair["secret"])
        # Without a value curl leaves its own content type away, which would have to be signed.
        more = (("Content-Type", ""), ("Authorization", acs3.authorization(request)))
        return self.curl(host, f"/?{query}", (*signed[1:], *more), b"")

    def test_tencents_host_gives_a_wss_address_and_refuses_a_changed_body(self) -> None:
        host = "cvm.tencentcloudapi.com"
        answer = self.tencent(host, "ap-guangzhou", "ins-demo0001")
        self.assertTrue(answer["InstanceVncUrl"].startswith("wss%3A%2F%2F127.0.0.1%3A"), answer)
        answer = self.tencent(host, "ap-guangzhou", "ins-demo0001", b" ")
        self.assertEqual(answer["Error"]["Code"], "AuthFailure.SignatureFailure")

    def test_a_finance_region_is_served_at_its_own_host_only(self) -> None:
        region, instance = "ap-shanghai-fsi", "ins-fsi00001"
        answer = self.tencent(f"cvm.{region}.tencentcloudapi.com", region, instance)
        self.assertIn("InstanceVncUrl", answer)
        answer = self.tencent("cvm.tencentcloudapi.com", region, instance)
        self.assertEqual(answer["Error"]["Code"], "UnsupportedRegion")

    def test_alibabas_host_gives_a_wss_address_in_its_region_only(self) -> None:
        answer = self.alibaba("ecs.cn-hangzhou.aliyuncs.com", "cn-hangzhou", "i-demo0001")
        self.assertTrue(answer["VncUrl"].startswith("wss%3A%2F%2F127.0.0.1%3A"), answer)
        answer = self.alibaba("ecs.cn-beijing.aliyuncs.com", "cn-hangzhou", "i-demo0001")
        self.assertEqual(answer["Code"], "InvalidRegionId.NotFound")


if __name__ == "__main__":
    unittest.main()
