"""Asks for a VNC URL with Tencent Cloud's SDK; the endpoint's authority is the argument."""

import os
import sys

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.cvm.v20170312.cvm_client import CvmClient
from tencentcloud.cvm.v20170312.models import DescribeInstanceVncUrlRequest

credential = Credential(
    os.environ["TENCENTCLOUD_SECRET_ID"], os.environ["TENCENTCLOUD_SECRET_KEY"]
)
http = HttpProfile(protocol="http", endpoint=sys.argv[1])
client = CvmClient(credential, "ap-guangzhou", ClientProfile(httpProfile=http))
request = DescribeInstanceVncUrlRequest()
request.InstanceId = "ins-r9hr2upy"
print(client.DescribeInstanceVncUrl(request).InstanceVncUrl)
