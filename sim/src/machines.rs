//! The machines as they are at a given time: which there are, and in what state.

use std::collections::HashMap;

use crate::instance::{self, INSTANCES, Instance};
use crate::product::{self, State};

/// Every machine of one simulated cloud.
pub(crate) struct Machines {
    list: Vec<Machine>,
    /// Place in `list` of every id; no two products share one.
    places: HashMap<&'static str, usize>,
}

struct Machine {
    instance: &'static Instance,
    state: &'static State,
    /// The state it goes to, and from which millisecond on it is there.
    next: Option<(u64, &'static State)>,
}

/// One machine at one time.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) instance: &'static Instance,
    pub(crate) state: &'static State,
    /// Whether it is on its way to another state.
    pub(crate) moving: bool,
}

/// Why a state was not set.
pub(crate) enum Unset {
    NoSuchInstance,
    /// The product has these states only.
    NoSuchState(&'static [State]),
}

impl Machines {
    /// The machines that are always there, and a fleet of `fleet` at CVM and at ECS.
    pub(crate) fn new(fleet: u32) -> Self {
        let list: Vec<Machine> = INSTANCES
            .iter()
            .chain(instance::fleet(fleet))
            .filter_map(|instance| {
                let state = product::by_provider(instance.provider)?.state(instance.state)?;
                Some(Machine { instance, state, next: None })
            })
            .collect();
        let places = list.iter().enumerate().map(|(at, machine)| (machine.instance.id, at));
        Self { places: places.collect(), list }
    }

    /// Every machine as it is at `now_ms`.
    pub(crate) fn all(&self, now_ms: u64) -> impl Iterator<Item = Seen> {
        self.list.iter().map(move |machine| machine.at(now_ms))
    }

    /// The machine of `provider` with this id, in whatever region it is.
    pub(crate) fn find(&self, now_ms: u64, provider: &str, id: &str) -> Option<Seen> {
        let machine = self.places.get(id).and_then(|&at| self.list.get(at))?;
        (machine.instance.provider == provider).then(|| machine.at(now_ms))
    }

    /// Let a machine be in `state` from `from_ms` on.
    pub(crate) fn set(
        &mut self,
        now_ms: u64,
        id: &str,
        state: &str,
        from_ms: u64,
    ) -> Result<Seen, Unset> {
        let machine = self.places.get(id).and_then(|&at| self.list.get_mut(at));
        let machine = machine.ok_or(Unset::NoSuchInstance)?;
        let product =
            product::by_provider(machine.instance.provider).ok_or(Unset::NoSuchInstance)?;
        let state = product.state(state).ok_or(Unset::NoSuchState(product.states))?;
        machine.state = machine.at(now_ms).state;
        machine.next = Some((from_ms, state));
        Ok(machine.at(now_ms))
    }
}

impl Machine {
    fn at(&self, now_ms: u64) -> Seen {
        let instance = self.instance;
        match self.next {
            Some((from_ms, state)) if now_ms >= from_ms => Seen { instance, state, moving: false },
            next => Seen { instance, state: self.state, moving: next.is_some() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instance::TENCENT_CVM;

    #[test]
    fn a_timed_state_begins_in_its_millisecond_and_a_later_one_replaces_it() {
        let mut machines = Machines::new(0);
        let state = |machines: &Machines, ms| {
            let seen = machines.find(ms, TENCENT_CVM, "ins-demo0003").unwrap();
            (seen.state.name, seen.moving)
        };
        assert!(machines.set(1_000, "ins-demo0003", "STARTING", 1_000).is_ok());
        assert!(machines.set(1_000, "ins-demo0003", "RUNNING", 3_000).is_ok());
        assert_eq!(state(&machines, 2_999), ("STARTING", true));
        assert_eq!(state(&machines, 3_000), ("RUNNING", false));
        assert!(machines.set(3_500, "ins-demo0003", "STOPPED", 9_000).is_ok());
        assert_eq!(state(&machines, 8_999), ("RUNNING", true));
        assert_eq!(state(&machines, 9_000), ("STOPPED", false));
    }

    #[test]
    fn a_state_of_another_product_is_not_set() {
        let mut machines = Machines::new(0);
        for (id, state) in [
            ("i-demo0001", "RUNNING"),
            ("ein-demo0001", "RESCUE_MODE"),
            ("ins-none0000", "RUNNING"),
        ] {
            assert!(machines.set(0, id, state, 0).is_err(), "{id} {state}");
        }
    }
}
