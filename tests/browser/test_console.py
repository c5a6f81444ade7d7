"""Consoles in a real browser: seen, typed into, refused, closed."""

from __future__ import annotations

import os
import socket
import unittest
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from tests.browser.case import ALIBABA, BUILD, PAGES, TENCENT, WithSimulator, state

NOVNC = Path(os.environ.get("NOVNC", str(BUILD / "novnc/package")))


class Production(WithSimulator):
    """The clouds' own addresses, mapped to the simulator with TLS."""

    tls = True

    def opens(self, instance: str, url: str, name: str) -> None:
        """The browser opens exactly this address, and the simulator finds no fault with it."""
        self.page.visit(url)
        self.lives(instance, name)
        self.assertEqual(self.page.evaluate("location.href"), url)
        visit = self.simulator.journal("page")[-1]
        self.assertEqual((visit["outcome"], visit["findings"]), ("ok", []))
        self.assertIn(f"={visit['vnc_url']}", url)

    def test_tencents_page_shows_a_living_screen(self) -> None:
        url = self.simulator.console_url(TENCENT)
        self.assertTrue(url.startswith(PAGES[TENCENT] + "wss%3A%2F%2F"), url)
        self.opens(TENCENT, url, "tencent")

    def test_alibabas_page_shows_a_living_screen(self) -> None:
        url = self.simulator.console_url(ALIBABA, "--linux")
        self.assertTrue(url.startswith(PAGES[ALIBABA] + "wss%3A%2F%2F"), url)
        self.opens(ALIBABA, url, "alibaba")

    def test_alibabas_older_page_takes_a_password_and_closes_after_a_minute(self) -> None:
        url = self.simulator.console_url("i-demo0002", "--windows")
        url = url.replace("ecs-console-vnc2/0.0.8", "ecs-console-vnc/0.0.7") + "&password=abc123"
        self.opens("i-demo0002", url, "alibaba-older-page")
        self.simulator.advance(60)
        self.page.until(state("closed"))
        self.assertIn("No key or pointer event for 60 s", self.words())


class Refusals(WithSimulator):
    """What the pages say when there is no console, at the simulator's own address."""

    def url(self, instance: str = TENCENT) -> str:
        """A good address."""
        flags = ["--linux"] if instance == ALIBABA else []
        return self.simulator.local(self.simulator.console_url(instance, *flags))

    def refused(self, url: str, outcome: str, heading: str) -> None:
        """The page names the fault and shows no screen."""
        self.page.visit(url)
        found = self.page.until("document.querySelector('main')?.dataset.outcome")
        self.assertEqual(found, outcome)
        self.assertEqual(self.heading(), heading)
        self.assertIn("vncurl simulator", self.words())
        self.assertIsNone(self.page.evaluate("document.querySelector('canvas')"))
        self.picture(f"refused-{outcome}")

    def changed(self, url: str, change: Any) -> str:
        """The same page with its address changed."""
        page, _, value = url.partition("=")
        return f"{page}={change(value)}"

    def test_an_expired_address(self) -> None:
        url = self.url()
        self.simulator.advance(15)
        self.refused(url, "expired", "The address has expired")

    def test_a_used_address(self) -> None:
        url = self.url()
        self.page.visit(url)
        self.page.until(state("open"))
        self.page = self.browser.page()
        self.refused(url, "used", "The address has been used")

    def test_a_double_encoded_address(self) -> None:
        url = self.changed(self.url(), lambda value: quote(value, safe=""))
        self.refused(url, "double-encoded", "The address was double-encoded")

    def test_an_under_encoded_address(self) -> None:
        self.refused(self.changed(self.url(), unquote), "under-encoded",
                     "The address was decoded on its way")

    def test_a_machine_that_does_not_run_and_an_address_nobody_issued(self) -> None:
        url = self.changed(self.url(), lambda value: value.replace("s%3D", "s%3Dx"))
        self.refused(url, "unknown", "The address is unknown")

    def test_an_address_that_was_used_between_page_and_socket(self) -> None:
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source="""
          const address = new URLSearchParams(location.search).get("InstanceVncUrl");
          if (address) {
            const Real = WebSocket, first = new Real(address);
            const opened = new Promise((resolve) => { first.onopen = resolve; });
            // The page's own socket is opened when the first one has been.
            window.WebSocket = function (url) {
              const late = new EventTarget();
              opened.then(() => {
                const second = new Real(url);
                second.onclose = (event) => late.dispatchEvent(new CloseEvent("close", event));
              });
              return late;
            };
          }""")
        self.page.visit(self.url())
        self.page.until(state("refused"))
        self.assertEqual(self.heading(), "The console was refused")
        self.assertIn("This address has been used", self.words())
        self.picture("refused-at-the-socket")

    def test_the_page_takes_only_an_absolute_websocket_address(self) -> None:
        self.page.call("Page.addScriptToEvaluateOnNewDocument", source="""
          URLSearchParams.prototype.get = () => "/vnc?s=relative";
          window.WebSocket = function () { window.opened = true; };""")
        self.page.visit(self.url())
        self.page.until(state("refused"))
        self.assertEqual(self.heading(), "This is no WebSocket address")
        self.assertIsNone(self.page.evaluate("window.opened"))

    def test_the_31st_reconnect_within_a_minute(self) -> None:
        url = self.url(ALIBABA)
        address = urlsplit(unquote(url.partition("vncUrl=")[2].partition("&")[0]))
        handshake = (f"GET {address.path}?{address.query} HTTP/1.1\r\nHost: {address.netloc}\r\n"
                     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode()
        for _ in range(30):
            opened = socket.create_connection(("127.0.0.1", self.simulator.port))
            self.addCleanup(opened.close)
            opened.sendall(handshake)
            self.assertTrue(opened.recv(64).startswith(b"HTTP/1.1 101 "))
        self.refused(url, "budget-spent", "Too many reconnects within a minute")
        self.simulator.advance(60)
        self.page.visit(self.url(ALIBABA))
        self.page.until(state("open"))

    def test_an_open_console_is_closed_by_keepalive(self) -> None:
        self.page.visit(self.url())
        self.page.until(state("open"))
        self.simulator.advance(299)
        self.page.type("x")
        self.screen_says("# x")
        self.simulator.advance(299)
        self.assertEqual(self.page.evaluate("document.querySelector('main').dataset.console"),
                         "open")
        self.simulator.advance(1)
        self.page.until(state("closed"))
        self.assertEqual(self.heading(), "Closed by keepalive")
        self.assertIn("No key or pointer event for 300 s", self.words())
        self.assertEqual(self.simulator.journal("console")[-1]["outcome"], "closed")
        self.picture("closed-by-keepalive")

    def test_exit_closes_the_console(self) -> None:
        self.page.visit(self.url())
        self.page.until(state("open"))
        self.page.type("\nexit\n")
        self.page.until(state("closed"))
        self.assertEqual(self.heading(), "The console has closed")
        self.assertIn("The console was left.", self.words())
        self.picture("closed-by-exit")


class NoVnc(WithSimulator):
    """The real noVNC shows the same screen."""

    tls = True

    @classmethod
    def setUpClass(cls) -> None:
        if not (NOVNC / "core/rfb.js").is_file():
            raise unittest.SkipTest("noVNC has not been fetched (tests/browser/setup, needs npm)")
        cls.flags = ["--novnc", str(NOVNC)]
        super().setUpClass()

    def test_tencents_page_shows_a_living_screen(self) -> None:
        self.page.visit(self.simulator.console_url(TENCENT))
        self.lives(TENCENT, "novnc-tencent")

    def test_alibabas_page_shows_a_living_screen_until_keepalive(self) -> None:
        self.page.visit(self.simulator.console_url(ALIBABA, "--linux"))
        self.lives(ALIBABA, "novnc-alibaba")
        self.simulator.advance(300)
        self.page.until(state("closed"))
        self.assertEqual(self.heading(), "Closed by keepalive")
        self.picture("novnc-closed-by-keepalive")

    def test_a_used_address_is_refused_before_novnc_is_asked(self) -> None:
        url = self.simulator.console_url(TENCENT)
        self.page.visit(url)
        self.page.until(state("open"))
        self.page.visit(url)
        self.page.until("document.querySelector('main')?.dataset.outcome === 'used'")
