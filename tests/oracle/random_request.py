"""Random requests, leaning to the edges, signed by the oracle: what another implementation is compared with."""

from __future__ import annotations

import json
import string
from random import Random
from types import ModuleType
from typing import TextIO
from urllib.parse import quote

from .request import Request

TOKEN = string.ascii_letters + string.digits + "-_."
PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "
# Two spaces that HTTP does not trim, letters of two to four bytes, and one that grows when it is lower-cased.
BEYOND_ASCII = "\u00a0\u3000éÄßİжΩ中文字한ご🖥😀"
# HMAC hashes a key longer than its block of 64 bytes; "TC3" counts in one algorithm and is missing in the other.
SECRET_LENGTHS = (1, 2, 31, 32, 59, 60, 61, 62, 63, 64, 65, 66, 67, 124, 125, 126, 127, 128, 129, 192, 256, 300)
# The first and last second of a day, leap days, a century without one, 2^31, 2^32, and the last second of 9999.
TIMESTAMPS = (
    0, 1, 86_399, 86_400, 68_169_599, 68_169_600, 68_255_999, 68_256_000, 951_782_399, 951_782_400, 951_868_799,
    951_868_800, 1_551_113_065, 1_709_164_800, 1_709_251_199, 1_735_603_200, 1_735_689_599, 2_147_483_647,
    2_147_483_648, 4_107_542_399, 4_107_542_400, 4_294_967_295, 4_294_967_296, 253_402_214_400, 253_402_300_799,
)  # fmt: skip
# Pairs whose order changes when they are compared encoded, lower-cased, or together with what follows them.
PARAMETER_NAMES = (
    "A", "B", "a", "b", "a-b", "a.b", "a_b", "a~b", "a b", "a*b", "a[b", "a=b", "aé", "é", "名", "😀", "~", "[",
    "InstanceId", "InstanceId.1", "InstanceId.2", "InstanceId.10", "InstanceId.12", "InstanceIds", "RegionId",
)  # fmt: skip


def write_random(out: TextIO, algorithm: ModuleType, seed: int, count: int) -> None:
    """Write signed requests, one JSON object a line; the same seed gives the same lines."""
    draw = Random(seed)
    for _ in range(count):
        request = random_request(draw, algorithm)
        steps = algorithm.steps(request)
        line = {
            "algorithm": algorithm.NAME,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "headers": request.headers,
            "payload": request.payload.decode(),
            "service": request.service,
            "timestamp": request.timestamp,
            "key_id": request.key_id,
            "secret": request.secret,
            "canonical_request": steps["canonical_request"],
            "string_to_sign": steps["string_to_sign"],
            "signature": steps["signature"],
            "authorization": steps["authorization"],
        }
        print(json.dumps(line), file=out)


def random_request(draw: Random, algorithm: ModuleType) -> Request:
    """Draw one request that the algorithm's document allows."""
    method = draw.choice(("GET", "POST"))
    payload = "" if method == "GET" else _payload(draw)
    timestamp = draw.choice(TIMESTAMPS) if draw.random() < 0.5 else draw.randint(0, TIMESTAMPS[-1])
    required = {
        "host": draw.choice(("cvm.tencentcloudapi.com", "ECS.cn-hangzhou.aliyuncs.com", "127.0.0.1:8080", "[::1]:1")),
        "action": "DescribeInstanceVncUrl",
        "version": "2014-05-26",
        "content_type": draw.choice(("application/json", "Application/JSON; charset=UTF-8")),
        "timestamp_text": algorithm.date(timestamp),
        "signature_nonce": _text(draw, TOKEN, draw.randint(1, 64)),
    }
    return Request(
        method=method,
        path=draw.choice(("/", "/", "/", "/v1/instances", "/a/b.c/", "/%E4%B8%AD~x")),
        query=_query(draw) if method == "GET" or algorithm.POST_SIGNS_QUERY else "",
        headers=_headers(draw, algorithm, algorithm.headers(required, payload.encode())),
        payload=payload.encode(),
        service=draw.choice(("cvm", "ecm", "lighthouse", "x", "a-long-name-of-a-service")),
        timestamp=timestamp,
        key_id=_text(draw, TOKEN, draw.randint(1, 80)),
        secret=_text(draw, PRINTABLE, draw.choice((*SECRET_LENGTHS, draw.randint(1, 300)))),
    )


def _text(draw: Random, alphabet: str, length: int) -> str:
    return "".join(draw.choice(alphabet) for _ in range(length))


def _payload(draw: Random) -> str:
    """Draw a body: none, small, of any Unicode text, or around the lengths where SHA-256 adds a block."""
    alphabet = draw.choice((PRINTABLE, PRINTABLE + BEYOND_ASCII + "\r\n\t\0"))
    return _text(draw, alphabet, draw.choice((0, 0, 1, 2, 55, 56, 63, 64, 65, 119, 120, 128, draw.randint(0, 3000))))


def _headers(draw: Random, algorithm: ModuleType, required: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Add headers to the required ones, then shuffle; names in mixed case, each once, and blanks around values."""
    chosen = dict(required)
    for _ in range(draw.choice((0, 0, 1, 2, 5, 12))):
        name = draw.choice(("x-", "x-acs-", "x-tc-", "", "content-")) + _text(draw, TOKEN, draw.randint(1, 12)).lower()
        alphabet = PRINTABLE + "\t" + (BEYOND_ASCII if algorithm.SIGNS_UTF8_HEADERS else "")
        chosen.setdefault(name, _text(draw, alphabet, draw.choice((0, 1, 8, 40, draw.randint(0, 200)))))
    headers = [
        ("".join(draw.choice((letter, letter.upper())) for letter in name), _blanks(draw) + value + _blanks(draw))
        for name, value in chosen.items()
    ]
    draw.shuffle(headers)
    return tuple(headers)


def _blanks(draw: Random) -> str:
    return _text(draw, " \t", draw.choice((0, 0, 0, 1, 3)))


def _query(draw: Random) -> str:
    """Draw parameters with names that stand once, in any order, in any of the spellings a server must take."""
    names = draw.sample(PARAMETER_NAMES, draw.choice((0, 1, 2, 3, 8, len(PARAMETER_NAMES))))
    return "&".join(_parameter(draw, name) for name in names)


def _parameter(draw: Random, name: str) -> str:
    value = _text(draw, PRINTABLE + BEYOND_ASCII + "\n", draw.choice((0, 1, 5, 40)))
    if not value and draw.random() < 0.5:
        return _encoded(draw, name, kept="")
    return f"{_encoded(draw, name, kept='')}={_encoded(draw, value, kept='=')}"


def _encoded(draw: Random, text: str, kept: str) -> str:
    """Encode as one of the clients in use might: hexadecimal digits, spaces and punctuation vary.

    ``kept`` is punctuation with a meaning, which may stand bare where it has lost it.
    """
    return "".join(_encoded_letter(draw, letter, kept) for letter in text)


def _encoded_letter(draw: Random, letter: str, kept: str) -> str:
    if letter == " " and draw.random() < 0.5:
        return "+"
    if letter in "*!'(),:;@/?$" + kept and draw.random() < 0.5:
        return letter
    if letter.isascii() and letter.isalnum() and draw.random() < 0.05:
        return f"%{ord(letter):02X}"
    encoded = quote(letter, safe="")
    in_lower_case = encoded != letter and draw.random() < 0.1
    return encoded.lower() if in_lower_case else encoded
