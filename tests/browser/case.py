"""One browser for a class of tests, one page for each test, and what a living screen is."""

from __future__ import annotations

import time
import unittest
from pathlib import Path
from typing import List
from urllib.parse import urlsplit

from tests.browser import screen
from tests.browser.chromium import Chromium, Page, find
from tests.browser.simulator import Simulator

BUILD = Path(__file__).parents[2] / "build"
PICTURES = BUILD / "browser"
TENCENT, ALIBABA = "ins-demo0001", "i-demo0001"

PAGES = {
    TENCENT: "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=",
    ALIBABA: "https://g.alicdn.com/aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=",
}


def state(*wanted: str) -> str:
    """An expression that is true in one of these states of the page."""
    words = " || ".join(f"state === '{word}'" for word in wanted)
    return f"(state => {words})(document.querySelector('main')?.dataset.console)"


def chromium() -> str:
    """The browser's program."""
    program = find()
    if not program:
        raise unittest.SkipTest("there is no Chromium on this machine")
    return program


class InBrowser(unittest.TestCase):
    """One browser for a class of tests, one page for each test."""

    browser: Chromium
    page: Page

    @classmethod
    def setUpClass(cls) -> None:
        cls.browser = Chromium(chromium(), {})
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


class WithSimulator(InBrowser):
    """A simulator besides, which stands at the clouds' own names when it serves TLS."""

    flags: List[str] = []
    tls = False
    simulator: Simulator

    @classmethod
    def setUpClass(cls) -> None:
        program = chromium()
        cls.simulator = Simulator(*cls.flags, tls=cls.tls)
        cls.addClassCleanup(cls.simulator.close)
        place = f"127.0.0.1:{cls.simulator.port}"
        hosts = {f"{urlsplit(page).netloc}:443": place for page in PAGES.values()}
        cls.browser = Chromium(program, hosts, cls.simulator.pin() if cls.tls else None)
        cls.addClassCleanup(cls.browser.close)
