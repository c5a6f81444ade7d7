"""The worker for Tencent Cloud's own Python SDK."""

import json
from importlib.metadata import version

import requests
from facts import INSTANCE_ID, KEY_ID, REGION, REPLY, SECRET, VIEWER, VNC_URL
from tencentcloud.common.credential import Credential
from tencentcloud.common.sign import Sign
from tencentcloud.cvm.v20170312.cvm_client import CvmClient
from tencentcloud.cvm.v20170312.models import DescribeInstanceVncUrlRequest
from worker import run

SDK = f"tencentcloud-sdk-python {version('tencentcloud-sdk-python-common')}"
TO_SIGN = "TC3-HMAC-SHA256\n1700000000\n2023-11-14/cvm/tc3_request\n" + "0" * 64


class Answer(requests.Response):
    """The answer of the stub, complete in memory."""

    def __init__(self):
        super().__init__()
        self.status_code = 200
        self.headers["Content-Type"] = "application/json"
        self._content = REPLY


CLIENT = CvmClient(Credential(KEY_ID, SECRET), REGION)
CLIENT.request.send_request = lambda request: Answer()


def call():
    request = DescribeInstanceVncUrlRequest()
    request.InstanceId = INSTANCE_ID
    url = VIEWER + CLIENT.DescribeInstanceVncUrl(request).InstanceVncUrl
    assert url.endswith(VNC_URL)


def reply():
    url = VIEWER + json.loads(REPLY)["Response"]["InstanceVncUrl"]
    assert url.endswith(VNC_URL)


def sign():
    Sign.sign_tc3(SECRET, "2023-11-14", "cvm", TO_SIGN)


run(
    [
        ("signature", "sign", f"{SDK}: its last step alone, bare secret", sign),
        ("reply", "reply", "Python's json, URL joined, nothing checked", reply),
        ("call", "call", f"{SDK}: call on a stub", call),
    ]
)
