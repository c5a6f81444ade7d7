//! `/_sim/…`: what a test may ask of the simulator itself.
//!
//! No web page can get through: another origin may not set the header without asking first, and
//! the simulator never answers such a question (it sends no CORS header). A name that somebody
//! made point at 127.0.0.1 would be no other origin, so the host must be a loopback one, too.

use serde::Serialize;

use crate::address::Addresses;
use crate::instance::{INSTANCES, Instance};
use crate::journal::Journal;
use crate::utc;
use crate::wire::{Request, Response};

/// The header without which nothing is answered; its value is `1`.
const HEADER: &str = "X-Vncurl-Sim";

#[derive(Serialize)]
struct State<'a> {
    now: String,
    now_ms: u64,
    instances: Vec<InstanceState>,
    addresses: Vec<AddressState<'a>>,
}

#[derive(Serialize)]
struct InstanceState {
    id: &'static str,
    provider: &'static str,
    region: &'static str,
    windows: bool,
    state: &'static str,
}

#[derive(Serialize)]
struct AddressState<'a> {
    instance_id: &'a str,
    provider: &'a str,
    issued_at: String,
    expires_at: String,
    expired: bool,
}

/// Answer a request whose path begins with `/_sim/`.
pub(crate) fn answer(
    now_ms: u64,
    request: &Request,
    journal: &Journal,
    addresses: &Addresses,
) -> Response {
    if request.header(HEADER) != Some(b"1") {
        return Response::text(403, &format!("send the header `{HEADER}: 1` to use /_sim/"));
    }
    if !is_loopback(request.text("host").unwrap_or("")) {
        return Response::text(403, "use /_sim/ by the name 127.0.0.1, localhost or [::1]");
    }
    match (request.method(), request.path()) {
        ("GET", "/_sim/journal") => json(&journal.entries()),
        ("GET", "/_sim/state") => json(&state(now_ms, addresses)),
        (_, "/_sim/journal" | "/_sim/state") => {
            Response::text(405, "only GET is answered here").with_header("Allow", "GET")
        }
        _ => Response::text(404, "there are /_sim/journal and /_sim/state"),
    }
}

/// Whether a `Host` header names this computer by one of its own names, with or without a port.
fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        host.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

fn state(now_ms: u64, addresses: &Addresses) -> State<'_> {
    State {
        now: utc::date_time_ms(now_ms),
        now_ms,
        instances: INSTANCES
            .iter()
            .map(|&Instance { id, provider, region, windows, state }| InstanceState {
                id,
                provider,
                region,
                windows,
                state,
            })
            .collect(),
        addresses: addresses
            .iter()
            .map(|issued| AddressState {
                instance_id: issued.instance.id,
                provider: issued.instance.provider,
                issued_at: utc::date_time_ms(issued.since_ms),
                expires_at: utc::date_time_ms(issued.expires_ms()),
                expired: now_ms >= issued.expires_ms(),
            })
            .collect(),
    }
}

fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec_pretty(value) {
        Ok(body) => Response::new(200, "application/json", body),
        Err(_) => Response::text(500, "the answer could not be written as JSON"),
    }
}
