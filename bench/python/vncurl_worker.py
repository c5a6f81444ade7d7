"""The worker for vncurl's Python module."""

from facts import INSTANCE_ID, KEY_ID, NONCE, REGION, REPLY, SECRET, TIMESTAMP, VIEWER, VNC_URL
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
    return SIGNER.request(INSTANCE_ID, timestamp=TIMESTAMP, nonce=NONCE).http1


def reply():
    vnc_url = vncurl.parse_reply(PROVIDER, 200, REPLY).vnc_url
    return vncurl.console_url(PROVIDER, vnc_url, instance_id=INSTANCE_ID)


def call():
    request()
    reply()


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
