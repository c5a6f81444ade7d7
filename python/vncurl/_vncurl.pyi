# Types only. The words live in Rust, so that help() shows them.
import os
from typing import List, Optional, Sequence, Tuple, Union, final

__all__ = [
    "Client",
    "Console",
    "Provider",
    "Reply",
    "Request",
    "Signed",
    "Signer",
    "__version__",
    "_command",
    "console_url",
    "parse_reply",
    "providers",
    "sign",
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
        endpoint: Optional[str] = None,
        viewer: Optional[str] = None,
        windows: Optional[bool] = None,
        ca_file: Union[str, os.PathLike[str], None] = None,
        timeout: float = 40.0,
    ) -> Client: ...
    def console(self, instance_id: str) -> Console: ...
    @property
    def provider(self) -> str: ...
    @property
    def region(self) -> str: ...

@final
class Console:
    @property
    def url(self) -> str: ...
    @property
    def provider(self) -> str: ...
    @property
    def instance_id(self) -> str: ...
    @property
    def not_after(self) -> int: ...
    @property
    def single_use(self) -> bool: ...
    @property
    def request_id(self) -> str: ...

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
class Signed:
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
        region: str,
        key_id: str,
        secret: str,
        token: Optional[str] = None,
        endpoint: Optional[str] = None,
    ) -> Signer: ...
    def request(self, instance_id: str, *, timestamp: int, nonce: str) -> Request: ...
    @property
    def provider(self) -> str: ...
    @property
    def region(self) -> str: ...

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
def console_url(
    provider: str,
    vnc_url: str,
    *,
    instance_id: str,
    windows: Optional[bool] = None,
    viewer: Optional[str] = None,
) -> str: ...
def _command(arguments: Sequence[str]) -> int: ...
