//! `/_sim/…`: what a test may ask of the simulator itself.
//!
//! No web page can get through: another origin may not set the header without asking first, and
//! the simulator never answers such a question (it sends no CORS header). A name that somebody
//! made point at 127.0.0.1 would be no other origin, so the host must be a loopback one, too.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::fault::Fault;
use crate::machines::{Seen, Unset};
use crate::timeline::{Change, Scope};
use crate::utc;
use crate::wire::{Request, Response};

/// The header without which nothing is answered; its value is `1`.
const HEADER: &str = "X-Vncurl-Sim";

const INSTANCES: &str = "/_sim/instances/";
const CONSOLE: &str = "/_sim/console/";

#[derive(Serialize)]
struct State {
    now: String,
    now_ms: u64,
    console_now_ms: u64,
    instances: Vec<InstanceState>,
    addresses: Vec<AddressState>,
    faults: Vec<FaultState>,
}

#[derive(Serialize)]
struct InstanceState {
    id: &'static str,
    provider: &'static str,
    region: &'static str,
    windows: bool,
    state: &'static str,
    name: &'static str,
    private_ip: &'static str,
    public_ip: &'static str,
}

#[derive(Serialize)]
struct AddressState {
    instance_id: &'static str,
    provider: &'static str,
    issued_at: String,
    expires_at: String,
    expired: bool,
}

#[derive(Serialize)]
struct FaultState {
    #[serde(flatten)]
    fault: Fault,
    struck: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockChange {
    set_ms: Option<u64>,
    #[serde(default)]
    advance_ms: i64,
    freeze: Option<bool>,
    scope: Option<ClockScope>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum ClockScope {
    All,
    Console,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateChange {
    state: String,
    #[serde(default)]
    after_ms: u64,
}

/// A request that is let through.
pub(crate) fn request(method: &str, path: &str, body: &[u8]) -> Request {
    let headers =
        vec![("Host".to_owned(), b"127.0.0.1".to_vec()), (HEADER.to_owned(), b"1".to_vec())];
    Request::new(method, format!("/_sim/{path}"), headers, body.to_vec())
}

/// Answer a request whose path begins with `/_sim/`; `outside_ms` is the clock that nobody moved.
pub(crate) fn answer(cloud: &mut Cloud, outside_ms: u64, request: &Request) -> Response {
    if request.header(HEADER) != Some(b"1") {
        return Response::text(403, &format!("send the header `{HEADER}: 1` to use /_sim/"));
    }
    if !is_loopback(request.text("host").unwrap_or("")) {
        return Response::text(403, "use /_sim/ by the name 127.0.0.1, localhost or [::1]");
    }
    let path = request.path();
    let changed = match (request.method(), path) {
        ("GET", "/_sim/journal") => return json(&cloud.journal.entries()),
        ("GET", "/_sim/state") => return json(&state(cloud, outside_ms)),
        ("GET", _) if path.starts_with(CONSOLE) => return screen(cloud, path),
        ("POST", "/_sim/reset") => {
            cloud.reset();
            Ok(())
        }
        ("POST", "/_sim/clock") => read(request).map(|change: ClockChange| {
            let scope = match change.scope {
                Some(ClockScope::Console) => Scope::Console,
                Some(ClockScope::All) | None => Scope::All,
            };
            let ClockChange { set_ms, advance_ms, freeze, .. } = change;
            cloud.time.change(outside_ms, scope, &Change { set_ms, advance_ms, freeze });
        }),
        ("POST", "/_sim/faults") => read(request).and_then(|faults: Vec<Fault>| {
            cloud.faults.set(faults).map_err(|text| Response::text(400, text))
        }),
        ("POST", _) if path.starts_with(INSTANCES) => {
            let id = path.strip_prefix(INSTANCES).unwrap_or("");
            return read(request)
                .and_then(|change: StateChange| set_state(cloud, outside_ms, id, &change))
                .unwrap_or_else(|refused| refused);
        }
        (_, "/_sim/journal" | "/_sim/state") => return only("GET"),
        _ if path.starts_with(CONSOLE) => return only("GET"),
        (_, "/_sim/reset" | "/_sim/clock" | "/_sim/faults") => return only("POST"),
        _ if path.starts_with(INSTANCES) => return only("POST"),
        _ => {
            let text = "there are journal, state, reset, clock, faults, instances/ID, \
                        console/ID/text and console/ID/png";
            return Response::text(404, text);
        }
    };
    match changed {
        Ok(()) => json(&state(cloud, outside_ms)),
        Err(refused) => refused,
    }
}

fn only(method: &'static str) -> Response {
    Response::text(405, &format!("only {method} is answered here")).with_header("Allow", method)
}

/// The body as JSON of this form.
fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Response> {
    serde_json::from_slice(request.body()).map_err(|error| {
        Response::text(400, &format!("the body is not what is asked for: {error}"))
    })
}

/// Whether a `Host` header names this computer by one of its own names, with or without a port.
fn is_loopback(host: &str) -> bool {
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        host.strip_prefix(name).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

/// The screen of an instance as text or as a picture.
fn screen(cloud: &Cloud, path: &str) -> Response {
    let Some((id, form)) = path.strip_prefix(CONSOLE).and_then(|rest| rest.split_once('/')) else {
        return Response::text(404, "there are console/ID/text and console/ID/png");
    };
    match (cloud.consoles.screen(id), form) {
        (Some(screen), "text") => Response::new(200, "text/plain; charset=utf-8", screen.text()),
        (Some(screen), "png") => Response::new(200, "image/png", screen.png()),
        (_, "text" | "png") => Response::text(404, "no console of this instance has been opened"),
        _ => Response::text(404, "there are console/ID/text and console/ID/png"),
    }
}

fn set_state(
    cloud: &mut Cloud,
    outside_ms: u64,
    id: &str,
    change: &StateChange,
) -> Result<Response, Response> {
    let now_ms = cloud.api_ms(outside_ms);
    let from_ms = now_ms.saturating_add(change.after_ms);
    match cloud.machines.set(now_ms, id, &change.state, from_ms) {
        Ok(seen) => Ok(json(&InstanceState::of(&seen))),
        Err(Unset::NoSuchInstance) => Err(Response::text(404, "there is no such instance")),
        Err(Unset::NoSuchState(states)) => {
            let names: Vec<&str> = states.iter().map(|state| state.name).collect();
            Err(Response::text(400, &format!("its states are {}", names.join(", "))))
        }
    }
}

impl InstanceState {
    fn of(seen: &Seen) -> Self {
        let instance = seen.instance;
        Self {
            id: instance.id,
            provider: instance.provider,
            region: instance.region,
            windows: instance.windows,
            state: seen.state.name,
            name: instance.name,
            private_ip: instance.private_ip,
            public_ip: instance.public_ip,
        }
    }
}

fn state(cloud: &mut Cloud, outside_ms: u64) -> State {
    let now_ms = cloud.api_ms(outside_ms);
    let console_now_ms = cloud.time.console_ms(outside_ms);
    let instances = cloud.machines.all(now_ms).map(|seen| InstanceState::of(&seen)).collect();
    let faults = cloud.faults.list();
    let faults =
        faults.map(|(fault, struck)| FaultState { fault: fault.clone(), struck }).collect();
    let addresses = cloud.addresses.iter().map(|issued| AddressState {
        instance_id: issued.instance.id,
        provider: issued.instance.provider,
        issued_at: utc::date_time_ms(issued.since_ms),
        expires_at: utc::date_time_ms(issued.expires_ms()),
        expired: console_now_ms >= issued.expires_ms(),
    });
    State {
        now: utc::date_time_ms(now_ms),
        now_ms,
        console_now_ms,
        instances,
        addresses: addresses.collect(),
        faults,
    }
}

fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec_pretty(value) {
        Ok(body) => Response::new(200, "application/json", body),
        Err(_) => Response::text(500, "the answer could not be written as JSON"),
    }
}
