"""The signing functions of the clouds' official SDKs against the oracle: random requests get the same signature.

``VNCURL_RANDOM`` gives the number of requests per algorithm (2,000 if it is not set). Needs the packages of
``requirements.txt``. Run from the project's root: ``python3 -m unittest discover tests/sdk``.
"""

from __future__ import annotations

import os
import sys
import unittest
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from random import Random
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, quote, unquote

from alibabacloud_tea_openapi.utils import Utils
from aliyunsdkcore.auth.composer import rpc_signature_composer
from tencentcloud.common import abstract_client
from tencentcloud.common.abstract_client import AbstractClient
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.sign import Sign

from tests.oracle import acs3, alibaba_rpc, tc3, tencent_v1
from tests.oracle.parameter_request import ParameterRequest
from tests.oracle.random_lines import random_request
from tests.oracle.request import Request, sha256_hex

COUNT = int(os.environ.get("VNCURL_RANDOM") or 2_000)
SEED = 7_001

Values = tuple[str, ...]
"""String to sign, where the SDK shows it, and signature or authorization."""

Comparison = tuple[str, Callable[[Random, str], tuple[Values, Values]]]
"""An algorithm, and a way to sign one random request of it twice: by the oracle, and by an SDK."""


class TencentSdk:
    """tencentcloud-sdk-python-common, from the parameters to the signature, without its transport."""

    def __init__(self) -> None:
        self.credentials = SimpleNamespace(get_credential_info=lambda: (self.key_id, self.secret, None))
        self.client = AbstractClient(self.credentials, "ap-guangzhou", ClientProfile())
        self.key_id = self.secret = ""
        self.now = 0
        clock = mock.patch.object(abstract_client, "time", SimpleNamespace(time=lambda: self.now))
        clock.start()
        unittest.addModuleCleanup(clock.stop)

    def v1(self, method: str, host: str, parameters: dict[str, str], secret: str, name: str) -> Values:
        """Return string to sign and signature."""
        http = self.client.profile.httpProfile
        http.reqMethod, http.endpoint = method, host
        text = self.client._format_sign_string(parameters)
        return text, Sign.sign(secret, text, name)

    def tc3(self, request: Request, host: str, parameters: dict[str, str], is_json: bool, signs_payload: bool) -> Any:
        """Return the request with headers, data and authorization, as the SDK is about to send it."""
        self.key_id, self.secret, self.now = request.key_id, request.secret, request.timestamp
        self.client._service = request.service
        self.client.profile.httpProfile.endpoint = host
        self.client.profile.unsignedPayload = not signs_payload
        built = RequestInternal(host, request.method, request.path, {}, request.payload)
        is_octets = request.method == "POST" and not is_json
        self.client._build_req_with_tc3_signature("DescribeInstances", parameters, built, {"IsOctetStream": is_octets})
        return built


class OlderAlibabaSdk:
    """aliyun-python-sdk-core with a clock and a nonce that the request gives."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}
        helper = rpc_signature_composer.helper
        for name, parameter in (("get_iso_8061_date", "Timestamp"), ("get_uuid", "SignatureNonce")):
            patch = mock.patch.object(helper, name, lambda parameter=parameter: self.given[parameter])
            patch.start()
            unittest.addModuleCleanup(patch.stop)

    def rpc(self, request: ParameterRequest) -> Values:
        """Return string to sign and signature."""
        self.given = dict(request.parameters)
        url, text = rpc_signature_composer.get_signed_url(
            dict(request.query),
            self.given["AccessKeyId"],
            request.secret,
            self.given["Format"],
            request.method,
            dict(request.form),
        )
        return text, unquote(url.rpartition("&Signature=")[2])


TENCENT: TencentSdk
OLDER_ALIBABA: OlderAlibabaSdk


def setUpModule() -> None:
    """Make the clients; none of them opens a connection."""
    global TENCENT, OLDER_ALIBABA
    TENCENT, OLDER_ALIBABA = TencentSdk(), OlderAlibabaSdk()


def tencent_tc3(draw: Random, name: str) -> tuple[Values, Values]:
    """Let the SDK build a request: JSON, octets or a query; it signs two headers and changes none of them."""
    request: Request = random_request(draw, name)
    host = dict((header.lower(), value) for header, value in request.headers)["host"].strip(" \t").lower()
    is_json, signs_payload = draw.random() < 0.5, draw.random() < 0.9
    parameters = dict(parse_qsl(request.query, keep_blank_values=True)) or {"InstanceIds": [request.payload.decode()]}
    built = TENCENT.tc3(request, host, parameters, is_json, signs_payload)
    is_get = request.method == "GET"
    data = built.data.encode() if isinstance(built.data, str) else built.data
    sent = replace(
        request,
        query=built.data if is_get else "",
        payload=(b"" if is_get else data) if signs_payload else tc3.UNSIGNED_PAYLOAD,
        headers=(("Content-Type", built.header["Content-Type"]), ("Host", host)),
    )
    return (tc3.authorization(sent),), (built.header["Authorization"],)


def tencent_sorted(draw: Random, name: str) -> tuple[Values, Values]:
    """Let the SDK sort and sign parameters; it would change an underscore in a name, so there is none."""
    request: ParameterRequest = random_request(draw, name)
    query, form = ([pair for pair in pairs if "_" not in pair[0]] for pairs in (request.query, request.form))
    request = replace(request, query=tuple(query), form=tuple(form))
    signed = TENCENT.v1(request.method, request.host, dict(request.parameters), request.secret, name)
    return (tencent_v1.string_to_sign(request), tencent_v1.signature(request)), signed


def older_alibaba_rpc(draw: Random, name: str) -> tuple[Values, Values]:
    """Let the older SDK sort and sign parameters; it adds an empty SignatureType."""
    request: ParameterRequest = random_request(draw, name)
    signed = OLDER_ALIBABA.rpc(request)
    request = replace(request, query=(*request.query, ("SignatureType", "")))
    return (alibaba_rpc.string_to_sign(request), alibaba_rpc.signature(request)), signed


def current_alibaba_rpc(draw: Random, name: str) -> tuple[Values, Values]:
    """Let the current SDK sort and sign parameters."""
    request: ParameterRequest = random_request(draw, name)
    signed = Utils.get_rpcsignature(dict(request.parameters), request.method, request.secret)
    return (alibaba_rpc.signature(request),), (signed,)


def current_alibaba_acs3(draw: Random, name: str) -> tuple[Values, Values]:
    """Let the current SDK sign a request, without what it spells differently: see ``Quirks``."""
    request: Request = random_request(draw, name)
    pairs = parse_qsl(request.query, keep_blank_values=True)
    parameters = {parameter: value for parameter, value in pairs if quote(parameter, safe="") == parameter}
    headers = {
        header: value if value.strip() == value.strip(" \t") else value.strip() for header, value in request.headers
    }
    sent = SimpleNamespace(method=request.method, pathname=request.path, query=parameters, headers=headers)
    signed = Utils.get_authorization(sent, name, sha256_hex(request.payload), request.key_id, request.secret)
    query = "&".join(f"{quote(parameter)}={quote(value)}" for parameter, value in parameters.items())
    return (acs3.authorization(replace(request, query=query, headers=tuple(headers.items()))),), (signed,)


COMPARISONS: tuple[Comparison, ...] = (
    ("TC3-HMAC-SHA256", tencent_tc3),
    ("HmacSHA1", tencent_sorted),
    ("HmacSHA256", tencent_sorted),
    ("HMAC-SHA1", older_alibaba_rpc),
    ("HMAC-SHA1", current_alibaba_rpc),
    ("ACS3-HMAC-SHA256", current_alibaba_acs3),
)
"""Every algorithm; RPC as each of Alibaba's two SDKs signs it."""


def first_difference(comparison: Comparison) -> str | None:
    """Sign ``COUNT`` random requests twice; return what differs at the first that does."""
    name, sign_twice = comparison
    draw = Random(SEED)
    for number in range(COUNT):
        by_the_oracle, by_the_sdk = sign_twice(draw, name)
        if by_the_oracle != by_the_sdk:
            return f"request {number} of seed {SEED}: oracle {by_the_oracle!r}, SDK {by_the_sdk!r}"
    return None


class Agreement(unittest.TestCase):
    """The oracle and the SDKs sign alike."""

    def test_random_requests_of_every_algorithm_get_the_signature_that_the_sdk_makes(self) -> None:
        self.assertGreater(COUNT, 0)
        with ProcessPoolExecutor(initializer=setUpModule) as pool:
            differences = list(pool.map(first_difference, COMPARISONS))
        for (name, sign_twice), difference in zip(COMPARISONS, differences):
            with self.subTest(name, how=sign_twice.__name__):
                self.assertIsNone(difference)
        if not any(differences):
            print(f"{COUNT} requests per algorithm agree", file=sys.stderr)


class Quirks(unittest.TestCase):
    """What the SDKs do beside their documents, for which the comparison makes way."""

    def test_tencents_sdk_signs_a_point_for_an_underscore_in_a_name_of_v1(self) -> None:
        text, _ = TENCENT.v1("GET", "cvm.tencentcloudapi.com", {"a_b": "c_d"}, "secret", "HmacSHA1")
        self.assertEqual(text, "GETcvm.tencentcloudapi.com/?a.b=c_d")

    def test_tencents_sdk_lower_cases_no_header_of_tc3(self) -> None:
        request = Request("GET", "/", "", (), b"", "cvm", 0, "id", "secret")
        built = TENCENT.tc3(request, "CVM.Example", {}, is_json=False, signs_payload=True)
        lines = "content-type:application/x-www-form-urlencoded\nhost:CVM.Example\n"
        self.assertTrue(built.header["Authorization"].endswith("=" + self.by_the_rule(tc3, request, "", lines)))

    def test_alibabas_older_sdk_signs_an_empty_signature_type(self) -> None:
        parameters = (("Timestamp", "1"), ("SignatureNonce", "n"), ("AccessKeyId", "id"), ("Format", "JSON"))
        text, _ = OLDER_ALIBABA.rpc(ParameterRequest("POST", "", "/", parameters, (), "secret"))
        self.assertIn("%26SignatureType%3D%26", text)

    def test_alibabas_current_sdk_encodes_no_name_in_a_query_of_acs3(self) -> None:
        self.assertEqual(self.acs3({"a b": "c d"}, {}), self.by_the_rule(acs3, self.empty, "a b=c%20d", ""))

    def test_alibabas_current_sdk_trims_blanks_beyond_ascii_from_a_header_of_acs3(self) -> None:
        self.assertEqual(self.acs3({}, {"X": "\u3000v\u3000"}), self.by_the_rule(acs3, self.empty, "", "x:v\n"))

    empty = Request("GET", "/", "", (), b"", "", 0, "id", "secret")

    def acs3(self, query: dict[str, str], headers: dict[str, str]) -> str:
        """Return the SDK's signature of a request that has nothing else."""
        sent = SimpleNamespace(method="GET", pathname="/", query=query, headers=headers)
        authorization: str = Utils.get_authorization(sent, "ACS3-HMAC-SHA256", sha256_hex(b""), "id", "secret")
        return authorization.rpartition("=")[2]

    def by_the_rule(self, algorithm: ModuleType, request: Request, canonical_query: str, header_lines: str) -> str:
        """Return the oracle's signature of a canonical request that is put together by hand."""
        names = ";".join(line.partition(":")[0] for line in header_lines.splitlines())
        text = f"GET\n/\n{canonical_query}\n{header_lines}\n{names}\n{sha256_hex(b'')}"
        with mock.patch.object(algorithm, "canonical_request", lambda request: text):
            signature: str = algorithm.signature(request)
        return signature


if __name__ == "__main__":
    unittest.main()
