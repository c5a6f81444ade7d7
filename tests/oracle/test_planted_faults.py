"""Faults planted in the sorted-parameters family, in the oracle's steps and in the vectors: each is noticed.

Run from the project's root: ``python3 -m unittest tests.oracle.test_planted_faults``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from unittest import main, mock
from urllib.parse import quote, quote_plus

from . import alibaba_rpc, tencent_v1
from .parameter_request import ParameterRequest
from .test_oracle import VECTORS, PlantedFiles, run

V1_FILES = ("tencent-v1-hmacsha1.json", "tencent-v1-hmacsha256.json")
RPC_FILES = ("alibaba-rpc-v1.json", "alibaba-rpc-v1-tea.json")


def in_the_order_of_the_wire(request: ParameterRequest) -> list[tuple[str, str]]:
    return list(request.parameters)


def members_by_number(request: ParameterRequest) -> list[tuple[str, str]]:
    def key(parameter: tuple[str, str]) -> list[str]:
        return [part.rjust(9) if part.isdigit() else part for part in parameter[0].split(".")]

    return sorted(request.parameters, key=key)


def bare_secret(request: ParameterRequest) -> bytes:
    return request.secret.encode()


def joined_secret(request: ParameterRequest) -> bytes:
    return request.secret.encode() + b"&"


def trimmed_secret(request: ParameterRequest) -> bytes:
    return request.secret.strip().encode() + b"&"


def sha1(request: ParameterRequest) -> str:
    return "sha1"


def sha256(request: ParameterRequest) -> str:
    return "sha256"


def encoded_once(request: ParameterRequest) -> str:
    return f"{request.method}&%2F&{alibaba_rpc.canonicalized_query(request)}"


def encoded_values(request: ParameterRequest) -> str:
    return f"{request.method}{request.host}{request.path}?{alibaba_rpc.canonicalized_query(request)}"


def bare_slash(text: str) -> str:
    return quote(text, safe="/")


def bare_asterisk(text: str) -> str:
    return quote(text, safe="*")


def encoded_tilde(text: str) -> str:
    return quote(text, safe="").replace("~", "%7E")


def lower_case_digits(text: str) -> str:
    return re.sub("%..", lambda match: match[0].lower(), quote(text, safe=""))


class PlantedFaults(PlantedFiles):
    """An oracle that is wrong in one step fails on the vectors."""

    def assert_noticed(self, files: tuple[str, ...], target: Any, step: str, faulty: Any, failures: int) -> None:
        """Check these files with one step exchanged for a faulty one: so many vectors must fail."""
        for file in files:
            (self.folder / file).write_bytes((VECTORS / "sdk" / file).read_bytes())
        total = run("check", str(self.folder))[1]
        with self.subTest(faulty.__name__), mock.patch.object(target, step, faulty):
            status, out, err = run("check", str(self.folder))
            passed, failed = (int(word) for word in out.split() if word.isdigit())
            self.assertEqual(total, f"oracle: {passed + failed} passed, 0 failed\n")
            self.assertEqual((status, failed), (1, failures))
            self.assertEqual(err.count(": signature: expected"), failures)
        for file in files:
            (self.folder / file).unlink()

    def test_another_order_is_noticed(self) -> None:
        for files, failures in ((V1_FILES, 30), (RPC_FILES, 27)):
            self.assert_noticed(files, ParameterRequest, "sorted_parameters", in_the_order_of_the_wire, failures)
        for files, failures in ((V1_FILES, 4), (RPC_FILES, 3)):
            self.assert_noticed(files, ParameterRequest, "sorted_parameters", members_by_number, failures)

    def test_another_key_is_noticed(self) -> None:
        self.assert_noticed(RPC_FILES, alibaba_rpc, "signing_key", bare_secret, 27)
        self.assert_noticed(V1_FILES, tencent_v1, "signing_key", joined_secret, 30)
        self.assert_noticed(RPC_FILES, alibaba_rpc, "signing_key", trimmed_secret, 6)

    def test_another_hash_function_is_noticed(self) -> None:
        self.assert_noticed(V1_FILES, tencent_v1, "hash_function", sha1, 15)
        self.assert_noticed(V1_FILES, tencent_v1, "hash_function", sha256, 15)

    def test_another_encoding_is_noticed(self) -> None:
        self.assert_noticed(RPC_FILES, alibaba_rpc, "percent_encoded", quote_plus, 5)
        self.assert_noticed(RPC_FILES, alibaba_rpc, "percent_encoded", bare_slash, 27)
        self.assert_noticed(RPC_FILES, alibaba_rpc, "percent_encoded", bare_asterisk, 6)
        self.assert_noticed(RPC_FILES, alibaba_rpc, "percent_encoded", encoded_tilde, 6)
        self.assert_noticed(RPC_FILES, alibaba_rpc, "percent_encoded", lower_case_digits, 27)

    def test_another_string_to_sign_is_noticed(self) -> None:
        self.assert_noticed(RPC_FILES, alibaba_rpc, "string_to_sign", encoded_once, 27)
        self.assert_noticed(V1_FILES, tencent_v1, "string_to_sign", encoded_values, 8)


class PlantedVectors(PlantedFiles):
    """A vector that was changed fails."""

    def test_another_method_is_noticed_at_the_string_to_sign(self) -> None:
        for file in V1_FILES + RPC_FILES:
            with self.subTest(file):

                def change(document: dict[str, Any]) -> None:
                    vector = document["vectors"][0]
                    other = {"GET": "POST", "POST": "GET"}[vector["wire"]["method"]]
                    vector["wire"]["method"] = vector["inputs"]["http_method"] = other

                status, _, err = self.plant(f"sdk/{file}", change)
                self.assertEqual(status, 1)
                self.assertIn(": string_to_sign: expected", err)
                (self.folder / file).unlink()

    def test_every_input_that_is_sent_is_held_against_the_wire(self) -> None:
        for file in ("tencent-v1-hmacsha256.json", "alibaba-rpc-v1.json"):
            vector = json.loads((VECTORS / "sdk" / file).read_text(encoding="utf-8"))["vectors"][3]
            skipped = {"service", "params", "region_id", "timestamp" if "timestamp_text" in vector["inputs"] else ""}
            for name, value in vector["inputs"].items():
                if name in skipped or not value:
                    continue
                with self.subTest(file=file, name=name):

                    def change(document: dict[str, Any], name: str = name) -> None:
                        inputs = document["vectors"][3]["inputs"]
                        if isinstance(inputs[name], dict):
                            inputs[name]["Another"] = "1"
                        else:
                            inputs[name] = str(inputs[name]) + "1"

                    self.assertEqual(self.plant(f"sdk/{file}", change)[0], 1)

    def test_a_parameter_more_or_less_or_twice_on_the_wire_is_noticed(self) -> None:
        for what in ("&Another=1", "&Action=DescribeInstanceVncUrl"):

            def change(document: dict[str, Any], what: str = what) -> None:
                wire = document["vectors"][0]["wire"]
                wire["query"] += what
                wire["url"] += what

            self.assertEqual(self.plant("sdk/alibaba-rpc-v1.json", change)[0], 1)

    def test_the_order_of_the_signed_parameters_counts(self) -> None:
        def change(document: dict[str, Any]) -> None:
            signed = document["vectors"][0]["intermediate"]["signed_params"]
            signed["Action"] = signed.pop("Action")

        status, _, err = self.plant("sdk/alibaba-rpc-v1.json", change)
        self.assertEqual(status, 1)
        self.assertIn(": signed_params: expected", err)

    def test_another_signature_on_the_wire_is_noticed(self) -> None:
        def change(document: dict[str, Any]) -> None:
            wire = document["vectors"][0]["wire"]
            for member in ("query", "url"):
                wire[member] = wire[member].replace("Signature=", "Signature=x")

        status, _, err = self.plant("sdk/tencent-v1-hmacsha1.json", change)
        self.assertEqual(status, 1)
        self.assertIn(": parameter Signature: stands as", err)

    def test_a_changed_example_of_each_algorithm_is_noticed(self) -> None:
        def sign_otherwise(vector: dict[str, Any]) -> None:
            vector["published"]["signature"] = "x" + vector["published"]["signature"]

        def call_otherwise(vector: dict[str, Any]) -> None:
            vector["inputs"]["params"]["Action"] += "x"

        for name in ("HmacSHA1", "HmacSHA256", "HMAC-SHA1"):
            for fault in (sign_otherwise, call_otherwise):
                with self.subTest(name, fault=fault.__name__):

                    def change(
                        document: dict[str, Any], name: str = name, fault: Callable[[dict[str, Any]], None] = fault
                    ) -> None:
                        known = (vector for vector in document["vectors"] if vector["algorithm"] == name)
                        fault(next(vector for vector in known if vector["reproduces"]))

                    status, out, _ = self.plant("published/published.json", change)
                    self.assertEqual((status, out), (1, "oracle: 18 passed, 1 failed\n"))


if __name__ == "__main__":
    main()
