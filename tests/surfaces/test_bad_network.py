"""Every way to ask for a console, against networks that misbehave: told in time, with the next step,
in the same words, and with no credential for anybody but the cloud.

    VNCURL=target/release/vncurl CONSOLE_URL=build/c/console_url python -m unittest discover tests/surfaces
"""

from __future__ import annotations

import gzip
import os
import ssl
import tempfile
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Callable, Dict, NamedTuple, Optional, Tuple
from unittest import mock

from callers import Told, by_async_client, by_client, by_libcurl, by_python, by_rust
from hostile import Authority, Behaviour, Connection, Peer, answer, closes, drops, endless, silent

OK = b'{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fvnc.example%2Fvnc%3Fs%3Dabc","RequestId":"R-1"}}'
STATUS = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
Caller = Callable[[str, Optional[str], Dict[str, str]], Told]
ALL: Tuple[Caller, ...] = (by_rust, by_python, by_client, by_async_client)
# Most that a call may take whose time-out is 1 s, on a machine that does much else.
PATIENCE_S = 8.0


def whole(body: bytes, headers: bytes = b"") -> bytes:
    return STATUS + headers + b"Content-Length: %d\r\n\r\n" % len(body) + body


class Case(NamedTuple):
    """What a server does, the word for it, and a part of what a person reads."""

    behave: Behaviour
    kind: str
    part: str
    callers: Tuple[Caller, ...] = ALL + (by_libcurl,)


LONG = "the reply is longer than"
# The C example has a time-out of its own, 10 s.
REPLIES = {
    "a reply": Case(answer(whole(OK)), "ok", "wss%3A%2F%2Fvnc.example"),
    "another type": Case(answer(whole(OK, b"Content-Type: image/png\r\n")), "ok", "vnc.example"),
    "100-continue": Case(answer(b"HTTP/1.1 100 Continue\r\n\r\n" + whole(OK)), "ok", "vnc.example"),
    "1 GiB": Case(endless(STATUS + b"Content-Length: 1073741824\r\n\r\n", b" " * 65536), "network", LONG, ALL),
    "chunks": Case(endless(STATUS + CHUNKED, b"4000\r\n" + b" " * 0x4000 + b"\r\n"), "network", LONG, ALL),
    "1 GiB chunk": Case(endless(STATUS + CHUNKED + b"40000000\r\n", b" " * 65536), "network", LONG, ALL),
    "no length": Case(endless(STATUS + b"\r\n", b" " * 65536), "network", LONG, ALL),
    "endless header": Case(endless(STATUS + b"X: ", b"x" * 65536), "network", LONG, ALL),
    "1 GiB for C": Case(endless(STATUS + b"\r\n", b" " * 65536), "network", "", (by_libcurl,)),
    "slow head": Case(drops(STATUS), "network", "no answer in time", ALL),
    "slow body": Case(drops(STATUS + b"Content-Length: 5000\r\n\r\n{"), "network", "no answer in time", ALL),
    "silent": Case(silent, "network", "no answer in time", ALL),
    "closes": Case(closes, "network", ""),
    "half a reply": Case(answer(STATUS + b"Content-Length: 500\r\n\r\n" + OK), "network", ""),
    "no body": Case(answer(STATUS + b"Content-Length: 500\r\n\r\n"), "network", ""),
    "no HTTP": Case(answer(b"\0\1\2\3\r\n\r\n"), "network", ""),
    "HTTP/2": Case(answer(b"\0\0\x12\4\0\0\0\0\0\0\3\0\0\0\x64"), "network", ""),
    "gzip": Case(answer(whole(gzip.compress(OK), b"Content-Encoding: gzip\r\n")), "reply", ""),
    "portal": Case(answer(whole(b"<html>Please log in", b"Content-Type: text/html\r\n")), "reply", ""),
    "NUL": Case(answer(whole(b"\0" * 99)), "reply", ""),
    "empty": Case(answer(whole(b"")), "reply", ""),
    "no content": Case(answer(b"HTTP/1.1 204 No Content\r\n\r\n"), "reply", "a gateway or proxy answered"),
}


class BadNetwork(unittest.TestCase):
    """Peers are closed with the test."""

    def peer(self, behave: Behaviour, tls: Optional[ssl.SSLContext] = None) -> Peer:
        peer = Peer(behave, tls)
        self.addCleanup(peer.close)
        return peer

    def check(self, name: str, case: Case, endpoint: str, ca: Optional[str] = None,
              environment: Optional[Dict[str, str]] = None) -> None:
        for caller in case.callers:
            with self.subTest(case=name, caller=caller.__name__):
                started = time.monotonic()
                told = caller(endpoint, ca, environment or {})
                self.assertLess(time.monotonic() - started, PATIENCE_S)
                self.assertEqual(told.kind, case.kind, told.text)
                self.assertIn(case.part, told.text)
                if told.kind != "ok":
                    self.assertNotIn("marker", told.text)
                    self.assertTrue("next: look" in told.text or "next: name" in told.text
                                    or caller is by_libcurl, told.text)

    def test_every_reply_is_read_or_told_in_time(self) -> None:
        def one(item: Tuple[str, Case]) -> None:
            name, case = item
            self.check(name, case, self.peer(case.behave).http)

        # Most of a case is waiting.
        with ThreadPoolExecutor(6) as together:
            list(together.map(one, REPLIES.items()))

    def test_a_redirect_is_not_followed(self) -> None:
        elsewhere = self.peer(answer(whole(OK)))
        for status in (301, 302, 307, 308):
            for location in (elsewhere.http, elsewhere.https):
                head = b"HTTP/1.1 %d Moved\r\nLocation: %s/\r\nContent-Length: 0\r\n\r\n"
                behave = answer(head % (status, location.encode()))
                callers: Tuple[Caller, ...] = (by_rust, by_client, by_async_client, by_libcurl)
                case = Case(behave, "reply", "a gateway or proxy answered", callers if status == 307 else callers[1:])
                self.check(f"{status} {location}", case, self.peer(behave).http)
        self.assertEqual(elsewhere.seen, [])

    def test_a_host_without_the_right_certificate_gets_nothing(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        authority = Authority(folder.name)
        good = authority.context("localhost")
        for name, tls, ca, part in (
            ("unknown authority", good, None, "no authority that is trusted here"),
            ("another name", authority.context("elsewhere.example"), authority.file, "is not for localhost"),
            ("ended", authority.context("localhost", -1), authority.file, "of localhost has expired"),
            ("its own", authority.signed_by_itself("localhost"), authority.file, "is signed by itself"),
        ):
            peer = self.peer(answer(whole(OK)), tls)
            self.check(name, Case(closes, "network", part, ALL), peer.https, ca)
            self.check(name, Case(closes, "network", "", (by_libcurl,)), peer.https)
            self.assertEqual([bytes(seen) for seen in peer.seen if seen], [], name)
        peer = self.peer(answer(whole(OK)), good)
        self.check("trusted", Case(closes, "ok", "vnc.example", ALL), peer.https, authority.file)
        self.assertTrue(peer.secrets(), "what looks for secrets finds them")

    def test_what_speaks_no_tls_gets_nothing(self) -> None:
        def plain(connection: Connection) -> None:
            connection.receive()
            connection.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        for name, behave, part in (("plain", plain, "does not answer in TLS"), ("silent", silent, "in time")):
            peer = self.peer(behave)
            self.check(name, Case(behave, "network", part, ALL), peer.https)
            self.assertTrue(peer.seen and not peer.secrets(), name)

    def test_a_host_without_an_address_is_named(self) -> None:
        case = Case(closes, "network", "no-such-host.invalid has no address", ALL)
        self.check("DNS", case, "https://no-such-host.invalid")
        self.check("DNS", Case(closes, "network", "", (by_libcurl,)), "https://no-such-host.invalid")

    def test_a_proxy_learns_the_host_s_name_and_nothing_else(self) -> None:
        refusal = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n"
        callers: Tuple[Caller, ...] = (by_rust, by_client)
        for name, behave, part in (
            ("403", answer(refusal % 403), "answered with status 403"),
            ("407", answer(refusal % 407), "wants another user and password"),
            ("302", answer(refusal % 302), "answered with status 302"),
            ("closes", closes, "the proxy "),
            ("no HTTP", answer(b"\0\1\2\3\r\n\r\n"), "did not answer in HTTP"),
            ("silent", silent, "no answer in time"),
            ("slow", drops(STATUS + b"X: "), "no answer in time"),
            ("in the cloud's place", answer(STATUS + b"\r\n" + whole(OK)), "cvm.example does not answer in TLS"),
        ):
            proxy = self.peer(behave)
            environment = {"HTTPS_PROXY": proxy.http.replace("//", "//joe:pAsS@")}
            with mock.patch.dict(os.environ, environment):
                self.check(name, Case(behave, "network", part, callers), "https://cvm.example", None, environment)
                before = len(proxy.seen)
                told = by_async_client("https://cvm.example", None, {})
                self.assertEqual((told.kind, "goes through no proxy" in told.text), ("usage", True), told)
            self.assertEqual(len(proxy.seen), before)
            heads = {bytes(seen).partition(b"\r\n")[0] for seen in proxy.seen if seen}
            self.assertLessEqual(heads, {b"CONNECT cvm.example:443 HTTP/1.1"}, name)
            self.assertEqual(proxy.secrets(), [], name)

    def test_a_proxy_that_is_not_spoken_to_is_not_passed_by(self) -> None:
        environment = {"ALL_PROXY": "socks5://127.0.0.1:9"}
        peer, plain = self.peer(answer(whole(OK))), self.peer(answer(whole(OK)))
        with mock.patch.dict(os.environ, environment):
            for caller in ALL:
                told = caller(peer.https.replace("localhost", "other.localhost"), None, environment)
                kind = "usage" if caller is by_async_client else "network"
                self.assertEqual((told.kind, "proxy" in told.text), (kind, True), told.text)
                self.assertEqual(peer.seen, [])
                self.assertEqual(caller(plain.http, None, environment).kind, "ok")


if __name__ == "__main__":
    unittest.main()
