"""The module as it is installed: what it gives, what it refuses, what it never shows."""

import copy
import json
import os
import pickle
import subprocess
import sys
import sysconfig
import threading

import pytest

import vncurl

KEYS = {"key_id": "AKIDmarker", "secret": "marker-secret", "token": "marker-token"}
VNC_URL = "wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hM%26password%3D"


def signer(**changes):
    return vncurl.Signer("tencent-cvm", **{"region": "ap-guangzhou", **KEYS, **changes})


def request(timestamp=1700000000, **changes):
    return signer(**changes).request("ins-r9hr2upy", timestamp=timestamp, nonce="n-1")


def reply(body, status=200, provider="tencent-cvm"):
    return vncurl.parse_reply(provider, status, json.dumps(body).encode())


def test_the_parts_go_together():
    made = request()
    assert made.url == "https://cvm.tencentcloudapi.com/"
    assert dict(made.headers)["X-TC-Token"] == "marker-token"
    assert made.http1.endswith(made.body) and made.body == b'{"InstanceId":"ins-r9hr2upy"}'
    answer = reply({"Response": {"InstanceVncUrl": VNC_URL, "RequestId": "R-1"}})
    assert answer.request_id == "R-1"
    url = vncurl.console_url("tencent-cvm", answer.vnc_url, instance_id="ins-r9hr2upy")
    assert url == "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=" + VNC_URL


def test_a_signer_keeps_its_key_and_derives_another_for_another_day():
    one = signer()
    for timestamp in (1700006399, 1700006400, 1700006399):
        kept = one.request("ins-r9hr2upy", timestamp=timestamp, nonce="n-1")
        assert kept.http1 == request(timestamp).http1


def test_a_token_of_any_length_fits():
    made = request(token="t" * 4096)
    assert dict(made.headers)["X-TC-Token"] == "t" * 4096


def test_the_same_arguments_give_the_same_bytes():
    assert request().http1 == request().http1
    assert request().http1 != request(1700000001).http1


@pytest.mark.parametrize(
    "changes, at",
    [
        ({"region": "evil.com/#"}, 4),
        ({"region": "a@evil.com:80/"}, 1),
        ({"region": ""}, 0),
        ({"secret": " s"}, 0),
        ({"secret": "s "}, 1),
        ({"token": "t\r\nX: y"}, 1),
        ({"endpoint": "http://evil.example"}, 7),
    ],
)
def test_bad_input_is_named_with_its_place(changes, at):
    with pytest.raises(vncurl.InputError) as caught:
        request(**changes)
    assert caught.value.at == at and isinstance(caught.value, ValueError)


def test_times_that_no_signature_holds_are_input_errors():
    for timestamp in (-1, 253402300800, 2**64, 2**200):
        with pytest.raises(vncurl.InputError, match="1970 to 9999"):
            request(timestamp)


def test_a_refusal_is_raised_as_the_class_of_its_word():
    classes = {
        "AuthFailure.SecretIdNotFound": (vncurl.BadCredentials, "bad-credentials"),
        "AuthFailure.SignatureExpire": (vncurl.ClockSkew, "clock-skew"),
        "AuthFailure.SignatureFailure": (vncurl.Signature, "signature"),
        "InternalError": (vncurl.CloudFault, "cloud-fault"),
        "InvalidInstanceId.NotFound": (vncurl.NotFound, "not-found"),
        "MissingParameter": (vncurl.BadRequest, "bad-request"),
        "RequestLimitExceeded": (vncurl.Throttled, "throttled"),
        "UnauthorizedOperation": (vncurl.NoPermission, "no-permission"),
        "InvalidAction": (vncurl.NotSupported, "not-supported"),
        "UnsupportedOperation.InstanceStateRebooting": (vncurl.Busy, "busy"),
        "UnsupportedOperation.InstanceStateStopped": (vncurl.NotRunning, "not-running"),
        "UnsupportedRegion": (vncurl.WrongRegion, "wrong-region"),
        "Never.Heard": (vncurl.Unknown, "unknown"),
    }
    assert {each for each, _ in classes.values()} == set(vncurl.Refused.__subclasses__())
    for code, (expected, word) in classes.items():
        body = {"Response": {"Error": {"Code": code, "Message": "why"}, "RequestId": "R-2"}}
        with pytest.raises(vncurl.Refused) as caught:
            reply(body)
        error = caught.value
        assert type(error) is expected
        assert (error.code, error.request_id, error.kind) == (code, "R-2", word)
        assert error.advice and code in str(error) and "R-2" in str(error)


def test_what_alibaba_echoes_is_withheld():
    message = "Specified signature is not matched. server string to sign is:AccessKeyId%3Dmarker"
    body = {"Code": "SignatureDoesNotMatch", "Message": message, "RequestId": "R-3"}
    with pytest.raises(vncurl.Signature) as caught:
        reply(body, 400, "alibaba-ecs")
    assert "marker" not in str(caught.value) + repr(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[" * 100000, b'{"Response":null}', b"\xff"])
def test_a_reply_that_is_none_is_a_reply_error(body):
    with pytest.raises(vncurl.ReplyError):
        vncurl.parse_reply("tencent-cvm", 200, body)


@pytest.mark.parametrize(
    "vnc_url",
    ["", "javascript:alert(1)", "wss%253A%252F%252Fa", "wss:%2F%2Fa", "wss%3A%2F%2Fa&x=1", 'wss%3A%2F%2Fa"',
     "wss%3A%2F%2F" + "a" * 2**20],
)
def test_a_vnc_url_that_could_change_the_page_is_refused(vnc_url):
    with pytest.raises(vncurl.ReplyError) as caught:
        vncurl.console_url("tencent-cvm", vnc_url, instance_id="ins-a")
    assert caught.value.at is not None


def test_alibaba_s_page_must_be_told_what_the_guest_runs():
    with pytest.raises(vncurl.InputError):
        vncurl.console_url("alibaba-ecs", "wss%3A%2F%2Fa", instance_id="i-a")
    url = vncurl.console_url("alibaba-ecs", "wss%3A%2F%2Fa", instance_id="i-a", windows=True)
    assert url.endswith("?vncUrl=wss%3A%2F%2Fa&instanceId=i-a&isWindows=true")


def test_nothing_printable_holds_a_secret_a_token_or_a_vnc_url():
    client = vncurl.Client("tencent-cvm", region="ap-guangzhou", **KEYS)
    answer = reply({"Response": {"InstanceVncUrl": VNC_URL, "RequestId": "R-1"}})
    printed = " ".join(f"{value!r} {value}" for value in (client, signer(), request(), answer, *vncurl.providers()))
    for marker in ("marker-secret", "marker-token", "qcloud.com%3A", "Signature="):
        assert marker not in printed


def test_nothing_that_holds_a_secret_or_a_vnc_url_is_pickled_or_copied():
    client = vncurl.Client("tencent-cvm", region="ap-guangzhou", **KEYS)
    answer = reply({"Response": {"InstanceVncUrl": VNC_URL, "RequestId": "R-1"}})
    flow = client.flow("ins-r9hr2upy")
    for value in (client, signer(), request(), answer, flow, vncurl.AsyncClient("tencent-cvm", **KEYS)):
        for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError):
                attempt(value)


@pytest.mark.skipif(not sysconfig.get_config_var("Py_GIL_DISABLED"), reason="this interpreter has a global lock")
def test_an_import_leaves_the_global_lock_off():
    program = "import sys, vncurl; print(sys._is_gil_enabled())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done


def test_what_is_missing_is_said_before_anything_is_sent():
    for call in ("console", "flow", "find", "statuses", "consoles"):
        with pytest.raises(vncurl.InputError, match="region"):
            getattr(vncurl.Client("tencent-cvm", **KEYS), call)("ins-r9hr2upy")
    with pytest.raises(vncurl.BadCredentials, match="TENCENTCLOUD_SECRET_ID"):
        vncurl.Client("tencent-cvm", region="ap-guangzhou")
    with pytest.raises(vncurl.InputError, match="nobody"):
        vncurl.Client("nobody", region="ap-guangzhou")
    for timeout in (0, -1, float("nan"), float("inf")):
        with pytest.raises(vncurl.InputError, match="timeout"):
            vncurl.Client("tencent-cvm", region="ap-guangzhou", timeout=timeout, **KEYS)
    with pytest.raises(vncurl.InputError, match="belong together"):
        vncurl.Client("tencent-cvm", region="ap-guangzhou", key_id="id")


def test_threads_get_the_same_signature():
    made = []
    threads = [threading.Thread(target=lambda: made.append(request().http1)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8 and len(set(made)) == 1


def test_every_public_name_is_documented():
    for name in vncurl.__all__:
        value = getattr(vncurl, name)
        assert name == "__version__" or value.__doc__, name


def test_an_import_brings_neither_asyncio_nor_typing():
    program = "import sys, vncurl; print({'asyncio', 'typing', 'ssl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-S", "-c", program], env=path(), capture_output=True, text=True)
    assert done.stdout == "set()\n", done


def path():
    """Where this interpreter finds the package without its site module, which imports more."""
    return {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(vncurl.__file__))}
