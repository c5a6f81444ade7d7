"""Servers that behave badly and keep every byte that they are sent."""

from __future__ import annotations

import os
import socket
import ssl
import subprocess
import threading
from typing import Callable, List, Optional

# What the cloud alone may be shown: the key id, the secret and the token of these tests have the
# marker in them, and no other part of a signed request is found elsewhere.
SECRET_PARTS = (b"\nauthorization:", b"signature", b"marker")


class Connection:
    """A connection whose input is kept."""

    def __init__(self, own: socket.socket, seen: bytearray) -> None:
        self._own = own
        self._seen = seen

    def receive(self) -> bytes:
        piece = self._own.recv(65536)
        self._seen += piece
        return piece

    def send(self, data: bytes) -> None:
        self._own.sendall(data)

    def request(self) -> None:
        """Read a request: its head, and a body of its Content-Length, as far as they come."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.receive()
            if not piece:
                return
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        lines = [line.partition(b":") for line in head.lower().split(b"\r\n")]
        length = next((int(value) for name, _, value in lines if name == b"content-length"), 0)
        while len(body) < length:
            piece = self.receive()
            if not piece:
                return
            body += piece

    def end(self) -> None:
        """Send no more and hear the other side out: closed with input unread, a reset overtakes the reply."""
        self._own.shutdown(socket.SHUT_WR)
        self.wait_for_the_end()

    def wait_for_the_end(self) -> None:
        while self.receive():
            pass


Behaviour = Callable[[Connection], None]


class Peer:
    """A listener on loopback; each connection is handed to ``behave`` in a thread of its own."""

    def __init__(self, behave: Behaviour, tls: Optional[ssl.SSLContext] = None) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._behave = behave
        self._tls = tls
        port: int = self._listener.getsockname()[1]
        self.http = f"http://127.0.0.1:{port}"
        self.https = f"https://localhost:{port}"
        self.seen: List[bytearray] = []
        # Set when the first connection is there.
        self.visited = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                own, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(own,), daemon=True).start()

    def _serve(self, own: socket.socket) -> None:
        seen = bytearray()
        self.seen.append(seen)
        self.visited.set()
        try:
            with own:
                if self._tls is None:
                    self._behave(Connection(own, seen))
                else:
                    with self._tls.wrap_socket(own, server_side=True) as safe:
                        self._behave(Connection(safe, seen))
        except OSError:
            pass  # The other side has had enough.

    def secrets(self) -> List[bytes]:
        """The parts of a signed request that came here."""
        return [part for part in SECRET_PARTS for seen in self.seen if part in bytes(seen).lower()]

    def close(self) -> None:
        self._listener.close()


def answer(reply: bytes) -> Behaviour:
    """Answers a request with these bytes."""

    def behave(connection: Connection) -> None:
        connection.request()
        connection.send(reply)
        connection.end()

    return behave


def endless(head: bytes, piece: bytes) -> Behaviour:
    """Answers with ``head``, and then ``piece`` for as long as somebody listens."""

    def behave(connection: Connection) -> None:
        connection.request()
        connection.send(head)
        while True:
            connection.send(piece)

    return behave


def drops(text: bytes) -> Behaviour:
    """Answers with ``text`` and then with x, a byte every 50 ms for 10 s."""

    def behave(connection: Connection) -> None:
        connection.request()
        pause = threading.Event()
        for byte in text.ljust(200, b"x"):
            connection.send(bytes([byte]))
            pause.wait(0.05)

    return behave


def silent(connection: Connection) -> None:
    """Takes what comes and says nothing."""
    connection.wait_for_the_end()


def closes(connection: Connection) -> None:
    """Says nothing and goes."""


class Authority:
    """A certificate authority in a folder, and what it signed."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.file = self._path("ca.pem")
        self._openssl("req", "-x509", *_NEW_KEY, "-keyout", self._path("ca.key"), "-out", self.file,
                      "-days", "30", "-subj", "/CN=the test's authority")

    def context(self, name: str, days: int = 30) -> ssl.SSLContext:
        """A server with a certificate for a host's name; with -1 days it ended yesterday."""
        key, request, signed, more = (self._path(f"{name}{days}.{end}") for end in ("key", "csr", "pem", "ext"))
        self._openssl("req", *_NEW_KEY, "-keyout", key, "-out", request, "-subj", f"/CN={name}")
        with open(more, "w", encoding="ascii") as file:
            file.write(f"subjectAltName=DNS:{name}\nextendedKeyUsage=serverAuth\n")
        self._openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._path("ca.key"),
                      "-CAcreateserial", "-out", signed, "-days", str(days), "-extfile", more)
        return _context(signed, key)

    def signed_by_itself(self, name: str) -> ssl.SSLContext:
        """A server whose certificate no authority signed."""
        key, certificate = self._path("self.key"), self._path("self.pem")
        self._openssl("req", "-x509", *_NEW_KEY, "-keyout", key, "-out", certificate, "-days", "30",
                      "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}")
        return _context(certificate, key)

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)

    @staticmethod
    def _openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def _context(certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
