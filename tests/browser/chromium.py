"""Chromium without a window, driven over a pair of pipes."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, List, Optional

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--hide-scrollbars", "--window-size=900,800", "--remote-debugging-pipe",
)
#: Seconds that anything may take.
PATIENCE = 20.0


def find() -> Optional[str]:
    """The browser's program, or none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Chromium:
    """A browser with a fresh profile, in which no name means anything but those that are given."""

    def __init__(self, program: str, hosts: Dict[str, str], pin: Optional[str] = None) -> None:
        self.profile = tempfile.mkdtemp(prefix="vncurl-browser-")
        rules = [f"MAP {name} {place}" for name, place in hosts.items()]
        rules += ["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1"]
        arguments = [f"--user-data-dir={self.profile}", f"--host-resolver-rules={', '.join(rules)}"]
        if pin:
            arguments.append(f"--ignore-certificate-errors-spki-list={pin}")
        theirs_in, self.output = os.pipe()
        self.input, theirs_out = os.pipe()

        def as_3_and_4() -> None:
            # Out of the way of 3 and 4 first, whatever their numbers are.
            high_in, high_out = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(high_in, 3)
            os.dup2(high_out, 4)

        self.process = subprocess.Popen(
            [program, *FLAGS, *arguments], preexec_fn=as_3_and_4, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.last = 0
        self.buffer = b""
        self.events: List[Dict[str, Any]] = []

    def close(self) -> None:
        """End the browser and forget its profile."""
        self.process.kill()
        self.process.wait()
        os.close(self.output)
        os.close(self.input)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method: str, session: Optional[str] = None, **parameters: Any) -> Dict[str, Any]:
        """Send a command and wait for its answer; events that come meanwhile are kept."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(deadline)
            if answer.get("id") != self.last:
                self.events.append(answer)
            elif "error" in answer:
                raise AssertionError(f"{method}: {answer['error']}")
            else:
                return dict(answer["result"])

    def receive(self, deadline: float) -> Dict[str, Any]:
        """The next message."""
        while b"\0" not in self.buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.input], [], [], left)[0]:
                raise AssertionError("the browser did not answer in time")
            piece = os.read(self.input, 1 << 16)
            if not piece:
                raise AssertionError("the browser has ended")
            self.buffer += piece
        message, _, self.buffer = self.buffer.partition(b"\0")
        return dict(json.loads(message))

    def page(self) -> "Page":
        """A new page."""
        return Page(self)


class Page:
    """One tab."""

    def __init__(self, browser: Chromium) -> None:
        self.browser = browser
        target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        self.call("Page.enable")
        self.call("Log.enable")
        self.call("Runtime.enable")

    def call(self, method: str, **parameters: Any) -> Dict[str, Any]:
        """Send a command to this tab."""
        return self.browser.call(method, self.session, **parameters)

    def visit(self, url: str) -> None:
        """Go to an address; what it shows comes later."""
        failed = self.call("Page.navigate", url=url).get("errorText")
        assert not failed, f"{failed}: {url}"

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, awaited if it is a promise."""
        answer = self.call("Runtime.evaluate", expression=expression, awaitPromise=True,
                           returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, condition: str) -> Any:
        """Wait until an expression is true; its value."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            # While a page is being replaced, an evaluation can be lost with it.
            try:
                value = self.evaluate(
                    "new Promise(done => { const begun = performance.now(); (function look() {"
                    f" const value = ({condition}); if (value || performance.now() - begun > 300)"
                    " done(value); else setTimeout(look, 20) })() })")
            except AssertionError:
                value = None
            if value:
                return value
        raise AssertionError(f"never true: {condition}\n{self.evaluate('document.body.innerText')}\n"
                             f"{self.complaints()}")

    def complaints(self) -> List[str]:
        """What the browser's own log and console say."""
        told = []
        for event in self.browser.events:
            parameters = event.get("params", {})
            if event.get("sessionId") != self.session:
                continue
            if event.get("method") == "Log.entryAdded":
                text = parameters["entry"]["text"]
                # Reading the canvas again and again is the tests' own doing.
                if "willReadFrequently" not in text:
                    told.append(text)
            elif event.get("method") == "Runtime.exceptionThrown":
                told.append(json.dumps(parameters["exceptionDetails"]))
        return told

    def type(self, text: str) -> None:
        """Press and release the key of each character; a line feed is Enter."""
        for character in text:
            if character == "\n":
                key = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}
            else:
                code = f"Key{character.upper()}" if character.isalpha() else ""
                key = {"key": character, "code": code, "text": character}
            self.call("Input.dispatchKeyEvent", type="keyDown", **key)
            key.pop("text")
            self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    def press(self, key: str, virtual: int) -> None:
        """Press and release a key that is no character."""
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=virtual)

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        for kind, buttons in (("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left",
                      buttons=buttons, clickCount=1)

    def screenshot(self, path: Path) -> None:
        """Save what is to be seen."""
        picture = self.call("Page.captureScreenshot", format="png")["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(picture))
