"""The fixture ``vncurl_sim``; pytest finds it by itself where the package is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from .sim import Simulator

__all__ = ["pytest_configure", "vncurl_sim"]


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers", "vncurl_sim(provider, **options): how the fixture vncurl_sim starts its Simulator"
    )


@pytest.fixture
def vncurl_sim(request: pytest.FixtureRequest) -> Iterator[Simulator]:
    """A vncurl.sim.Simulator of this test's own, with the arguments of the marker ``vncurl_sim``."""
    from .sim import Simulator  # Only tests that want it pay for it.

    marker = request.node.get_closest_marker("vncurl_sim")
    args, kwargs = (marker.args, marker.kwargs) if marker else ((), {})
    with Simulator(*args, **kwargs) as simulator:
        yield simulator
