//! The console URL.

use core::hint::black_box;

use vncurl_core::{ALIBABA_ECS, Guest, TENCENT_CVM, console::check_page, text::Text};

use crate::{keep, optional, requests::any_provider, tencent::url, text};

/// Alibaba's console URL, in its own page.
pub fn alibaba() {
    let windows = black_box(Some(true));
    url(&ALIBABA_ECS, &Guest { instance_id: text(), windows, ..Guest::default() });
}

/// Any provider's console URL, in any page and with a password.
pub fn every() {
    let windows = black_box(Some(true));
    let guest = Guest { instance_id: text(), windows, page: optional(), password: optional() };
    url(any_provider(), &guest);
}

/// The bare WebSocket address, and a viewer page.
pub fn websocket() {
    keep(TENCENT_CVM.websocket_url(&Text::plain(text()), &mut [0; 1024]));
    keep(check_page(text()));
}
