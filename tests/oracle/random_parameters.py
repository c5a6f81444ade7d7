"""Random requests of the sorted-parameters family."""

from __future__ import annotations

from random import Random
from types import ModuleType
from typing import Any

from . import acs3, random_text
from .parameter_request import ParameterRequest
from .random_text import BEYOND_ASCII, PRINTABLE, TOKEN, text

# What the two encodings in use write differently, and what parts one parameter from the next.
AWKWARD = "~*+/&=% "
REGIONS = (None, "ap-guangzhou", "cn-hangzhou", "ap-shanghai-fsi")


def line(name: str, algorithm: ModuleType, request: ParameterRequest) -> dict[str, Any]:
    """Return the request with its steps; the package's description has the members."""
    steps = algorithm.steps(request)
    return {
        "algorithm": name,
        "method": request.method,
        "host": request.host,
        "path": request.path,
        "parameters": request.parameters,
        "form": len(request.form),
        "secret": request.secret,
        "string_to_sign": steps["string_to_sign"],
        "signature": steps["signature"],
    }


def random_request(draw: Random, name: str, algorithm: ModuleType) -> ParameterRequest:
    """Draw one request that the algorithm's document allows."""
    method = draw.choice(("GET", "POST"))
    parameters = {**_own_parameters(draw, algorithm), **_common_parameters(draw, name, algorithm)}
    pairs = list(parameters.items())
    draw.shuffle(pairs)
    in_query = len(pairs) if method == "GET" else 0
    if method == "POST" and algorithm.POST_IN_QUERY:
        in_query = draw.choice((0, len(pairs), draw.randint(0, len(pairs))))
    return ParameterRequest(
        method=method,
        host=draw.choice(algorithm.HOSTS),
        path="/",
        query=tuple(pairs[:in_query]),
        form=tuple(pairs[in_query:]),
        secret=random_text.secret(draw),
    )


def _common_parameters(draw: Random, name: str, algorithm: ModuleType) -> dict[str, str]:
    timestamp = random_text.timestamp(draw)
    key_id = text(draw, TOKEN, draw.randint(1, 80))
    token = text(draw, TOKEN + "+/=", draw.choice((0, 0, 1, 64, 800)))
    nonce = draw.choice((1, 11886, 2**32, 2**63 - 1, draw.randint(1, 2**63 - 1)))
    common: dict[str, str] = algorithm.common_parameters(
        {
            "algorithm": draw.choice((name, None)) if name in algorithm.MAY_BE_UNNAMED else name,
            "action": draw.choice(("DescribeInstanceVncUrl", "DescribeInstancesStatus")),
            "version": draw.choice(("2017-03-12", "2014-05-26")),
            "format": draw.choice(("JSON", "XML")),
            "region": draw.choice(REGIONS),
            "language": draw.choice((None, "zh-CN", "en-US")),
            "request_client": draw.choice((None, text(draw, TOKEN, 12))),
            "timestamp": timestamp,
            "timestamp_text": acs3.date(timestamp),
            "nonce": nonce,
            "signature_nonce": text(draw, TOKEN, draw.randint(1, 64)),
            "secret_id": key_id,
            "access_key_id": key_id,
            "token": token,
            "security_token": token,
        }
    )
    return common


def _own_parameters(draw: Random, algorithm: ModuleType) -> dict[str, str]:
    """Draw the parameters of an action: a list, whose members sort as text, and others of any name."""
    pattern, first = algorithm.LIST
    members = draw.choice((0, 0, 1, 2, 13, 25, 100 if draw.random() < 0.1 else 3))
    names = [pattern.format(first + member) for member in range(members)] + random_text.parameter_names(draw)
    return {name: _value(draw) for name in names}


def _value(draw: Random) -> str:
    alphabet = draw.choice((TOKEN, AWKWARD, PRINTABLE + BEYOND_ASCII + "\n"))
    return text(draw, alphabet, draw.choice((0, 1, 5, 12, 40)))
