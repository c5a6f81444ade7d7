"""vncurl.sim: the simulator inside the process, and the fixture of pytest."""

import asyncio
import os
import socket
import ssl
import subprocess
import sys
import urllib.request

import pytest

import vncurl
from vncurl.sim import Credentials, Simulator

FIRST = {"tencent-cvm": "ins-demo0001", "alibaba-ecs": "i-demo0001"}
PROVIDERS = [each.name for each in vncurl.providers()]


@pytest.fixture
def simulated():
    with Simulator(unlimited=True) as simulator:
        yield simulator


def upgraded(console):
    """A connection that has asked for the WebSocket of a console."""
    host, target = console.websocket_url[len("ws://"):].split("/", 1)
    address, port = host.split(":")
    opened = socket.create_connection((address, int(port)), timeout=10)
    opened.sendall(
        f"GET /{target} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
    )
    return opened


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_client_gets_the_console_of_every_provider(provider):
    with Simulator(provider) as simulator:
        console = simulator.client().console(simulator.instance_id)
        issued = simulator.journal()[-1]
    assert issued.vnc_url in console.url
    assert (issued.outcome, issued.provider, issued.instance_id) == ("ok", provider, console.instance_id)
    assert issued.canonical_request and issued.findings == ()


def test_an_asynchronous_client_gets_it_too(simulated):
    console = asyncio.run(simulated.async_client("alibaba-ecs").console("i-demo0002"))
    assert console.url.endswith("isWindows=true")


def test_temporary_credentials_are_accepted_with_their_token(simulated):
    for provider in FIRST:
        pair = simulated.credentials(provider, temporary=True)
        keys = pair._asdict()
        client = simulated.client(provider, **keys)
        assert pair.token and client.console(FIRST[provider]).url
        with pytest.raises(vncurl.BadCredentials):
            simulated.client(provider, **{**keys, "token": "another"}).console(FIRST[provider])


def test_each_simulator_is_a_cloud_of_its_own():
    with Simulator() as one, Simulator() as other:
        one.set_state(one.instance_id, "STOPPED")
        assert one.url != other.url
        assert other.client().console(other.instance_id).url and one.journal() == []
        with pytest.raises(vncurl.NotRunning):
            one.client().console(one.instance_id)


def test_with_tls_the_client_trusts_the_simulator_s_own_authority():
    with Simulator(tls=True) as simulator:
        assert simulator.url.startswith("https://")
        assert simulator.client().console(simulator.instance_id).url
        context = ssl.create_default_context(cafile=simulator.ca_file)
        with urllib.request.urlopen(simulator.url + "/", context=context, timeout=10) as page:
            assert page.status == 200
        with pytest.raises(vncurl.NetworkError):
            simulator.client(ca_file=None).console(simulator.instance_id)
        ca_file = simulator.ca_file
    assert not os.path.exists(ca_file)


def test_closing_frees_the_port_and_may_be_done_twice():
    simulator = Simulator()
    port = int(simulator.url.rsplit(":", 1)[1])
    simulator.close()
    simulator.close()
    with socket.create_server(("127.0.0.1", port)):
        pass
    with pytest.raises(vncurl.InputError, match="closed"):
        simulator.journal()


def test_a_port_that_is_taken_and_a_provider_that_is_none_are_named(tmp_path):
    with Simulator() as simulator:
        with pytest.raises(vncurl.LocalError, match="does not start"):
            Simulator(port=int(simulator.url.rsplit(":", 1)[1]))
    for arguments, why in (
        ({"provider": "nobody"}, "nobody"),
        ({"bridges": {"ins-none0000": "127.0.0.1:1"}}, "ins-none0000"),
        ({"bridges": {"ins-demo0001": "127.0.0.1"}}, "HOST:PORT"),
    ):
        with pytest.raises(vncurl.InputError, match=why):
            Simulator(**arguments)
    with pytest.raises(vncurl.VncurlError):
        Simulator(novnc=tmp_path / "nowhere")


def test_a_fleet_is_as_large_as_was_asked_for():
    with Simulator("alibaba-ecs", fleet=50, unlimited=True) as simulator:
        names = [each.id for each in simulator.machines()]
        states = list(simulator.client().statuses())
    assert "i-f0000049" in names and "i-f0000050" not in names
    assert len(states) == 54 == sum(name.startswith(("i-", "AY")) for name in names)


def test_the_clock_is_moved_set_stopped_and_let_go(simulated):
    simulated.freeze()
    before = simulated.time()
    assert simulated.time() == before
    simulated.advance(400)
    assert simulated.time() == before + 400
    assert simulated.client().console("ins-demo0001").clock_offset_s in (399, 400, 401)
    simulated.set_time(1_700_000_000)
    assert simulated.time() == 1_700_000_000
    simulated.resume()
    simulated.advance(-10, scope="console")
    assert simulated.time(scope="console") < simulated.time()
    for refused in (lambda: simulated.time(scope="x"), lambda: simulated.advance(1, scope="x")):
        with pytest.raises(vncurl.InputError, match="console"):
            refused()


def test_an_address_expires_when_the_clock_of_consoles_moves(simulated):
    console = simulated.client().console("ins-demo0001")
    simulated.advance(16, scope="console")
    with upgraded(console) as opened:
        assert opened.recv(4096).startswith(b"HTTP/1.1 403 ")
    assert simulated.journal()[-1].kind == "console"


def test_faults_strike_and_a_reset_ends_them(simulated):
    client = simulated.client()
    simulated.set_faults({"instance": "ins-demo0002", "error": {"code": "UnauthorizedOperation"}})
    with pytest.raises(vncurl.NoPermission):
        client.console("ins-demo0002")
    assert client.console("ins-demo0001").url
    simulated.reset()
    assert simulated.journal() == [] and client.console("ins-demo0002").url
    with pytest.raises(vncurl.InputError, match="latency"):
        simulated.set_faults({"latency": 1})


def test_what_a_control_refuses_is_an_input_error_and_changes_nothing(simulated):
    before = simulated.machines()
    for refused in (
        lambda: simulated.set_state("ins-demo0001", "ASLEEP"),
        lambda: simulated.set_state("ins-none0000", "STOPPED"),
        lambda: simulated.set_state("../clock", "STOPPED"),
        lambda: simulated.screen("ins-demo0001"),
        lambda: simulated.screen_png("ins-demo0001"),
        lambda: simulated.credentials("nobody"),
    ):
        with pytest.raises(vncurl.InputError):
            refused()
    assert simulated.machines() == before


def test_the_screen_of_an_opened_console_can_be_read(simulated):
    with upgraded(simulated.client().console("ins-demo0001")) as opened:
        received = b""
        while b"RFB 003.008\n" not in received:
            received += opened.recv(4096)
        assert "ins-demo0001" in simulated.screen("ins-demo0001")
        assert simulated.screen_png("ins-demo0001").startswith(b"\x89PNG")


def test_a_program_of_one_s_own_finds_the_simulator_in_its_environment(simulated):
    command = [sys.executable, "-m", "vncurl", "url", "ins-demo0001", "--endpoint", simulated.url]
    environment = {**os.environ, **simulated.environment()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert simulated.journal()[-1].vnc_url in done.stdout


def test_its_repr_says_where_it_is_and_names_no_secret(simulated):
    assert repr(simulated) == f"Simulator('tencent-cvm', url={simulated.url!r})"
    assert isinstance(simulated.credentials(), Credentials)


# The fixture, as somebody else's tests see it.


def run_pytest(folder, program, *options):
    (folder / "test_theirs.py").write_text(program)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, "test_theirs.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_fixture_is_found_and_each_test_has_a_simulator_of_its_own(tmp_path):
    done = run_pytest(
        tmp_path,
        """
import pytest

urls = set()

@pytest.mark.parametrize("round", [1, 2])
def test_a_console(vncurl_sim, round):
    assert vncurl_sim.journal() == []
    assert vncurl_sim.client().console(vncurl_sim.instance_id).url
    urls.add(vncurl_sim.url)
    assert len(urls) == round

@pytest.mark.vncurl_sim("alibaba-ecs", fleet=3, tls=True)
def test_its_options(vncurl_sim):
    assert vncurl_sim.region == "cn-hangzhou" and vncurl_sim.url.startswith("https:")
    assert len(list(vncurl_sim.client().statuses())) == 7
""",
        "--strict-markers",
    )
    assert done.returncode == 0 and "3 passed" in done.stdout, done.stdout + done.stderr


def test_neither_the_package_nor_its_simulator_imports_pytest():
    program = "import sys, vncurl, vncurl.sim, vncurl.aio; print('pytest' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done


def test_a_hundred_simulators_start_and_stop_one_after_the_other():
    urls = []
    for _ in range(100):
        with Simulator() as simulator:
            urls.append(simulator.url)
    assert len(urls) == 100
