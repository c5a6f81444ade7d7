"""The simulator as a child process, and a tamperer between an SDK and it."""

from __future__ import annotations

import json
import os
import subprocess
import unittest
import urllib.request
from pathlib import Path
from typing import Any
from unittest import mock

from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

VNCURL = os.environ.get("VNCURL") or str(Path(__file__).parents[2] / "target" / "release" / "vncurl")


class Simulator:
    """``vncurl sim`` as a child process, with a fleet of 120 and without limits of calls in a second."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [VNCURL, "sim", "--parent", "--unlimited", "--fleet", "120"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{VNCURL} sim ended with status {self._process.wait()} and printed nothing")
        banner = json.loads(line)
        self.url: str = banner["url"]
        self.credentials: dict[str, dict[str, str]] = banner["credentials"]

    @property
    def endpoint(self) -> str:
        """Host and port, as the SDKs take them."""
        return self.url.removeprefix("http://").rstrip("/")

    def get(self, path: str) -> str:
        """Return the body at a path of the simulator."""
        request = urllib.request.Request(f"{self.url.rstrip('/')}{path}", headers={"X-Vncurl-Sim": "1"})
        with urllib.request.urlopen(request, timeout=10) as reply:
            return str(reply.read().decode())

    def ask(self, what: str) -> Any:
        """Return the simulator's ``journal`` or ``state``."""
        return json.loads(self.get(f"/_sim/{what}"))

    def instances(self, provider: str, state: str) -> list[dict[str, str]]:
        """Return the instances of a provider that are in this state, in any case of letters."""
        return [
            instance
            for instance in self.ask("state")["instances"]
            if instance["provider"] == provider and instance["state"].lower() == state
        ]

    def close(self) -> int:
        """Close the simulator's standard input, which ends it; return its exit status."""
        self._process.communicate(timeout=10)
        return self._process.returncode


def start() -> Simulator:
    """Start a simulator for the tests of a module, out of reach of any proxy."""
    without_proxy = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment = mock.patch.dict(os.environ, {**without_proxy, "NO_PROXY": "*"}, clear=True)
    environment.start()
    unittest.addModuleCleanup(environment.stop)
    simulator = Simulator()
    unittest.addModuleCleanup(simulator.close)
    return simulator


def exchanging(one: str, other: str, adapter: Any = HTTPAdapter) -> Any:
    """Exchange a text in URL and body of every request after it was signed, as a tamperer on the way would."""
    send = adapter.send

    def tampered(adapter: HTTPAdapter, request: PreparedRequest, **options: Any) -> Response:
        before = (request.url, request.body)
        request.url = (request.url or "").replace(one, other)
        if request.body:
            body = request.body.encode() if isinstance(request.body, str) else request.body
            request.body = body.replace(one.encode(), other.encode())
        assert before != (request.url, request.body), "nothing was exchanged"
        return send(adapter, request, **options)

    return mock.patch.object(adapter, "send", tampered)
