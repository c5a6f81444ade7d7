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
    /// Nobody takes the connection.
    NoConnection,
    /// The cloud is not who it says.
    Untrusted,
    /// The reply is longer than the board's buffer.
    TooLong,
}

impl WireFault {
    /// A line for the console.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Silent => "no reply: the wire is dead, or the gateway cannot reach the cloud",
            Self::NoConnection => "no connection: the network is dead, or the gateway is away",
            Self::Untrusted => "the certificate is of no authority that this board trusts",
            Self::Broken => "the reply broke off",
            Self::Garbage => "what came is no HTTP reply",
            Self::TooLong => "the reply is longer than the buffer",
        }
    }
}

/// A stream of bytes to the cloud.
pub trait Wire {
    /// Send a request, and forget what came late for the one before.
    ///
    /// # Errors
    ///
    /// Why it could not be sent.
    fn send(&mut self, request: &[u8]) -> Result<(), WireFault>;

    /// A byte of the reply, or nothing yet.
    fn receive(&mut self) -> Option<u8>;

    /// Called again and again while a person thinks: to answer to what else is on the wire.
    fn idle(&mut self) {}
}
