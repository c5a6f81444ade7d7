"""The console URL of a virtual machine on Tencent Cloud or Alibaba Cloud.

>>> import vncurl
>>> [each.name for each in vncurl.providers()]
['alibaba-ecs', 'tencent-cvm', 'tencent-ecm', 'tencent-lighthouse']
>>> client = vncurl.Client("tencent-cvm", region="ap-guangzhou")  # doctest: +SKIP
>>> client.console("ins-r9hr2upy").url                            # doctest: +SKIP
'https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=wss%3A%2F%2F...'

A console URL lives 15 seconds. ``Client`` and ``AsyncClient`` do the whole way; ``drive`` and
``adrive`` do it with a transport of your own. ``Signer``, ``parse_reply`` and ``console_url`` are its
parts, and ``sign`` is the signature alone.
"""

from ._vncurl import (
    Client,
    Console,
    Consoles,
    Expired,
    Flow,
    Instance,
    Limiter,
    Opened,
    Origin,
    Page,
    Progress,
    Provider,
    Region,
    Reply,
    Request,
    Send,
    Signed,
    Signer,
    Statuses,
    Turn,
    Wait,
    __version__,
    console_url,
    parse_instances,
    parse_regions,
    parse_reply,
    parse_statuses,
    providers,
    sign,
    websocket_url,
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

# What typing calls so; to import it takes longer than all the rest.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .aio import AsyncClient
    from .drivers import adrive, drive

__all__ = [
    "AsyncClient",
    "BadCredentials",
    "BadRequest",
    "Busy",
    "Client",
    "ClockSkew",
    "CloudFault",
    "Console",
    "Consoles",
    "Expired",
    "Flow",
    "InputError",
    "Instance",
    "Limiter",
    "LocalError",
    "NetworkError",
    "NoPermission",
    "NotFound",
    "NotRunning",
    "NotSupported",
    "Opened",
    "Origin",
    "Page",
    "Progress",
    "Provider",
    "Refused",
    "Region",
    "Reply",
    "ReplyError",
    "Request",
    "Send",
    "Signature",
    "Signed",
    "Signer",
    "Statuses",
    "Throttled",
    "Turn",
    "Unknown",
    "VncurlError",
    "Wait",
    "WrongRegion",
    "__version__",
    "adrive",
    "console_url",
    "drive",
    "parse_instances",
    "parse_regions",
    "parse_reply",
    "parse_statuses",
    "providers",
    "sign",
    "websocket_url",
]


def __getattr__(name: str) -> object:
    """Import asyncio, which takes longer still, for those alone who want it."""
    if name == "AsyncClient":
        from .aio import AsyncClient

        return AsyncClient
    if name in ("adrive", "drive"):
        from . import drivers

        return vars(drivers)[name]
    raise AttributeError(f"module 'vncurl' has no attribute {name!r}")
