"""The oracle: the clouds' signatures once more, in plain Python.

Written from the vendors' documents alone, with the standard library alone, so that it shares no line and no
mistake with the Rust core. It checks the vector files (``python3 -m tests.oracle check DIR``) and makes random
signed requests to compare the core with (``python3 -m tests.oracle random …``).

Each algorithm has a row in ``ALGORITHMS`` and one module, which belongs to one of two families:

- canonical request (``request.py``): the request is spelled in one way and hashed. TC3 and ACS3.
- sorted parameters (``parameter_request.py``): method, host or path, and every parameter sorted by name. Tencent's
  v1 and Alibaba's RPC.

``random`` prints one JSON object a line. Both families have:

- ``algorithm``: the vendor's name;
- ``method`` (``GET`` or ``POST``), ``path``, ``secret``;
- ``string_to_sign`` and ``signature``: what must come out, the latter as it is sent, before any URL encoding.

The canonical-request family adds:

- ``query`` (as sent, without ``?``), ``headers`` (the pairs to sign, in any order), ``payload`` (what is hashed),
  ``service`` (in TC3's credential scope), ``timestamp`` (Unix seconds), ``key_id``;
- ``canonical_request`` and ``authorization``: what must come out.

The sorted-parameters family adds:

- ``host``; ``path`` is always ``/``;
- ``parameters``: all pairs of name and value in the order of the wire, decoded, each name once, without
  ``Signature``. Key id, time, nonce and token are among them;
- ``form``: how many of the parameters, counted from the end, stand in the form body; the others stand in the query.
  It does not enter the signature.
"""

from __future__ import annotations

from types import ModuleType

from . import acs3, alibaba_rpc, tc3, tencent_v1

ALGORITHMS: dict[str, ModuleType] = {
    "TC3-HMAC-SHA256": tc3,
    "ACS3-HMAC-SHA256": acs3,
    "HmacSHA1": tencent_v1,
    "HmacSHA256": tencent_v1,
    "HMAC-SHA1": alibaba_rpc,
}
"""Algorithm by the name that its vendor gives it."""
