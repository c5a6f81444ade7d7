//! How a simulator is to be started.

use std::path::PathBuf;

use crate::clock::Clock;
use crate::console::Bridge;

/// How to start a simulator. The default is any free port and the computer's clock.
///
/// # Examples
///
/// ```
/// use vncurl_sim::{Clock, Options, Simulator};
///
/// let options = Options {
///     clock: Clock::Frozen { at_s: 1_700_000_000 },
///     fleet: 1_000,
///     unlimited: true,
///     ..Options::default()
/// };
/// let simulator = Simulator::start(&options)?;
/// assert!(simulator.url().starts_with("http://127.0.0.1:"));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// TCP port on 127.0.0.1; 0 takes any that is free.
    pub port: u16,
    /// Where its time comes from.
    pub clock: Clock,
    /// Machines `ins-f0000000`, … at CVM and `i-f0000000`, … at ECS besides the ones that are
    /// always there: so many of each, at most 100,000.
    pub fleet: u32,
    /// Whether calls are let through however many there are in a second, for tests under load.
    pub unlimited: bool,
    /// A folder with noVNC in it (npm's `@novnc/novnc`), which the viewer pages then show the
    /// screen with, instead of the embedded viewer.
    pub novnc: Option<PathBuf>,
    /// Real VNC servers that stand in for instances' own screens.
    pub bridges: Vec<Bridge>,
    /// Serve TLS, with a certificate authority made at start, whose certificate is written to
    /// this file in PEM.
    #[cfg(feature = "tls")]
    pub tls_ca_out: Option<PathBuf>,
}

impl Options {
    #[cfg(feature = "tls")]
    pub(crate) fn ca(&self) -> Option<PathBuf> {
        self.tls_ca_out.clone()
    }

    #[cfg(not(feature = "tls"))]
    #[expect(clippy::unused_self, reason = "with TLS it is an option")]
    pub(crate) fn ca(&self) -> Option<PathBuf> {
        None
    }

    /// Whether TLS is served.
    pub(crate) fn is_tls(&self) -> bool {
        self.ca().is_some()
    }
}
