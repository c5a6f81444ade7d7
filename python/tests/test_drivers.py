"""A flow over transports of one's own, synchronous and not; the time of its pauses is an argument."""

import asyncio
import http.client
import re
from urllib.parse import urlsplit

import pytest

import vncurl

NOW = 1700000000.0
THROTTLED = {"action": "DescribeInstanceVncUrl", "error": {"code": "RequestLimitExceeded", "message": "slow"}}
OK = b'{"Response":{"InstanceVncUrl":"wss%3A%2F%2Fa.qcloud.com%2Fvnc%3Fs%3DY1hM","RequestId":"R-1"}}'


def refusal(code):
    return b'{"Response":{"Error":{"Code":"%s","Message":"why"},"RequestId":"R-2"}}' % code.encode()


def flow(wait_running=None, **changes):
    keys = {"key_id": "AKIDmarker", "secret": "marker-secret"}
    client = vncurl.Client("tencent-cvm", **{"region": "ap-guangzhou", **keys, **changes})
    return client.flow("ins-r9hr2upy", wait_running=wait_running)


def over_http_client(request, timeout):
    """What the standard library offers, and nothing else."""
    url = urlsplit(request.url)
    connection = http.client.HTTPConnection(url.netloc, timeout=timeout)
    target = request.url.split(url.netloc, 1)[1]
    connection.request(request.method, target, body=request.body or None, headers=dict(request.headers))
    reply = connection.getresponse()
    answer = reply.status, reply.getheaders(), reply.read()
    connection.close()
    return answer


async def over_a_thread(request, timeout):
    return await asyncio.get_running_loop().run_in_executor(None, over_http_client, request, timeout)


def drive(own, **options):
    return vncurl.drive(own, over_http_client, **options)


def adrive(own, **options):
    return asyncio.run(vncurl.adrive(own, over_a_thread, **options))


def both(test):
    return pytest.mark.parametrize("driven", [drive, adrive])(test)


@both
@pytest.mark.parametrize("method", [None, "get"])
@pytest.mark.parametrize("provider, instance_id", [("tencent-cvm", "ins-demo0001"), ("alibaba-ecs", "i-demo0001")])
def test_a_transport_of_one_s_own_gets_the_console(simulator, driven, provider, instance_id, method):
    client = vncurl.Client(**simulator.arguments(provider, method=method))
    console = driven(client.flow(instance_id))
    issued = [entry["vnc_url"] for entry in simulator.control("journal") if entry["vnc_url"]]
    assert len(issued) == 1 and issued[0] in console.url


@both
def test_a_wrong_clock_is_corrected_once(simulator, driven, pauses):
    simulator.control("clock", {"advance_ms": 600_000})
    news = []
    console = driven(vncurl.Client(**simulator.arguments()).flow("ins-demo0001"), progress=news.append)
    assert abs(console.clock_offset_s - 600) <= 2 and pauses == []
    assert [(each.why, each.clock_offset_s) for each in news] == [("clock-skew", console.clock_offset_s)]


@both
def test_a_throttled_call_is_asked_again_after_longer_and_longer_pauses(simulator, driven, pauses):
    simulator.control("faults", [{**THROTTLED, "times": 3}])
    news = []
    driven(vncurl.Client(**simulator.arguments()).flow("ins-demo0001"), progress=news.append)
    assert [each.why for each in news] == ["throttled"] * 3
    assert [each.wait_s for each in news] == pauses and pauses[0] < pauses[2]
    assert simulator.outcomes() == ["RequestLimitExceeded"] * 3 + ["ok"]


@both
def test_an_instance_that_does_not_run_is_waited_for_when_that_is_wanted(simulator, driven, pauses):
    simulator.control("instances/ins-demo0001", {"state": "STOPPED"})

    def running(news):
        if news.why == "not-running":
            simulator.control("instances/ins-demo0001", {"state": "RUNNING"})

    client = vncurl.Client(**simulator.arguments())
    assert driven(client.flow("ins-demo0001", wait_running=60), progress=running).url and pauses
    simulator.control("instances/ins-demo0001", {"state": "STOPPED"})
    with pytest.raises(vncurl.NotRunning):
        driven(client.flow("ins-demo0001"))


@both
def test_a_lost_connection_is_asked_again_and_then_told(simulator, driven, pauses):
    simulator.control("faults", [{"drop": True, "times": 2}])
    client = vncurl.Client(**simulator.arguments())
    lost = (OSError, http.client.HTTPException)
    assert driven(client.flow("ins-demo0001"), lost=lost).url
    simulator.control("faults", [{"drop": True}])
    with pytest.raises(vncurl.NetworkError, match="RemoteDisconnected"):
        driven(client.flow("ins-demo0001"), lost=lost)


def test_what_is_no_lost_connection_is_passed_on(pauses):
    def send(request, timeout):
        raise vncurl.NetworkError("mine")

    with pytest.raises(vncurl.NetworkError, match="mine"):
        vncurl.drive(flow(), send)
    assert pauses == []


def test_a_flow_takes_the_time_from_its_driver():
    own = flow(timeout=20)
    step = own.next(NOW)
    assert isinstance(step, vncurl.Send) and step.timeout == 20
    assert b"\r\nX-TC-Timestamp: 1700000000\r\n" in step.request.http1
    assert own.receive(NOW + 1, 200, {}, refusal("RequestLimitExceeded")) is None
    wait = own.next(NOW + 1)
    assert isinstance(wait, vncurl.Wait) and wait.why == "throttled" and NOW + 1 < wait.until < NOW + 20
    step = own.next(wait.until)
    assert isinstance(step, vncurl.Send) and step.timeout == pytest.approx(NOW + 20 - wait.until)
    console = own.receive(wait.until, 200, [("Date", "x")], OK)
    assert console.request_id == "R-1" and console.not_after == int(wait.until) + 15


def test_a_server_s_own_wait_is_kept_to():
    for headers, wait_s in (({"Retry-After": "7"}, 7), ([("x-acs-retry-after", "3000")], 3)):
        own = flow()
        own.next(NOW)
        own.receive(NOW, 200, headers, refusal("RequestLimitExceeded"))
        assert NOW + wait_s <= own.next(NOW).until < NOW + wait_s + 2


def test_an_offset_is_learned_from_the_date_of_a_reply():
    own = flow()
    own.next(NOW)
    date = {"Date": "Wed, 15 Nov 2023 22:13:20 GMT"}
    assert own.receive(NOW, 200, date, refusal("AuthFailure.SignatureExpire")) is None
    assert own.clock_offset_s == 86400
    assert b"X-TC-Timestamp: 1700086400" in own.next(NOW).request.http1
    with pytest.raises(vncurl.ClockSkew) as caught:
        own.receive(NOW, 200, date, refusal("AuthFailure.SignatureExpire"))
    assert caught.value.clock_offset_s == 86400 and "86400 s ahead" in str(caught.value)


def test_a_flow_whose_time_is_over_gives_the_exception():
    own = flow(timeout=5)
    own.next(NOW)
    own.receive(NOW, 200, {}, refusal("RequestLimitExceeded"))
    step = own.next(NOW + 6)
    assert isinstance(step, vncurl.Expired) and isinstance(step.error, vncurl.NetworkError)
    assert "throttled" in str(step.error)


@pytest.mark.parametrize("now", [-1.0, float("nan"), float("inf")])
def test_a_time_that_is_none_is_an_input_error(now):
    with pytest.raises(vncurl.InputError, match="now"):
        flow().next(now)


def test_nothing_of_a_flow_shows_a_secret():
    own = flow(token="marker-token")
    step = own.next(NOW)
    assert b"marker-token" in step.request.http1
    console = own.receive(NOW, 200, {}, OK)
    shown = " ".join(f"{each!r} {each}" for each in (own, step, step.request, console))
    assert not re.search("marker-secret|marker-token|Signature=|qcloud.com%", shown)
    assert "R-1" in shown


def test_a_limiter_says_when_to_go():
    limiter = vncurl.Limiter(2)
    first, second = limiter.begin(10), limiter.begin(10)
    assert first.go and second.go
    full = limiter.begin(10)
    assert not full.go and full.until is None
    limiter.ended(first, 10.5)
    waits = limiter.begin(10.5)
    assert not waits.go and waits.until == 11.5
    assert limiter.begin(11.5).go


def test_a_limiter_without_a_number_learns_from_refusals():
    limiter = vncurl.Limiter(None)
    turn = limiter.begin(0)
    assert turn.go and limiter.begin(0).go
    limiter.ended(turn, 0, throttled=True)
    assert limiter.begin(0).until > 0
