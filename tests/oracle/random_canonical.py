"""Random requests of the canonical-request family."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from types import ModuleType
from typing import Any
from urllib.parse import quote

from . import random_text
from .random_text import BEYOND_ASCII, PRINTABLE, TOKEN, text
from .request import Request


def line(name: str, algorithm: ModuleType, request: Request) -> dict[str, Any]:
    """Return the request with its steps; the package's description has the members."""
    steps = algorithm.steps(request)
    return {
        "algorithm": name,
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


def random_request(draw: Random, name: str, algorithm: ModuleType) -> Request:
    """Draw one request that the algorithm's document allows."""
    method = draw.choice(("GET", "POST"))
    payload = "" if method == "GET" else _payload(draw)
    timestamp = random_text.timestamp(draw)
    required = {
        "host": draw.choice(("cvm.tencentcloudapi.com", "ECS.cn-hangzhou.aliyuncs.com", "127.0.0.1:8080", "[::1]:1")),
        "action": "DescribeInstanceVncUrl",
        "version": "2014-05-26",
        "content_type": draw.choice(("application/json", "Application/JSON; charset=UTF-8")),
        "timestamp_text": algorithm.date(timestamp),
        "signature_nonce": text(draw, TOKEN, draw.randint(1, 64)),
    }
    return Request(
        method=method,
        path=draw.choice(("/", "/", "/", "/v1/instances", "/a/b.c/", "/%E4%B8%AD~x")),
        query=_query(draw) if method == "GET" or algorithm.POST_SIGNS_QUERY else "",
        headers=_headers(draw, algorithm, algorithm.headers(required, payload.encode())),
        payload=payload.encode(),
        service=draw.choice(("cvm", "ecm", "lighthouse", "x", "a-long-name-of-a-service")),
        timestamp=timestamp,
        key_id=text(draw, TOKEN, draw.randint(1, 80)),
        secret=random_text.secret(draw),
    )


def _payload(draw: Random) -> str:
    """Draw a body: none, small, of any Unicode text, or around the lengths where SHA-256 adds a block."""
    alphabet = draw.choice((PRINTABLE, PRINTABLE + BEYOND_ASCII + "\r\n\t\0"))
    return text(draw, alphabet, draw.choice((0, 0, 1, 2, 55, 56, 63, 64, 65, 119, 120, 128, draw.randint(0, 3000))))


def _headers(draw: Random, algorithm: ModuleType, required: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Add headers to the required ones, then shuffle; names in mixed case, each once, and blanks around values."""
    chosen = dict(required)
    for _ in range(draw.choice((0, 0, 1, 2, 5, 12))):
        name = draw.choice(("x-", "x-acs-", "x-tc-", "", "content-")) + text(draw, TOKEN, draw.randint(1, 12)).lower()
        alphabet = PRINTABLE + "\t" + (BEYOND_ASCII if algorithm.SIGNS_UTF8_HEADERS else "")
        chosen.setdefault(name, text(draw, alphabet, draw.choice((0, 1, 8, 40, draw.randint(0, 200)))))
    headers = [
        ("".join(draw.choice((letter, letter.upper())) for letter in name), _blanks(draw) + value + _blanks(draw))
        for name, value in chosen.items()
    ]
    draw.shuffle(headers)
    return tuple(headers)


def _blanks(draw: Random) -> str:
    return text(draw, " \t", draw.choice((0, 0, 0, 1, 3)))


def _query(draw: Random) -> str:
    """Draw parameters with names that stand once, in any order, in any of the spellings a server must take."""
    return "&".join(_parameter(draw, name) for name in random_text.parameter_names(draw))


def _parameter(draw: Random, name: str) -> str:
    value = text(draw, PRINTABLE + BEYOND_ASCII + "\n", draw.choice((0, 1, 5, 40)))
    if not value and draw.random() < 0.5:
        return _encoded(draw, name, kept="")
    return f"{_encoded(draw, name, kept='')}={_encoded(draw, value, kept='=')}"


def _encoded(draw: Random, decoded: str, kept: str) -> str:
    """Encode as one of the clients in use might: hexadecimal digits, spaces and punctuation vary.

    ``kept`` is punctuation with a meaning, which may stand bare where it has lost it.
    """
    return "".join(_encoded_letter(draw, letter, kept) for letter in decoded)


@lru_cache(maxsize=None)
def _quoted(letter: str) -> str:
    return quote(letter, safe="")


def _encoded_letter(draw: Random, letter: str, kept: str) -> str:
    if letter == " " and draw.random() < 0.5:
        return "+"
    if letter in "*!'(),:;@/?$" + kept and draw.random() < 0.5:
        return letter
    if letter.isascii() and letter.isalnum() and draw.random() < 0.05:
        return f"%{ord(letter):02X}"
    encoded = _quoted(letter)
    in_lower_case = encoded != letter and draw.random() < 0.1
    return encoded.lower() if in_lower_case else encoded
