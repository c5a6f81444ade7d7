//! What `defmt` is told of types that hold a secret, a token, a signature or a VNC URL: the rest.
//!
//! A type that holds none of them derives its form. A new field is shown by neither until somebody
//! writes it here.

use defmt::{Format, Formatter, write};

use crate::{Credentials, Guest, Refusal, Request, sign::SigningKey, text::Text};

impl Format for Credentials<'_> {
    fn format(&self, f: Formatter<'_>) {
        write!(f, "Credentials {{ key_id: {=str}, .. }}", self.key_id);
    }
}

impl Format for SigningKey {
    fn format(&self, f: Formatter<'_>) {
        write!(f, "SigningKey {{ credential_scope: {=str}, .. }}", self.credential_scope());
    }
}

impl Format for Request<'_> {
    fn format(&self, f: Formatter<'_>) {
        let (method, scheme, host) = (self.method(), self.scheme(), self.host());
        write!(f, "Request {{ {=str} {}://{=str}, .. }}", method, scheme, host);
    }
}

impl Format for Text<'_> {
    /// The length alone: a VNC URL is such a text.
    fn format(&self, f: Formatter<'_>) {
        write!(f, "Text({=usize} bytes)", self.len());
    }
}

impl Format for Refusal<'_> {
    /// Without the message, in which Alibaba echoes what was signed.
    fn format(&self, f: Formatter<'_>) {
        let (code, request_id) = (self.code.as_plain(), self.request_id.as_plain());
        write!(f, "Refusal {{ {}, code: {}, request_id: {}, .. }}", self.kind, code, request_id);
    }
}

impl Format for Guest<'_> {
    /// Without the console's password.
    fn format(&self, f: Formatter<'_>) {
        let Self { instance_id, windows, page, .. } = self;
        write!(f, "Guest {{ {=str}, windows: {}, page: {}, .. }}", instance_id, windows, page);
    }
}

#[cfg(feature = "flow")]
impl Format for crate::flow::Done<'_, '_> {
    /// Without the URL: who has it has the console.
    fn format(&self, f: Formatter<'_>) {
        write!(f, "Done {{ not_after: {=u64}, .. }}", self.not_after);
    }
}
