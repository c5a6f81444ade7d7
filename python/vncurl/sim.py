"""A small cloud inside this process, to test your own code against.

>>> from vncurl.sim import Simulator
>>> with Simulator("tencent-cvm") as simulator:
...     console = simulator.client().console(simulator.instance_id)
...     [entry.outcome for entry in simulator.journal()]
['ok']

It verifies signatures, keeps the clouds' limits and serves the consoles behind the addresses that it
issues. It listens on 127.0.0.1 only, and its credentials are published: nothing here is a secret.
"""

from __future__ import annotations

import json
import os
import tempfile
from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, List, Mapping, NamedTuple, NoReturn, Optional, Tuple, Type, Union
from urllib.parse import quote

from ._vncurl import Client, _Simulator
from .errors import InputError

if TYPE_CHECKING:
    from .aio import AsyncClient

__all__ = ["Credentials", "JournalEntry", "Machine", "Simulator"]


class Credentials(NamedTuple):
    """A published pair; a temporary one has a token, which must be sent with it."""

    key_id: str
    secret: str
    token: Optional[str] = None


class Machine(NamedTuple):
    """A simulated instance as it is now; ``state`` is in the cloud's own word."""

    id: str
    provider: str
    region: str
    windows: bool
    state: str
    name: str
    private_ip: str
    public_ip: str


class JournalEntry(NamedTuple):
    """What the simulator made of one request.

    Attributes:
        seq: Number from 1, never used twice.
        at: Time on the simulator's clock.
        kind: "request" (a signed call), "page" (a visit to a viewer page) or "console" (a WebSocket
            handshake, or the end of a console).
        provider: Name of the product.
        method: The HTTP method.
        action: What was asked; None as long as it was not understood.
        region: Where.
        instance_id: Of which instance.
        outcome: "ok", the cloud's code, the first finding about a page, or why a console was refused.
        message: What the outcome means.
        request_id: As in the reply.
        http_status: As in the reply.
        canonical_request: What the simulator expected; compare it with what was hashed.
        string_to_sign: What the simulator expected.
        vnc_url: The issued value as it stood in the reply.
        findings: Everything that was found about a page.
    """

    seq: int
    at: str
    kind: str
    provider: str
    method: str
    action: Optional[str]
    region: Optional[str]
    instance_id: Optional[str]
    outcome: str
    message: Optional[str]
    request_id: Optional[str]
    http_status: int
    canonical_request: Optional[str]
    string_to_sign: Optional[str]
    vnc_url: Optional[str]
    findings: Tuple[str, ...]


class Simulator:
    """A simulator that runs until close(), or until the ``with`` block ends.

    Args:
        provider: The cloud product that ``region``, ``instance_id``, ``client()`` and their like are
            about. The simulator itself serves all of them.
        port: TCP port on 127.0.0.1; any that is free when 0.
        fleet: So many machines more at CVM and at ECS, at most 100,000.
        unlimited: Let calls through however many there are in a second.
        tls: Serve https and wss; ``ca_file`` holds the certificate to trust.
        novnc: A folder with noVNC in it, which the viewer pages then show.
        bridges: Real VNC servers, "host:port", in place of instances' own screens.

    Raises:
        InputError: There is no such provider, or a bridge names no instance.
        LocalError: The port is taken, or the folder is not noVNC's.
    """

    def __init__(
        self,
        provider: str = "tencent-cvm",
        *,
        port: int = 0,
        fleet: int = 0,
        unlimited: bool = False,
        tls: bool = False,
        novnc: Union[str, os.PathLike[str], None] = None,
        bridges: Optional[Mapping[str, str]] = None,
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="vncurl-sim-") if tls else None
        ca_file = os.path.join(self._folder.name, "ca.pem") if self._folder else None
        self._running = _Simulator(
            port=port,
            fleet=fleet,
            unlimited=unlimited,
            novnc=novnc,
            bridges=list((bridges or {}).items()),
            ca_out=ca_file,
        )
        self.ca_file: Optional[str] = ca_file
        """The certificate to trust; None without TLS."""
        banner = json.loads(self._running.banner())
        self.url: str = banner["url"]
        """The endpoint to give to a client, such as "http://127.0.0.1:4567"."""
        self._pairs = banner["credentials"]
        self._first: Dict[str, Tuple[str, str]] = {}
        for each in banner["instances"]:
            self._first.setdefault(each["provider"], (each["region"], each["id"]))
        self.provider = provider
        """Name of the cloud product."""
        try:
            self.region, self.instance_id = self._of(provider)
        except InputError:
            self.close()
            raise

    def _of(self, provider: str) -> Tuple[str, str]:
        if provider not in self._first:
            _refuse(f"no provider is called {provider!r}; there are {', '.join(self._first)}")
        return self._first[provider]

    def close(self) -> None:
        """Stop it, consoles included, and free its port; a second time does nothing."""
        self._running.stop()
        if self._folder is not None:
            self._folder.cleanup()

    def __enter__(self) -> Simulator:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Simulator({self.provider!r}, url={self.url!r})"

    # What a client needs.

    def credentials(self, provider: Optional[str] = None, *, temporary: bool = False) -> Credentials:
        """The pair that the provider's cloud accepts, or its temporary one with a token."""
        provider = provider or self.provider
        self._of(provider)
        cloud = provider.split("-")[0]
        if temporary:
            return Credentials(*_Simulator.temporary_credentials(cloud))
        return Credentials(**self._pairs[cloud])

    def arguments(self, provider: Optional[str] = None, **changes: Any) -> Dict[str, Any]:
        """The arguments of Client and AsyncClient that lead here, with changes of your own."""
        provider = provider or self.provider
        key_id, secret, token = self.credentials(provider)
        return {
            "provider": provider,
            "region": self._of(provider)[0],
            "key_id": key_id,
            "secret": secret,
            "token": token,
            "endpoint": self.url,
            "ca_file": self.ca_file,
            **changes,
        }

    def client(self, provider: Optional[str] = None, **changes: Any) -> Client:
        """A Client that asks this simulator; ``changes`` are arguments of Client."""
        return Client(**self.arguments(provider, **changes))

    def async_client(self, provider: Optional[str] = None, **changes: Any) -> AsyncClient:
        """An AsyncClient that asks this simulator."""
        from .aio import AsyncClient  # asyncio takes longer than all the rest.

        return AsyncClient(**self.arguments(provider, **changes))

    def environment(self) -> Dict[str, str]:
        """Environment variables with both clouds' credentials and regions, and the metadata services.

        For a program of yours that takes them from its environment; it needs ``url`` as its endpoint
        besides.
        """
        tencent, alibaba = self.credentials("tencent-cvm"), self.credentials("alibaba-ecs")
        return {
            "TENCENTCLOUD_SECRET_ID": tencent.key_id,
            "TENCENTCLOUD_SECRET_KEY": tencent.secret,
            "TENCENTCLOUD_REGION": self._of("tencent-cvm")[0],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": alibaba.key_id,
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": alibaba.secret,
            "ALIBABA_CLOUD_REGION_ID": self._of("alibaba-ecs")[0],
            "VNCURL_METADATA_URL": self.url,
        }

    # What happened, and how it is now.

    def journal(self) -> List[JournalEntry]:
        """What the simulator made of each request, oldest first; it keeps the last 1,000."""
        return [
            JournalEntry(**{**entry, "findings": tuple(entry["findings"])})
            for entry in json.loads(self._control("GET", "journal"))
        ]

    def machines(self) -> List[Machine]:
        """Every simulated instance as it is now, a fleet included."""
        return [Machine(**each) for each in self._state()["instances"]]

    def time(self, *, scope: str = "all") -> float:
        """Unix seconds on the simulator's clock; ``scope`` as in advance()."""
        name = {"all": "now_ms", "console": "console_now_ms"}.get(scope)
        if name is None:
            _refuse(f"no clock is called {scope!r}; there are all, console")
        return float(self._state()[name]) / 1000

    def screen(self, instance_id: str) -> str:
        """The 25 lines of an instance's screen, once a console of it was opened."""
        return self._control("GET", f"console/{quote(instance_id, safe='')}/text").decode()

    def screen_png(self, instance_id: str) -> bytes:
        """The same as a picture of 640 by 400 pixels."""
        return self._control("GET", f"console/{quote(instance_id, safe='')}/png")

    # What a test changes.

    def reset(self) -> None:
        """Everything as at the start: states, clock, faults, an empty journal; consoles close."""
        self._control("POST", "reset")

    def advance(self, seconds: float, *, scope: str = "all") -> None:
        """Move the clock on, or back by a negative number.

        Args:
            seconds: How far.
            scope: "all" is the time of everything, so that beyond 300 s honest signatures expire;
                "console" that of addresses and consoles alone.
        """
        self._clock(scope, advance_ms=round(seconds * 1000))

    def set_time(self, seconds: float, *, scope: str = "all") -> None:
        """Set the clock to so many Unix seconds, from where it goes on."""
        self._clock(scope, set_ms=round(seconds * 1000))

    def freeze(self, *, scope: str = "all") -> None:
        """Let the clock stand still."""
        self._clock(scope, freeze=True)

    def resume(self, *, scope: str = "all") -> None:
        """Let the clock go on from where it stands."""
        self._clock(scope, freeze=False)

    def set_state(self, instance_id: str, state: str, *, after: float = 0) -> None:
        """Give an instance a state, in the cloud's own word, at once or so many seconds later."""
        body = {"state": state, "after_ms": round(after * 1000)}
        self._control("POST", f"instances/{quote(instance_id, safe='')}", body)

    def set_faults(self, *faults: Mapping[str, Any]) -> None:
        """Set these faults in place of the former ones; without any, there are none.

        Args:
            faults: Each a mapping with any of ``service``, ``action``, ``region`` and ``instance``
                (whom it strikes), ``probability``, ``seed`` and ``times`` (how often), ``error``
                (``http``, ``code``, ``message``), ``latency_ms``, ``drop`` and ``garbage`` (what it
                does).
        """
        self._control("POST", "faults", [dict(each) for each in faults])

    def _clock(self, scope: str, **change: Union[int, bool]) -> None:
        self._control("POST", "clock", {"scope": scope, **change})

    def _state(self) -> Dict[str, Any]:
        return dict(json.loads(self._control("GET", "state")))

    def _control(self, method: str, path: str, body: object = None) -> bytes:
        sent = b"" if body is None else json.dumps(body).encode()
        status, answer = self._running.control(method, path, sent)
        if status != 200:
            _refuse(answer.decode().rstrip("\n"))
        return answer


def _refuse(why: str) -> NoReturn:
    raise InputError(why, kind="usage", advice="correct it and ask again; nothing was changed")
