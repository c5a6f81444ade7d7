"""Reading the project's vector files: each vector becomes a request to sign and the values that must come out.

Two formats hold signatures: ``vncurl-vectors/1``, requests captured on the wire, and ``vncurl-published/1``,
examples printed in the vendors' documents. ``tests/vectors/README.md`` describes their fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import ALGORITHMS, canonical_vector, parameter_request, parameter_vector, request
from .vector_case import Case

FAMILIES = {request.FAMILY: canonical_vector, parameter_request.FAMILY: parameter_vector}
"""The readers of each family of algorithms."""

CAPTURED = "vncurl-vectors/1"
PUBLISHED = "vncurl-published/1"

OTHER_FORMATS = ("vncurl-codes/1", "vncurl-console-urls/1", "vncurl-responses/1")
"""Formats that hold no signature."""


class MalformedFile(ValueError):
    """A file that is not what its format says; the text names the file, and the vector where there is one."""


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
    if name not in (CAPTURED, PUBLISHED):
        raise MalformedFile(f"{path}: unknown format {name!r}")
    vectors = document.get("vectors")
    if not isinstance(vectors, list) or not vectors or document.get("count") != len(vectors):
        raise MalformedFile(f"{path}: no vectors, or not as many as its count says")
    return list(_cases(path, name, vectors))


def _cases(path: Path, form: str, vectors: list[Any]) -> Iterator[Case]:
    seen = set()
    for position, vector in enumerate(vectors):
        try:
            name = f"{path.name} {vector['id']}"
            if name in seen:
                raise ValueError("the id stands twice")
            seen.add(name)
            case = _case(name, form, vector)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise MalformedFile(f"{path}: vector {position}: {type(error).__name__}: {error}") from error
        if case:
            yield case


def _case(name: str, form: str, vector: dict[str, Any]) -> Case | None:
    """Read a vector, if its algorithm is known and it is not an example whose print is wrong."""
    algorithm = ALGORITHMS.get(vector["algorithm"])
    if algorithm is None:
        return None
    family = FAMILIES[algorithm.FAMILY]
    case: Case | None = None
    if form == CAPTURED:
        case = family.captured(name, algorithm, vector)
    elif vector["reproduces"]:
        case = family.published(name, algorithm, vector)
    return case
