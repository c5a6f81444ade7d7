//! No body makes a reader of replies panic, and what it hands out becomes a console URL that keeps
//! the rule, or none.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{Guest, PROVIDERS, Reply};

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    for provider in PROVIDERS {
        // The statuses that matter come often, whatever the fuzzer makes of the number.
        for status in [status, 200, 400] {
            match provider.read_reply(status, body) {
                Ok(Reply::VncUrl(reply)) => {
                    let guest =
                        Guest { instance_id: "i-1", windows: Some(false), ..Guest::default() };
                    let mut buf = [0; 16384];
                    if let Ok(url) = provider.console_url(&reply.vnc_url, &guest, &mut buf) {
                        let parameters = if provider.viewer.asks_for_os() { 3 } else { 1 };
                        assert_eq!(url.matches('=').count(), parameters);
                        assert_eq!(url.matches('?').count(), 1);
                        assert!(url.bytes().all(|byte| byte.is_ascii_graphic()));
                    }
                }
                Ok(Reply::Refusal(refusal)) => {
                    let mut message = String::new();
                    refusal.write_message(&mut message).unwrap();
                    let _ = format!("{refusal:?} {}", refusal.kind);
                }
                Err(error) => assert!(error.at().is_none_or(|at| at <= body.len()), "{error}"),
            }
        }
    }
});
