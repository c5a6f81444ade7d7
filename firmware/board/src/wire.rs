//! Bytes to the cloud and back.

/// Why no whole reply came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// Nothing came for as long as a reply may take.
    Silent,
    /// Something came, and then no more.
    Broken,
    /// What came is no HTTP.
    Garbage,
    /// The reply is longer than the board's buffer.
    TooLong,
}

impl WireFault {
    /// A line for the console.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Silent => "no reply: the wire is dead, or the gateway cannot reach the cloud",
            Self::Broken => "the reply broke off",
            Self::Garbage => "what came is no HTTP reply",
            Self::TooLong => "the reply is longer than the buffer",
        }
    }
}

/// A stream of bytes to the cloud.
pub trait Wire {
    /// Send a request, and forget what came late for the one before.
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault>;

    /// A byte of the reply, or nothing yet.
    fn receive(&mut self) -> Option<u8>;
}
