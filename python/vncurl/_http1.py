"""One request and one reply over asyncio's own streams: HTTP/1.1, no redirects, no proxies."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import ssl
import urllib.request
from typing import NoReturn, Union
from urllib.parse import urlsplit

from ._vncurl import Request
from .drivers import Answer
from .errors import InputError, LocalError, NetworkError

# A real reply has about 300 bytes.
BODY_MAX = 64 * 1024
# Status line and headers, and one line of either.
HEAD_MAX = 32 * 1024


class Transport:
    """Sends requests within their time, over TLS with verified certificates.

    Plain HTTP goes to this machine alone, which Request has checked.
    """

    def __init__(self, ca_file: Union[str, os.PathLike[str], None]) -> None:
        self._ca_file = ca_file
        self._context: ssl.SSLContext | None = None

    async def send(self, request: Request, timeout: float) -> Answer:
        """Send ``request`` unchanged and read the whole reply."""
        try:
            return await asyncio.wait_for(self._exchange(request), timeout)
        except asyncio.TimeoutError:
            _fail("no answer in time", "look at the network, or allow more time")
        except socket.gaierror:
            _fail(
                f"the host {urlsplit(request.url).hostname} has no address",
                "look at the spelling of the region or endpoint, and at this machine's DNS",
            )
        except ssl.SSLError as error:
            reason, advice = _fault_of_tls(error, urlsplit(request.url).hostname)
            _fail(f"the connection is not safe: {reason}", advice)

    async def _exchange(self, request: Request) -> Answer:
        parts = urlsplit(request.url)
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        if secure:
            _refuse_proxy(request.host, host)
        context = self._tls() if secure else None
        port = parts.port or (443 if secure else 80)
        reader, writer = await asyncio.open_connection(host, port, ssl=context, limit=HEAD_MAX)
        try:
            writer.write(request.http1)
            await writer.drain()
            return await _read(reader)
        finally:
            # Nothing more is wanted, so nobody waits for the other end's farewell.
            writer.transport.abort()

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            context = ssl.create_default_context()
            if self._ca_file is not None:
                try:
                    context.load_verify_locations(self._ca_file)
                except OSError as error:
                    raise LocalError(
                        f"{os.fspath(self._ca_file)}: {error.strerror or 'no certificates'}",
                        kind="local",
                        advice="name a file that can be read",
                    ) from None
            self._context = context
        return self._context


def _refuse_proxy(authority: str, host: str) -> None:
    """Going out directly where a proxy is named would be a way that nobody chose."""
    proxies = urllib.request.getproxies_environment()
    if host in ("localhost", "::1") or re.fullmatch(r"127(\.[0-9]+){3}", host):
        return
    if not (proxies.get("https") or proxies.get("all")):
        return
    if not urllib.request.proxy_bypass(authority):
        raise InputError(
            "AsyncClient goes through no proxy, and the environment names one",
            kind="usage",
            advice="add the host to NO_PROXY, use Client, or drive a flow with another transport",
        )


_CLOCK = "look at this machine's clock; if it is right, the host needs a new certificate"
_NAME = "look at the endpoint's spelling, and for a portal that answers in its place"
_OPENED = "look for something that opens TLS on the way; its CA can be added by file"
_NOT_SPOKEN = "look at the endpoint, and for a portal that answers in its place"
# OpenSSL's numbers for what is wrong with a certificate.
_CERTIFICATES = {
    9: ("the certificate of {} is not valid yet", _CLOCK),
    10: ("the certificate of {} has expired", _CLOCK),
    18: ("the certificate of {} is signed by itself", _OPENED),
    19: ("no authority that is trusted here signed the certificate of {}", _OPENED),
    20: ("no authority that is trusted here signed the certificate of {}", _OPENED),
    62: ("the certificate is not for {}", _NAME),
    64: ("the certificate is not for {}", _NAME),
}


def _fault_of_tls(error: ssl.SSLError, host: Union[str, None]) -> tuple[str, str]:
    """What is wrong, in the words of Client, and what to do; nothing of the request is in it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        reason, advice = _CERTIFICATES.get(error.verify_code, (error.verify_message, _OPENED))
        return reason.format(host), advice
    if error.reason in ("WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"):
        return f"{host} does not answer in TLS", _NOT_SPOKEN
    if "ALERT_PROTOCOL_VERSION" in (error.reason or "") or "HANDSHAKE_FAILURE" in (error.reason or ""):
        return f"{host} speaks neither TLS 1.3 nor a safe TLS 1.2", _NOT_SPOKEN
    return error.reason or "TLS failed", _OPENED


async def _read(reader: asyncio.StreamReader) -> Answer:
    status, headers = await _read_head(reader)
    while status < 200:
        status, headers = await _read_head(reader)
    fields = {name.lower(): value for name, value in headers}
    if status in (204, 304):
        return status, headers, b""
    if fields.get("transfer-encoding", "identity").lower() != "identity":
        return status, headers, await _read_chunks(reader)
    length = fields.get("content-length")
    if length is None:
        body = await _read_to_end(reader)
    else:
        if not (length.isascii() and length.isdigit()):
            raise ConnectionError("the length of the reply is no number")
        _check_length(int(length))
        body = await _read_exactly(reader, int(length))
    return status, headers, body


async def _read_exactly(reader: asyncio.StreamReader, length: int) -> bytes:
    try:
        return await reader.readexactly(length)
    except asyncio.IncompleteReadError:
        raise ConnectionError("the reply ended too early") from None


async def _read_head(reader: asyncio.StreamReader) -> tuple[int, list[tuple[str, str]]]:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        raise ConnectionError("the connection ended before the reply") from None
    except asyncio.LimitOverrunError:
        _fail(f"the reply is longer than {HEAD_MAX} bytes", _NO_ANSWER)
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    code = rest[:3]
    if not version.startswith("HTTP/1.") or not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise ConnectionError("the reply is not HTTP/1.1")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        headers.append((name, value.strip()))
    return int(code), headers


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while True:
        try:
            line = await reader.readuntil(b"\r\n")
            size = int(line.partition(b";")[0].strip(), 16)
            if size < 0:
                raise ValueError
            _check_length(len(body) + size)
        except (ValueError, asyncio.LimitOverrunError):
            raise ConnectionError("the reply is not HTTP/1.1") from None
        except asyncio.IncompleteReadError:
            raise ConnectionError("the reply ended too early") from None
        chunk = await _read_exactly(reader, size + 2)
        if size == 0:
            return bytes(body)
        body += chunk[:-2]


async def _read_to_end(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while chunk := await reader.read(HEAD_MAX):
        body += chunk
        _check_length(len(body))
    return bytes(body)


_NO_ANSWER = "look at the endpoint: this is no answer of the service"


def _check_length(length: int) -> None:
    if length > BODY_MAX:
        _fail(f"the reply is longer than {BODY_MAX} bytes", _NO_ANSWER)


def _fail(message: str, advice: str) -> NoReturn:
    raise NetworkError(message, kind="network", advice=advice) from None
