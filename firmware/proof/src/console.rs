//! The console URL.

use vncurl_core::{ALIBABA_ECS, TENCENT_CVM, console::check_page, text::Text};

use crate::{keep, tencent::url, text};

/// Alibaba's console URL.
pub fn alibaba() {
    url(&ALIBABA_ECS);
}

/// The bare WebSocket address, and a viewer page.
pub fn websocket() {
    keep(TENCENT_CVM.websocket_url(&Text::plain(text()), &mut [0; 1024]));
    keep(check_page(text()));
}
