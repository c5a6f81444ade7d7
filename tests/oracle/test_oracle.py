"""The oracle against the vendors' printed examples, and its check against planted faults.

Run from the project's root: ``python3 -m unittest tests.oracle.test_oracle``.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import unittest
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import ALGORITHMS, acs3, tc3
from .__main__ import main
from .request import Request

VECTORS = Path(__file__).parent.parent / "vectors"

TC3_EXAMPLE = Request(
    method="POST",
    path="/",
    query="",
    headers=(("Host", "cvm.tencentcloudapi.com"), ("Content-Type", " application/json; charset=utf-8\t")),
    payload=b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
    service="cvm",
    timestamp=1551113065,
    key_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    secret="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
)
"""The worked example of Tencent Cloud's "Signature v3"."""

ACS3_EXAMPLE = Request(
    method="POST",
    path="/",
    query="RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
    headers=(
        ("x-acs-version", "2014-05-26"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("Host", "ecs.cn-shanghai.aliyuncs.com"),
    ),
    payload=b"",
    service="ecs",
    timestamp=1698315752,
    key_id="YourAccessKeyId",
    secret="YourAccessKeySecret",
)
"""The worked example of Alibaba Cloud's "Request syntax and signature method V3"."""


def run(*arguments: str) -> tuple[int, str, str]:
    """Run the command line; return its exit status, standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(list(arguments))
    return status, out.getvalue(), err.getvalue()


class Steps(unittest.TestCase):
    """Each algorithm, by the rules and examples of its document."""

    def test_tc3_gives_the_printed_values_of_its_worked_example(self) -> None:
        steps = tc3.steps(TC3_EXAMPLE)
        self.assertEqual(
            steps["hashed_canonical_request"], "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031"
        )
        self.assertEqual(
            steps["authorization"],
            "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
            "SignedHeaders=content-type;host, "
            "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
        )

    def test_acs3_gives_the_printed_values_of_its_worked_example(self) -> None:
        steps = acs3.steps(ACS3_EXAMPLE)
        self.assertEqual(
            steps["hashed_canonical_request"], "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
        )
        self.assertEqual(steps["signature"], "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")

    def test_tc3_takes_the_utc_day_of_the_timestamp(self) -> None:
        days = {0: "1970-01-01", 951_782_400: "2000-02-29", 4_107_542_399: "2100-02-28", 253_402_300_799: "9999-12-31"}
        self.assertEqual({second: tc3.date(second) for second in days}, days)

    def test_tc3_lower_cases_header_values_of_ascii_alone(self) -> None:
        request = replace(TC3_EXAMPLE, headers=(("Host", "A.Example"), ("X-Mixed", "Abc\u0130")))
        self.assertIn("\nhost:a.example\nx-mixed:abc\u0130\n\n", tc3.canonical_request(request))

    def test_acs3_keeps_the_case_of_header_values_and_trims_nothing_but_space_and_tab(self) -> None:
        request = replace(ACS3_EXAMPLE, headers=(("Host", "\t A.Example\u3000 "),))
        self.assertIn("\nhost:A.Example\u3000\n\n", acs3.canonical_request(request))

    def test_headers_are_sorted_by_name_alone(self) -> None:
        request = replace(ACS3_EXAMPLE, headers=(("X-A-B", "1"), ("x-a", "2"), ("X-A.", "3"), ("X-AA", "4")))
        self.assertEqual(request.signed_headers(), "x-a;x-a-b;x-a.;x-aa")

    def test_acs3_sorts_the_query_by_decoded_name_and_encodes_it_anew(self) -> None:
        request = replace(ACS3_EXAMPLE, query="%7e=a+b&b=%2f*&empty&a.b=1&a=c=d&%5B=&InstanceId.2=&InstanceId.12=")
        self.assertEqual(
            acs3.canonical_query(request),
            "InstanceId.12=&InstanceId.2=&%5B=&a=c%3Dd&a.b=1&b=%2F%2A&empty=&~=a%20b",
        )


class PlantedFiles(unittest.TestCase):
    """A folder for vector files that were changed."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def plant(self, source: str, change: Callable[[dict[str, Any]], object]) -> tuple[int, str, str]:
        """Copy one vector file, change it, and check the copy."""
        document = json.loads((VECTORS / source).read_text(encoding="utf-8"))
        change(document)
        (self.folder / Path(source).name).write_text(json.dumps(document), encoding="utf-8")
        return run("check", str(self.folder))


class Check(PlantedFiles):
    """``check`` passes on the project's vectors and fails on anything less."""

    def test_every_captured_vector_passes(self) -> None:
        status, out, err = run("check", str(VECTORS / "sdk"))
        self.assertEqual((status, out, err), (0, "oracle: 120 passed, 0 failed\n", ""))

    def test_every_published_example_that_reproduces_passes(self) -> None:
        status, out, err = run("check", str(VECTORS / "published"))
        self.assertEqual((status, out, err), (0, "oracle: 19 passed, 0 failed\n", ""))

    def test_any_changed_value_of_a_vector_fails(self) -> None:
        for source, index in (
            ("sdk/tencent-tc3-get.json", 0),
            ("sdk/tencent-tc3-post.json", 0),
            ("sdk/alibaba-acs3.json", 0),
            ("sdk/tencent-v1-hmacsha1.json", 0),
            ("sdk/tencent-v1-hmacsha1.json", 1),
            ("sdk/tencent-v1-hmacsha256.json", 3),
            ("sdk/alibaba-rpc-v1.json", 0),
            ("sdk/alibaba-rpc-v1-tea.json", -1),
        ):
            vector = json.loads((VECTORS / source).read_text(encoding="utf-8"))["vectors"][index]
            for part in ("intermediate", "expected", "wire"):
                for name, value in vector[part].items():
                    if value and isinstance(value, str):
                        with self.subTest(source=source, index=index, part=part, name=name):

                            def change(
                                document: dict[str, Any], index: int = index, part: str = part, name: str = name
                            ) -> None:
                                values = document["vectors"][index][part]
                                values[name] = values[name][:-1] + chr(ord(values[name][-1]) ^ 1)

                            self.assertEqual(self.plant(source, change)[0], 1)

    def test_a_changed_digit_is_reported_with_vector_and_step(self) -> None:
        def change(document: dict[str, Any]) -> None:
            expected = document["vectors"][3]["expected"]
            expected["signature"] = expected["signature"].translate(str.maketrans("0123456789", "1234567890"))

        status, out, err = self.plant("sdk/alibaba-acs3.json", change)
        self.assertEqual((status, out), (1, "oracle: 21 passed, 1 failed\n"))
        self.assertIn("alibaba-acs3.json dev-acs3-ecs-vnc-nasty: signature: expected", err)

    def test_a_changed_published_value_fails(self) -> None:
        def change(document: dict[str, Any]) -> None:
            document["vectors"][0]["published"]["signature"] = "0" * 64

        self.assertEqual(self.plant("published/published.json", change)[0], 1)

    def test_malformed_files_fail(self) -> None:
        good = (VECTORS / "sdk" / "alibaba-acs3.json").read_text(encoding="utf-8")
        (self.folder / "good.json").write_text(good, encoding="utf-8")
        for text in ("", "{", "[]", "{}", "[" * 100_000, '{"format": "vncurl-vectors/2"}', good[:-200],
                     good.replace('"count": 22', '"count": 21'), good.replace('"wire"', '"air"', 1),
                     good.replace('"string_to_sign"', '"string"', 1), good.replace("-vnc-sts", "-vnc", 1)):  # fmt: skip
            with self.subTest(text=text[:40]):
                (self.folder / "malformed.json").write_text(text, encoding="utf-8")
                status, out, err = run("check", str(self.folder))
                self.assertEqual((status, out), (1, "oracle: 22 passed, 0 failed\n"))
                self.assertIn("malformed.json: ", err)

    def test_a_directory_without_files_fails(self) -> None:
        self.assertEqual(run("check", str(self.folder))[:2], (1, "oracle: 0 passed, 0 failed\n"))
        self.assertEqual(run("check", str(self.folder / "missing"))[:2], (1, "oracle: 0 passed, 0 failed\n"))

    def test_a_directory_without_a_known_algorithm_fails(self) -> None:
        def change(document: dict[str, Any]) -> None:
            for vector in document["vectors"]:
                vector["algorithm"] = "ACS3-HMAC-SM3"

        status, out, _ = self.plant("sdk/alibaba-acs3.json", change)
        self.assertEqual((status, out), (1, "oracle: 0 passed, 0 failed\n"))


class RandomRequests(unittest.TestCase):
    """``random`` gives what a differential test can rely on."""

    def test_the_same_seed_gives_the_same_requests_and_another_gives_others(self) -> None:
        for name in ALGORITHMS:
            first, again, other = (
                run("random", "--seed", seed, "--count", "20", "--algorithm", name)[1] for seed in ("7", "7", "8")
            )
            self.assertEqual(first, again)
            self.assertNotEqual(first, other)
            self.assertEqual(len(first.splitlines()), 20)

    def test_header_names_are_unique_and_what_is_signed_twice_is_the_same(self) -> None:
        for name, algorithm in (("TC3-HMAC-SHA256", tc3), ("ACS3-HMAC-SHA256", acs3)):
            for line in run("random", "--seed", "1", "--count", "300", "--algorithm", name)[1].splitlines():
                drawn = json.loads(line)
                names = [header.lower() for header, _ in drawn["headers"]]
                self.assertEqual(len(names), len(set(names)))
                request = Request(
                    headers=tuple((header, value) for header, value in drawn["headers"]),
                    payload=drawn["payload"].encode(),
                    **{field: drawn[field] for field in
                       ("method", "path", "query", "service", "timestamp", "key_id", "secret")},
                )  # fmt: skip
                self.assertEqual(algorithm.authorization(request), drawn["authorization"])


if __name__ == "__main__":
    unittest.main()
