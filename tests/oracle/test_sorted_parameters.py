"""The sorted-parameters family: by the rules of its documents, and as it is drawn.

Run from the project's root: ``python3 -m unittest tests.oracle.test_sorted_parameters``.
"""

from __future__ import annotations

import json
import unittest
from base64 import b64decode
from dataclasses import replace
from typing import Any

from . import ALGORITHMS, alibaba_rpc, tencent_v1
from .parameter_request import ParameterRequest, hmac_base64
from .test_oracle import run

V1_EXAMPLE = ParameterRequest(
    method="GET",
    host="cvm.tencentcloudapi.com",
    path="/",
    query=(
        ("SecretId", "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"),
        ("Timestamp", "1465185768"),
        ("Nonce", "11886"),
        ("Region", "ap-guangzhou"),
        ("Version", "2017-03-12"),
        ("Action", "DescribeInstances"),
        ("InstanceIds.0", "ins-09dx96dg"),
        ("Limit", "20"),
        ("Offset", "0"),
    ),
    form=(),
    secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
)
"""The worked example of Tencent Cloud's "Signature" (v1)."""

RPC_EXAMPLE = ParameterRequest(
    method="GET",
    host="ecs.aliyuncs.com",
    path="/",
    query=(
        ("Timestamp", "2016-02-23T12:46:24Z"),
        ("Format", "XML"),
        ("AccessKeyId", "testid"),
        ("Action", "DescribeRegions"),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"),
        ("Version", "2014-05-26"),
        ("SignatureVersion", "1.0"),
    ),
    form=(),
    secret="testsecret",
)
"""The worked example of Alibaba Cloud's "Request signature" (ECS)."""

SORTED_NAMES = ("HmacSHA1", "HmacSHA256", "HMAC-SHA1")


class Steps(unittest.TestCase):
    """Each algorithm, by the rules and examples of its document."""

    def test_v1_gives_the_printed_values_of_its_worked_example(self) -> None:
        self.assertEqual(
            tencent_v1.string_to_sign(V1_EXAMPLE),
            "GETcvm.tencentcloudapi.com/?Action=DescribeInstances&InstanceIds.0=ins-09dx96dg&Limit=20&Nonce=11886"
            "&Offset=0&Region=ap-guangzhou&SecretId=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE&Timestamp=1465185768"
            "&Version=2017-03-12",
        )
        self.assertEqual(tencent_v1.signature(V1_EXAMPLE), "EliP9YW3pW28FpsEdkXt/+WcGeI=")

    def test_v1_takes_sha_256_only_when_the_signed_parameters_ask_for_it(self) -> None:
        lengths = {"HmacSHA1": 28, "HmacSHA256": 44, "": 28}
        for method, length in lengths.items():
            request = replace(V1_EXAMPLE, form=(("SignatureMethod", method),))
            self.assertEqual(len(tencent_v1.signature(request)), length)

    def test_v1_leaves_names_and_values_as_they_are(self) -> None:
        request = replace(V1_EXAMPLE, query=(("a_b", "~*+/&=% 中"), ("名", "")))
        self.assertEqual(tencent_v1.string_to_sign(request), "GETcvm.tencentcloudapi.com/?a_b=~*+/&=% 中&名=")

    def test_rpc_gives_the_printed_values_of_its_worked_example(self) -> None:
        self.assertEqual(
            alibaba_rpc.string_to_sign(RPC_EXAMPLE),
            "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1"
            "%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf%26SignatureVersion%3D1.0"
            "%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26",
        )
        self.assertEqual(alibaba_rpc.signature(RPC_EXAMPLE), "OLeaidS1JvxuMvnyHOwuJ+uX5qY=")

    def test_rpc_encodes_names_and_values_as_rfc_3986_does(self) -> None:
        request = replace(RPC_EXAMPLE, query=(("a b", "~*+/&=% 中"), ("a", "")))
        self.assertEqual(alibaba_rpc.canonicalized_query(request), "a=&a%20b=~%2A%2B%2F%26%3D%25%20%E4%B8%AD")

    def test_parameters_of_query_and_form_are_sorted_together_by_the_bytes_of_their_names(self) -> None:
        names = ("b", "InstanceIds.2", "名", "InstanceIds.12", "😀", "～", "B", "InstanceIds", "a.b", "a-b", "a")
        pairs = tuple((name, "") for name in names)
        request = replace(RPC_EXAMPLE, query=pairs[:3], form=pairs[3:])
        self.assertEqual(
            [name for name, _ in request.sorted_parameters()],
            ["B", "InstanceIds", "InstanceIds.12", "InstanceIds.2", "a", "a-b", "a.b", "b", "名", "～", "😀"],
        )

    def test_the_hmac_takes_a_key_of_any_length(self) -> None:
        # RFC 2202, cases 2 and 6: a key shorter and one longer than the block.
        short = hmac_base64("sha1", b"Jefe", "what do ya want for nothing?")
        self.assertEqual(b64decode(short).hex(), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        text = "Test Using Larger Than Block-Size Key - Hash Key First"
        # The key of the case has no UTF-8 text, so it cannot be a secret; the function takes any bytes.
        long = hmac_base64("sha1", b"\xaa" * 80, text)
        self.assertEqual(b64decode(long).hex(), "aa4ae5e15272d00e95705637ce8a3b55ed402112")


class RandomRequests(unittest.TestCase):
    """``random`` gives what a differential test can rely on, and comes to the edges."""

    def drawn(self, name: str) -> list[dict[str, Any]]:
        """Draw requests for one algorithm."""
        lines = run("random", "--seed", "5", "--count", "500", "--algorithm", name)[1].splitlines()
        return [json.loads(line) for line in lines]

    def test_each_line_signs_to_what_it_says(self) -> None:
        for name in SORTED_NAMES:
            for line in self.drawn(name):
                pairs = tuple((parameter, value) for parameter, value in line["parameters"])
                in_query = len(pairs) - line["form"]
                request = ParameterRequest(
                    query=pairs[:in_query],
                    form=pairs[in_query:],
                    **{member: line[member] for member in ("method", "host", "path", "secret")},
                )
                steps = ALGORITHMS[name].steps(request)
                self.assertEqual((line["algorithm"], line["path"]), (name, "/"))
                self.assertEqual(
                    (steps["string_to_sign"], steps["signature"]), (line["string_to_sign"], line["signature"])
                )
                self.assertEqual(len(dict(pairs)), len(pairs))
                self.assertNotIn("Signature", dict(pairs))

    def test_get_has_no_form_and_every_allowed_place_is_drawn(self) -> None:
        for name in SORTED_NAMES:
            places = set()
            for line in self.drawn(name):
                rest = len(line["parameters"]) - line["form"]
                places.add((line["method"], bool(rest), bool(line["form"])))
            in_query, in_form, in_both = ("POST", True, False), ("POST", False, True), ("POST", True, True)
            post = {in_query, in_form, in_both} if name == "HMAC-SHA1" else {in_form}
            self.assertEqual(places, {("GET", True, False), *post})

    def test_the_edges_are_drawn(self) -> None:
        for name in SORTED_NAMES:
            drawn = self.drawn(name)
            pattern, _ = ALGORITHMS[name].LIST
            values = [value for line in drawn for _, value in line["parameters"]]
            letters = set("".join(values))
            self.assertGreaterEqual(letters, set("~*+/&=% \n中文😀"))
            self.assertIn("", values)
            names = [{parameter for parameter, _ in line["parameters"]} for line in drawn]
            self.assertTrue(any({pattern.format(2), pattern.format(12)} <= one for one in names))
            token = "SecurityToken" if name == "HMAC-SHA1" else "Token"
            self.assertEqual({token in one for one in names}, {True, False})
            self.assertTrue(any(line["parameters"] != sorted(line["parameters"]) for line in drawn))

    def test_sha_1_is_drawn_named_and_unnamed_and_sha_256_named_alone(self) -> None:
        named = {
            name: {dict(line["parameters"]).get("SignatureMethod") for line in self.drawn(name)}
            for name in SORTED_NAMES
        }
        self.assertEqual(
            named, {"HmacSHA1": {"HmacSHA1", None}, "HmacSHA256": {"HmacSHA256"}, "HMAC-SHA1": {"HMAC-SHA1"}}
        )


if __name__ == "__main__":
    unittest.main()
