"""The oracle: the clouds' signatures once more, in plain Python.

Written from the vendors' documents alone, with the standard library alone, so that it shares no line and no
mistake with the Rust core. It checks the vector files (``python3 -m tests.oracle check DIR``) and makes random
signed requests to compare the core with (``python3 -m tests.oracle random …``).

Each algorithm is one module; its row in ``ALGORITHMS`` is all that makes it known.
"""

from __future__ import annotations

from types import ModuleType

from . import acs3, tc3

ALGORITHMS: dict[str, ModuleType] = {module.NAME: module for module in (tc3, acs3)}
"""Algorithm by the name that its vendor gives it."""
