"""HMAC-SHA1 with SignatureVersion 1.0, step by step, as Alibaba Cloud's "Request syntax and signature method V2
for RPC APIs" (SDK guide) writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from . import parameter_request as family
from .parameter_request import ParameterRequest, hmac_base64

FAMILY = family.FAMILY
SECRET_FIELD = "access_key_secret"
MAIN_STEPS = ("canonicalized_query", "string_to_sign", "signature")
LIST = ("InstanceId.{}", 1)
"""The members of a list are numbered from 1."""
MAY_BE_UNNAMED = ()
"""The document requires SignatureMethod."""
POST_IN_QUERY = True
"""A POST carries its parameters in the query, in the body, or in both."""
HOSTS = ("ecs-cn-hangzhou.aliyuncs.com", "ecs.aliyuncs.com", "ens.aliyuncs.com")


def common_parameters(facts: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters that say what is called, by whom and when; a token stands in them only with one."""
    parameters = {
        "Action": facts["action"],
        "Version": facts["version"],
        "Format": facts["format"],
        "AccessKeyId": facts["access_key_id"],
        "SignatureNonce": facts["signature_nonce"],
        "Timestamp": facts["timestamp_text"],
        "SignatureMethod": facts["algorithm"],
        "SignatureVersion": "1.0",
    }
    token = {"SecurityToken": facts["security_token"]} if facts["security_token"] else {}
    return parameters | token


def percent_encoded(text: str) -> str:
    """Return the text's UTF-8 bytes as RFC 3986 encodes them: letters, digits and ``-_.~`` alone stay bare."""
    return quote(text, safe="")


def canonicalized_query(request: ParameterRequest) -> str:
    """Return the sorted parameters, names and values encoded."""
    return "&".join(f"{percent_encoded(name)}={percent_encoded(value)}" for name, value in request.sorted_parameters())


def string_to_sign(request: ParameterRequest) -> str:
    """Return method, path and canonicalized query, the last two encoded, the latter thus for a second time."""
    return "&".join((request.method, percent_encoded(request.path), percent_encoded(canonicalized_query(request))))


def signing_key(request: ParameterRequest) -> bytes:
    """Return the secret and the ``&`` that the document puts behind it."""
    return request.secret.encode() + b"&"


def signature(request: ParameterRequest) -> str:
    """Return the signature in Base64."""
    return hmac_base64("sha1", signing_key(request), string_to_sign(request))


def steps(request: ParameterRequest) -> dict[str, Any]:
    """Return every value on the way, under the names that the vector files use."""
    return {
        "signed_params": request.sorted_parameters(),
        "canonicalized_query": canonicalized_query(request),
        "string_to_sign": string_to_sign(request),
        "signature": signature(request),
    }
