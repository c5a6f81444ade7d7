"""The official SDKs list machines and regions: every answer fills the SDKs' own models."""

from __future__ import annotations

import json
import unittest
import warnings
import xml.etree.ElementTree as ElementTree
from typing import Any

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as EcsClient
from alibabacloud_tea_openapi.models import Config
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import RpcRequest
from simulator import Simulator, start
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312 import cvm_client, models as cvm
from tencentcloud.ecm.v20190719 import ecm_client, models as ecm
from tencentcloud.lighthouse.v20200324 import lighthouse_client, models as lighthouse

SIMULATOR: Simulator


def setUpModule() -> None:
    """Start one simulator for all tests."""
    global SIMULATOR
    SIMULATOR = start()


def filled(request: Any, **parameters: Any) -> Any:
    """Set parameters of a Tencent request."""
    request.from_json_string(json.dumps(parameters))
    return request


class Tencent(unittest.TestCase):
    """Lists by every algorithm and method."""

    def clients(self, client: Any, region: str) -> list[Any]:
        """Return a client for each way to sign."""
        pair = SIMULATOR.credentials["tencent"]
        clients = []
        for algorithm in ("TC3-HMAC-SHA256", "HmacSHA1", "HmacSHA256"):
            for method in ("POST", "GET"):
                http = HttpProfile(protocol="http", endpoint=SIMULATOR.endpoint, reqMethod=method, reqTimeout=10)
                profile = ClientProfile(signMethod=algorithm, httpProfile=http)
                clients.append(client(Credential(pair["key_id"], pair["secret"]), region, profile))
        return clients

    def test_the_status_of_a_hundred_machines(self) -> None:
        ids = [f"ins-f{number:07}" for number in range(100)]
        for client in self.clients(cvm_client.CvmClient, "ap-guangzhou"):
            request = filled(cvm.DescribeInstancesStatusRequest(), InstanceIds=ids, Limit=100)
            reply = client.DescribeInstancesStatus(request)
            self.assertEqual([one.InstanceId for one in reply.InstanceStatusSet], ids)
            self.assertEqual(reply.InstanceStatusSet[9].InstanceState, "STOPPED")
            self.assertEqual(reply.TotalCount, 100)

    def test_cvm_machines_by_address_and_by_page(self) -> None:
        for client in self.clients(cvm_client.CvmClient, "ap-guangzhou"):
            wanted = [{"Name": "private-ip-address", "Values": ["10.0.0.2"]}]
            reply = client.DescribeInstances(filled(cvm.DescribeInstancesRequest(), Filters=wanted))
            (one,) = reply.InstanceSet
            self.assertEqual((one.InstanceId, one.OsName, one.PublicIpAddresses), ("ins-demo0002", "Windows Server 2022", ["203.0.113.2"]))
            reply = client.DescribeInstances(filled(cvm.DescribeInstancesRequest(), Offset=120, Limit=100))
            self.assertEqual((reply.TotalCount, len(reply.InstanceSet)), (123, 3))

    def test_edge_machines(self) -> None:
        for client in self.clients(ecm_client.EcmClient, ""):
            wanted = [{"Name": "instance-id", "Values": ["ein-demo0003"]}]
            (one,) = client.DescribeInstances(filled(ecm.DescribeInstancesRequest(), Filters=wanted)).InstanceSet
            self.assertEqual((one.InstanceState, one.Image.ImageOsName), ("STOPPED", "Debian 12"))
            self.assertEqual(one.Internet.PrivateIPAddressSet[0].PrivateIPAddress, "10.0.1.3")

    def test_lighthouse_machines(self) -> None:
        for client in self.clients(lighthouse_client.LighthouseClient, "ap-guangzhou"):
            request = filled(lighthouse.DescribeInstancesRequest(), InstanceIds=["lhins-demo0002"])
            (one,) = client.DescribeInstances(request).InstanceSet
            self.assertEqual((one.InstanceState, one.PlatformType), ("RUNNING", "WINDOWS"))
            self.assertEqual((one.PrivateAddresses, one.PublicAddresses), (["10.0.2.2"], ["203.0.113.22"]))

    def test_regions(self) -> None:
        for product, models in ((cvm_client.CvmClient, cvm), (lighthouse_client.LighthouseClient, lighthouse)):
            for client in self.clients(product, ""):
                reply = client.DescribeRegions(models.DescribeRegionsRequest())
                self.assertEqual(reply.TotalCount, len(reply.RegionSet))
                self.assertIn("ap-guangzhou", [region.Region for region in reply.RegionSet])

    def test_edge_nodes_and_their_regions(self) -> None:
        for client in self.clients(ecm_client.EcmClient, ""):
            reply = client.DescribeNode(ecm.DescribeNodeRequest())
            self.assertEqual(reply.TotalCount, len(reply.NodeSet))
            zones = [node.ZoneInfo.Zone for node in reply.NodeSet if node.RegionInfo.Region == "ap-hangzhou-ecm"]
            self.assertEqual(zones, ["ap-hangzhou-ecm-1", "ap-hangzhou-ecm-2"])
            node = reply.NodeSet[0]
            self.assertEqual((node.RegionInfo.RegionName, node.ISPNum, len(node.ISPSet)), ("Hangzhou", 3, 3))
            wanted = [{"Name": "InstanceFamily", "Values": ["S5"]}]
            chosen = client.DescribeNode(filled(ecm.DescribeNodeRequest(), Filters=wanted)).NodeSet
            self.assertEqual([node.RegionInfo.Region for node in chosen], ["ap-hangzhou-ecm", "ap-shenzhen-ecm-ct2"])
            wanted = [{"Name": "colour", "Values": ["red"]}]
            with self.assertRaises(TencentCloudSDKException) as caught:
                client.DescribeNode(filled(ecm.DescribeNodeRequest(), Filters=wanted))
            self.assertEqual(caught.exception.get_code(), "InvalidParameter.InvalidDataFormat")

    def test_too_many_ids_are_refused(self) -> None:
        ids = [f"ins-f{number:07}" for number in range(101)]
        for client in self.clients(cvm_client.CvmClient, "ap-guangzhou"):
            with self.assertRaises(TencentCloudSDKException) as caught:
                client.DescribeInstancesStatus(filled(cvm.DescribeInstancesStatusRequest(), InstanceIds=ids))
            self.assertEqual(caught.exception.get_code(), "InvalidParameterValue.LimitExceeded")


class Acs3(unittest.TestCase):
    """alibabacloud_ecs20140526."""

    def setUp(self) -> None:
        pair = SIMULATOR.credentials["alibaba"]
        self.client = EcsClient(
            Config(
                access_key_id=pair["key_id"],
                access_key_secret=pair["secret"],
                region_id="cn-hangzhou",
                endpoint=SIMULATOR.endpoint,
                protocol="http",
            )
        )

    def test_the_status_of_a_hundred_machines_takes_two_pages(self) -> None:
        ids = [f"i-f{number:07}" for number in range(100)]
        found = []
        for page in (1, 2):
            request = ecs.DescribeInstanceStatusRequest(region_id="cn-hangzhou", instance_id=ids, page_number=page, page_size=50)
            body = self.client.describe_instance_status(request).body
            self.assertEqual((body.total_count, body.page_number, body.page_size), (100, page, 50))
            found += [one.instance_id for one in body.instance_statuses.instance_status]
        self.assertEqual(found, ids)

    def test_machines_by_id_and_by_token(self) -> None:
        request = ecs.DescribeInstancesRequest(region_id="cn-hangzhou", instance_ids='["i-demo0002"]')
        (one,) = self.client.describe_instances(request).body.instances.instance
        self.assertEqual((one.ostype, one.status, one.instance_name), ("windows", "Running", "demo-2"))
        self.assertEqual(one.vpc_attributes.private_ip_address.ip_address, ["10.0.3.2"])
        self.assertEqual(one.public_ip_address.ip_address, ["203.0.113.32"])
        counts, token = [], None
        while True:
            request = ecs.DescribeInstancesRequest(region_id="cn-hangzhou", max_results=50, next_token=token)
            body = self.client.describe_instances(request).body
            counts.append(len(body.instances.instance))
            token = body.next_token
            if not token:
                break
        self.assertEqual(counts, [50, 50, 24])

    def test_regions(self) -> None:
        body = self.client.describe_regions(ecs.DescribeRegionsRequest()).body
        endpoints = {region.region_id: region.region_endpoint for region in body.regions.region}
        self.assertEqual(endpoints["cn-hangzhou"], "ecs.cn-hangzhou.aliyuncs.com")


class Rpc(unittest.TestCase):
    """aliyun-python-sdk-core, JSON and XML."""

    def send(self, action: str, form: str, method: str, **parameters: str) -> bytes:
        pair = SIMULATOR.credentials["alibaba"]
        host, port = SIMULATOR.endpoint.split(":")
        request = RpcRequest("Ecs", "2014-05-26", action, format=form)
        request.set_endpoint(host)
        request.set_method(method)
        request.set_protocol_type("http")
        for name, value in parameters.items():
            request.add_query_param(name.replace("_", "."), value)
        client = AcsClient(pair["key_id"], pair["secret"], "cn-hangzhou", port=int(port), timeout=10)
        # The call that is not deprecated asks for JSON, whatever was set.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return bytes(client.do_action(request))

    def test_json_and_xml_say_the_same(self) -> None:
        for method in ("GET", "POST"):
            reply = json.loads(self.send("DescribeInstanceStatus", "JSON", method, InstanceId_1="i-demo0003"))
            self.assertEqual(reply["InstanceStatuses"]["InstanceStatus"], [{"InstanceId": "i-demo0003", "Status": "Stopped"}])
            tree = ElementTree.fromstring(self.send("DescribeInstanceStatus", "XML", method, InstanceId_1="i-demo0003"))
            self.assertEqual(tree.tag, "DescribeInstanceStatusResponse")
            self.assertEqual([one.text for one in tree.iterfind("InstanceStatuses/InstanceStatus/Status")], ["Stopped"])
            ids = json.dumps(["i-demo0001", "AY130321114053512345"])
            tree = ElementTree.fromstring(self.send("DescribeInstances", "XML", method, InstanceIds=ids))
            self.assertEqual([one.text for one in tree.iterfind("Instances/Instance/OSType")], ["linux", "linux"])


if __name__ == "__main__":
    unittest.main()
