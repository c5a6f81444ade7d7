"""The clouds' official SDKs ask for VNC URLs: the simulator accepts what they send and refuses what was changed.

Needs the packages of ``requirements.txt`` and the command ``vncurl``, whose path the environment variable
``VNCURL`` gives (``target/release/vncurl`` if it is not set). Run from the project's root:
``python3 -m unittest discover tests/sdk``.
"""

from __future__ import annotations

import json
import unittest
from typing import Any

from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_ecs20140526.models import DescribeInstanceVncUrlRequest as EcsRequest
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from aliyunsdkcore.vendored.requests.adapters import HTTPAdapter as VendoredAdapter
from requests.adapters import HTTPAdapter
from simulator import Simulator, exchanging, start
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client, models as cvm_models
from tencentcloud.ecm.v20190719 import ecm_client, models as ecm_models
from tencentcloud.lighthouse.v20200324 import lighthouse_client, models as lighthouse_models

SIMULATOR: Simulator


def setUpModule() -> None:
    """Start one simulator for all tests."""
    global SIMULATOR
    SIMULATOR = start()


class Judged:
    """What holds for every SDK: a test case adds how it calls and what its cloud's refusals are named."""

    provider: str
    cloud: str
    signature_refusal: str
    key_id_refusal: str
    stopped_refusal: str
    unknown_id: str
    adapter: Any = HTTPAdapter
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
        with exchanging(self.instance, self.other, self.adapter):
            code = self.refusal(self.instance, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.signature_refusal)

    def test_an_unknown_instance_is_refused(self) -> None:
        code = self.refusal(self.unknown_id, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.unknown_id_refusal)

    def test_a_stopped_instance_is_refused(self) -> None:
        stopped = SIMULATOR.instances(self.provider, "stopped")[0]["id"]
        code = self.refusal(stopped, self.region, self.key_id, self.secret)
        self.assertEqual(code, self.stopped_refusal)


class CvmTc3(Judged, unittest.TestCase):
    """tencentcloud-sdk-python, TC3-HMAC-SHA256, parameters as a JSON body."""

    provider = "tencent-cvm"
    cloud = "tencent"
    client: Any = cvm_client.CvmClient
    models: Any = cvm_models
    sign_method = "TC3-HMAC-SHA256"
    method = "POST"
    signature_refusal = "AuthFailure.SignatureFailure"
    key_id_refusal = "AuthFailure.SecretIdNotFound"
    stopped_refusal = "UnsupportedOperation.InstanceStateStopped"
    unknown_id = "ins-zzzzzzz9"

    def call(self, instance_id: str, region: str, key_id: str, secret: str) -> tuple[str, str]:
        http = HttpProfile(protocol="http", endpoint=SIMULATOR.endpoint, reqMethod=self.method, reqTimeout=10)
        profile = ClientProfile(signMethod=self.sign_method, httpProfile=http)
        request = self.models.DescribeInstanceVncUrlRequest()
        request.InstanceId = instance_id
        reply = self.client(Credential(key_id, secret), region, profile).DescribeInstanceVncUrl(request)
        return reply.InstanceVncUrl, reply.RequestId

    def refusal(self, *call: str) -> str:
        with self.assertRaises(TencentCloudSDKException) as caught:
            self.call(*call)
        return str(caught.exception.get_code())


class CvmTc3Get(CvmTc3):
    """The same algorithm, parameters in the query."""

    method = "GET"


class CvmSha1Get(CvmTc3):
    """Signature version 1 with SHA-1, parameters in the query."""

    sign_method = "HmacSHA1"
    method = "GET"


class CvmSha256Post(CvmTc3):
    """Signature version 1 with SHA-256, parameters in a form."""

    sign_method = "HmacSHA256"


class EcmTc3(CvmTc3):
    """Edge machines, whose region need not be named."""

    provider = "tencent-ecm"
    client = ecm_client.EcmClient
    models = ecm_models
    stopped_refusal = "UnsupportedOperation.InvalidInstanceState"
    unknown_id = "ein-zzzzzzz9"
    unknown_id_refusal = "ResourceNotFound"


class EcmSha256Get(EcmTc3):
    """The same, by signature version 1."""

    sign_method = "HmacSHA256"
    method = "GET"


class LighthouseTc3(CvmTc3):
    """Lighthouse."""

    provider = "tencent-lighthouse"
    client = lighthouse_client.LighthouseClient
    models = lighthouse_models
    stopped_refusal = "UnsupportedOperation.InvalidInstanceState"
    unknown_id = "lhins-zzzzzzz9"
    unknown_id_refusal = "ResourceNotFound.InstanceIdNotFound"


class LighthouseSha1Post(LighthouseTc3):
    """The same, by signature version 1."""

    sign_method = "HmacSHA1"


class EcsAcs3(Judged, unittest.TestCase):
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
        return str(caught.exception.code)


class EcsRpcGet(EcsAcs3):
    """aliyun-python-sdk-core, RPC 1.0, parameters in the query of a GET."""

    adapter = VendoredAdapter
    method = "GET"
    # This SDK compares the echoed string to sign with its own: when they are the same, the secret is wrong.
    signature_refusal = "InvalidAccessKeySecret"

    def call(self, instance_id: str, region: str, key_id: str, secret: str) -> tuple[str, str]:
        host, port = SIMULATOR.endpoint.split(":")
        request = RpcRequest("Ecs", "2014-05-26", "DescribeInstanceVncUrl", format="JSON")
        request.set_endpoint(host)
        request.set_method(self.method)
        request.set_protocol_type("http")
        self.place(request, instance_id)
        reply = json.loads(AcsClient(key_id, secret, region, port=int(port), timeout=10).do_action_with_exception(request))
        return reply["VncUrl"], reply["RequestId"]

    def place(self, request: Any, instance_id: str) -> None:
        """Put the instance id where this class has it."""
        request.add_query_param("InstanceId", instance_id)

    def refusal(self, *call: str) -> str:
        with self.assertRaises(ServerException) as caught:
            self.call(*call)
        return str(caught.exception.get_error_code())

    def test_a_request_changed_after_it_was_signed_is_refused(self) -> None:
        with exchanging(self.instance, self.other, self.adapter):
            code = self.refusal(self.instance, self.region, self.key_id, self.secret)
        self.assertEqual(code, "SignatureDoesNotMatch")


class EcsRpcPost(EcsRpcGet):
    """The same, parameters in the query of a POST."""

    method = "POST"


class EcsRpcForm(EcsRpcPost):
    """The same, the instance id in a form and the rest in the query."""

    def place(self, request: Any, instance_id: str) -> None:
        request.add_body_params("InstanceId", instance_id)


if __name__ == "__main__":
    unittest.main()
