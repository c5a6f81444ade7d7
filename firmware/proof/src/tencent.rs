//! Tencent's console step by step: what a device with one provider calls.

use vncurl_core::{Call, Guest, Provider, TENCENT_CVM, text::Text};

use crate::{bytes, call, credentials, keep, number, status, text};

/// Sign and write the request for a VNC URL.
pub fn request(provider: &Provider, call: &Call<'_>, buf: &mut [u8]) {
    let credentials = credentials();
    if let Ok(key) = provider.signing_key(&credentials, number())
        && let Ok(request) = provider.vnc_request(text(), call, &credentials, &key, buf)
    {
        keep(request.http1().len());
    }
}

/// Sign and write Tencent's request.
pub fn signed() {
    request(&TENCENT_CVM, &call(), &mut [0; 1024]);
}

/// Read Tencent's reply.
pub fn reply() {
    keep(TENCENT_CVM.read_reply(status(), bytes()));
}

/// Build a console URL.
pub fn url(provider: &Provider, guest: &Guest<'_>) {
    keep(provider.console_url(&Text::plain(text()), guest, &mut [0; 1024]));
}

/// Tencent's console URL, in its own page.
pub fn console() {
    url(&TENCENT_CVM, &Guest { instance_id: text(), ..Guest::default() });
}
