//! A console that can be opened now.

use core::fmt;

use vncurl_core::{Provider, time::UtcText};
use zeroize::Zeroizing;

/// A console URL, and for how long it is one.
///
/// Who has the URL has the console, so `Debug` does not show it.
///
/// # Examples
///
/// ```
/// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
/// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
/// # let client = vncurl::Client::builder("tencent-cvm")?
/// #     .region("ap-guangzhou")
/// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
/// #     .endpoint(simulator.url())
/// #     .build()?;
/// let console = client.console("ins-demo0001")?;
/// println!("open {} before {}", console.url(), console.not_after_text());
/// assert!(console.single_use());
/// # Ok::<(), vncurl::Error>(())
/// ```
#[derive(Clone)]
pub struct Console {
    pub(crate) provider: &'static Provider,
    pub(crate) instance_id: String,
    pub(crate) url: Zeroizing<String>,
    pub(crate) websocket_url: Zeroizing<String>,
    pub(crate) not_after: u64,
    pub(crate) keep_alive_s: Option<u16>,
    pub(crate) request_id: String,
    pub(crate) clock_offset_s: i64,
}

impl Console {
    /// The console URL: the viewer page that opens the console in a browser.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The bare `wss://` address, for a native viewer that opens the WebSocket itself.
    #[must_use]
    pub fn websocket_url(&self) -> &str {
        &self.websocket_url
    }

    /// Seconds without a key or a click after which the console closes, where that is known.
    #[must_use]
    pub fn keep_alive_s(&self) -> Option<u16> {
        self.keep_alive_s
    }

    /// Seconds that the cloud's clock is ahead of this machine's, as far as the cloud refused the
    /// time of a request; 0 when it did not.
    #[must_use]
    pub fn clock_offset_s(&self) -> i64 {
        self.clock_offset_s
    }

    /// The provider that gave it.
    #[must_use]
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// The instance that it shows.
    #[must_use]
    pub fn instance_id(&self) -> &str {
        &self.instance_id
    }

    /// Unix seconds after which it cannot be opened any more: the time of sending and the
    /// provider's validity.
    #[must_use]
    pub fn not_after(&self) -> u64 {
        self.not_after
    }

    /// [`Console::not_after`] as RFC 3339 in UTC, such as `2026-11-21T08:09:10Z`.
    #[must_use]
    pub fn not_after_text(&self) -> String {
        // A time past the year 9999 could not have been signed.
        UtcText::new(self.not_after).map(|text| text.as_str().to_owned()).unwrap_or_default()
    }

    /// Whether it opens once only.
    #[must_use]
    pub fn single_use(&self) -> bool {
        self.provider.single_use
    }

    /// The cloud's id of the call; empty when it sent none.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("provider", &self.provider.name)
            .field("instance_id", &self.instance_id)
            .field("not_after", &self.not_after_text())
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}
