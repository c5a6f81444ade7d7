"""The client against the simulator: what it asks again, what it raises, what it hands over."""

import asyncio
import os
import signal
import socket
import threading

import pytest

import vncurl

THROTTLED = {"action": "DescribeInstanceVncUrl", "error": {"code": "RequestLimitExceeded", "message": "slow"}}


def test_a_console_says_how_long_it_lives(simulator):
    console = vncurl.Client(**simulator.arguments()).console("ins-demo0001")
    assert console.url.endswith(simulator.control("journal")[-1]["vnc_url"])
    assert console.websocket_url.startswith("ws://127.0.0.1:")
    assert (console.keep_alive_s, console.clock_offset_s, console.single_use) == (None, 0, True)
    alibaba = {viewer: vncurl.Client(**simulator.arguments("alibaba-ecs", viewer=viewer, password=password))
               for viewer, password in (("0.0.8", None), ("0.0.7", "Abc123"))}
    lives = {viewer: client.console("i-demo0001").keep_alive_s for viewer, client in alibaba.items()}
    assert lives == {"0.0.8": 300, "0.0.7": 60}


@pytest.mark.parametrize("instance_id, windows", [("i-demo0001", "false"), ("i-demo0002", "true")])
def test_alibaba_is_asked_what_the_guest_runs(simulator, instance_id, windows):
    console = vncurl.Client(**simulator.arguments("alibaba-ecs")).console(instance_id)
    assert console.url.endswith(f"&isWindows={windows}")


@pytest.mark.parametrize(
    "provider, signature",
    [
        ("tencent-cvm", "tc3"),
        ("tencent-cvm", "tencent-v1-hmacsha1"),
        ("tencent-cvm", "tencent-v1-hmacsha256"),
        ("alibaba-ecs", "acs3"),
        ("alibaba-ecs", "alibaba-rpc"),
    ],
)
def test_every_signature_is_accepted(simulator, provider, signature):
    instance_id = "ins-demo0001" if provider == "tencent-cvm" else "i-demo0001"
    arguments = simulator.arguments(provider, signature=signature, windows=False)
    assert vncurl.Client(**arguments).console(instance_id).url
    assert simulator.outcomes() == ["ok"]


@pytest.mark.parametrize("ahead_s", [600, -600, 86400, -86400])
def test_a_wrong_clock_is_corrected_once_and_told(simulator, ahead_s):
    simulator.control("clock", {"advance_ms": ahead_s * 1000})
    news = []
    client = vncurl.Client(**simulator.arguments())
    console = client.console("ins-demo0001", progress=news.append)
    assert abs(console.clock_offset_s - ahead_s) <= 2
    assert [each.clock_offset_s for each in news] == [console.clock_offset_s]
    assert simulator.outcomes() == ["AuthFailure.SignatureExpire", "ok"]
    client.console("ins-demo0001")
    assert simulator.outcomes()[2:] == ["ok"]


def test_a_throttled_call_is_asked_again_and_told(simulator):
    simulator.control("faults", [{**THROTTLED, "times": 1}])
    news = []
    assert vncurl.Client(**simulator.arguments()).console("ins-demo0001", progress=news.append)
    assert [each.why for each in news] == ["throttled"] and news[0].wait_s > 0
    assert simulator.outcomes() == ["RequestLimitExceeded", "ok"]


def test_what_progress_raises_ends_the_call(simulator):
    simulator.control("faults", [THROTTLED])

    def stop(news):
        raise LookupError(news.why)

    with pytest.raises(LookupError, match="throttled"):
        vncurl.Client(**simulator.arguments()).console("ins-demo0001", progress=stop)


def test_the_last_refusal_is_raised_when_no_time_is_left_for_another(simulator):
    simulator.control("faults", [THROTTLED])
    with pytest.raises(vncurl.Throttled, match="RequestLimitExceeded: slow"):
        vncurl.Client(**simulator.arguments(timeout=0.3)).console("ins-demo0001")


def test_an_instance_that_starts_is_waited_for(simulator):
    simulator.control("instances/ins-demo0001", {"state": "STARTING"})

    def running(news):
        assert news.why == "busy"
        simulator.control("instances/ins-demo0001", {"state": "RUNNING"})

    assert vncurl.Client(**simulator.arguments()).console("ins-demo0001", progress=running)
    assert simulator.outcomes() == ["UnsupportedOperation.InstanceStateStarting", "ok"]


def test_a_stopped_instance_is_refused_at_once_with_code_and_request_id(simulator):
    with pytest.raises(vncurl.NotRunning) as caught:
        vncurl.Client(**simulator.arguments()).console("ins-demo0003")
    assert caught.value.code == "UnsupportedOperation.InstanceStateStopped"
    assert caught.value.request_id == simulator.control("journal")[-1]["request_id"]
    assert len(simulator.outcomes()) == 1


def test_a_wrong_secret_is_told_from_a_wrong_request(simulator):
    wrong = vncurl.Client(**simulator.arguments("alibaba-ecs", secret="marker", windows=False))
    with pytest.raises(vncurl.Signature) as caught:
        wrong.console("i-demo0001")
    assert "secret" in caught.value.difference and "marker" not in str(caught.value)

    # What tampers on the way changes the request and leaves the secret right.
    flow = vncurl.Client(**simulator.arguments("alibaba-ecs", windows=False)).flow("i-demo0001")

    def tampering(request, timeout):
        message = request.http1.replace(b"i-demo0001", b"i-demo0002")
        return exchanged(simulator.url, message)

    with pytest.raises(vncurl.Signature) as caught:
        vncurl.drive(flow, tampering)
    assert "secret" not in caught.value.difference


def exchanged(url, message):
    """Send a message's bytes and read the reply."""
    host, port = url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(message.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = reply.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split()[1]), [tuple(line.split(": ", 1)) for line in lines], body


@pytest.mark.parametrize("provider, prefix", [("tencent-cvm", "ins-f"), ("alibaba-ecs", "i-f")])
def test_ten_thousand_states_are_read_as_they_are_taken(simulator, provider, prefix):
    read = 0

    def ids():
        nonlocal read
        for number in range(10000):
            read += 1
            yield f"{prefix}{number:07}"

    states = vncurl.Client(**simulator.arguments(provider)).statuses(ids())
    assert next(states).id == f"{prefix}0000000"
    assert read < 1000
    rest = list(states)
    assert [each.id for each in rest] == [f"{prefix}{number:07}" for number in range(1, 10000)]
    assert sum(each.refusal == "not-running" for each in rest) == 1000
    assert read == 10000


def test_states_of_the_region_come_without_ids(simulator):
    states = list(vncurl.Client(**simulator.arguments("alibaba-ecs")).statuses())
    assert len(states) == 10004 and len(set(states)) == 10004


def test_no_ids_have_no_states_and_an_unknown_one_says_so(simulator):
    client = vncurl.Client(**simulator.arguments())
    assert list(client.statuses([])) == [] and simulator.control("journal") == []
    (state,) = client.statuses(["ins-00000000"])
    assert (state.state, state.refusal) == (None, "not-found")


def test_an_id_that_cannot_be_one_ends_the_states(simulator):
    states = vncurl.Client(**simulator.arguments()).statuses(["ins-demo0001", "a b"])
    with pytest.raises(vncurl.InputError):
        list(states)
    assert list(states) == []


def test_one_id_in_place_of_a_list_is_not_taken_for_ids_of_a_letter(simulator):
    client = vncurl.Client(**simulator.arguments())
    for ask in (client.statuses, client.consoles):
        with pytest.raises(TypeError, match="give a list of ids"):
            ask("ins-demo0001")
    assert simulator.control("journal") == []


def test_consoles_are_handed_over_as_they_come(simulator):
    simulator.control("faults", [{"instance": "i-f0000000", "latency_ms": 60000}])
    ids = [f"i-f{number:07}" for number in range(100)]
    consoles = vncurl.Client(**simulator.arguments("alibaba-ecs", windows=False)).consoles(ids)
    first = next(consoles)
    assert first.instance_id != "i-f0000000" and first.console.url
    assert len(simulator.outcomes()) < 30 and len(consoles) == 100


def test_what_fails_among_many_is_handed_over_and_can_be_asked_again(simulator):
    client = vncurl.Client(**simulator.arguments("alibaba-ecs", windows=False))
    ids = [f"i-f{number:07}" for number in range(30)]
    opened = list(client.consoles(iter(ids)))
    assert sorted(each.instance_id for each in opened) == ids
    failed = sorted(each.instance_id for each in opened if each.console is None)
    assert failed == ["i-f0000009", "i-f0000019", "i-f0000029"]
    for each in opened:
        assert (each.console is None) == isinstance(each.error, vncurl.NotRunning)
    for instance_id in failed:
        simulator.control(f"instances/{instance_id}", {"state": "Running"})
    assert all(each.console for each in client.consoles(failed))


def test_regions_need_no_region_and_instances_are_found_by_id_name_and_address(simulator):
    client = vncurl.Client(**simulator.arguments(region=None))
    assert "ap-guangzhou" in [region.id for region in client.regions()]
    client = vncurl.Client(**simulator.arguments())
    for wanted in ("ins-demo0002", "demo-2", "10.0.0.2", "203.0.113.2"):
        (found,) = client.find(wanted)
        assert (found.id, found.name, found.windows) == ("ins-demo0002", "demo-2", True)
        assert found.private_addresses == ("10.0.0.2",) and found.region == "ap-guangzhou"
    assert client.find("nobody") == []


def asked(kind, arguments):
    """The console of a client of either kind."""
    if kind == "Client":
        return vncurl.Client(**arguments).console("ins-demo0001")
    return asyncio.run(vncurl.AsyncClient(**arguments).console("ins-demo0001"))


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_the_instance_s_role_signs_where_nothing_else_does(simulator, monkeypatch, kind):
    monkeypatch.setenv("VNCURL_METADATA_URL", simulator.url)
    arguments = simulator.arguments(key_id=None, secret=None)
    assert asked(kind, arguments).url
    assert simulator.url in getattr(vncurl, kind)(**arguments).origin.place


@pytest.mark.parametrize("kind", ["Client", "AsyncClient"])
def test_a_profile_that_is_named_signs_and_no_other(simulator, tmp_path, kind):
    keys = simulator.arguments()
    (tmp_path / ".tencentcloud").mkdir()
    file = tmp_path / ".tencentcloud" / "credentials"
    file.write_text(f"[work]\nsecret_id = {keys['key_id']}\nsecret_key = {keys['secret']}\n")
    file.chmod(0o600)
    arguments = simulator.arguments(key_id=None, secret=None, profile="work")
    assert asked(kind, arguments).url
    assert str(file) in getattr(vncurl, kind)(**arguments).origin.place
    with pytest.raises(vncurl.BadCredentials, match="other"):
        asked(kind, {**arguments, "profile": "other"})


@pytest.fixture
def interruptible():
    """Python hears Ctrl-C even where the tests run in a shell's background, which has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def silent(interruptible):
    """The address of a server that takes a request, presses Ctrl-C and never answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    connections = []

    def serve():
        connection, _ = listener.accept()
        connections.append(connection)
        connection.recv(65536)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join()
    for each in (*connections, listener):
        each.close()


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.console("ins-demo0001"),
        lambda client: client.regions(),
        lambda client: client.find("demo-1"),
        lambda client: next(client.statuses()),
        lambda client: next(client.consoles(["ins-demo0001"])),
    ],
)
def test_ctrl_c_ends_a_call_that_waits_for_a_reply(silent, call):
    client = vncurl.Client("tencent-cvm", region="ap-guangzhou", key_id="id", secret="s", endpoint=silent)
    started = os.times().elapsed
    with pytest.raises(KeyboardInterrupt):
        call(client)
    assert os.times().elapsed - started < 5


def test_ctrl_c_ends_a_pause_between_two_requests(simulator, interruptible):
    simulator.control("faults", [THROTTLED])
    with pytest.raises(KeyboardInterrupt):
        vncurl.Client(**simulator.arguments()).console(
            "ins-demo0001", progress=lambda news: os.kill(os.getpid(), signal.SIGINT)
        )
