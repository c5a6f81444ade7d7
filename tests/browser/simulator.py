"""The simulator and the command, as a person would use them together."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import os
import ssl
import subprocess
import tempfile
from typing import Any, Dict, List, Tuple
from urllib.parse import urlsplit

VNCURL = os.environ.get("VNCURL", "target/release/vncurl")
REGIONS = {"ins": "ap-guangzhou", "i": "cn-hangzhou"}


def element(data: bytes, at: int) -> Tuple[int, int, int]:
    """Tag, begin and end of the content of the DER element at ``at``."""
    length, begin = data[at + 1], at + 2
    if length & 0x80:
        begin += length & 0x7F
        length = int.from_bytes(data[at + 2:begin], "big")
    return data[at], begin, begin + length


def public_key_pin(certificate: bytes) -> str:
    """Base64 of the SHA-256 of a certificate's SubjectPublicKeyInfo."""
    _, at, _ = element(certificate, 0)
    _, at, _ = element(certificate, at)
    # [0] version, serial number, signature, issuer, validity, subject; then the key.
    for _ in range(6):
        _, _, at = element(certificate, at)
    _, _, end = element(certificate, at)
    return base64.b64encode(hashlib.sha256(certificate[at:end]).digest()).decode()


class Simulator:
    """``vncurl sim``; ends with the block."""

    def __init__(self, *flags: str, tls: bool = False) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.ca = os.path.join(self.folder.name, "ca.pem")
        command = [VNCURL, "sim", *flags] + (["--tls", "--ca-out", self.ca] if tls else [])
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                        text=True)
        assert self.process.stdout is not None
        self.banner: Dict[str, Any] = json.loads(self.process.stdout.readline())
        self.url: str = self.banner["url"]
        self.authority = urlsplit(self.url).netloc
        self.port = int(self.authority.rpartition(":")[2])
        self.tls = tls

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()
        self.folder.cleanup()

    def pin(self) -> str:
        """The pin of the certificate that it serves."""
        pem = ssl.get_server_certificate(("127.0.0.1", self.port))
        return public_key_pin(ssl.PEM_cert_to_DER_cert(pem))

    def console_url(self, instance: str, *flags: str) -> str:
        """What ``vncurl url`` prints: the production page with an address of this simulator."""
        pairs = self.banner["credentials"]
        environment = {
            "TENCENTCLOUD_SECRET_ID": pairs["tencent"]["key_id"],
            "TENCENTCLOUD_SECRET_KEY": pairs["tencent"]["secret"],
            "ALIBABA_CLOUD_ACCESS_KEY_ID": pairs["alibaba"]["key_id"],
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": pairs["alibaba"]["secret"],
        }
        command = [VNCURL, "url", instance, "--region", REGIONS[instance.partition("-")[0]],
                   "--endpoint", self.url, *flags]
        if self.tls:
            command += ["--ca", self.ca]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def local(self, console_url: str) -> str:
        """The same page at the simulator's own address."""
        parts = urlsplit(console_url)
        return console_url.replace(f"{parts.scheme}://{parts.netloc}", self.url, 1)

    def control(self, method: str, path: str, body: Any = None) -> bytes:
        """Ask ``/_sim/``."""
        connection: http.client.HTTPConnection
        if self.tls:
            context = ssl.create_default_context(cafile=self.ca)
            connection = http.client.HTTPSConnection(self.authority, context=context)
        else:
            connection = http.client.HTTPConnection(self.authority)
        headers = {"X-Vncurl-Sim": "1"}
        connection.request(method, f"/_sim/{path}", json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        assert response.status == 200, (response.status, answer)
        return answer

    def advance(self, seconds: float) -> None:
        """Let addresses and consoles grow older."""
        self.control("POST", "clock", {"advance_ms": int(seconds * 1000), "scope": "console"})

    def journal(self, kind: str) -> List[Dict[str, Any]]:
        """The entries of one kind, oldest first."""
        return [entry for entry in json.loads(self.control("GET", "journal"))
                if entry["kind"] == kind]
