"""Asks for a console URL with vncurl's Python module; the endpoint is the argument."""

import sys

import vncurl

client = vncurl.Client("tencent-cvm", region="ap-guangzhou", endpoint=sys.argv[1])
print(client.console("ins-r9hr2upy").url)
