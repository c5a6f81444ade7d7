"""Random texts, leaning to the edges."""

from __future__ import annotations

import string
from random import Random

TOKEN = string.ascii_letters + string.digits + "-_."
PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "
# Two spaces that HTTP does not trim, letters of two to four bytes, and one that grows when it is lower-cased.
BEYOND_ASCII = "\u00a0\u3000éÄßİжΩ中文字한ご🖥😀"
# HMAC hashes a key longer than its block of 64 bytes; TC3 puts three letters to it, RPC one, and the others none.
SECRET_LENGTHS = (1, 2, 31, 32, 59, 60, 61, 62, 63, 64, 65, 66, 67, 124, 125, 126, 127, 128, 129, 192, 256, 300)
# The first and last second of a day, leap days, a century without one, 2^31, 2^32, and the last second of 9999.
TIMESTAMPS = (
    0, 1, 86_399, 86_400, 68_169_599, 68_169_600, 68_255_999, 68_256_000, 951_782_399, 951_782_400, 951_868_799,
    951_868_800, 1_551_113_065, 1_709_164_800, 1_709_251_199, 1_735_603_200, 1_735_689_599, 2_147_483_647,
    2_147_483_648, 4_107_542_399, 4_107_542_400, 4_294_967_295, 4_294_967_296, 253_402_214_400, 253_402_300_799,
)  # fmt: skip
# Pairs whose order changes when they are compared encoded, as UTF-16, lower-cased, or together with what follows them.
PARAMETER_NAMES = (
    "A", "B", "a", "b", "a-b", "a.b", "a_b", "a~b", "a b", "a*b", "a[b", "a=b", "aé", "é", "名", "～", "😀", "~", "[",
    "InstanceId", "InstanceId.1", "InstanceId.2", "InstanceId.10", "InstanceId.12", "InstanceIds", "RegionId",
)  # fmt: skip


def text(draw: Random, alphabet: str, length: int) -> str:
    """Draw a text of this many letters."""
    return "".join(draw.choices(alphabet, k=length))


def secret(draw: Random) -> str:
    """Draw a secret."""
    return text(draw, PRINTABLE, draw.choice((*SECRET_LENGTHS, draw.randint(1, 300))))


def timestamp(draw: Random) -> int:
    """Draw Unix seconds up to the end of the year 9999."""
    return draw.choice(TIMESTAMPS) if draw.random() < 0.5 else draw.randint(0, TIMESTAMPS[-1])


def parameter_names(draw: Random) -> list[str]:
    """Draw names of parameters, each once, in any order."""
    return draw.sample(PARAMETER_NAMES, draw.choice((0, 1, 2, 3, 8, len(PARAMETER_NAMES))))
