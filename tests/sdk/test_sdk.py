"""The clouds' official SDKs against the simulator: it accepts what they send and refuses what was changed.

Needs the packages of ``requirements.txt`` and the command ``vncurl``, whose path the environment variable
``VNCURL`` gives (``target/release/vncurl`` if it is not set). Run from the project's root:
``python3 -m unittest discover tests/sdk``.
"""

from __future__ import annotations

import json
import os
import subprocess
import unittest
import urllib.request
from pathlib import Path
from typing import Any
from unittest import mock

from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_ecs20140526.models import DescribeInstanceVncUrlRequest as EcsRequest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312.cvm_client import CvmClient
from tencentcloud.cvm.v20170312.models import DescribeInstanceVncUrlRequest as CvmRequest

VNCURL = os.environ.get("VNCURL") or str(Path(__file__).parents[2] / "target" / "release" / "vncurl")


class Simulator:
    """``vncurl sim`` as a child process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [VNCURL, "sim", "--parent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{VNCURL} sim ended with status {self._process.wait()} and printed nothing")
        banner = json.loads(line)
        self.url: str = banner["url"]
        self.credentials: dict[str, dict[str, str]] = banner["credentials"]

    @property
    def endpoint(self) -> str:
        """Host and port, as the SDKs take them."""
        return self.url.removeprefix("http://").rstrip("/")

    def ask(self, what: str) -> Any:
        """Return the simulator's ``journal`` or ``state``."""
        request = urllib.request.Request(f"{self.url.rstrip('/')}/_sim/{what}", headers={"X-Vncurl-Sim": "1"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)

    def instances(self, provider: str, state: str) -> list[dict[str, str]]:
        """Return the instances of a provider that are in this state, in any case of letters."""
        return [
            instance
            for instance in self.ask("state")["instances"]
            if instance["provider"] == provider and instance["state"].lower() == state
        ]

    def close(self) -> int:
        """Close the simulator's standard input, which ends it; return its exit status."""
        self._process.communicate(timeout=10)
        return self._process.returncode


SIMULATOR: Simulator


def setUpModule() -> None:
    """Start one simulator for all tests, out of reach of any proxy."""
    global SIMULATOR
    without_proxy = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = mock.patch.dict(os.environ, {**without_proxy, "NO_PROXY": "*"}, clear=True)
    environment.start()
    unittest.addModuleCleanup(environment.stop)
    SIMULATOR = Simulator()
    unittest.addModuleCleanup(SIMULATOR.close)


def exchanging(one: str, other: str) -> Any:
    """Exchange a text in URL and body of every request after it was signed, as a tamperer on the way would."""
    send = HTTPAdapter.send

    def tampered(adapter: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
        before = (request.url, request.body)
        request.url = (request.url or "").replace(one, other)
        if request.body:
            body = request.body.encode() if isinstance(request.body, str) else request.body
            request.body = body.replace(one.encode(), other.encode())
        assert before != (request.url, request.body), "nothing was exchanged"
        return send(adapter, request, **options)

    return mock.patch.object(HTTPAdapter, "send", tampered)


class Judged:
    """What holds for every SDK: a test case adds how it calls and what its cloud's refusals are named."""

    provider: str
    cloud: str
    signature_refusal: str
    key_id_refusal: str
    stopped_refusal: str
    unknown_id: str
    unknown_id_refusal = "InvalidInstanceId.NotFound"

    def call(self, instance_id: str, region: str, key_id: str, secret: str) -> tuple[str, str]:
        """Ask for a VNC URL; return it with the request id."""
        raise NotImplementedError

    def refusal(self, *call: str) -> str:
        """Make a call that must be refused; return the cloud's code."""
        raise NotImplementedError

    def setUp(self) -> None:
        credentials = SIMULATOR.credentials[self.cloud]
        self.key_id, self.secret = credentials["key_id"], credentials["secret"]
        running = SIMULATOR.instances(self.provider, "running")
        self.instance, self.other = running[0]["id"], running[1]["id"]
        self.region = running[0]["region"]

    def test_the_vnc_url_is_the_one_that_the_simulator_issued(self) -> None:
        vnc_url, request_id = self.call(self.instance, self.region, self.key_id, self.secret)
        self.assertRegex(vnc_url, r"\Awss?%3A%2F%2F[A-Za-z0-9.%_~-]+\Z")
        (entry,) = [entry for entry in SIMULATOR.ask("journal") if entry["request_id"] == request_id]
        self.assertEqual(
            (entry["vnc_url"], entry["instance_id"], entry["provider"], entry["outcome"]),
            (vnc_url, self.instance, self.provider, "ok"),
        )

    def test_each_call_gets_an_address_of_its_own(self) -> None:
        call = (self.instance, self.region, self.key_id, self.secret)
        self.assertNotEqual(self.call(*call)[0], self.call(*call)[0])

    def test_a_wrong_secret_is_refused(self) -> None:
        for secret in (self.secret + "x", self.secret[:-1], "another"):
            code = self.refusal(self.instance, self.region, self.key_id, secret)
            self.assertEqual(code, self.signature_refusal)

    def test_an_unknown_key_id_is_refused(self) -> None:
        code = self.refusal(self.instance, self.region, self.key_id + "x", self.secret)
        self.assertEqual(code, self.key_id_refusal)

    def test_a_request_changed_after_it_was_signed_is_refused(self) -> None:
        with exchanging(self.instance, self.other):
            code = self.refusal(self.instance, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.signature_refusal)

    def test_an_unknown_instance_is_refused(self) -> None:
        code = self.refusal(self.unknown_id, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.unknown_id_refusal)

    def test_a_stopped_instance_is_refused(self) -> None:
        stopped = SIMULATOR.instances(self.provider, "stopped")[0]["id"]
        code = self.refusal(stopped, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.stopped_refusal)


class TencentPost(Judged, unittest.TestCase):
    """tencentcloud-sdk-python, TC3-HMAC-SHA256, parameters as a JSON body."""

    provider = "tencent-cvm"
    cloud = "tencent"
    method = "POST"
    signature_refusal = "AuthFailure.SignatureFailure"
    key_id_refusal = "AuthFailure.SecretIdNotFound"
    stopped_refusal = "UnsupportedOperation.InstanceStateStopped"
    unknown_id = "ins-zzzzzzz9"

    def call(self, instance_id: str, region: str, key_id: str, secret: str) -> tuple[str, str]:
        http = HttpProfile(protocol="http", endpoint=SIMULATOR.endpoint, reqMethod=self.method, reqTimeout=10)
        profile = ClientProfile(signMethod="TC3-HMAC-SHA256", httpProfile=http)
        request = CvmRequest()
        request.InstanceId = instance_id
        reply = CvmClient(Credential(key_id, secret), region, profile).DescribeInstanceVncUrl(request)
        return reply.InstanceVncUrl, reply.RequestId

    def refusal(self, *call: str) -> str:
        with self.assertRaises(TencentCloudSDKException) as caught:
            self.call(*call)
        return caught.exception.get_code()


class TencentGet(TencentPost):
    """The same SDK and algorithm, parameters in the query."""

    method = "GET"


class Alibaba(Judged, unittest.TestCase):
    """alibabacloud_ecs20140526, ACS3-HMAC-SHA256, parameters in the query of a POST."""

    provider = "alibaba-ecs"
    cloud = "alibaba"
    signature_refusal = "SignatureDoesNotMatch"
    key_id_refusal = "InvalidAccessKeyId.NotFound"
    stopped_refusal = "IncorrectInstanceStatus"
    unknown_id = "i-bp1zzzzzzzzzzzzzzzz9"

    def call(self, instance_id: str, region: str, key_id: str, secret: str) -> tuple[str, str]:
        config = Config(
            access_key_id=key_id,
            access_key_secret=secret,
            region_id=region,
            endpoint=SIMULATOR.endpoint,
            protocol="http",
            read_timeout=10_000,
        )
        request = EcsRequest(region_id=region, instance_id=instance_id)
        reply = EcsClient(config).describe_instance_vnc_url(request).body
        return reply.vnc_url, reply.request_id

    def refusal(self, *call: str) -> str:
        with self.assertRaises(AlibabaCloudException) as caught:
            self.call(*call)
        return caught.exception.code


if __name__ == "__main__":
    unittest.main()
