"""Every exception of the package.

No message holds a secret, a token or a VNC URL.
"""

from __future__ import annotations


class VncurlError(Exception):
    """There is no console URL; catch this for every reason.

    Attributes:
        kind: One word for the reason, the same in every language: a refusal's own (``not-running``),
            else ``usage``, ``bad-credentials``, ``local``, ``network`` or ``reply``.
        advice: What to do about it, one sentence.
        code: The cloud's own code, when it said no.
        request_id: The cloud's id of the call, when it said no; quote it in reports.
        at: Offset of the byte that is wrong, where there is one.
        state: The instance's state in the cloud's own word, when that is the reason.
        difference: Where the request that the cloud signed differs from ours, or that the secret is
            wrong, when the cloud echoes what it signed.
        clock_offset_s: Seconds that the cloud's clock is ahead of this machine's, when a request whose
            time was corrected by them was refused too.
    """

    kind: str
    advice: str
    code: str | None
    request_id: str | None
    at: int | None
    state: str | None
    difference: str | None
    clock_offset_s: int | None

    def __init__(
        self,
        message: str,
        *,
        kind: str = "",
        advice: str = "",
        code: str | None = None,
        request_id: str | None = None,
        at: int | None = None,
        state: str | None = None,
        difference: str | None = None,
        clock_offset_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.advice = advice
        self.code = code
        self.request_id = request_id
        self.at = at
        self.state = state
        self.difference = difference
        self.clock_offset_s = clock_offset_s


class InputError(VncurlError, ValueError):
    """An argument cannot be used, or something needed was not given; nothing was sent."""


class LocalError(VncurlError, OSError):
    """A file of this machine cannot be read, or its random source fails."""


class NetworkError(VncurlError, ConnectionError):
    """The request did not reach the cloud in time, or the reply not us."""


class ReplyError(VncurlError):
    """The reply cannot be read, or its VNC URL cannot be used."""


class Refused(VncurlError):
    """The cloud said no; each reason has a class of its own below."""


class BadCredentials(Refused):
    """The key id is unknown or disabled, the token is wrong or expired, or there are none."""


class NoPermission(Refused):
    """The key is good, and its owner may not do this."""


class ClockSkew(Refused):
    """The request's time is too far from the cloud's."""


class Signature(Refused):
    """The signature does not match: a wrong secret, or a request changed on its way."""


class NotRunning(Refused):
    """The instance is stopped, expired or gone, so it has no screen."""


class Busy(Refused):
    """The instance is between two states, or another operation is going on: try later."""


class NotFound(Refused):
    """There is no such instance, at least not in this region."""


class WrongRegion(Refused):
    """The region does not exist, or is not the instance's."""


class Throttled(Refused):
    """Too many requests."""


class NotSupported(Refused):
    """This kind of instance has no such console, or the product no such action."""


class BadRequest(Refused):
    """A parameter is wrong or missing."""


class CloudFault(Refused):
    """The cloud failed."""


class Unknown(Refused):
    """A code that is in no list."""
