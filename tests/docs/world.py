"""What a page is run in: two simulated clouds, and a folder of its own with what the pages name.

The pages speak to people: of an instance ``ins-r9hr2upy``, a gateway, a file of ids. Here these are the
simulator's instances, a second simulator with TLS, and a file of two ids.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Dict, List

from tests.docs.pages import ROOT

VNCURL = os.path.abspath(os.environ.get("VNCURL", "target/release/vncurl"))

#: What a page calls a thing, and what it is called at the simulator.
NAMES = {
    "ins-r9hr2upy": "ins-demo0001",
    "ins-k2v8p0aa": "ins-demo0002",
    "i-bp1hzoinajzkh91h0001": "i-demo0001",
    "ap-beijing": "ap-guangzhou",
    "203.0.113.7": "203.0.113.1",
    "web-1": "demo-1",
    # The simulator's addresses are not encrypted.
    "wss%3A%2F%2F…": "ws%3A%2F%2F…",
}

#: A stand-in for a browser: it goes where it is sent, and tells where that led to.
BROWSER = """#!/bin/sh
curl --silent --show-error --noproxy '*' --output /dev/null --write-out '%{redirect_url}\\n' "$1" >"$HOME/opened"
"""
#: The clipboard of a desktop.
CLIPBOARD = """#!/bin/sh
cat >"$HOME/clipboard"
"""
PROGRAM = """#include <vncurl.h>
int main(void) { return vncurl_version()[0] == 0; }
"""
PROFILE = {"name": "work", "mode": "AK", "access_key_id": "LTAIexample", "access_key_secret": "example-secret"}
#: What the folder holds beside what a page makes itself.
FILES = {
    "ids.txt": "ins-demo0001\nins-demo0002\n",
    "program.c": PROGRAM,
    ".aliyun/config.json": json.dumps({"current": "work", "profiles": [PROFILE]}),
    "node_modules/@novnc/novnc/core/rfb.js": "",
}
#: The project's folders that pages name.
FOLDERS = ("build", "examples", "include")


def free_port() -> str:
    """One that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return str(listener.getsockname()[1])


class Cloud:
    """A simulator of its own process, which ends with this one."""

    def __init__(self, *options: str) -> None:
        self.process = subprocess.Popen(
            [VNCURL, "sim", "--parent", "--unlimited", *options], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        self.banner = json.loads(self.process.stdout.readline())
        self.url: str = self.banner["url"]

    def close(self) -> None:
        """Its input ends, and so does it."""
        self.process.communicate(timeout=10)


class World:
    """The clouds, for all pages."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="vncurl-docs-"))
        self.cloud = Cloud()
        self.authority = self.folder / "gateway.pem"
        self.gateway = Cloud("--tls", "--ca-out", str(self.authority))

    def close(self) -> None:
        """End the clouds and forget the folders."""
        self.cloud.close()
        self.gateway.close()
        shutil.rmtree(self.folder)

    def room(self, page: str) -> "Room":
        """A folder for a page."""
        return Room(self, page)


class Room:
    """A folder in which the blocks of one page run, and what they are told of the world."""

    def __init__(self, world: World, page: str) -> None:
        self.world = world
        self.path = world.folder / re.sub(r"\W", "-", page)
        for name, text in FILES.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_text(text, encoding="utf-8")
        for name in FOLDERS:
            (self.path / name).symlink_to(ROOT / name)
        shutil.copy(world.authority, self.path)
        (self.path / "bin").mkdir()
        (self.path / "bin" / "vncurl").symlink_to(VNCURL)
        for name, text in (("browser", BROWSER), ("wl-copy", CLIPBOARD)):
            (self.path / "bin" / name).write_text(text, encoding="utf-8")
            (self.path / "bin" / name).chmod(0o755)
        os.mkfifo(self.path / "opened")
        # For both ways, so that neither end waits for the other to come.
        self.pipe = os.open(self.path / "opened", os.O_RDWR)
        # The page that `doctor` looks at is the simulator's, too; and it is asked where regions are set up.
        page = f"{world.cloud.url}/qcloud/app/active_vnc/index.html"
        doctor = f"TENCENTCLOUD_REGION=ap-guangzhou ALIBABA_CLOUD_REGION_ID=cn-hangzhou VNCURL_VIEWER={page} vncurl doctor"
        self.names = {**NAMES, "vncurl doctor": doctor, "4567": free_port(), "4568": free_port(),
                      "https://gateway.example": world.gateway.url.replace("127.0.0.1", "localhost")}

    def here(self, text: str) -> str:
        """A text of the page, with the names that things have here."""
        for name, own in self.names.items():
            text = text.replace(name, own)
        return text

    def credentials(self) -> str:
        """A key id and a secret, as a person types them: each on a line."""
        pair = self.world.cloud.banner["credentials"]["tencent"]
        return f"{pair['key_id']}\n{pair['secret']}\n"

    def environment(self) -> Dict[str, str]:
        """Nothing of this machine but its programs."""
        keys = self.world.cloud.banner["credentials"]
        installed = ROOT / "build" / "installed"
        return {
            "PATH": f"{self.path}/bin:{os.environ['PATH']}",
            "HOME": str(self.path),
            "LC_ALL": "C.UTF-8",
            "BROWSER": str(self.path / "bin" / "browser"),
            "WAYLAND_DISPLAY": "none",
            "VNCURL_ENDPOINT": self.world.cloud.url,
            "VNCURL_METADATA_URL": "http://127.0.0.1:1",
            "TENCENTCLOUD_SECRET_ID": keys["tencent"]["key_id"],
            "TENCENTCLOUD_SECRET_KEY": keys["tencent"]["secret"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": keys["alibaba"]["key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": keys["alibaba"]["secret"],
            "PKG_CONFIG_PATH": str(installed / "prefix" / "lib" / "here" / "pkgconfig"),
            "CMAKE_PREFIX_PATH": str(installed / "moved"),
        }

    def opened(self, starts: int) -> List[str]:
        """Where the browser was led to, so many times at least: it may come later than the command ends."""
        told = b""
        while select.select([self.pipe], [], [], 10 if told.count(b"\n") < starts else 0)[0]:
            told += os.read(self.pipe, 65536)
        return told.decode().splitlines()


def matches(expected: str, printed: str) -> bool:
    """Whether what was printed is what the page shows: ``…`` stands for the rest of a line, or for lines."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "…" else ".*".join(map(re.escape, line.split("…"))) + "\n"
        for line in expected.splitlines())
    return re.fullmatch(pattern, printed if printed.endswith("\n") or not printed else printed + "\n") is not None


def difference(expected: str, printed: str) -> str:
    """Both, for a message."""
    return f"\n--- the page shows\n{expected}\n--- what was printed\n{printed}"
