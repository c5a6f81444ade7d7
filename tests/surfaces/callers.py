"""The ways to ask for a console, each as a function of the same arguments."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from typing import Any, Dict, List, NamedTuple, Optional

import vncurl

VNCURL = os.environ.get("VNCURL", "target/release/vncurl")
CONSOLE_URL = os.environ.get("CONSOLE_URL", "build/c/console_url")
KEYS = {"key_id": "AKIDmarker", "secret": "marker-secret", "token": "marker-token"}
ENVIRONMENT = {
    **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
    "HOME": "/nonexistent",
    "VNCURL_METADATA_URL": "http://127.0.0.1:9",
    "TENCENTCLOUD_SECRET_ID": KEYS["key_id"],
    "TENCENTCLOUD_SECRET_KEY": KEYS["secret"],
    "TENCENTCLOUD_TOKEN": KEYS["token"],
}
# In every word of which the command ends with its code.
CODES = {"local": 1, "usage": 2, "network": 6, "reply": 8}


class Told(NamedTuple):
    """How a call ended: its one word (``ok`` when well), and what a person reads."""

    kind: str
    text: str


def by_command(program: List[str], endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    """The command, once with --json for a program and once without for a person."""
    command = [*program, "url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", endpoint,
               "--timeout", "1", *(["--ca", ca] if ca else [])]
    own = {**ENVIRONMENT, **environment}
    running = [
        subprocess.Popen([*command, *more], env=own, stdin=subprocess.DEVNULL, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for more in ([], ["--json"])
    ]
    (out, err), (line, noise) = (each.communicate(timeout=20) for each in running)
    codes = {each.returncode for each in running}
    if codes == {0}:
        return Told("ok", out)
    kind: str = json.loads(line)["error"]["kind"]
    assert codes == {CODES[kind]}, (codes, line)
    assert (out, noise) == ("", "") and "Traceback" not in err and "panicked" not in err, (out, noise, err)
    return Told(kind, err)


def by_rust(endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    return by_command([VNCURL], endpoint, ca, environment)


def by_python(endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    return by_command([sys.executable, "-m", "vncurl"], endpoint, ca, environment)


def _arguments(endpoint: str, ca: Optional[str]) -> Dict[str, Any]:
    return {"region": "ap-guangzhou", "endpoint": endpoint, "ca_file": ca, "timeout": 1.0, **KEYS}


def _of(error: vncurl.VncurlError) -> Told:
    return Told(error.kind, f"{error}\n  next: {error.advice}")


def by_client(endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    """Client; the environment is the process's own, so that only who is alone may give one."""
    try:
        return Told("ok", vncurl.Client("tencent-cvm", **_arguments(endpoint, ca)).console("ins-demo0001").url)
    except vncurl.VncurlError as error:
        return _of(error)


def by_async_client(endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    """AsyncClient; of the environment as by_client."""
    client = vncurl.AsyncClient("tencent-cvm", **_arguments(endpoint, ca))
    try:
        return Told("ok", asyncio.run(client.console("ins-demo0001")).url)
    except vncurl.VncurlError as error:
        return _of(error)


def by_libcurl(endpoint: str, ca: Optional[str], environment: Dict[str, str]) -> Told:
    """The C example. It has one exit code and one line, and trusts what libcurl trusts."""
    done = subprocess.run([CONSOLE_URL, "ins-demo0001", "ap-guangzhou", endpoint], capture_output=True,
                          env={**ENVIRONMENT, **environment}, text=True, timeout=20, check=False)
    if done.returncode == 0:
        return Told("ok", done.stdout)
    assert (done.returncode, done.stdout) == (1, ""), done
    what = done.stderr.split(": ")[1]
    return Told({"transport": "network", "reply": "reply"}[what], done.stderr)
