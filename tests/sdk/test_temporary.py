"""Temporary credentials: from the metadata services, through the official SDKs, with and without their token."""

from __future__ import annotations

import json
import unittest
from unittest import mock

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from simulator import Simulator, start
from tencentcloud.common.credential import Credential, CVMRoleCredential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client, models as cvm

SIMULATOR: Simulator


def setUpModule() -> None:
    """Start one simulator for all tests."""
    global SIMULATOR
    SIMULATOR = start()


class Tencent(unittest.TestCase):
    """tencentcloud-sdk-python."""

    def address(self, credential: object, algorithm: str) -> str:
        http = HttpProfile(protocol="http", endpoint=SIMULATOR.endpoint, reqTimeout=10)
        profile = ClientProfile(signMethod=algorithm, httpProfile=http)
        request = cvm.DescribeInstanceVncUrlRequest()
        request.InstanceId = "ins-demo0001"
        client = cvm_client.CvmClient(credential, "ap-guangzhou", profile)
        return str(client.DescribeInstanceVncUrl(request).InstanceVncUrl)

    def test_the_role_of_a_machine_and_its_token(self) -> None:
        base = f"{SIMULATOR.url}/latest/meta-data/cam/security-credentials/"
        with mock.patch.object(CVMRoleCredential, "_role_endpoint", base):
            role = CVMRoleCredential()
            for algorithm in ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"):
                self.assertTrue(self.address(role, algorithm).startswith("ws"))
            pair = (role.secret_id, role.secret_key)
        for algorithm in ("TC3-HMAC-SHA256", "HmacSHA256"):
            for credential in (Credential(*pair), Credential(*pair, "another")):
                with self.assertRaises(TencentCloudSDKException) as caught:
                    self.address(credential, algorithm)
                self.assertEqual(caught.exception.get_code(), "AuthFailure.TokenFailure")


class Alibaba(unittest.TestCase):
    """Both SDKs."""

    def setUp(self) -> None:
        base = "/latest/meta-data/ram/security-credentials/"
        self.role = json.loads(SIMULATOR.get(base + SIMULATOR.get(base)))

    def acs3(self, token: str | None) -> str:
        config = Config(
            access_key_id=self.role["AccessKeyId"],
            access_key_secret=self.role["AccessKeySecret"],
            security_token=token,
            endpoint=SIMULATOR.endpoint,
            protocol="http",
        )
        request = ecs.DescribeInstanceVncUrlRequest(region_id="cn-hangzhou", instance_id="i-demo0001")
        return str(EcsClient(config).describe_instance_vnc_url(request).body.vnc_url)

    def rpc(self, token: str) -> str:
        host, port = SIMULATOR.endpoint.split(":")
        request = RpcRequest("Ecs", "2014-05-26", "DescribeInstanceVncUrl", format="JSON")
        request.set_endpoint(host)
        request.set_protocol_type("http")
        request.add_query_param("InstanceId", "i-demo0001")
        credential = StsTokenCredential(self.role["AccessKeyId"], self.role["AccessKeySecret"], token)
        client = AcsClient(region_id="cn-hangzhou", credential=credential, port=int(port), timeout=10)
        return str(json.loads(client.do_action_with_exception(request))["VncUrl"])

    def test_the_token_is_taken(self) -> None:
        for ask in (self.acs3, self.rpc):
            self.assertTrue(ask(self.role["SecurityToken"]).startswith("ws"))

    def test_another_token_and_none_are_refused(self) -> None:
        mismatch, missing = "InvalidSecurityToken.MismatchWithAccessKey", "MissingSecurityToken"
        for token, expected in (("another", mismatch), (None, missing)):
            with self.assertRaises(AlibabaCloudException) as caught:
                self.acs3(token)
            self.assertEqual(caught.exception.code, expected)
        for token, expected in (("another", mismatch), ("", missing)):
            with self.assertRaises(ServerException) as refused:
                self.rpc(token)
            self.assertEqual(refused.exception.get_error_code(), expected)


if __name__ == "__main__":
    unittest.main()
