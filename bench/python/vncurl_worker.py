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


def request():
    return vncurl.request(
        PROVIDER,
        INSTANCE_ID,
        region=REGION,
        timestamp=TIMESTAMP,
        nonce=NONCE,
        key_id=KEY_ID,
        secret=SECRET,
    ).http1


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
        ("signature", "sign", "vncurl: TC3, sign() from a bare secret", sign),
        ("request", "request", "vncurl: Tencent, request() from a bare secret", request),
        ("reply", "reply", "vncurl: parse_reply(), console_url()", reply),
        ("call", "call", "vncurl: request(), parse_reply(), console_url()", call),
    ]
)
