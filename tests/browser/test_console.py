"""Consoles in a real browser: seen, typed into, refused, closed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import unittest
from pathlib import Path
from typing import Any, List, Optional
from urllib.parse import quote, unquote, urlsplit

from tests.browser import screen
from tests.browser.chromium import Chromium, Page, find
from tests.browser.simulator import Simulator

BUILD = Path(__file__).parents[2] / "build"
PICTURES = BUILD / "browser"
NOVNC = Path(os.environ.get("NOVNC", str(BUILD / "novnc/package")))
TENCENT, ALIBABA = "ins-demo0001", "i-demo0001"

PAGES = {
    TENCENT: "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=",
    ALIBABA: "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=",
}


def state(*wanted: str) -> str:
    """An expression that is true in one of these states of the page."""
    words = " || ".join(f"state === '{word}'" for word in wanted)
    return f"(state => {words})(document.querySelector('main')?.dataset.console)"


class InBrowser(unittest.TestCase):
    """One simulator and one browser for a class of tests, one page for each test."""

    flags: List[str] = []
    tls = False
    simulator: Simulator
    browser: Chromium
    page: Page

    @classmethod
    def setUpClass(cls) -> None:
        program = find()
        if not program:
            raise unittest.SkipTest("there is no Chromium on this machine")
        cls.simulator = Simulator(*cls.flags, tls=cls.tls)
        cls.addClassCleanup(cls.simulator.close)
        place = f"127.0.0.1:{cls.simulator.port}"
        hosts = {f"{urlsplit(page).netloc}:443": place for page in PAGES.values()}
        pin = cls.simulator.pin() if cls.tls else None
        cls.browser = Chromium(program, hosts, pin)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self) -> None:
        self.page = self.browser.page()

    def picture(self, name: str) -> None:
        """Save a picture for people."""
        self.page.screenshot(PICTURES / f"{name}.png")

    def screen_says(self, wanted: str) -> str:
        """Wait until the canvas shows a text; all of the screen."""
        deadline = time.monotonic() + 20
        shown = ""
        while time.monotonic() < deadline:
            shown = screen.text(self.page.until(screen.CELLS))
            if wanted in shown:
                return shown
        raise AssertionError(f"{wanted!r} is not on the screen:\n{shown}\n{self.page.complaints()}")

    def heading(self) -> str:
        """The page's heading."""
        return str(self.page.evaluate("document.querySelector('#head').textContent"))

    def words(self) -> str:
        """Everything that the page says."""
        return str(self.page.evaluate("document.body.innerText"))

    def lives(self, instance: str, name: str) -> None:
        """The console on the page shows its machine and answers keys and pointer."""
        self.page.until(state("open"))
        shown = self.screen_says(instance)
        self.assertIn("vncurl simulator", shown)
        self.assertNotIn("\ufffd", shown)
        title = "document.querySelector('#screen canvas').getContext('2d').getImageData(1, 1, 1, 1)"
        self.assertEqual(self.page.evaluate(f"[...{title}.data]"), [0x2B, 0x4A, 0x78, 0xFF])
        self.page.type("id\n")
        self.screen_says(f"\n{instance}, ")
        self.page.type("help\n")
        self.screen_says("\nexit ")
        box = self.page.evaluate(
            "(({x, y}) => [x, y])(document.querySelector('#screen canvas').getBoundingClientRect())")
        self.page.click(box[0] + 320, box[1] + 200)
        self.screen_says("pointer 3")
        self.picture(name)
        self.assertIn("vncurl simulator", self.words())
        self.assertIn(instance, self.words())
        self.assertRegex(self.words(), r"Address valid for\s+(1?\d\.\d s|expired)")
        self.assertEqual(self.page.complaints(), [])


class Production(InBrowser):
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


class Refusals(InBrowser):
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


class NoVnc(InBrowser):
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


#: Counts pixels that are not the commonest colour.
INK = """(() => {
  const canvas = document.querySelector("#screen canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data[at] << 16 | data[at + 1] << 8 | data[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return data.length / 4 - Math.max(...counts.values());
})()"""


class RealServer:
    """A VNC server that is not the simulator's."""

    def __init__(self, command: List[str], port: int) -> None:
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                assert time.monotonic() < deadline and self.process.poll() is None, command

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on, above 5900."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Bridges(InBrowser):
    """A real VNC server behind an address."""

    server: Optional[RealServer] = None

    @classmethod
    def setUpClass(cls) -> None:
        port = free_port()
        if qemu := shutil.which("qemu-system-x86_64"):
            command = [qemu, "-nodefaults", "-vga", "std", "-net", "none", "-m", "64",
                       "-boot", "menu=on,splash-time=60000",
                       "-vnc", f"127.0.0.1:{port - 5900}", "-display", "none"]
        else:
            raise unittest.SkipTest("QEMU is not installed, so there is no real VNC server")
        server = RealServer(command, port)
        cls.addClassCleanup(server.close)
        cls.flags = ["--bridge", f"{TENCENT}=127.0.0.1:{port}"]
        super().setUpClass()

    def test_qemus_screen_is_seen_typed_into_and_closed_by_keepalive(self) -> None:
        self.page.visit(self.simulator.local(self.simulator.console_url(TENCENT)))
        self.page.until(state("open"))
        # The BIOS writes its name and waits for Escape.
        self.page.until(f"{INK} > 500")
        before = self.page.evaluate(INK)
        self.simulator.advance(299)
        self.page.press("Escape", 27)
        self.page.until(f"{INK} > {before} + 500")
        self.picture("bridge-qemu")
        self.simulator.advance(299)
        self.assertEqual(self.page.evaluate("document.querySelector('main').dataset.console"),
                         "open")
        self.simulator.advance(1)
        self.page.until(state("closed"))
        self.assertEqual(self.heading(), "Closed by keepalive")


if __name__ == "__main__":
    unittest.main()
