//! Reads one HTTP/1.1 reply with a length, and gives up in time.

use core::str;

use vncurl_core::flow::Answered;

use crate::wire::{Wire, WireFault};

/// How long the cloud may take for the first byte, and how long between two.
const FIRST_BYTE_MS: u64 = 2_000;
const NEXT_BYTE_MS: u64 = 1_000;

/// Read a reply into `buf`.
///
/// # Errors
///
/// Why no whole reply came.
pub fn receive<'b>(
    wire: &mut impl Wire,
    now_ms: impl Fn() -> u64,
    buf: &'b mut [u8],
) -> Result<Answered<'b>, WireFault> {
    let (mut len, mut needed) = (0, None);
    let mut last_ms = now_ms();
    while needed.is_none_or(|needed| len < needed) {
        let Some(byte) = wire.receive() else {
            let silent_ms = now_ms().saturating_sub(last_ms);
            if len == 0 && silent_ms >= FIRST_BYTE_MS {
                return Err(WireFault::Silent);
            }
            if len > 0 && silent_ms >= NEXT_BYTE_MS {
                let is_http = buf.starts_with(b"HTTP/1.1 ");
                return Err(if is_http { WireFault::Broken } else { WireFault::Garbage });
            }
            continue;
        };
        last_ms = now_ms();
        *buf.get_mut(len).ok_or(WireFault::TooLong)? = byte;
        len += 1;
        if needed.is_none() && buf.get(..len).is_some_and(|head| head.ends_with(b"\r\n\r\n")) {
            let head = buf.get(..len).and_then(|head| str::from_utf8(head).ok());
            let body_len = head.and_then(|head| header(head, "content-length"));
            let body_len = body_len.and_then(|len| len.parse::<usize>().ok());
            needed = Some(len.saturating_add(body_len.ok_or(WireFault::Garbage)?));
        }
    }
    parts(buf.get(..len).unwrap_or_default()).ok_or(WireFault::Garbage)
}

/// Whether `reply` is whole, by the length that it says.
pub fn is_whole(reply: &[u8]) -> bool {
    parts(reply).is_some_and(|parts| {
        let head = reply.get(..reply.len() - parts.body.len()).unwrap_or_default();
        let len = str::from_utf8(head).ok().and_then(|head| header(head, "content-length"));
        len.and_then(|len| len.parse().ok()).is_none_or(|len: usize| parts.body.len() >= len)
    })
}

/// The parts of a whole reply.
fn parts(reply: &[u8]) -> Option<Answered<'_>> {
    let end = reply.windows(4).position(|end| end == b"\r\n\r\n")?.checked_add(4)?;
    let (head, body) = reply.split_at_checked(end)?;
    let head = str::from_utf8(head).ok()?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Answered {
        status,
        date: header(head, "date"),
        retry_after: header(head, "retry-after"),
        retry_after_ms: header(head, "x-acs-retry-after"),
        body,
    })
}

/// The value of a header.
pub fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut named = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
    named.next().map(|(_, value)| value.trim())
}
