"""The transports of docs/python.md get consoles, and ask again where no reply came."""

import os

import pytest

from vncurl.sim import Simulator

PAGE = os.path.join(os.path.dirname(__file__), "..", "..", "docs", "python.md")
INSTANCES = {"tencent-cvm": "ins-demo0001", "alibaba-ecs": "i-demo0001"}


def blocks():
    """Each block, with a name that its library is in."""
    with open(PAGE, encoding="utf-8") as file:
        found = [block.partition("```")[0] for block in file.read().split("```python\n")[1:]]
    for block in found:
        library = next((name for name in ("requests", "httpx", "aiohttp") if f"import {name}" in block), None)
        if library is None:
            continue  # The client, which each test has of its own.
        yield pytest.param(library, block, id=library + ("-async" if "adrive" in block else ""))


def run(simulator, library, block, provider, **changes):
    pytest.importorskip(library)
    names = {"client": simulator.client(provider, windows=False, **changes), "instance_id": INSTANCES[provider]}
    exec(compile(block, PAGE, "exec"), names)
    return names["console"]


@pytest.fixture(scope="module")
def simulated():
    with Simulator(unlimited=True) as simulator:
        yield simulator


@pytest.mark.parametrize("signature, provider, method", [
    ("tc3", "tencent-cvm", None),
    ("tc3", "tencent-cvm", "get"),
    ("tencent-v1-hmacsha256", "tencent-cvm", None),
    ("acs3", "alibaba-ecs", None),
    ("acs3", "alibaba-ecs", "get"),
    ("alibaba-rpc", "alibaba-ecs", None),
])
@pytest.mark.parametrize("library, block", blocks())
def test_every_signature_arrives_unchanged(simulated, library, block, signature, provider, method):
    simulated.reset()
    console = run(simulated, library, block, provider, signature=signature, method=method)
    (call,) = simulated.journal()
    assert call.outcome == "ok" and call.vnc_url in console.url


@pytest.mark.parametrize("library, block", blocks())
def test_a_lost_reply_is_asked_for_again(simulated, pauses, library, block):
    simulated.reset()
    simulated.set_faults({"drop": True, "times": 1})
    assert run(simulated, library, block, "tencent-cvm").url
    assert len(simulated.journal()) == 2 and len(pauses) == 1


@pytest.mark.parametrize("library, block", blocks())
def test_no_password_of_a_netrc_file_replaces_the_signature(simulated, tmp_path, library, block):
    simulated.reset()
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password marker\n")
    netrc.chmod(0o600)
    assert run(simulated, library, block, "tencent-cvm").url


def test_every_library_of_the_page_is_tried():
    assert [each.id for each in blocks()] == ["requests", "httpx", "httpx-async", "aiohttp-async"]
