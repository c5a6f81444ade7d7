"""HmacSHA1 and HmacSHA256, step by step, as Tencent Cloud's "Signature" (v1, CVM API reference) writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import parameter_request as family
from .parameter_request import ParameterRequest, hmac_base64

FAMILY = family.FAMILY
SECRET_FIELD = "secret_key"
MAIN_STEPS = ("string_to_sign", "signature")
LIST = ("InstanceIds.{}", 0)
"""The members of a list are numbered from 0."""
MAY_BE_UNNAMED = ("HmacSHA1",)
"""A request without SignatureMethod is signed with this one."""
POST_IN_QUERY = False
"""A POST carries its parameters in the body, all of them."""
HOSTS = ("cvm.tencentcloudapi.com", "cvm.ap-shanghai-fsi.tencentcloudapi.com", "ecm.tencentcloudapi.com")


def common_parameters(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters that say what is called, by whom and when; those without a value are not sent."""
    values = {
        "Action": facts["action"],
        "Version": facts["version"],
        "Timestamp": facts["timestamp"],
        "Nonce": facts["nonce"],
        "SecretId": facts["secret_id"],
        "SignatureMethod": facts["algorithm"],
        "Region": facts["region"],
        "Token": facts["token"],
        "Language": facts["language"],
        "RequestClient": facts["request_client"],
    }
    return {name: str(value) for name, value in values.items() if value not in (None, "")}


def hash_function(request: ParameterRequest) -> str:
    """Return SHA-256 if the signed parameters ask for it, else SHA-1."""
    return "sha256" if dict(request.parameters).get("SignatureMethod") == "HmacSHA256" else "sha1"


def string_to_sign(request: ParameterRequest) -> str:
    """Return method, host, path, ``?`` and the sorted parameters, names and values as they are, unencoded."""
    parameters = "&".join(f"{name}={value}" for name, value in request.sorted_parameters())
    return f"{request.method}{request.host}{request.path}?{parameters}"


def signing_key(request: ParameterRequest) -> bytes:
    """Return the plain secret: this algorithm derives no key."""
    return request.secret.encode()


def signature(request: ParameterRequest) -> str:
    """Return the signature in Base64."""
    return hmac_base64(hash_function(request), signing_key(request), string_to_sign(request))


def steps(request: ParameterRequest) -> dict[str, Any]:
    """Return every value on the way, under the names that the vector files use."""
    return {
        "signed_params": request.sorted_parameters(),
        "string_to_sign": string_to_sign(request),
        "signature": signature(request),
    }
