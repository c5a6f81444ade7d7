//! The consoles behind the addresses: who may open one, what a person does there, when it ends.
//!
//! Every decision takes the time as an argument; the sockets are elsewhere. Where the clouds'
//! documents are silent, `docs/simulator-consoles.md` says what was chosen.

mod bridge;
mod denial;
mod live;
mod terminal;

use std::collections::{HashMap, VecDeque};

pub(crate) use bridge::serve as bridge;
pub use bridge::{Bridge, NoBridge};
pub(crate) use denial::Denial;
pub(crate) use live::serve as live;
use terminal::{Effect, Terminal};

use crate::address::Issued;
use crate::cloud::Cloud;
use crate::instance::Instance;
use crate::journal::Entry;
use crate::random::NoRandomness;
use crate::rfb::{Input, Screen};
use crate::viewer::Viewer;
use crate::wire::{Request, Response};
use crate::{page, utc};

/// Handshakes of one instance within [`WINDOW_MS`]; both clouds say "30 reconnects a minute".
const HANDSHAKES_CAP: usize = 30;
/// Length of the sliding minute.
const WINDOW_MS: u64 = 60_000;

/// Paths of the addresses that are issued: Tencent's and Alibaba's.
pub(crate) const PATHS: [&str; 2] = ["/vnc", "/websockify/"];

/// The consoles that are open, and what stays of those that were.
#[derive(Default)]
pub(crate) struct Consoles {
    terminals: HashMap<&'static str, Terminal>,
    /// When consoles of an instance were opened, the oldest first.
    handshakes: HashMap<&'static str, VecDeque<u64>>,
    open: HashMap<u64, Open>,
    last_id: u64,
}

/// One open console.
struct Open {
    instance: &'static Instance,
    target: String,
    keepalive_ms: u64,
    /// When a key or the pointer was last heard of.
    touched_ms: u64,
}

/// A console that may be served.
pub(crate) struct Admission {
    /// Names it in [`Cloud::turn`].
    pub(crate) id: u64,
    pub(crate) instance: &'static Instance,
}

/// What a console shows after a turn.
pub(crate) struct Turn {
    pub(crate) screen: Screen,
    pub(crate) end: Option<End>,
}

/// Why the simulator closes a console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// Nobody pressed a key or moved the pointer for so long.
    Keepalive { after_ms: u64 },
    /// The person left.
    Exit,
    /// The instance has gone to a state without a console.
    Stopped,
    /// The simulator was made as it was at the start.
    Reset,
}

impl End {
    /// The reason in the WebSocket's close frame; at most 123 bytes, as RFC 6455 has it.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Keepalive { after_ms } => {
                format!("keepalive: no key or pointer event for {} s", after_ms / 1_000)
            }
            Self::Exit => "exit: the console was left".to_owned(),
            Self::Stopped => "not-running: the instance's state has no console".to_owned(),
            Self::Reset => "reset: the simulator was reset".to_owned(),
        }
    }
}

impl Consoles {
    /// Whether the next handshake of `instance` would be one too many.
    pub(crate) fn budget_is_spent(&self, now_ms: u64, instance: &Instance) -> bool {
        self.handshakes.get(instance.id).is_some_and(|times| {
            let recent = times.iter().filter(|time| now_ms.saturating_sub(**time) < WINDOW_MS);
            recent.count() >= HANDSHAKES_CAP
        })
    }

    fn count_handshake(&mut self, now_ms: u64, instance: &Instance) {
        let times = self.handshakes.entry(instance.id).or_default();
        if times.len() >= HANDSHAKES_CAP {
            times.pop_front();
        }
        times.push_back(now_ms);
    }

    /// Forget everything but the numbers that were given to consoles.
    pub(crate) fn clear(&mut self) {
        *self = Self { last_id: self.last_id, ..Self::default() };
    }

    /// What the instance with this id shows; `None` when no console of it has been opened.
    pub(crate) fn screen(&self, id: &str) -> Option<Screen> {
        self.terminals.get(id).map(Terminal::screen)
    }

    fn terminal(&mut self, instance: &'static Instance) -> &mut Terminal {
        self.terminals.entry(instance.id).or_insert_with(|| Terminal::new(instance))
    }
}

impl Cloud {
    /// Whether `instance` is in a state that has a console.
    fn has_console(&self, outside_ms: u64, instance: &Instance) -> bool {
        let now_ms = self.api_ms(outside_ms);
        let seen = self.machines.find(now_ms, instance.provider, instance.id);
        seen.is_some_and(|seen| seen.state.refusal.is_none())
    }

    /// Everything that stands against opening `issued`, the most telling first.
    fn denials(&self, outside_ms: u64, issued: &Issued) -> impl Iterator<Item = Denial> {
        let (now_ms, instance) = (self.time.console_ms(outside_ms), issued.instance);
        [
            issued.is_used().then_some(Denial::Used),
            (now_ms >= issued.expires_ms()).then_some(Denial::Expired),
            (!self.has_console(outside_ms, instance)).then_some(Denial::NotRunning),
            self.consoles.budget_is_spent(now_ms, instance).then_some(Denial::BudgetSpent),
        ]
        .into_iter()
        .flatten()
    }

    /// Show a viewer page.
    pub(crate) fn visit(
        &mut self,
        outside_ms: u64,
        viewer: &Viewer,
        query: &str,
    ) -> Result<Response, NoRandomness> {
        let console_ms = self.time.console_ms(outside_ms);
        let denials = |issued: &Issued| self.denials(outside_ms, issued).collect();
        let visit = viewer.judge(console_ms, query, &self.addresses, denials);
        let good = visit.vnc_url().filter(|_| visit.findings.is_empty());
        if let Some(issued) = good.and_then(|value| self.addresses.by_value_mut(value)) {
            issued.keepalive_ms = viewer.keepalive_ms;
        }
        let with_novnc = self.options.novnc.is_some();
        let response = page::viewer(&visit, self.addresses.origin(), with_novnc)?;
        self.journal.push(visit.entry(self.api_ms(outside_ms)));
        Ok(response)
    }

    /// Judge a request for an address, as [`Cloud::connect`] would, and change nothing.
    ///
    /// A page cannot read why its WebSocket was refused, but it can read this.
    pub(crate) fn probe(&self, outside_ms: u64, request: &Request) -> Response {
        match self.judge_target(outside_ms, request.target()) {
            Ok(_) => Response::text(426, "the address is good; open it as a WebSocket")
                .with_header("Upgrade", "websocket")
                .with_header("Connection", "Upgrade"),
            Err(denial) => denial.response(),
        }
    }

    fn judge_target(&self, outside_ms: u64, target: &str) -> Result<&Issued, Denial> {
        let issued = self.addresses.by_target(target).ok_or(Denial::Unknown)?;
        match self.denials(outside_ms, issued).next() {
            Some(denial) => Err(denial),
            None => Ok(issued),
        }
    }

    /// Decide about a WebSocket handshake and, if it is good, open the console.
    ///
    /// # Errors
    ///
    /// The response to give instead of a console.
    pub(crate) fn connect(
        &mut self,
        outside_ms: u64,
        request: &Request,
    ) -> Result<Admission, Response> {
        let target = request.target();
        let (instance, keepalive_ms) = match self.judge_target(outside_ms, target) {
            Ok(issued) => (issued.instance, issued.keepalive_ms),
            Err(denial) => {
                let instance = self.addresses.by_target(target).map(|issued| issued.instance);
                let text = denial.text().to_owned();
                self.note_console(outside_ms, instance, 403, denial.code(), text);
                return Err(denial.response());
            }
        };
        if let Some(issued) = self.addresses.by_target_mut(target) {
            issued.opened = true;
        }
        let text = "the console is open".to_owned();
        self.note_console(outside_ms, Some(instance), 101, "ok", text);
        let now_ms = self.time.console_ms(outside_ms);
        let consoles = &mut self.consoles;
        consoles.count_handshake(now_ms, instance);
        consoles.terminal(instance).connect();
        consoles.last_id = consoles.last_id.saturating_add(1);
        let open = Open { instance, target: target.to_owned(), keepalive_ms, touched_ms: now_ms };
        consoles.open.insert(consoles.last_id, open);
        Ok(Admission { id: consoles.last_id, instance })
    }

    /// Do what was asked for at the console `id`, and see whether it has to end.
    pub(crate) fn turn(&mut self, outside_ms: u64, id: u64, inputs: &[Input]) -> Turn {
        let end = self.check(outside_ms, id, !inputs.is_empty());
        let now_ms = self.time.console_ms(outside_ms);
        let consoles = &mut self.consoles;
        let Some(instance) = consoles.open.get(&id).map(|open| open.instance) else {
            return Turn { screen: Screen::BLANK, end };
        };
        let terminal = consoles.terminal(instance);
        let left = end.is_none()
            && inputs.iter().any(|input| terminal.input(*input, now_ms) == Effect::Exit);
        Turn { screen: terminal.screen(), end: end.or(left.then_some(End::Exit)) }
    }

    /// Whether the console `id` has to end; `touched` when a key or the pointer was heard of.
    pub(crate) fn check(&mut self, outside_ms: u64, id: u64, touched: bool) -> Option<End> {
        let now_ms = self.time.console_ms(outside_ms);
        let Some(instance) = self.consoles.open.get(&id).map(|open| open.instance) else {
            return Some(End::Reset);
        };
        if !self.has_console(outside_ms, instance) {
            return Some(End::Stopped);
        }
        let open = self.consoles.open.get_mut(&id)?;
        let after_ms = open.keepalive_ms;
        if now_ms.saturating_sub(open.touched_ms) >= after_ms {
            return Some(End::Keepalive { after_ms });
        }
        if touched {
            open.touched_ms = now_ms;
        }
        None
    }

    /// The console `id` has closed, for this reason.
    pub(crate) fn disconnect(&mut self, outside_ms: u64, id: u64, reason: String) {
        let Some(open) = self.consoles.open.remove(&id) else {
            return;
        };
        if let Some(issued) = self.addresses.by_target_mut(&open.target) {
            issued.closed = true;
        }
        self.note_console(outside_ms, Some(open.instance), 101, "closed", reason);
    }

    fn note_console(
        &mut self,
        outside_ms: u64,
        instance: Option<&Instance>,
        http_status: u16,
        outcome: &'static str,
        message: String,
    ) {
        self.journal.push(Entry {
            seq: 0,
            at: utc::date_time_ms(self.api_ms(outside_ms)),
            kind: "console",
            provider: instance.map_or("unknown", |instance| instance.provider),
            method: "GET".to_owned(),
            action: None,
            region: instance.map(|instance| instance.region.to_owned()),
            instance_id: instance.map(|instance| instance.id.to_owned()),
            outcome: outcome.to_owned(),
            message: Some(message),
            request_id: None,
            http_status,
            canonical_request: None,
            string_to_sign: None,
            vnc_url: None,
            findings: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests;
