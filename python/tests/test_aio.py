"""AsyncClient: against the simulator, and against servers that answer badly."""

import asyncio
import copy
import pickle
import ssl

import pytest

import vncurl

OK = b'{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fa.qcloud.com%2Fvnc%3Fs%3DY1hM","RequestId":"R-1"}}'


def client(endpoint="http://127.0.0.1:1", **changes):
    keys = {"key_id": "AKIDmarker", "secret": "marker-secret", "token": "marker-token"}
    arguments = {"region": "ap-guangzhou", **keys, "endpoint": endpoint, **changes}
    return vncurl.AsyncClient("tencent-cvm", **arguments)


def answered_with(reply, **changes):
    """The console of a client whose every request gets these bytes."""

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split()[0]))
        writer.write(reply)
        writer.close()

    async def ask():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            return await client(f"http://127.0.0.1:{port}", **changes).console("ins-r9hr2upy")
        finally:
            server.close()

    return asyncio.run(ask())


def test_a_console_is_the_issued_one(simulator):
    own = vncurl.AsyncClient(**simulator.arguments())
    console = asyncio.run(own.console("ins-demo0001"))
    assert console.url.endswith(simulator.control("journal")[-1]["vnc_url"])
    assert (own.provider, own.region) == ("tencent-cvm", "ap-guangzhou")


def test_many_consoles_come_as_they_are_there_and_failures_among_them(simulator):
    ids = [f"i-f{number:07}" for number in range(30)]

    async def ask():
        own = vncurl.AsyncClient(**simulator.arguments("alibaba-ecs", windows=False))
        return [each async for each in own.consoles(iter(ids))]

    opened = asyncio.run(ask())
    assert sorted(each.instance_id for each in opened) == ids
    failed = {each.instance_id: each.error for each in opened if each.console is None}
    assert sorted(failed) == ["i-f0000009", "i-f0000019", "i-f0000029"]
    assert all(isinstance(error, vncurl.NotRunning) for error in failed.values())


def test_one_id_in_place_of_a_list_is_not_taken_for_ids_of_a_letter(simulator):
    async def ask():
        own = vncurl.AsyncClient(**simulator.arguments())
        return [each async for each in own.consoles("ins-demo0001")]

    with pytest.raises(TypeError, match="give a list of ids"):
        asyncio.run(ask())
    assert simulator.control("journal") == []


def test_leaving_the_loop_asks_for_no_more(simulator):
    async def ask():
        own = vncurl.AsyncClient(**simulator.arguments("alibaba-ecs", windows=False))
        consoles = own.consoles(f"i-f{number:07}" for number in range(100))
        async for each in consoles:
            assert each.console
            break
        await consoles.aclose()
        _, going_on = await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=5)
        return going_on

    assert not asyncio.run(ask())
    assert len(simulator.outcomes()) < 20


def test_a_call_that_waits_can_be_cancelled(simulator):
    simulator.control("faults", [{"latency_ms": 60000}])

    async def ask():
        own = vncurl.AsyncClient(**simulator.arguments())
        await asyncio.wait_for(own.console("ins-demo0001"), 0.05)

    with pytest.raises(asyncio.TimeoutError):
        asyncio.run(ask())


@pytest.mark.parametrize(
    "head, body",
    [
        (b"Content-Length: %d\r\n" % len(OK), OK),
        (b"", OK),
        (b"Transfer-Encoding: chunked\r\n", b"10;x=y\r\n" + OK[:16] + b"\r\n%x\r\n" % len(OK[16:]) + OK[16:] + b"\r\n0\r\n\r\n"),
    ],
)
def test_a_body_is_read_however_it_is_framed(head, body):
    assert answered_with(b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + body).request_id == "R-1"


def test_an_interim_reply_is_skipped():
    reply = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + OK
    assert answered_with(reply).request_id == "R-1"


@pytest.mark.parametrize(
    "reply, why",
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n", "longer than 65536"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 65537, "longer than 65536"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n", "longer than 65536"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 40000, "longer than 32768"),
    ],
)
def test_a_reply_that_is_too_long_is_said_to_be(reply, why):
    with pytest.raises(vncurl.NetworkError, match=why):
        answered_with(reply)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 2x0 OK\r\n\r\n",
    ],
)
def test_a_broken_reply_counts_as_none(reply, pauses):
    with pytest.raises(vncurl.NetworkError, match="the connection failed"):
        answered_with(reply)
    assert len(pauses) == 2


def test_a_redirect_is_not_followed():
    with pytest.raises(vncurl.ReplyError):
        answered_with(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", timeout=5)


def test_a_proxy_for_the_cloud_is_an_input_error_and_none_for_this_machine(monkeypatch, simulator):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with pytest.raises(vncurl.InputError, match="proxy"):
        asyncio.run(client("https://cvm.example").console("ins-r9hr2upy"))
    assert asyncio.run(vncurl.AsyncClient(**simulator.arguments()).console("ins-demo0001")).url


def test_a_ca_file_that_cannot_be_read_is_a_local_error(tmp_path):
    with pytest.raises(vncurl.LocalError, match="absent.pem"):
        asyncio.run(client("https://127.0.0.1:1", ca_file=tmp_path / "absent.pem").console("ins-r9hr2upy"))


def test_a_server_without_tls_is_not_spoken_to():
    async def ask():
        greeted = []

        async def serve(reader, writer):
            greeted.append(await reader.read(3))
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + OK)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            await client(f"https://127.0.0.1:{port}").console("ins-r9hr2upy")
        finally:
            server.close()
            # The beginning of a TLS handshake, and nothing of the request.
            assert greeted == [b"\x16\x03\x01"]

    with pytest.raises(vncurl.NetworkError, match="not safe"):
        asyncio.run(ask())
    assert ssl.create_default_context().verify_mode == ssl.CERT_REQUIRED


def test_a_client_is_neither_shown_nor_pickled_nor_copied():
    assert "marker-secret" not in repr(client()) and repr(client()).startswith("AsyncClient(")
    assert "marker-token" not in repr(client())
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            attempt(client())
