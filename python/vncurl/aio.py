"""``AsyncClient``: consoles for programs that run on asyncio."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable
from functools import partial
from typing import NoReturn, Optional, Union

from ._http1 import Transport
from ._vncurl import Client, Console, Limiter, Opened, Origin, Turn, providers
from .drivers import Watcher, adrive
from .errors import Throttled, VncurlError

__all__ = ["AsyncClient"]

# Requests that go on at once: what keeps the permitted rate up when the way takes half a second.
_LANES = 8


class AsyncClient:
    """Asks one cloud product for consoles, on asyncio and the standard library alone.

    It takes the arguments of Client and means the same by them. Credentials are looked for when it is
    made, which can take seconds where the cloud's metadata service is asked: make it before the loop
    runs, or in a thread. They are renewed in a thread. Each request has a connection of
    its own; certificates are verified, redirects are not followed, plain HTTP goes to this machine
    alone. It goes through no proxy: where the environment names one for the cloud's host, calls
    raise InputError.
    """

    def __init__(
        self,
        provider: str,
        *,
        region: Optional[str] = None,
        key_id: Optional[str] = None,
        secret: Optional[str] = None,
        token: Optional[str] = None,
        profile: Optional[str] = None,
        endpoint: Optional[str] = None,
        site: str = "main",
        signature: Optional[str] = None,
        method: Optional[str] = None,
        unsigned_payload: bool = False,
        viewer: Optional[str] = None,
        windows: Optional[bool] = None,
        password: Optional[str] = None,
        ca_file: Union[str, os.PathLike[str], None] = None,
        timeout: float = 40.0,
    ) -> None:
        self._client = Client(
            provider,
            region=region,
            key_id=key_id,
            secret=secret,
            token=token,
            profile=profile,
            endpoint=endpoint,
            site=site,
            signature=signature,
            method=method,
            unsigned_payload=unsigned_payload,
            viewer=viewer,
            windows=windows,
            password=password,
            ca_file=ca_file,
            timeout=timeout,
        )
        self._transport = Transport(ca_file)

    @property
    def provider(self) -> str:
        """Name of the provider."""
        return self._client.provider

    @property
    def region(self) -> Optional[str]:
        """The region that is asked; None where the provider needs none and none was given."""
        return self._client.region

    @property
    def origin(self) -> Optional[Origin]:
        """Where the credentials were found; None when they were given."""
        return self._client.origin

    async def console(
        self, instance_id: str, *, wait_running: Optional[float] = None, progress: Watcher = None
    ) -> Console:
        """Ask for the console of an instance, as Client.console() does."""
        # Credentials that end may have to be renewed first, and that waits for a reply.
        start = partial(self._client.flow, instance_id, wait_running=wait_running)
        flow = start() if self.origin is None else await asyncio.to_thread(start)
        return await adrive(flow, self._transport.send, progress=progress)

    async def consoles(self, instance_ids: Iterable[str]) -> AsyncIterator[Opened]:
        """Ask for the consoles of many instances, as Client.consoles() does."""
        # A text is an iterable too, of its letters, and each of them would be asked for.
        if isinstance(instance_ids, str):
            raise TypeError("instance_ids is one str: give a list of ids")
        waiting = deque(instance_ids)
        total = len(waiting)
        limit = _Limit(self.provider)
        # A console that waits to be taken grows old, so as few as can be do.
        results: asyncio.Queue[Union[Opened, BaseException]] = asyncio.Queue(maxsize=1)
        over = False

        async def lane() -> None:
            while waiting:
                instance_id = waiting.popleft()
                try:
                    result: Union[Opened, BaseException] = await self._open(instance_id, limit)
                except Exception as error:  # Whoever takes the consoles raises it.
                    result = error
                # Before Python 3.12 wait_for() loses a cancellation that comes with the reply.
                if over:
                    return
                await results.put(result)

        lanes = [asyncio.ensure_future(lane()) for _ in range(min(_LANES, total))]
        try:
            for _ in range(total):
                result = await results.get()
                if isinstance(result, BaseException):
                    raise result
                yield result
        finally:
            over = True
            for task in lanes:
                task.cancel()

    async def _open(self, instance_id: str, limit: _Limit) -> Opened:
        turn = await limit.begin()
        throttled = False
        try:
            return Opened(instance_id, console=await self.console(instance_id))
        except VncurlError as error:
            throttled = isinstance(error, Throttled)
            return Opened(instance_id, error=error)
        finally:
            limit.ended(turn, throttled=throttled)

    def __repr__(self) -> str:
        return "Async" + repr(self._client)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an AsyncClient holds a secret: it is neither pickled nor copied")


class _Limit:
    """A limiter that tasks share and that sleeps."""

    def __init__(self, provider: str) -> None:
        (own,) = (each for each in providers() if each.name == provider)
        self._limiter = Limiter(own.requests_per_s)
        self._over = asyncio.Event()

    async def begin(self) -> Turn:
        """Wait for a turn."""
        while True:
            turn = self._limiter.begin(time.monotonic())
            if turn.go:
                return turn
            if turn.until is None:
                self._over.clear()
                await self._over.wait()
            else:
                await asyncio.sleep(max(0.0, turn.until - time.monotonic()))

    def ended(self, turn: Turn, *, throttled: bool) -> None:
        """Say that a turn is over."""
        self._limiter.ended(turn, time.monotonic(), throttled=throttled)
        self._over.set()
