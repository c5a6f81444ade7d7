"""Reading vectors of the sorted-parameters family."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .parameter_request import ParameterRequest
from .vector_case import Case, expected_steps


def captured(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case:
    """Read a request as its SDK sent it: what is signed is taken from the wire, not from the inputs."""
    inputs, intermediate, wire = vector["inputs"], vector["intermediate"], vector["wire"]
    query, form = _decoded(wire["query"]), _decoded(wire["body"] or "")
    sent = dict(query + form)
    request = ParameterRequest(
        method=wire["method"],
        host=inputs["host"],
        path=urlsplit(wire["url"]).path,
        query=_unsigned(query),
        form=_unsigned(form),
        secret=inputs[algorithm.SECRET_FIELD],
    )
    given = {
        **intermediate,
        # As a list, so that its order counts.
        "signed_params": list(intermediate["signed_params"].items()),
        "signature": vector["expected"]["signature"],
    }
    common = algorithm.common_parameters({**inputs, "algorithm": vector["algorithm"]})
    own = {
        **common,
        **inputs["flat_params"],
        **inputs.get("body_params", {}),
        **inputs.get("extra_common_params", {}),
    }
    repeated = (
        ("method", inputs["http_method"], wire["method"]),
        ("url", f"https://{inputs['host']}{request.path}{'?' if query else ''}{wire['query']}", wire["url"]),
        ("parameter Signature", given["signature"], sent.get("Signature")),
        *((f"parameter {parameter}", value, sent.get(parameter)) for parameter, value in own.items()),
    )
    return Case(name, algorithm, request, expected_steps(request, algorithm, given), repeated)


def published(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case:
    """Read an example as its document prints it: its parameters, and what must come out of them."""
    inputs, computed = vector["inputs"], vector["computed"]
    request = ParameterRequest(
        method=inputs["http_method"],
        # Alibaba's examples name neither: the host is not signed, and the path is always this one.
        host=inputs.get("host", ""),
        path=inputs.get("path", "/"),
        query=tuple(inputs["params"].items()),
        form=(),
        secret=inputs[algorithm.SECRET_FIELD],
    )
    repeated = tuple((step, text, computed.get(step)) for step, text in vector["published"].items())
    return Case(name, algorithm, request, expected_steps(request, algorithm, computed), repeated)


def _decoded(encoded: str) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(encoded, keep_blank_values=True, strict_parsing=bool(encoded), errors="strict"))


def _unsigned(parameters: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(parameter for parameter in parameters if parameter[0] != "Signature")
