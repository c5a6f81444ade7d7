//! Bare addresses for native viewers: those of the documents, and every value that must not become
//! one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use vncurl_core::{ALIBABA_ECS, Error, Guest, PROVIDERS, Provider, text::Text};
use vncurl_tests::{hostile::bad_vnc_urls, published::console_urls};

const GUEST: Guest<'static> = Guest {
    instance_id: "i-bp1hzoinajzkh91h0001",
    windows: Some(false),
    page: None,
    password: None,
};

fn websocket_url(provider: &Provider, vnc_url: &str, room: usize) -> Result<String, Error> {
    let mut buf = vec![b'#'; room];
    provider.websocket_url(&Text::plain(vnc_url), &mut buf).map(ToOwned::to_owned)
}

#[test]
fn published_addresses_are_decoded_once_however_they_come() {
    for row in console_urls() {
        let address = row.value_decoded_once.as_str();
        for provider in PROVIDERS {
            for vnc_url in [&row.value_as_returned, address] {
                let got = websocket_url(provider, vnc_url, 4096);
                assert_eq!(got.as_deref(), Ok(address), "{}", row.id);
            }
        }
    }
}

#[test]
fn the_room_for_the_encoded_address_is_needed_and_enough() {
    for row in console_urls() {
        let needed = row.value_as_returned.len();
        for room in 0..needed {
            let got = websocket_url(&ALIBABA_ECS, &row.value_as_returned, room);
            assert_eq!(got, Err(Error::BufferTooSmall { needed }), "{}, {room} bytes", row.id);
        }
        let got = websocket_url(&ALIBABA_ECS, &row.value_as_returned, needed);
        assert_eq!(got, Ok(row.value_decoded_once), "{}", row.id);
    }
}

#[test]
fn every_byte_that_may_stand_in_an_address_comes_through_both_forms() {
    for byte in 0..=u8::MAX {
        let address = format!("wss://h/a{}b", char::from(byte));
        let encoded = format!("wss%3A%2F%2Fh%2Fa%{byte:02x}b");
        let harmless = byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\');
        let expected = harmless.then_some(address.as_str());
        for vnc_url in [&address, &encoded] {
            let got = websocket_url(&ALIBABA_ECS, vnc_url, 256).ok();
            assert_eq!(got.as_deref(), expected, "{vnc_url:?}");
        }
    }
}

#[test]
fn what_the_page_would_refuse_is_refused_here_with_the_same_words() {
    for (vnc_url, at, fault) in bad_vnc_urls() {
        let text = Text::plain(&vnc_url);
        for provider in PROVIDERS {
            let expected = Error::InvalidVncUrl { at, fault };
            let shown: String = vnc_url.chars().take(60).collect();
            assert_eq!(websocket_url(provider, &vnc_url, 16_384), Err(expected), "{shown}");
            let mut buf = vec![0; 16_384];
            assert_eq!(provider.console_url(&text, &GUEST, &mut buf), Err(expected), "{shown}");
        }
    }
}

#[test]
fn a_bad_vnc_url_becomes_no_address_in_a_buffer_of_any_length() {
    let bad = bad_vnc_urls();
    for (vnc_url, ..) in bad.iter().filter(|(vnc_url, ..)| vnc_url.len() < 100) {
        for room in 0..400 {
            let mut buf = vec![0; room];
            let got = ALIBABA_ECS.websocket_url(&Text::plain(vnc_url), &mut buf);
            assert!(got.is_err(), "{vnc_url}, {room} bytes");
            let left = String::from_utf8_lossy(&buf);
            assert!(!left.contains("ws://") && !left.contains("wss://"), "{left}");
        }
    }
}
