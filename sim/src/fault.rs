//! Faults that a test sets: which calls they strike, how often, and what happens then.

use serde::{Deserialize, Serialize};

use crate::Refusal;
use crate::call::Call;
use crate::product::Product;

/// Longest delay, in milliseconds.
const LATENCY_CAP_MS: u64 = 60_000;
/// Most faults at a time.
const FAULTS_CAP: usize = 100;

/// One fault, as it is sent to `/_sim/faults`. What is absent strikes every call.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// `cvm`, `ecm`, `lighthouse` or `ecs`.
    service: Option<String>,
    action: Option<String>,
    region: Option<String>,
    instance: Option<String>,
    /// Of each matching call, from 0 to 1.
    #[serde(default = "always")]
    probability: f64,
    /// Begins the numbers that are compared with `probability`.
    #[serde(default)]
    seed: u64,
    /// How often it strikes at most.
    times: Option<u64>,
    /// Answer this instead of deciding the call.
    error: Option<Error>,
    /// Answer so much later.
    #[serde(default)]
    latency_ms: u64,
    /// Decide the call, and close the connection without the answer.
    #[serde(default)]
    drop: bool,
    /// Decide the call, and answer bytes that mean nothing.
    #[serde(default)]
    garbage: bool,
}

fn always() -> f64 {
    1.0
}

/// The refusal that a fault answers.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Error {
    /// Status; the cloud's usual one when absent.
    http: Option<u16>,
    code: String,
    message: Option<String>,
}

/// What happens to one call.
#[derive(Default)]
pub(crate) struct Strike {
    pub(crate) error: Option<Refusal>,
    pub(crate) delay_ms: u64,
    pub(crate) drop: bool,
    /// The body that is sent in place of the answer's.
    pub(crate) garbage: Option<Vec<u8>>,
}

/// The faults that are set, in their order.
#[derive(Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
}

struct Armed {
    fault: Fault,
    struck: u64,
    numbers: Numbers,
}

impl Faults {
    /// Set these faults in place of the former.
    ///
    /// # Errors
    ///
    /// A sentence that says which number is out of its range; nothing is changed then.
    pub(crate) fn set(&mut self, faults: Vec<Fault>) -> Result<(), &'static str> {
        if faults.len() > FAULTS_CAP {
            return Err("more than 100 faults");
        }
        for fault in &faults {
            if !(0.0..=1.0).contains(&fault.probability) {
                return Err("`probability` must be from 0 to 1");
            }
            if fault.latency_ms > LATENCY_CAP_MS {
                return Err("`latency_ms` must be at most 60000");
            }
            let http = fault.error.as_ref().and_then(|error| error.http).unwrap_or(200);
            if !(200..=599).contains(&http) {
                return Err("`http` must be from 200 to 599");
            }
        }
        let arm = |fault: Fault| Armed { struck: 0, numbers: Numbers(fault.seed), fault };
        self.armed = faults.into_iter().map(arm).collect();
        Ok(())
    }

    /// Every fault, with how often it has struck.
    pub(crate) fn list(&self) -> impl Iterator<Item = (&Fault, u64)> {
        self.armed.iter().map(|armed| (&armed.fault, armed.struck))
    }

    /// What happens to `call`: the first fault that strikes it decides.
    pub(crate) fn strike(&mut self, call: &Call) -> Strike {
        for armed in &mut self.armed {
            let spent = armed.fault.times.is_some_and(|times| armed.struck >= times);
            if spent || !armed.fault.matches(call) {
                continue;
            }
            if armed.numbers.fraction() < armed.fault.probability {
                armed.struck = armed.struck.saturating_add(1);
                return armed.strike(call);
            }
        }
        Strike::default()
    }
}

impl Fault {
    fn matches(&self, call: &Call) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_ref().is_none_or(|wanted| found == Some(wanted))
        };
        is(&self.service, call.product.map(|product| product.service))
            && is(&self.action, call.action.as_deref())
            && is(&self.region, call.region.as_deref())
            && is(&self.instance, call.instance_id.as_deref())
    }
}

impl Armed {
    fn strike(&mut self, call: &Call) -> Strike {
        let is_tencent = call.product.is_none_or(Product::is_tencent);
        let usual = if is_tencent { 200 } else { 400 };
        let error = self.fault.error.clone().map(|Error { http, code, message }| {
            let message = message.unwrap_or_else(|| "a fault was set at /_sim/faults".to_owned());
            Refusal::alibaba(http.unwrap_or(usual), code, message)
        });
        let garbage = self
            .fault
            .garbage
            .then(|| (0..8).flat_map(|_| self.numbers.next().to_be_bytes()).collect());
        Strike { error, delay_ms: self.fault.latency_ms, drop: self.fault.drop, garbage }
    }
}

/// `SplitMix64` (Steele, Lea and Flood, 2014): the same seed, the same numbers.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to just below 1.
    fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits are what a f64 holds exactly")]
        let numerator = (self.next() >> 11) as f64;
        numerator / 9_007_199_254_740_992.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(json: &str) -> Faults {
        let mut faults = Faults::default();
        faults.set(serde_json::from_str(json).unwrap()).unwrap();
        faults
    }

    fn pattern(json: &str) -> Vec<bool> {
        let mut faults = faults(json);
        (0..200).map(|_| faults.strike(&Call::default()).drop).collect()
    }

    /// First number of seed 1234567, from the generator's published reference code.
    #[test]
    fn the_numbers_are_those_of_the_reference() {
        let mut numbers = Numbers(1_234_567);
        assert_eq!(
            [numbers.next(), numbers.next()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973],
        );
    }

    #[test]
    fn a_seed_decides_which_calls_are_struck_and_a_probability_how_many() {
        let one = pattern(r#"[{"drop":true,"probability":0.25,"seed":7}]"#);
        assert_eq!(one, pattern(r#"[{"drop":true,"probability":0.25,"seed":7}]"#));
        assert_ne!(one, pattern(r#"[{"drop":true,"probability":0.25,"seed":8}]"#));
        let struck = one.iter().filter(|struck| **struck).count();
        assert!((30..=70).contains(&struck), "{struck}");
        assert!(!pattern(r#"[{"drop":true,"probability":0}]"#).contains(&true));
    }

    #[test]
    fn a_fault_strikes_the_calls_it_names_and_no_more_often_than_it_says() {
        let call = Call {
            action: Some("A".to_owned()),
            instance_id: Some("i".to_owned()),
            ..Call::default()
        };
        for (json, expected) in [
            (r#"[{"latency_ms":1,"times":2}]"#, [1, 1, 0]),
            (r#"[{"latency_ms":1,"action":"A","instance":"i"}]"#, [1, 1, 1]),
            (r#"[{"latency_ms":1,"action":"B"},{"latency_ms":2}]"#, [2, 2, 2]),
            (r#"[{"latency_ms":1,"times":1},{"latency_ms":2,"times":1}]"#, [1, 2, 0]),
            (r#"[{"latency_ms":1,"service":"cvm"}]"#, [0, 0, 0]),
        ] {
            let mut faults = faults(json);
            assert_eq!([(); 3].map(|()| faults.strike(&call).delay_ms), expected, "{json}");
        }
    }
}
