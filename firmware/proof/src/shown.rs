//! What is printed, into a writer of the device's own.
//!
//! `Debug` is not here: the standard library's own, of a text as of a number, reaches a panic, so a
//! program that must not hold one prints words, codes and messages.

use core::fmt::{self, Write};

use vncurl_core::Reply;

use crate::{bytes, keep, requests::any_provider, status};

/// Takes every text.
#[derive(Debug)]
pub struct Console;

impl Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        keep(text.len());
        Ok(())
    }
}

/// The texts of a signature by name.
pub fn signature() {
    crate::signatures::by_name(&mut Console);
}

/// The cloud's message of a refusal, an error, a text.
pub fn messages() {
    match any_provider().read_reply(status(), bytes()) {
        Ok(Reply::Refusal(refusal)) => keep(refusal.write_message(&mut Console)),
        Ok(Reply::VncUrl(reply)) => keep(write!(Console, "{}", reply.request_id)),
        Err(error) => keep(write!(Console, "{error}")),
    }
}
