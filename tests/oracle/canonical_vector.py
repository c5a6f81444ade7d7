"""Reading vectors of the canonical-request family."""

from __future__ import annotations

from datetime import datetime, timezone
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

from .request import Request
from .vector_case import Case, expected_steps


def captured(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case:
    """Read a request as its SDK sent it: what is signed is taken from the wire, not from the inputs."""
    inputs, intermediate, wire = vector["inputs"], vector["intermediate"], vector["wire"]
    given = {**inputs, **intermediate, **vector["expected"]}
    sent = {header.lower(): value for header, value in wire["headers"]}
    path, query, body = urlsplit(wire["url"]).path, wire["query"], wire["body"] or ""
    payload = algorithm.UNSIGNED_PAYLOAD if inputs.get("unsigned_payload") else body.encode()
    request = Request(
        method=wire["method"],
        path=path,
        query=query,
        headers=tuple((header, sent[header]) for header in intermediate["signed_headers"].split(";")),
        payload=payload,
        service=inputs.get("service", ""),
        timestamp=inputs["timestamp"],
        key_id=inputs[algorithm.KEY_ID_FIELD],
        secret=inputs[algorithm.SECRET_FIELD],
    )
    repeated = (
        ("method", inputs["http_method"], wire["method"]),
        ("url", f"https://{inputs['host']}{path}{'?' if query else ''}{query}", wire["url"]),
        ("payload", intermediate["payload"], body),
        ("payload_hashed_text", intermediate.get("payload_hashed_text", body), payload.decode()),
        ("authorization", given["authorization"], sent.get("authorization")),
        *((f"header {header}", value, sent.get(header)) for header, value in algorithm.headers(given, payload)),
    )
    return Case(name, algorithm, request, expected_steps(request, algorithm, given), repeated)


def published(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case:
    """Read an example as its document prints it: that must come out, and so must the values recorded beside it."""
    inputs, computed = vector["inputs"], vector["computed"]
    known_to_differ = vector.get("intermediate_values_that_differ", [])
    printed = {step: text for step, text in vector["published"].items() if step not in known_to_differ}
    payload = inputs["payload"].encode()
    headers = algorithm.headers(inputs, payload)
    signed = inputs.get("signed_headers", ";".join(header for header, _ in headers)).split(";")
    request = Request(
        method=inputs["http_method"],
        path="/",
        query=inputs.get("query", urlencode(inputs.get("params", {}))),
        headers=tuple(header for header in headers if header[0] in signed),
        payload=payload,
        service=inputs.get("service", ""),
        timestamp=_timestamp(inputs),
        key_id=inputs[algorithm.KEY_ID_FIELD],
        secret=inputs[algorithm.SECRET_FIELD],
    )
    repeated = tuple((step, text, computed.get(step)) for step, text in printed.items())
    return Case(name, algorithm, request, expected_steps(request, algorithm, {**inputs, **computed}), repeated)


def _timestamp(inputs: dict[str, Any]) -> int:
    """Return the Unix time, which some documents print only as a date."""
    text = inputs.get("timestamp_text")
    if text is None:
        return int(inputs["timestamp"])
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())
