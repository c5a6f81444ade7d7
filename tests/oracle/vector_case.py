"""One vector, ready to be checked: a request, and the values that must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Case:
    """One vector of a known algorithm."""

    name: str
    algorithm: ModuleType
    request: Any
    """What the algorithm's ``steps`` takes: the request class of its family."""
    expected: dict[str, Any]
    """What each step must give, under the names that ``steps`` uses."""
    repeated: tuple[tuple[str, str, str | None], ...]
    """Facts that stand twice in the vector: what, and the two values, which must be one."""


def expected_steps(request: Any, algorithm: ModuleType, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the given values that are steps of the algorithm; the main ones must be there."""
    missing = [step for step in algorithm.MAIN_STEPS if step not in given]
    if missing:
        raise ValueError(f"no {', '.join(missing)}")
    return {step: given[step] for step in algorithm.steps(request) if step in given}
