//! The machines that the simulated clouds begin with.

use std::sync::{Mutex, PoisonError};

/// Name of CVM, as vncurl's providers are named.
pub(crate) const TENCENT_CVM: &str = "tencent-cvm";
/// Name of ECM.
pub(crate) const TENCENT_ECM: &str = "tencent-ecm";
/// Name of Lighthouse.
pub(crate) const TENCENT_LIGHTHOUSE: &str = "tencent-lighthouse";
/// Name of ECS.
pub(crate) const ALIBABA_ECS: &str = "alibaba-ecs";

/// One machine, as it is when the simulator starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// Instance id, in the form of its product: `ins-…`, `ein-…`, `lhins-…`, `i-…` or `AY…`.
    pub id: &'static str,
    /// `tencent-cvm`, `tencent-ecm`, `tencent-lighthouse` or `alibaba-ecs`.
    pub provider: &'static str,
    /// The only region in which the cloud knows the id.
    pub region: &'static str,
    /// Whether it runs Windows; Alibaba's viewer page has to be told.
    pub windows: bool,
    /// State in the cloud's own word: `RUNNING` at Tencent, `Running` at Alibaba.
    pub state: &'static str,
    /// The name that its owner gave it.
    pub name: &'static str,
    /// Its private IPv4 address.
    pub private_ip: &'static str,
    /// Its public IPv4 address, of a range that is kept for documentation or tests.
    pub public_ip: &'static str,
}

/// The machines that are always there: for each product a running Linux, a running Windows and a
/// stopped one; at Alibaba one with an id of the old form, at CVM one in a finance region.
pub static INSTANCES: [Instance; 14] = [
    cvm("ins-demo0001", "demo-1", 1, ["10.0.0.1", "203.0.113.1"]),
    cvm("ins-demo0002", "demo-2", 2, ["10.0.0.2", "203.0.113.2"]),
    cvm("ins-demo0003", "demo-3", 3, ["10.0.0.3", "203.0.113.3"]),
    Instance {
        region: "ap-shanghai-fsi",
        ..cvm("ins-fsi00001", "finance-1", 1, ["10.0.0.4", "203.0.113.4"])
    },
    ecm("ein-demo0001", "edge-1", 1, ["10.0.1.1", "203.0.113.11"]),
    ecm("ein-demo0002", "edge-2", 2, ["10.0.1.2", "203.0.113.12"]),
    ecm("ein-demo0003", "edge-3", 3, ["10.0.1.3", "203.0.113.13"]),
    lighthouse("lhins-demo0001", "light-1", 1, ["10.0.2.1", "203.0.113.21"]),
    lighthouse("lhins-demo0002", "light-2", 2, ["10.0.2.2", "203.0.113.22"]),
    lighthouse("lhins-demo0003", "light-3", 3, ["10.0.2.3", "203.0.113.23"]),
    ecs("i-demo0001", "demo-1", 1, ["10.0.3.1", "203.0.113.31"]),
    ecs("i-demo0002", "demo-2", 2, ["10.0.3.2", "203.0.113.32"]),
    ecs("i-demo0003", "demo-3", 3, ["10.0.3.3", "203.0.113.33"]),
    ecs("AY130321114053512345", "old-1", 1, ["10.0.3.4", "203.0.113.34"]),
];

impl Instance {
    /// Whether it is one of Tencent Cloud's: all of them have the same viewer page.
    pub(crate) fn is_tencent(&self) -> bool {
        self.provider != ALIBABA_ECS
    }
}

/// Most machines of a fleet; see [`fleet`].
pub(crate) const FLEET_CAP: u32 = 100_000;

const fn cvm(id: &'static str, name: &'static str, kind: u8, ips: [&'static str; 2]) -> Instance {
    tencent(TENCENT_CVM, "ap-guangzhou", id, name, kind, ips)
}

const fn ecm(id: &'static str, name: &'static str, kind: u8, ips: [&'static str; 2]) -> Instance {
    tencent(TENCENT_ECM, "ap-xian-ecm", id, name, kind, ips)
}

const fn lighthouse(
    id: &'static str,
    name: &'static str,
    kind: u8,
    ips: [&'static str; 2],
) -> Instance {
    tencent(TENCENT_LIGHTHOUSE, "ap-guangzhou", id, name, kind, ips)
}

/// Kind 1 is a running Linux, 2 a running Windows, 3 a stopped Linux.
const fn tencent(
    provider: &'static str,
    region: &'static str,
    id: &'static str,
    name: &'static str,
    kind: u8,
    [private_ip, public_ip]: [&'static str; 2],
) -> Instance {
    let state = if kind == 3 { "STOPPED" } else { "RUNNING" };
    Instance { id, provider, region, windows: kind == 2, state, name, private_ip, public_ip }
}

const fn ecs(id: &'static str, name: &'static str, kind: u8, ips: [&'static str; 2]) -> Instance {
    let state = if kind == 3 { "Stopped" } else { "Running" };
    Instance { state, ..tencent(ALIBABA_ECS, "cn-hangzhou", id, name, kind, ips) }
}

/// The first `count` machines of CVM's fleet and as many of ECS's: `ins-f0000000` and
/// `i-f0000000` upwards, at most 100,000 of each.
///
/// Every tenth (`…9`) is stopped, and every fourth (number 1, 5, 9, …) runs Windows. They are made
/// once for the whole process and kept, so that any number of simulators share them.
pub(crate) fn fleet(count: u32) -> Vec<&'static Instance> {
    static MADE: Mutex<Vec<[&'static Instance; 2]>> = Mutex::new(Vec::new());
    let count = usize::try_from(count.min(FLEET_CAP)).unwrap_or(0);
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    for number in made.len()..count {
        let number = u32::try_from(number).unwrap_or(FLEET_CAP);
        made.push([
            member(number, "ins-f", TENCENT_CVM, "ap-guangzhou", ["RUNNING", "STOPPED"]),
            member(number, "i-f", ALIBABA_ECS, "cn-hangzhou", ["Running", "Stopped"]),
        ]);
    }
    made.iter().take(count).flatten().copied().collect()
}

fn member(
    number: u32,
    prefix: &str,
    provider: &'static str,
    region: &'static str,
    [running, stopped]: [&'static str; 2],
) -> &'static Instance {
    let [_, high, middle, low] = number.to_be_bytes();
    // 198.18.0.0/15, kept for tests of networks (RFC 2544), has room for all of them.
    let second = high.saturating_add(18);
    Box::leak(Box::new(Instance {
        id: format!("{prefix}{number:07}").leak(),
        provider,
        region,
        windows: number % 4 == 1,
        state: if number % 10 == 9 { stopped } else { running },
        name: format!("fleet-{number:07}").leak(),
        private_ip: format!("10.{}.{middle}.{low}", high.saturating_add(128)).leak(),
        public_ip: format!("198.{second}.{middle}.{low}").leak(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::{self, PRODUCTS};

    #[test]
    fn every_machine_fits_its_product_and_every_product_begins_with_a_running_one() {
        let ids: std::collections::BTreeSet<_> =
            INSTANCES.iter().map(|instance| instance.id).collect();
        assert_eq!(ids.len(), INSTANCES.len());
        for instance in INSTANCES.iter().chain(fleet(12)) {
            let product = product::by_provider(instance.provider).unwrap();
            assert!((product.is_id)(instance.id), "{}", instance.id);
            assert!(product.regions.contains(&instance.region), "{}", instance.id);
            assert!(product.state(instance.state).is_some(), "{}", instance.id);
        }
        for product in &PRODUCTS {
            let first = INSTANCES.iter().find(|instance| instance.provider == product.provider);
            let state = product.state(first.unwrap().state).unwrap();
            assert!(state.refusal.is_none() && !first.unwrap().windows);
        }
    }

    #[test]
    fn a_fleet_has_the_same_machines_whenever_and_however_large_it_is_made() {
        let small = fleet(3);
        let large = fleet(70_000);
        assert_eq!(small.len(), 6);
        assert_eq!(small[..], large[..6]);
        assert_eq!((small[0].id, small[1].id), ("ins-f0000000", "i-f0000000"));
        let last = large[large.len() - 2];
        assert_eq!((last.id, last.public_ip), ("ins-f0069999", "198.19.17.111"));
        assert_eq!((last.state, last.windows), ("STOPPED", false));
    }
}
