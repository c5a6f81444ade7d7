//! What came back for a request.

use core::fmt;

use vncurl_core::flow::Answered;
use zeroize::Zeroizing;

/// A reply: status, the headers that say when to ask again, and the body.
///
/// `Debug` shows the status and nothing of the body, which holds the VNC URL.
///
/// # Examples
///
/// ```
/// use vncurl::Received;
///
/// let headers = [("Date", "Tue, 14 Nov 2023 22:13:20 GMT"), ("Content-Type", "text/plain")];
/// let received = Received::new(200, headers, b"{}".to_vec());
/// assert_eq!(received.answered().date, Some("Tue, 14 Nov 2023 22:13:20 GMT"));
/// ```
pub struct Received {
    status: u16,
    date: Option<String>,
    retry_after: Option<String>,
    retry_after_ms: Option<String>,
    body: Zeroizing<Vec<u8>>,
}

impl Received {
    /// A reply that a transport of one's own has read: the status, the headers by name (in any case)
    /// and value, of which the three that matter are kept, and the whole body.
    pub fn new<'h>(
        status: u16,
        headers: impl IntoIterator<Item = (&'h str, &'h str)>,
        body: Vec<u8>,
    ) -> Self {
        let body = Zeroizing::new(body);
        let mut received =
            Self { status, date: None, retry_after: None, retry_after_ms: None, body };
        for (name, value) in headers {
            let kept = match name {
                _ if name.eq_ignore_ascii_case("date") => &mut received.date,
                _ if name.eq_ignore_ascii_case("retry-after") => &mut received.retry_after,
                _ if name.eq_ignore_ascii_case("x-acs-retry-after") => &mut received.retry_after_ms,
                _ => continue,
            };
            // The first of several, as the built-in transport takes it.
            kept.get_or_insert_with(|| value.to_owned());
        }
        received
    }

    /// The reply as core reads it.
    #[must_use]
    pub fn answered(&self) -> Answered<'_> {
        Answered {
            status: self.status,
            date: self.date.as_deref(),
            retry_after: self.retry_after.as_deref(),
            retry_after_ms: self.retry_after_ms.as_deref(),
            body: &self.body,
        }
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.answered().fmt(f)
    }
}
