# Types only. The words live in Rust, so that help() shows them.
import os
from typing import (
    Callable,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
    final,
)

from .errors import VncurlError

__all__ = [
    "Client",
    "Console",
    "Consoles",
    "Expired",
    "Flow",
    "Instance",
    "Limiter",
    "Opened",
    "Origin",
    "Page",
    "Progress",
    "Provider",
    "Region",
    "Reply",
    "Request",
    "Send",
    "Signed",
    "Signer",
    "Statuses",
    "Turn",
    "Wait",
    "__version__",
    "_Simulator",
    "_command",
    "console_url",
    "parse_instances",
    "parse_regions",
    "parse_reply",
    "parse_statuses",
    "providers",
    "sign",
    "websocket_url",
]

__version__: str

@final
class Client:
    def __new__(
        cls,
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
    ) -> Client: ...
    def console(
        self,
        instance_id: str,
        *,
        wait_running: Optional[float] = None,
        progress: Optional[Callable[[Progress], object]] = None,
    ) -> Console: ...
    def consoles(self, instance_ids: Iterable[str]) -> Consoles: ...
    def statuses(self, instance_ids: Optional[Iterable[str]] = None) -> Statuses: ...
    def regions(self) -> List[Region]: ...
    def find(self, wanted: str) -> List[Instance]: ...
    def flow(self, instance_id: str, *, wait_running: Optional[float] = None) -> Flow: ...
    @property
    def provider(self) -> str: ...
    @property
    def region(self) -> Optional[str]: ...
    @property
    def origin(self) -> Optional[Origin]: ...

@final
class Origin:
    @property
    def source(self) -> str: ...
    @property
    def place(self) -> str: ...
    @property
    def region(self) -> Optional[str]: ...
    @property
    def skipped(self) -> Tuple[Tuple[str, str], ...]: ...
    @property
    def warnings(self) -> Tuple[str, ...]: ...

@final
class Console:
    @property
    def url(self) -> str: ...
    @property
    def websocket_url(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def instance_id(self) -> str: ...
    @property
    def not_after(self) -> int: ...
    @property
    def single_use(self) -> bool: ...
    @property
    def keep_alive_s(self) -> Optional[int]: ...
    @property
    def clock_offset_s(self) -> int: ...
    @property
    def request_id(self) -> str: ...

@final
class Progress:
    def __new__(
        cls,
        *,
        wait_s: Optional[float] = None,
        why: Optional[str] = None,
        clock_offset_s: Optional[int] = None,
    ) -> Progress: ...
    @property
    def wait_s(self) -> Optional[float]: ...
    @property
    def why(self) -> Optional[str]: ...
    @property
    def clock_offset_s(self) -> Optional[int]: ...

@final
class Consoles:
    def __iter__(self) -> Iterator[Opened]: ...
    def __next__(self) -> Opened: ...
    def __len__(self) -> int: ...

@final
class Opened:
    def __new__(
        cls,
        instance_id: str,
        *,
        console: Optional[Console] = None,
        error: Optional[VncurlError] = None,
    ) -> Opened: ...
    @property
    def instance_id(self) -> str: ...
    @property
    def console(self) -> Optional[Console]: ...
    @property
    def error(self) -> Optional[VncurlError]: ...

@final
class Statuses:
    def __iter__(self) -> Iterator[Instance]: ...
    def __next__(self) -> Instance: ...

@final
class Instance:
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Optional[str]: ...
    @property
    def state(self) -> Optional[str]: ...
    @property
    def refusal(self) -> Optional[str]: ...
    @property
    def windows(self) -> Optional[bool]: ...
    @property
    def private_addresses(self) -> Tuple[str, ...]: ...
    @property
    def public_addresses(self) -> Tuple[str, ...]: ...
    @property
    def region(self) -> Optional[str]: ...

@final
class Region:
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Optional[str]: ...
    @property
    def available(self) -> Optional[bool]: ...

@final
class Flow:
    def next(self, now: float) -> Union[Send, Wait, Expired]: ...
    def receive(
        self,
        now: float,
        status: int,
        headers: Union[Mapping[str, str], Iterable[Tuple[str, str]]],
        body: bytes,
    ) -> Optional[Console]: ...
    def lost(self, now: float, reason: str = "no reply came") -> None: ...
    @property
    def instance_id(self) -> str: ...
    @property
    def clock_offset_s(self) -> int: ...

@final
class Send:
    @property
    def request(self) -> Request: ...
    @property
    def timeout(self) -> float: ...

@final
class Wait:
    @property
    def until(self) -> float: ...
    @property
    def why(self) -> Optional[str]: ...

@final
class Expired:
    @property
    def error(self) -> VncurlError: ...

@final
class Limiter:
    def __new__(cls, limit: Optional[int], *, window_s: int = 1) -> Limiter: ...
    def begin(self, now: float) -> Turn: ...
    def ended(self, turn: Turn, now: float, *, throttled: bool = False) -> None: ...

@final
class Turn:
    @property
    def go(self) -> bool: ...
    @property
    def until(self) -> Optional[float]: ...

@final
class Provider:
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def instance_id_prefix(self) -> str: ...
    @property
    def requests_per_s(self) -> Optional[int]: ...
    @property
    def statuses_per_s(self) -> Optional[int]: ...
    @property
    def instances_per_s(self) -> Optional[int]: ...
    @property
    def ids_max(self) -> int: ...
    @property
    def statuses_page_max(self) -> int: ...
    @property
    def instances_page_max(self) -> int: ...
    @property
    def needs_region(self) -> bool: ...
    @property
    def signature(self) -> str: ...
    @property
    def vnc_url_valid_s(self) -> int: ...
    @property
    def single_use(self) -> bool: ...
    @property
    def connects_per_min(self) -> int: ...
    @property
    def keep_alive_s(self) -> Optional[int]: ...
    @property
    def viewer(self) -> str: ...
    @property
    def viewers(self) -> List[str]: ...
    @property
    def asks_for_os(self) -> bool: ...

@final
class Request:
    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def headers(self) -> List[Tuple[str, str]]: ...
    @property
    def body(self) -> bytes: ...
    @property
    def http1(self) -> bytes: ...

@final
class Reply:
    @property
    def vnc_url(self) -> str: ...
    @property
    def request_id(self) -> str: ...

@final
class Page:
    @property
    def items(self) -> Tuple[Instance, ...]: ...
    @property
    def total(self) -> Optional[int]: ...
    @property
    def request_id(self) -> str: ...

@final
class Signed:
    @property
    def algorithm(self) -> str: ...
    @property
    def canonical_request(self) -> str: ...
    @property
    def string_to_sign(self) -> str: ...
    @property
    def signature(self) -> str: ...
    @property
    def authorization(self) -> str: ...

@final
class Signer:
    def __new__(
        cls,
        provider: str,
        *,
        region: Optional[str] = None,
        key_id: str,
        secret: str,
        token: Optional[str] = None,
        endpoint: Optional[str] = None,
        site: str = "main",
        signature: Optional[str] = None,
        method: Optional[str] = None,
        unsigned_payload: bool = False,
    ) -> Signer: ...
    def request(self, instance_id: str, timestamp: int, nonce: str = "") -> Request: ...
    def console_url(
        self,
        instance_id: str,
        status: int,
        body: bytes,
        *,
        windows: Optional[bool] = None,
        viewer: Optional[str] = None,
        password: Optional[str] = None,
    ) -> str: ...
    def statuses_request(
        self,
        instance_ids: Optional[Sequence[str]] = None,
        *,
        offset: int = 0,
        limit: Optional[int] = None,
        timestamp: int,
        nonce: str = "",
    ) -> Request: ...
    def instances_request(
        self,
        *,
        instance_ids: Optional[Sequence[str]] = None,
        name: Optional[str] = None,
        address: Optional[str] = None,
        address_kind: str = "private",
        offset: int = 0,
        limit: Optional[int] = None,
        timestamp: int,
        nonce: str = "",
    ) -> Request: ...
    def regions_request(self, *, timestamp: int, nonce: str = "") -> Request: ...
    @property
    def provider(self) -> str: ...
    @property
    def region(self) -> Optional[str]: ...

@final
class _Simulator:
    def __new__(
        cls,
        *,
        port: int,
        fleet: int,
        unlimited: bool,
        novnc: Union[str, os.PathLike[str], None],
        bridges: Sequence[Tuple[str, str]],
        ca_out: Union[str, os.PathLike[str], None],
    ) -> _Simulator: ...
    def banner(self) -> str: ...
    def control(self, method: str, path: str, body: bytes) -> Tuple[int, bytes]: ...
    def stop(self) -> None: ...
    @staticmethod
    def temporary_credentials(cloud: str) -> Tuple[str, str, str]: ...

def providers() -> List[Provider]: ...
def sign(
    algorithm: str,
    *,
    method: str,
    path: str,
    query: str,
    headers: Sequence[Tuple[str, str]],
    payload: bytes,
    service: str,
    timestamp: int,
    key_id: str,
    secret: str,
) -> Signed: ...
def parse_reply(provider: str, status: int, body: bytes) -> Reply: ...
def parse_statuses(provider: str, status: int, body: bytes) -> Page: ...
def parse_instances(provider: str, status: int, body: bytes) -> Page: ...
def parse_regions(provider: str, status: int, body: bytes) -> List[Region]: ...
def console_url(
    provider: str,
    vnc_url: str,
    *,
    instance_id: str,
    windows: Optional[bool] = None,
    viewer: Optional[str] = None,
    password: Optional[str] = None,
) -> str: ...
def websocket_url(provider: str, vnc_url: str) -> str: ...
def _command(arguments: Sequence[str]) -> int: ...
