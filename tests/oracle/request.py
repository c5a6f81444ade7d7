"""What every signature of the canonical-request family is made from."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

FAMILY = "canonical request"


@dataclass(frozen=True)
class Request:
    """One request to be signed, and by whom."""

    method: str
    """Upper case, such as ``POST``."""
    path: str
    """As on the wire, from the first ``/``."""
    query: str
    """As on the wire, without the ``?``."""
    headers: tuple[tuple[str, str], ...]
    """Exactly the headers to be signed, in any order, each name once."""
    payload: bytes
    """The bytes that are hashed: the body, or the text that stands for it."""
    service: str
    """The product's name in the credential scope; unused where there is none."""
    timestamp: int
    """Unix time in seconds."""
    key_id: str
    secret: str = field(repr=False)

    def canonical_headers(self) -> list[tuple[str, str]]:
        """Return the headers sorted by lower-cased name, values without blanks around them.

        A blank is a space or a tab (RFC 9110, section 5.6.3): ``str.strip`` would take others away too.
        """
        return sorted((name.lower(), value.strip(" \t")) for name, value in self.headers)

    def signed_headers(self) -> str:
        """Return the sorted header names, joined with semicolons."""
        return ";".join(name for name, _ in self.canonical_headers())


def sha256_hex(data: bytes) -> str:
    """Return SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def hmac_sha256(key: bytes, text: str) -> bytes:
    """Return HMAC-SHA256 of the text's UTF-8 bytes."""
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
