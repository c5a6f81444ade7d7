"""The worker for vncurl's Python module."""

from facts import INSTANCE_ID, KEY_ID, REGION, REPLY, SECRET, TIMESTAMP, VIEWER, VNC_URL
from worker import run

import vncurl

PROVIDER = "tencent-cvm"


def sign():
    vncurl.sign(
        "TC3-HMAC-SHA256",
        method="POST",
        path="/",
        query="",
        headers=[("content-type", "application/json"), ("host", "cvm.tencentcloudapi.com")],
        payload=b'{"InstanceId":"ins-r9hr2upy"}',
        service="cvm",
        timestamp=TIMESTAMP,
        key_id=KEY_ID,
        secret=SECRET,
    ).authorization


SIGNER = vncurl.Signer(PROVIDER, region=REGION, key_id=KEY_ID, secret=SECRET)


def request():
    return SIGNER.request(INSTANCE_ID, TIMESTAMP).http1


def reply():
    return SIGNER.console_url(INSTANCE_ID, 200, REPLY)


def call():
    SIGNER.request(INSTANCE_ID, TIMESTAMP).http1
    SIGNER.console_url(INSTANCE_ID, 200, REPLY)


assert request().startswith(b"POST / HTTP/1.1\r\n")
assert reply() == VIEWER + VNC_URL

run(
    [
        ("signature", "sign", "vncurl: TC3, all steps by sign(), bare secret", sign),
        ("request", "request", "vncurl: Tencent, HTTP/1.1 bytes, kept signing key", request),
        ("reply", "reply", "vncurl: checked console URL", reply),
        ("call", "call", "vncurl: Tencent, kept signing key", call),
    ]
)
