"""The console URL of a virtual machine on Tencent Cloud or Alibaba Cloud.

>>> import vncurl
>>> client = vncurl.Client("tencent-cvm", region="ap-guangzhou")  # doctest: +SKIP
>>> client.console("ins-r9hr2upy").url                            # doctest: +SKIP
'https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=wss%3A%2F%2F...'

A console URL lives 15 seconds. ``Client`` does the whole way; ``Signer``, ``parse_reply`` and
``console_url`` are its parts for a transport of your own, and ``sign`` is the signature alone.
"""

from ._vncurl import (
    Client,
    Console,
    Provider,
    Reply,
    Request,
    Signed,
    Signer,
    __version__,
    console_url,
    parse_reply,
    providers,
    sign,
)
from .errors import (
    BadCredentials,
    BadRequest,
    Busy,
    ClockSkew,
    CloudFault,
    InputError,
    LocalError,
    NetworkError,
    NoPermission,
    NotFound,
    NotRunning,
    NotSupported,
    Refused,
    ReplyError,
    Signature,
    Throttled,
    Unknown,
    VncurlError,
    WrongRegion,
)

__all__ = [
    "BadCredentials",
    "BadRequest",
    "Busy",
    "Client",
    "ClockSkew",
    "CloudFault",
    "Console",
    "InputError",
    "LocalError",
    "NetworkError",
    "NoPermission",
    "NotFound",
    "NotRunning",
    "NotSupported",
    "Provider",
    "Refused",
    "Reply",
    "ReplyError",
    "Request",
    "Signature",
    "Signed",
    "Signer",
    "Throttled",
    "Unknown",
    "VncurlError",
    "WrongRegion",
    "__version__",
    "console_url",
    "parse_reply",
    "providers",
    "sign",
]
