"""Where credentials come from when none are given, and how those that end are renewed."""

import asyncio
import http.server
import json
import threading
import time

import pytest

import vncurl

FILE = "[default]\nsecret_id = AKIDfile\nsecret_key = marker-secret\n[other]\nsecret_id = AKIDother\nsecret_key = marker-secret\n"


@pytest.fixture
def home(tmp_path):
    """The home that `alone` has made empty."""
    return tmp_path


@pytest.fixture
def credentials_file(home):
    """The file of Tencent's SDKs, with two profiles."""
    path = home / ".tencentcloud" / "credentials"
    path.parent.mkdir()
    path.write_text(FILE)
    path.chmod(0o600)
    return path


def client(**changes):
    return vncurl.Client("tencent-cvm", **{"region": "ap-guangzhou", **changes})


def test_given_credentials_have_no_origin(home):
    assert client(key_id="AKIDgiven", secret="marker-secret").origin is None


def test_variables_go_before_a_file_and_the_origin_says_so(credentials_file, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDvariable")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "marker-secret")
    found = client()
    assert "AKIDvariable" in repr(found)
    assert (found.origin.source, found.origin.warnings) == ("environment", ())
    assert "TENCENTCLOUD_SECRET_ID" in found.origin.place
    skipped = dict(found.origin.skipped)
    assert len(skipped) >= 4 and all(skipped.values())


def test_the_file_is_found_and_a_file_that_all_can_read_is_warned_of(credentials_file):
    found = client()
    assert "AKIDfile" in repr(found) and found.origin.source == "credentials-file"
    assert str(credentials_file) in found.origin.place and found.origin.warnings == ()
    credentials_file.chmod(0o644)
    (warning,) = client().origin.warnings
    assert str(credentials_file) in warning


def test_a_profile_that_is_named_is_the_only_one_asked(credentials_file, monkeypatch):
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDvariable")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "marker-secret")
    assert "AKIDother" in repr(client(profile="other"))
    assert "AKIDother" in repr(vncurl.AsyncClient("tencent-cvm", region="ap-guangzhou", profile="other"))
    with pytest.raises(vncurl.BadCredentials):
        client(profile="nobody")
    with pytest.raises(vncurl.BadCredentials):
        client(profile="../x")
    with pytest.raises(vncurl.InputError, match="either a profile"):
        client(profile="other", key_id="id", secret="s")


def test_the_profile_s_region_holds_when_no_other_is_given(home):
    folder = home / ".aliyun"
    folder.mkdir()
    profile = {"name": "p", "mode": "AK", "region_id": "cn-beijing", "access_key_id": "LTAIp", "access_key_secret": "s"}
    (folder / "config.json").write_text(json.dumps({"current": "p", "profiles": [profile]}))
    found = vncurl.Client("alibaba-ecs")
    assert (found.region, found.origin.region, found.origin.source) == ("cn-beijing", "cn-beijing", "aliyun-cli")


def test_a_source_that_cannot_be_used_is_bad_credentials_and_a_bad_file_is_local(credentials_file):
    credentials_file.write_text("[default]\nsecret_id = AKIDfile\n")
    with pytest.raises(vncurl.BadCredentials) as caught:
        client()
    assert caught.value.kind == "bad-credentials" and str(credentials_file) in str(caught.value)
    credentials_file.write_text("[default\nmarker-secret")
    with pytest.raises(vncurl.LocalError) as caught:
        client()
    assert "marker-secret" not in str(caught.value)


def test_a_metadata_service_that_a_profile_asks_for_and_is_silent_is_a_network_error(home):
    folder = home / ".tccli"
    folder.mkdir()
    (folder / "default.credential").write_text(json.dumps({"type": "cvm-role"}))
    with pytest.raises(vncurl.NetworkError) as caught:
        client()
    assert caught.value.kind == "network"


def test_without_any_source_every_place_is_named(home):
    with pytest.raises(vncurl.BadCredentials) as caught:
        client()
    for place in ("TENCENTCLOUD_SECRET_ID", ".tencentcloud", ".tccli", "127.0.0.1:1"):
        assert place in str(caught.value)


def test_nothing_of_an_origin_holds_a_secret(credentials_file):
    origin = client().origin
    shown = f"{origin!r} {origin} {origin.place} {origin.skipped} {origin.warnings}"
    assert "marker-secret" not in shown and "credentials-file" in repr(origin)


@pytest.mark.parametrize("provider, instance_id", [("tencent-cvm", "ins-demo0001"), ("alibaba-ecs", "i-demo0001")])
def test_the_role_of_the_instance_opens_a_console(home, simulator, monkeypatch, provider, instance_id):
    monkeypatch.setenv("VNCURL_METADATA_URL", simulator.url)
    wanted = {"region": simulator.arguments(provider)["region"], "endpoint": simulator.url, "windows": False}
    found = vncurl.Client(provider, **wanted)
    assert found.origin.source == "instance-role" and found.console(instance_id).url
    found = vncurl.AsyncClient(provider, **wanted)
    assert found.origin.source == "instance-role" and asyncio.run(found.console(instance_id)).url


class Role(http.server.BaseHTTPRequestHandler):
    """Tencent's metadata service; each of its credentials lives as long as the server says."""

    def do_GET(self):
        answer = b"role"
        if self.path.endswith("/role"):
            self.server.asked.append(threading.current_thread())
            self.server.during()
            answer = json.dumps({
                "TmpSecretId": "AKID-SIMULATOR-TEMPORARY",
                "TmpSecretKey": "published-simulator-temporary-secret-tencent",
                "Token": "published-simulator-token-tencent",
                "ExpiredTime": int(time.time()) + self.server.lives_s,
                "Expiration": "2100-01-01T00:00:00Z",
                "Code": "Success",
            }).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def role(home, monkeypatch):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Role)
    server.asked, server.lives_s, server.during = [], 60, lambda: None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("VNCURL_METADATA_URL", f"http://127.0.0.1:{server.server_port}")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_credentials_that_end_soon_are_renewed_before_a_call(role, simulator):
    found = client(endpoint=simulator.url)
    assert len(role.asked) == 1
    role.lives_s = 6 * 3600
    assert found.console("ins-demo0001").url and len(role.asked) == 2
    assert found.console("ins-demo0001").url and len(role.asked) == 2
    assert found.flow("ins-demo0001") and len(role.asked) == 2


def test_an_asynchronous_client_renews_off_the_event_loop(role, simulator):
    found = vncurl.AsyncClient("tencent-cvm", region="ap-guangzhou", endpoint=simulator.url)
    role.lives_s = 6 * 3600
    ran = threading.Event()
    # The service answers when the loop has run in the meantime, or the renewal fails.
    seen = []
    role.during = lambda: seen.append(ran.wait(0.5))

    async def main():
        asyncio.get_running_loop().call_later(0.01, ran.set)
        return await found.console("ins-demo0001")

    assert asyncio.run(main()).url
    assert seen == [True] and len(role.asked) == 2
