//! The console URL.

use core::hint::black_box;

use vncurl_core::{ALIBABA_ECS, Guest, Provider, TENCENT_CVM, console::check_page, text::Text};

use crate::{keep, optional, text};

fn url(provider: &Provider) {
    let guest = Guest {
        instance_id: text(),
        windows: black_box(Some(true)),
        page: optional(),
        password: optional(),
    };
    keep(provider.console_url(&Text::plain(text()), &guest, &mut [0; 1024]));
}

/// Tencent's console URL.
pub fn tencent() {
    url(&TENCENT_CVM);
}

/// Alibaba's console URL.
pub fn alibaba() {
    url(&ALIBABA_ECS);
}

/// The bare WebSocket address, and a viewer page.
pub fn websocket() {
    keep(TENCENT_CVM.websocket_url(&Text::plain(text()), &mut [0; 1024]));
    keep(check_page(text()));
}
