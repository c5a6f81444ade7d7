"""ACS3-HMAC-SHA256, step by step, as Alibaba Cloud's "Request syntax and signature method V3" (SDK guide) writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from . import request as family
from .request import Request, hmac_sha256, sha256_hex

NAME = "ACS3-HMAC-SHA256"
FAMILY = family.FAMILY
MAIN_STEPS = ("canonical_request", "hashed_canonical_request", "string_to_sign", "signature")
KEY_ID_FIELD = "access_key_id"
SECRET_FIELD = "access_key_secret"
SIGNS_UTF8_HEADERS = True
"""Values are not changed, so any text will do."""
POST_SIGNS_QUERY = True
"""The parameters of an RPC product stand in the query of a POST too."""


def headers(facts: Mapping[str, Any], payload: bytes) -> list[tuple[str, str]]:
    """Return the headers that the document requires to be signed in every request."""
    return [
        ("host", facts["host"]),
        ("x-acs-action", facts["action"]),
        ("x-acs-content-sha256", sha256_hex(payload)),
        ("x-acs-date", facts["timestamp_text"]),
        ("x-acs-signature-nonce", facts["signature_nonce"]),
        ("x-acs-version", facts["version"]),
    ]


def date(timestamp: int) -> str:
    """Return a Unix time as ``YYYY-MM-DDThh:mm:ssZ``."""
    return (datetime(1970, 1, 1) + timedelta(seconds=timestamp)).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical_query(request: Request) -> str:
    """Return the parameters sorted by decoded name in byte order, encoded anew as RFC 3986 has it.

    On the wire a space may be ``+``, the order is free, and a parameter may lack its ``=``.
    """
    parameters = []
    for parameter in filter(None, request.query.split("&")):
        name, _, value = parameter.replace("+", " ").partition("=")
        parameters.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return "&".join(
        f"{quote_from_bytes(name, safe='')}={quote_from_bytes(value, safe='')}" for name, value in sorted(parameters)
    )


def canonical_request(request: Request) -> str:
    """Return the request in the one spelling that both sides hash; header values keep their case."""
    lines = "".join(f"{name}:{value}\n" for name, value in request.canonical_headers())
    return "\n".join(
        (
            request.method,
            request.path,
            canonical_query(request),
            lines,
            request.signed_headers(),
            sha256_hex(request.payload),
        )
    )


def string_to_sign(request: Request) -> str:
    """Return what the HMAC is fed with: neither time nor scope stands in it."""
    return "\n".join((NAME, sha256_hex(canonical_request(request).encode())))


def signing_key(request: Request) -> bytes:
    """Return the plain secret: this algorithm derives no key."""
    return request.secret.encode()


def signature(request: Request) -> str:
    """Return the signature in lower-case hexadecimal."""
    return hmac_sha256(signing_key(request), string_to_sign(request)).hex()


def authorization(request: Request) -> str:
    """Return the value of the Authorization header; its parts are parted by a comma alone."""
    return f"{NAME} Credential={request.key_id},SignedHeaders={request.signed_headers()},Signature={signature(request)}"


def steps(request: Request) -> dict[str, str]:
    """Return every value on the way, under the names that the vector files use."""
    return {
        "timestamp_text": date(request.timestamp),
        "signed_headers": request.signed_headers(),
        "payload_sha256": sha256_hex(request.payload),
        "canonical_query": canonical_query(request),
        "canonical_request": canonical_request(request),
        "hashed_canonical_request": sha256_hex(canonical_request(request).encode()),
        "string_to_sign": string_to_sign(request),
        "signature": signature(request),
        "authorization": authorization(request),
    }
