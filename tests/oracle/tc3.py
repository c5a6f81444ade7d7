"""TC3-HMAC-SHA256, step by step, as Tencent Cloud's "Signature v3" (CVM API reference) writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from . import request as family
from .request import Request, hmac_sha256, sha256_hex

NAME = "TC3-HMAC-SHA256"
FAMILY = family.FAMILY
MAIN_STEPS = ("canonical_request", "hashed_canonical_request", "string_to_sign", "signature")
KEY_ID_FIELD = "secret_id"
SECRET_FIELD = "secret_key"
UNSIGNED_PAYLOAD = b"UNSIGNED-PAYLOAD"
"""Hashed in place of the body when the header ``X-TC-Content-SHA256`` says so."""
SIGNS_UTF8_HEADERS = False
"""Lower-casing is defined for ASCII alone."""
POST_SIGNS_QUERY = False
"""The document leaves the query of a POST empty."""


def headers(facts: Mapping[str, Any], payload: bytes) -> list[tuple[str, str]]:
    """Return the headers that the document signs: the first two are required, the third stands in its example."""
    return [
        ("content-type", facts["content_type"]),
        ("host", facts["host"]),
        ("x-tc-action", facts["action"]),
    ]


def date(timestamp: int) -> str:
    """Return the UTC day of a Unix time, ``YYYY-MM-DD``."""
    return (datetime(1970, 1, 1) + timedelta(seconds=timestamp)).strftime("%Y-%m-%d")


def canonical_query(request: Request) -> str:
    """Return the query just as it is sent."""
    return request.query


def canonical_request(request: Request) -> str:
    """Return the request in the one spelling that both sides hash; header values are lower-cased."""
    # bytes.lower changes ASCII only; str.lower would turn some letters into others of another length.
    lines = "".join(f"{name}:{value.encode().lower().decode()}\n" for name, value in request.canonical_headers())
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


def credential_scope(request: Request) -> str:
    """Return day, service and terminator, joined by slashes."""
    return f"{date(request.timestamp)}/{request.service}/tc3_request"


def string_to_sign(request: Request) -> str:
    """Return what the last HMAC is fed with."""
    hashed = sha256_hex(canonical_request(request).encode())
    return "\n".join((NAME, str(request.timestamp), credential_scope(request), hashed))


def key_chain(request: Request) -> tuple[bytes, bytes, bytes]:
    """Return the secret narrowed by day, then by service, then by the terminator."""
    secret_date = hmac_sha256(b"TC3" + request.secret.encode(), date(request.timestamp))
    secret_service = hmac_sha256(secret_date, request.service)
    return secret_date, secret_service, hmac_sha256(secret_service, "tc3_request")


def signing_key(request: Request) -> bytes:
    """Return the end of the key chain."""
    return key_chain(request)[-1]


def signature(request: Request) -> str:
    """Return the signature in lower-case hexadecimal."""
    return hmac_sha256(signing_key(request), string_to_sign(request)).hex()


def authorization(request: Request) -> str:
    """Return the value of the Authorization header; its parts are parted by a comma and a space."""
    return (
        f"{NAME} Credential={request.key_id}/{credential_scope(request)}, "
        f"SignedHeaders={request.signed_headers()}, Signature={signature(request)}"
    )


def steps(request: Request) -> dict[str, str]:
    """Return every value on the way, under the names that the vector files use."""
    secret_date, secret_service, secret_signing = key_chain(request)
    return {
        "signed_headers": request.signed_headers(),
        "payload_sha256": sha256_hex(request.payload),
        "canonical_query": canonical_query(request),
        "canonical_request": canonical_request(request),
        "hashed_canonical_request": sha256_hex(canonical_request(request).encode()),
        "credential_scope": credential_scope(request),
        "string_to_sign": string_to_sign(request),
        "secret_date": secret_date.hex(),
        "secret_service": secret_service.hex(),
        "secret_signing": secret_signing.hex(),
        "signature": signature(request),
        "authorization": authorization(request),
    }
