//! HTTP/1.1 as bytes: reading the head of a request, writing a response. No socket here.

use core::fmt::Write as _;

use crate::wire::{Request, Response};

/// Longest head, request line and headers together.
pub(crate) const HEAD_CAP: usize = 32 * 1_024;
/// Longest body: what Tencent allows for a signed POST.
pub(crate) const BODY_CAP: usize = 10 * 1_024 * 1_024;
/// Most headers in one head.
const HEADERS_CAP: usize = 96;

/// The head of a request, complete and understood.
pub(crate) struct Head {
    /// The request, its body still empty.
    pub(crate) request: Request,
    /// Bytes of the head.
    pub(crate) len: usize,
    /// Bytes of the body that follow.
    pub(crate) body_len: usize,
    pub(crate) keep_alive: bool,
    /// The client waits for `100 Continue` before it sends the body.
    pub(crate) expects_continue: bool,
}

/// Read a head from the beginning of `bytes`; `None` when more bytes are needed.
///
/// # Errors
///
/// The response to send before the connection is closed: what follows a head that was not
/// understood cannot be understood either.
pub(crate) fn parse_head(bytes: &[u8]) -> Result<Option<Head>, Response> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS_CAP];
    let mut parsed = httparse::Request::new(&mut headers);
    let len = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(len)) if len <= HEAD_CAP => len,
        Ok(httparse::Status::Partial) if bytes.len() < HEAD_CAP => return Ok(None),
        Ok(_) => return Err(Response::text(431, "the head is longer than 32 KiB")),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Response::text(431, "the head has more than 96 headers"));
        }
        Err(error) => {
            return Err(Response::text(400, &format!("this is not HTTP/1.1: {error}")));
        }
    };
    let target = parsed.path.unwrap_or("");
    if !target.starts_with('/') {
        return Err(Response::text(400, "the request target must begin with `/`"));
    }
    let headers = parsed
        .headers
        .iter()
        .map(|header| (header.name.to_owned(), header.value.to_vec()))
        .collect();
    let request = Request::new(parsed.method.unwrap_or(""), target, headers, Vec::new());
    let body_len = body_len(&request)?;
    let connection = request.text("connection").unwrap_or("").to_ascii_lowercase();
    let keep_alive =
        parsed.version == Some(1) && !connection.split(',').any(|option| option.trim() == "close");
    let expects_continue =
        request.text("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"));
    Ok(Some(Head { request, len, body_len, keep_alive, expects_continue }))
}

fn body_len(request: &Request) -> Result<usize, Response> {
    if request.header("transfer-encoding").is_some() {
        let text = "send the body with Content-Length; Transfer-Encoding is not supported";
        return Err(Response::text(411, text));
    }
    let mut lengths = request.values("content-length");
    let Some(length) = lengths.next() else {
        return Ok(0);
    };
    let digits = !length.is_empty() && length.iter().all(u8::is_ascii_digit);
    if !digits || lengths.next().is_some() {
        return Err(Response::text(400, "Content-Length must be one number, sent once"));
    }
    // A number too long for usize is too long for the limit as well.
    let length = str::from_utf8(length).ok().and_then(|length| length.parse().ok());
    length
        .filter(|length| *length <= BODY_CAP)
        .ok_or_else(|| Response::text(413, "the body is longer than 10 MiB"))
}

/// The bytes of `response`; the body is left out (its length is not) for a `HEAD`.
pub(crate) fn write(response: &Response, keep_alive: bool, is_head: bool) -> Vec<u8> {
    let status = response.status();
    let mut head = format!("HTTP/1.1 {status} {}\r\nServer: vncurl-simulator\r\n", reason(status));
    // Writing to a String does not fail.
    for (name, value) in response.headers() {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let connection = if keep_alive { "keep-alive" } else { "close" };
    let _ = write!(head, "Content-Length: {}\r\n", response.body().len());
    let _ = write!(head, "Connection: {connection}\r\n\r\n");
    let mut bytes = head.into_bytes();
    if !is_head {
        bytes.extend_from_slice(response.body());
    }
    bytes
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        426 => "Upgrade Required",
        431 => "Request Header Fields Too Large",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        // A fault may set any status; the phrase may be empty (RFC 9112, section 4).
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(bytes: &[u8]) -> Option<u16> {
        parse_head(bytes).err().map(|response| response.status())
    }

    #[test]
    fn every_beginning_of_a_good_head_asks_for_more() {
        let head = b"POST /?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";
        for end in 0..head.len() {
            assert!(matches!(parse_head(&head[..end]), Ok(None)), "{end}");
        }
        let head = parse_head(head).ok().flatten().unwrap();
        assert_eq!((head.body_len, head.keep_alive), (5, true));
        assert_eq!((head.request.path(), head.request.query()), ("/", "a=b"));
    }

    #[test]
    fn malformed_heads_get_the_status_that_names_the_fault() {
        let long = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "x".repeat(HEAD_CAP));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(HEADERS_CAP + 1));
        for (head, expected) in [
            ("\0\0\0\r\n\r\n", 400),
            ("GET\r\n\r\n", 400),
            ("GET / HTTP/9.9\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost h\r\n\r\n", 400),
            ("GET http://evil.example/ HTTP/1.1\r\n\r\n", 400),
            ("CONNECT evil.example:443 HTTP/1.1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 10485761\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            (&*long, 431),
            (&*many, 431),
        ] {
            assert_eq!(status(head.as_bytes()), Some(expected), "{}", &head[..40.min(head.len())]);
        }
    }

    /// Every truncation and every change of one byte, through the parser and through the cloud.
    #[test]
    fn a_spoilt_request_has_an_answer_wherever_it_is_spoilt() {
        let good = concat!(
            "GET /?InstanceId=ins-demo0001&a=%20+b HTTP/1.1\r\nHost: 127.0.0.1:1\r\n",
            "X-TC-Action: DescribeInstanceVncUrl\r\nX-TC-Version: 2017-03-12\r\n",
            "X-TC-Timestamp: 1700000000\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            "Authorization: TC3-HMAC-SHA256 Credential=AKID/2023-11-14/cvm/tc3_request, ",
            "SignedHeaders=content-type;host, Signature=",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\r\n",
        );
        let alibaba = good
            .replace("X-TC-Action", "x-acs-action")
            .replace("X-TC-Version", "x-acs-version")
            .replace("X-TC-Timestamp: 1700000000", "x-acs-date: 2023-11-14T22:13:20Z")
            .replace("TC3-HMAC-SHA256", "ACS3-HMAC-SHA256")
            .replace("/2023-11-14/cvm/tc3_request, ", ",");
        let page = "GET /aliyun/ecs-console-vnc2/0.0.8/index.html?vncUrl=ws%3A%2F%2F HTTP/1.1\r\n\
                    Host: 127.0.0.1:1\r\n";
        let mut cloud = crate::Cloud::new("127.0.0.1:1");
        let mut answered = 0;
        for good in [good, &alibaba, page] {
            let good = format!("{good}\r\n").into_bytes();
            for at in 0..good.len() {
                for byte in *b"\0\xff%&=;:,/ \r\nAz9" {
                    let mut spoilt = good.clone();
                    spoilt[at] = byte;
                    if let Ok(Some(head)) = parse_head(&spoilt) {
                        let response = cloud.handle(1_700_000_000_000, &head.request);
                        assert!(!response.body().is_empty() && response.status() < 500);
                        answered += 1;
                    }
                }
                assert!(matches!(parse_head(&good[..at]), Ok(None)), "{at}");
            }
        }
        assert!(answered > 5_000, "{answered}");
    }

    #[test]
    fn connection_close_and_http_1_0_end_the_connection() {
        for (head, keep_alive) in [
            ("GET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nConnection: Keep-Alive\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nConnection: te, Close\r\n\r\n", false),
            ("GET / HTTP/1.0\r\n\r\n", false),
        ] {
            assert_eq!(parse_head(head.as_bytes()).ok().flatten().unwrap().keep_alive, keep_alive);
        }
    }
}
