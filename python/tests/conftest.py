"""The simulator that ``python -m vncurl sim`` serves, one for each test that asks for one."""

import json
import os
import subprocess
import sys
import urllib.request

import pytest

import vncurl.drivers


class Simulator:
    """A small cloud on loopback, and what its control says."""

    def __init__(self, *options):
        command = [sys.executable, "-m", "vncurl", "sim", "--parent", "--unlimited", *options]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        banner = json.loads(self._process.stdout.readline())
        self.url = banner["url"]
        self._credentials = banner["credentials"]

    def arguments(self, provider="tencent-cvm", **changes):
        """What Client takes for a provider whose cloud this is."""
        region = "cn-hangzhou" if provider.startswith("alibaba") else "ap-guangzhou"
        keys = self._credentials[provider.split("-")[0]]
        return {"provider": provider, "region": region, "endpoint": self.url, **keys, **changes}

    def control(self, path, body=None):
        """Ask, or tell when there is a body."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_sim/{path}", data, {"X-Vncurl-Sim": "1"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=10) as reply:
            return json.load(reply)

    def outcomes(self, action="DescribeInstanceVncUrl"):
        """What the calls of an action came to, oldest first."""
        return [entry["outcome"] for entry in self.control("journal") if entry["action"] == action]

    def close(self):
        """Closing its standard input ends it."""
        self._process.communicate(timeout=10)


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """Nothing of this machine: no proxy, no credentials, no role."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("TENCENTCLOUD", "ALI", "TCCLI")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("VNCURL_METADATA_URL", "http://127.0.0.1:1")


@pytest.fixture(scope="module")
def served():
    simulator = Simulator("--fleet", "10000")
    yield simulator
    simulator.close()


@pytest.fixture
def simulator(served):
    """The module's simulator as it was at the start, with an empty journal."""
    served.control("reset", {})
    return served


@pytest.fixture
def pauses(monkeypatch):
    """Pauses that take no time; the clock of the drivers goes on by them."""
    taken = []

    async def sleep_async(seconds):
        taken.append(seconds)

    real = vncurl.drivers.time.monotonic
    monkeypatch.setattr(vncurl.drivers.time, "monotonic", lambda: real() + sum(taken))
    monkeypatch.setattr(vncurl.drivers.time, "sleep", taken.append)
    monkeypatch.setattr(vncurl.drivers.asyncio, "sleep", sleep_async)
    return taken
