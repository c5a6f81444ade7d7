"""Checking every vector of a directory, step by step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from . import vector_file
from .vector_case import Case
from .vector_file import MalformedFile


def check(directory: Path) -> int:
    """Check the ``*.json`` files of one directory and print how many vectors passed.

    Returns the exit status: 0 when every vector of a known algorithm passed, 1 when one failed, when a file
    is malformed, or when there was none to check.
    """
    files = sorted(directory.glob("*.json"))
    passed = failed = 0
    malformed = False
    for path in files:
        try:
            cases = vector_file.read(path)
        except (MalformedFile, OSError) as error:
            print(f"oracle: {error}", file=sys.stderr)
            malformed = True
            continue
        for case in cases:
            found = list(differences(case))
            for difference in found:
                print(f"oracle: {case.name}: {difference}", file=sys.stderr)
            failed += bool(found)
            passed += not found
    if passed + failed == 0:
        print(f"oracle: {directory}: no vector of a known algorithm in {len(files)} files", file=sys.stderr)
    print(f"oracle: {passed} passed, {failed} failed")
    return 0 if passed and not failed and not malformed else 1


def differences(case: Case) -> Iterator[str]:
    """Yield each step that comes out otherwise than the vector says, and each fact it states in two ways."""
    steps = case.algorithm.steps(case.request)
    for step, expected in case.expected.items():
        if steps[step] != expected:
            yield f"{step}: expected {expected!r}, got {steps[step]!r}"
    for what, one, other in case.repeated:
        if one != other:
            yield f"{what}: stands as {one!r} and as {other!r}"
