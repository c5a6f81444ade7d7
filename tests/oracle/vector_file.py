"""Reading the project's vector files: each vector becomes a request to sign and the values that must come out.

Two formats hold signatures: ``vncurl-vectors/1``, requests captured on the wire, and ``vncurl-published/1``,
examples printed in the vendors' documents. ``tests/vectors/README.md`` describes their fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode, urlsplit

from . import ALGORITHMS
from .request import Request

MAIN_STEPS = ("canonical_request", "hashed_canonical_request", "string_to_sign", "signature")
"""Values that every vector must hold."""

OTHER_FORMATS = ("vncurl-console-urls/1", "vncurl-responses/1")
"""Formats that hold no signature."""


class MalformedFile(ValueError):
    """A file that is not what its format says; the text names the file, and the vector where there is one."""


@dataclass(frozen=True)
class Case:
    """One vector of a known algorithm."""

    name: str
    algorithm: ModuleType
    request: Request
    expected: dict[str, str]
    """What each step must give, under the names that ``steps`` uses."""
    repeated: tuple[tuple[str, str, str | None], ...]
    """Facts that stand twice in the vector: what, and the two values, which must be one."""


def read(path: Path) -> list[Case]:
    """Return the file's vectors of the known algorithms; none if its format holds no signatures.

    Raises MalformedFile, or OSError when the file cannot be read.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise MalformedFile(f"{path}: not JSON: {error}") from error
    name = document.get("format") if isinstance(document, dict) else None
    if name in OTHER_FORMATS:
        return []
    if name not in READERS:
        raise MalformedFile(f"{path}: unknown format {name!r}")
    vectors = document.get("vectors")
    if not isinstance(vectors, list) or not vectors or document.get("count") != len(vectors):
        raise MalformedFile(f"{path}: no vectors, or not as many as its count says")
    return list(_cases(path, vectors, READERS[name]))


def _cases(path: Path, vectors: list[Any], reader: Any) -> Iterator[Case]:
    seen = set()
    for position, vector in enumerate(vectors):
        try:
            name = f"{path.name} {vector['id']}"
            if name in seen:
                raise ValueError("the id stands twice")
            seen.add(name)
            algorithm = ALGORITHMS.get(vector["algorithm"])
            case = algorithm and reader(name, algorithm, vector)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise MalformedFile(f"{path}: vector {position}: {type(error).__name__}: {error}") from error
        if case:
            yield case


def _captured(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case:
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
    return Case(name, algorithm, request, _expected(request, algorithm, given), repeated)


def _published(name: str, algorithm: ModuleType, vector: dict[str, Any]) -> Case | None:
    """Read an example as its document prints it, if it is one that reproduces.

    What the document prints must come out, and so must the values recorded beside it.
    """
    if not vector["reproduces"]:
        return None
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
    return Case(name, algorithm, request, _expected(request, algorithm, {**inputs, **computed}), repeated)


def _timestamp(inputs: dict[str, Any]) -> int:
    """Return the Unix time, which some documents print only as a date."""
    text = inputs.get("timestamp_text")
    if text is None:
        return int(inputs["timestamp"])
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp())


def _expected(request: Request, algorithm: ModuleType, given: dict[str, Any]) -> dict[str, str]:
    """Return the given values that are steps of the algorithm; the main ones must be there."""
    missing = [step for step in MAIN_STEPS if step not in given]
    if missing:
        raise ValueError(f"no {', '.join(missing)}")
    return {step: given[step] for step in algorithm.steps(request) if step in given}


READERS = {"vncurl-vectors/1": _captured, "vncurl-published/1": _published}
