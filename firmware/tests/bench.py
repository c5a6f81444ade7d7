"""A board in QEMU, the simulator, and what stands between them."""

import contextlib
import json
import os
import pathlib
import queue
import select
import socket
import ssl
import subprocess
import threading
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
VNCURL = os.environ["VNCURL"]
IMAGES = pathlib.Path(os.environ["IMAGES"])


class Process:
    """A program whose lines are kept."""

    def __init__(self, *command, cwd=None):
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=cwd,
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.decode(errors="replace").rstrip("\r\n"))
        self.lines.put(None)

    def line(self, timeout=30):
        return self.lines.get(timeout=timeout)

    def until(self, start, timeout=60):
        """All lines up to one that starts like this."""
        found, end = [], time.monotonic() + timeout
        while True:
            line = self.line(max(0.1, end - time.monotonic()))
            if line is None:
                raise AssertionError("ended after: " + "\n".join(found))
            found.append(line)
            if line.startswith(start):
                return found

    def type(self, text):
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def end(self):
        if self.process.stdout.closed:
            return
        self.process.stdin.close()
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class Simulator(Process):
    def __init__(self):
        super().__init__(VNCURL, "sim", "--parent")
        self.banner = self.line()
        self.url = json.loads(self.banner)["url"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def control(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/_sim/{path}", data=data, headers={"X-Vncurl-Sim": "1"}
        )
        with urllib.request.urlopen(request) as reply:
            return json.load(reply)


class Gateway(Process):
    def __init__(self, *options):
        super().__init__("python3", str(HERE.parent / "gateway"), *options)
        self.port = int(self.line())


class Board(Process):
    """A board with its console here; its serial port or its network leads to a gateway."""

    def __init__(self, image, gateway_port):
        if image.startswith("serial"):
            wire = ["-serial", f"tcp:127.0.0.1:{gateway_port}"]
        else:
            wire = ["-nic", "user,model=lan9118"]
        super().__init__(
            *("qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none"),
            *("-semihosting-config", "enable=on,target=native", "-serial", "stdio", *wire),
            *("-kernel", str(IMAGES / image)),
        )
        self.until("vncurl: region")

    def job(self, line):
        """Type a job; its lines up to the next prompt."""
        self.type(line)
        return self.until("vncurl: region")[:-1]

    def quit(self):
        self.type("quit")
        return self.process.wait(10)


class Spoiler:
    """Listens in place of the cloud, and does to each connection what `deed` does."""

    def __init__(self, deed):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.deed = deed
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                threading.Thread(target=self._one, args=(connection,), daemon=True).start()

    def _one(self, connection):
        with contextlib.suppress(OSError), connection:
            self.deed(connection)

    def end(self):
        self.listener.close()


def certificate(folder, name):
    """A self-signed certificate for 127.0.0.1: paths of certificate and key."""
    crt, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-keyout", key, "-out", crt, "-days", "2", "-subj", f"/CN={name}"]
        + ["-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    return crt, key


def authority(folder, name):
    """An authority and what it says of the cloud: paths of both certificates and the cloud's key."""
    ca, ca_key = folder / f"{name}-ca.crt", folder / f"{name}-ca.key"
    crt, key, asked = (folder / f"{name}.{end}" for end in ("crt", "key", "csr"))
    (folder / "names").write_text("subjectAltName=DNS:cvm.tencentcloudapi.com\n")
    new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-sha256"]
    for command in (
        [*new, "-x509", "-days", "2", "-subj", f"/CN={name}", "-keyout", ca_key, "-out", ca],
        [*new, "-subj", "/CN=cvm.tencentcloudapi.com", "-keyout", key, "-out", asked],
        ["x509", "-req", "-in", asked, "-CA", ca, "-CAkey", ca_key, "-CAcreateserial", "-days", "2"]
        + ["-sha256", "-extfile", folder / "names", "-out", crt],
        ["x509", "-in", ca, "-outform", "DER", "-out", folder / f"{name}-ca.der"],
    ):
        subprocess.run(["openssl", *command], check=True, capture_output=True)
    return crt, key


def tls_in_front(port, crt, key):
    """A deed: speak TLS, and pass on to a port of this machine what is inside."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(crt, key)

    def deed(connection):
        with context.wrap_socket(connection, server_side=True) as inside:
            with socket.create_connection(("127.0.0.1", port)) as outside:
                for each in (inside, outside):
                    each.setblocking(False)
                while True:
                    select.select([inside, outside], [], [])
                    for source, target in ((inside, outside), (outside, inside)):
                        # A record may hold nothing for us.
                        with contextlib.suppress(ssl.SSLWantReadError, BlockingIOError):
                            while data := source.recv(16_384):
                                target.sendall(data)
                            return

    return deed
