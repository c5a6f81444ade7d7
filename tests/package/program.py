"""What runs where the package was installed: a console of every provider, over TLS."""

PROGRAM = """import importlib.metadata, vncurl
from vncurl.sim import Simulator

assert vncurl.__version__ == importlib.metadata.version("vncurl")
assert importlib.metadata.requires("vncurl") is None
for provider in vncurl.providers():
    with Simulator(provider.name, tls=True) as simulator:
        print(simulator.client().console(simulator.instance_id).url)
"""
