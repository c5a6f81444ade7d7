"""What every signature of the sorted-parameters family is made from."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass, field

FAMILY = "sorted parameters"


@dataclass(frozen=True)
class ParameterRequest:
    """One request to be signed, and the secret that signs it; the key id is one of its parameters."""

    method: str
    """Upper case, such as ``POST``."""
    host: str
    """As in the header, without a scheme."""
    path: str
    """As on the wire, from the first ``/``."""
    query: tuple[tuple[str, str], ...]
    """Names and values that stand in the query, decoded, in any order, each name once, without the signature."""
    form: tuple[tuple[str, str], ...]
    """The same for the form body."""
    secret: str = field(repr=False)

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """All parameters in the order of the wire: what is signed does not say where each one stands."""
        return self.query + self.form

    def sorted_parameters(self) -> list[tuple[str, str]]:
        """Return all parameters in the byte order of their names alone."""
        return sorted(self.parameters, key=lambda parameter: parameter[0].encode())


def hmac_base64(digest: str, key: bytes, text: str) -> str:
    """Return the HMAC of the text's UTF-8 bytes in Base64, with the hash function of that name."""
    return base64.b64encode(hmac.new(key, text.encode(), digest).digest()).decode()
