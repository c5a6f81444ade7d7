//! No body makes a reader of lists panic; a page hands out as many items as it said it holds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{Error, ListReply, PROVIDERS};

fuzz_target!(|input: (u16, &[u8])| {
    let (status, body) = input;
    for provider in PROVIDERS {
        // The statuses that matter come often, whatever the fuzzer makes of the number.
        for status in [status, 200] {
            read(provider.read_statuses(status, body), body);
            read(provider.read_instances(status, body), body);
            read(provider.read_regions(status, body), body);
        }
    }
});

fn read<I: std::fmt::Debug>(reply: Result<ListReply<'_, I>, Error>, body: &[u8]) {
    match reply {
        Ok(ListReply::List(list)) => {
            let items: Vec<_> = list.iter().collect();
            assert_eq!(items.len(), list.len(), "{items:?}");
        }
        Ok(ListReply::Refusal(refusal)) => drop(format!("{refusal:?}")),
        Err(error) => assert!(error.at().is_none_or(|at| at <= body.len()), "{error}"),
    }
}
