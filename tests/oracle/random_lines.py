"""Random requests, leaning to the edges, signed by the oracle: what another implementation is compared with."""

from __future__ import annotations

import json
from random import Random
from typing import Any, TextIO

from . import ALGORITHMS, parameter_request, random_canonical, random_parameters, request

FAMILIES = {request.FAMILY: random_canonical, parameter_request.FAMILY: random_parameters}
"""What draws the requests of each family of algorithms."""


def write_random(out: TextIO, name: str, seed: int, count: int) -> None:
    """Write signed requests, one JSON object a line; the same seed gives the same lines."""
    algorithm = ALGORITHMS[name]
    family = FAMILIES[algorithm.FAMILY]
    draw = Random(seed)
    for _ in range(count):
        print(json.dumps(family.line(name, algorithm, random_request(draw, name))), file=out)


def random_request(draw: Random, name: str) -> Any:
    """Draw one request for the algorithm of this name."""
    algorithm = ALGORITHMS[name]
    return FAMILIES[algorithm.FAMILY].random_request(draw, name, algorithm)
