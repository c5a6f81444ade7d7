//! Whatever VNC URL is accepted stands in the page as exactly one parameter, decodes once to a
//! WebSocket address, and holds no byte that could end an attribute or a script's string.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{
    Error, Guest, TENCENT_CVM,
    text::{
        Text,
        percent::{self, Decoded},
    },
};

fuzz_target!(|vnc_url: &str| {
    let text = Text::plain(vnc_url);
    let guest = Guest { instance_id: "ins-1", ..Guest::default() };
    let mut buf = [0; 16384];
    match TENCENT_CVM.console_url(&text, &guest, &mut buf) {
        Ok(url) => {
            let prefix = "https://img.qcloud.com/qcloud/app/active_vnc/index.html?InstanceVncUrl=";
            let value = url.strip_prefix(prefix).unwrap();
            assert!(value.bytes().all(|byte| percent::is_unreserved(byte) || byte == b'%'));
            let decoded: Vec<u8> = percent::decode(value.as_bytes())
                .map(|piece| match piece {
                    Decoded::Byte(byte) => byte,
                    Decoded::Broken => panic!("a broken escape"),
                })
                .collect();
            assert!(decoded.starts_with(b"ws://") || decoded.starts_with(b"wss://"));
            assert!(
                decoded.iter().all(|byte| byte.is_ascii_graphic() && !b"\"<>\\".contains(byte))
            );
            if vnc_url.starts_with("ws") && vnc_url.contains("://") {
                assert_eq!(decoded, vnc_url.as_bytes());
            } else {
                assert_eq!(value, vnc_url);
            }
            let needed = url.len();
            let short = TENCENT_CVM.console_url(&text, &guest, &mut []);
            assert_eq!(short, Err(Error::BufferTooSmall { needed }));
        }
        Err(Error::InvalidVncUrl { at, .. }) => assert!(at <= vnc_url.len()),
        Err(error) => panic!("{error}"),
    }
});
