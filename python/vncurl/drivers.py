"""Drive a flow with any transport: what to send, how long to wait, when to give up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Iterable, Mapping
from typing import Callable, Optional, Tuple, Type, Union

from ._vncurl import Console, Expired, Flow, Progress, Request, Send, Wait
from .errors import VncurlError

__all__ = ["Answer", "Watcher", "adrive", "drive"]

Headers = Union[Mapping[str, str], Iterable[Tuple[str, str]]]
# Status, headers and the whole body of a reply.
Answer = Tuple[int, Headers, bytes]
Watcher = Optional[Callable[[Progress], object]]
Exceptions = Union[Type[BaseException], Tuple[Type[BaseException], ...]]

# What the standard library, requests and aiohttp raise when a connection fails.
_LOST = (OSError, asyncio.TimeoutError)


def drive(
    flow: Flow,
    send: Callable[[Request, float], Answer],
    *,
    progress: Watcher = None,
    lost: Exceptions = _LOST,
) -> Console:
    """Drive a flow to its console.

    Args:
        flow: What Client.flow() gives.
        send: Sends a Request unchanged within so many seconds, follows no redirect, and gives
            status, headers and the whole body of the reply.
        progress: Called with a Progress whenever there is a reason to wait.
        lost: The exceptions of send that mean that no reply came, so that it is asked again; a
            VncurlError never does.

    Raises:
        VncurlError: Every one that Client.console() raises.
    """
    driven = _Driven(flow, progress)
    while True:
        step = driven.next()
        if not isinstance(step, Send):
            time.sleep(step)
            continue
        try:
            answer = send(step.request, step.timeout)
        except VncurlError:
            raise
        except lost as error:
            driven.lost(error)
            continue
        console = driven.receive(answer)
        if console is not None:
            return console


async def adrive(
    flow: Flow,
    send: Callable[[Request, float], Awaitable[Answer]],
    *,
    progress: Watcher = None,
    lost: Exceptions = _LOST,
) -> Console:
    """Drive a flow to its console, as drive() does, with an asynchronous ``send``."""
    driven = _Driven(flow, progress)
    while True:
        step = driven.next()
        if not isinstance(step, Send):
            await asyncio.sleep(step)
            continue
        try:
            answer = await send(step.request, step.timeout)
        except VncurlError:
            raise
        except lost as error:
            driven.lost(error)
            continue
        console = driven.receive(answer)
        if console is not None:
            return console


class _Driven:
    """A flow with a clock that never goes back, and the one who is told."""

    def __init__(self, flow: Flow, progress: Watcher) -> None:
        self._flow = flow
        self._progress = progress
        self._ahead = time.time() - time.monotonic()

    def _now(self) -> float:
        return time.monotonic() + self._ahead

    def next(self) -> Union[Send, float]:
        """What to send, or how many seconds to wait."""
        step = self._flow.next(self._now())
        if isinstance(step, Expired):
            raise step.error
        if isinstance(step, Wait):
            wait_s = max(0.0, step.until - self._now())
            self._tell(Progress(wait_s=wait_s, why=step.why))
            return wait_s
        return step

    def receive(self, answer: Answer) -> Optional[Console]:
        status, headers, body = answer
        before = self._flow.clock_offset_s
        console = self._flow.receive(self._now(), status, headers, body)
        offset_s = self._flow.clock_offset_s
        if offset_s != before:
            self._tell(Progress(why="clock-skew", clock_offset_s=offset_s))
        return console

    def lost(self, error: BaseException) -> None:
        # The text of another library's exception may hold the request's query, which is signed.
        self._flow.lost(self._now(), type(error).__name__)

    def _tell(self, news: Progress) -> None:
        if self._progress is not None:
            self._progress(news)
