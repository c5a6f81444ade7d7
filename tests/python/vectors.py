"""Every vector of a directory through the Python module's low-level signing call.

``vectors.py DIR ALGORITHM...`` prints one line such as ``python: 63 passed, 0 failed``; each failure is named on
standard error. The files' form is described in ``tests/vectors/README.md``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import vncurl

STEPS = ("canonical_request", "string_to_sign", "signature", "authorization")


def main(directory: str, algorithms: list[str]) -> int:
    """Run the vectors of these algorithms and return the exit status."""
    passed = failed = 0
    for path in sorted(Path(directory).glob("*.json")):
        for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
            if vector["algorithm"] not in algorithms:
                continue
            differences = compare(vector)
            passed += not differences
            failed += bool(differences)
            for difference in differences:
                print(f"python: {vector['id']}: {difference}", file=sys.stderr)
    print(f"python: {passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def compare(vector: dict[str, Any]) -> list[str]:
    """Sign one vector and name every step that differs."""
    try:
        signed = sign(vector)
    except Exception as error:  # noqa: BLE001  (whatever it is, this vector failed)
        return [f"{type(error).__name__}: {error}"]
    expected = steps(vector)
    return [
        f"{step}: got {getattr(signed, step)!r}, expected {expected[step]!r}"
        for step in STEPS
        if getattr(signed, step) != expected[step]
    ]


def steps(vector: dict[str, Any]) -> dict[str, str]:
    """What every step must give."""
    expected = {**vector["intermediate"], **vector["expected"]}
    if "signed_headers" in expected:
        return expected
    # The sorted-parameter family: Tencent's string to sign ends with the parameters as they are.
    parameters = expected.get("canonicalized_query") or expected["string_to_sign"].partition("?")[2]
    authorization = "Signature=" + quote(expected["signature"], safe="")
    return {**expected, "canonical_request": parameters, "authorization": authorization}


def sign(vector: dict[str, Any]) -> Any:
    """Feed the request as it stood on the wire, with the headers that were signed."""
    inputs, intermediate, wire = vector["inputs"], vector["intermediate"], vector["wire"]
    signed_headers = intermediate.get("signed_headers", "host").split(";")
    payload = intermediate.get("payload_hashed_text", intermediate.get("payload", wire.get("body"))) or ""
    is_tencent = vector["provider"] == "tencent"
    return vncurl.sign(
        vector["algorithm"],
        method=wire["method"],
        path=urlsplit(wire["url"]).path or "/",
        query=wire["query"],
        headers=[(name, value) for name, value in wire["headers"] if name.lower() in signed_headers],
        payload=payload.encode(),
        service=inputs.get("service", ""),
        timestamp=inputs["timestamp"],
        key_id=inputs["secret_id" if is_tencent else "access_key_id"],
        secret=inputs["secret_key" if is_tencent else "access_key_secret"],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
