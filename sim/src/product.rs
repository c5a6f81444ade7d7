//! The products that are simulated, as data: one row each, and nothing decided elsewhere.
//!
//! Sources: the API references of Tencent Cloud CVM, ECM and Lighthouse and of Alibaba Cloud ECS
//! (instance states, error codes of `DescribeInstanceVncUrl`, request limits), and the official
//! SDKs' lists of codes: tencentcloud-sdk-python-cvm 3.1.178, -ecm 3.1.105, -lighthouse 3.1.177.
//! Read 2026-08. Which state has which of the codes is documented for CVM by the codes' names; for
//! the others it is chosen.

use crate::instance::{ALIBABA_ECS, TENCENT_CVM, TENCENT_ECM, TENCENT_LIGHTHOUSE};
use crate::region;

/// One product of one cloud.
pub(crate) struct Product {
    pub(crate) provider: &'static str,
    /// The service in a credential scope and the first label of the product's hosts.
    pub(crate) service: &'static str,
    /// The only version of its API.
    pub(crate) version: &'static str,
    pub(crate) is_id: fn(&str) -> bool,
    /// The form of an instance id, for messages.
    pub(crate) id_form: &'static str,
    pub(crate) regions: &'static [&'static str],
    /// Whether a request that names no region is refused; else a region is not even looked at.
    pub(crate) region_required: bool,
    pub(crate) states: &'static [State],
    pub(crate) actions: &'static [Action],
    pub(crate) codes: Codes,
}

/// A state that an instance of the product can be in.
pub(crate) struct State {
    /// The cloud's own word.
    pub(crate) name: &'static str,
    /// The code with which a console is refused; `None` when there is one.
    pub(crate) refusal: Option<&'static str>,
}

/// An action that the product has.
pub(crate) struct Action {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Calls of one account in any second; one more is refused.
    pub(crate) per_second: usize,
}

/// What an action does.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// A console address for one instance.
    Vnc,
    /// Ids and states.
    Status,
    /// Instances with names, addresses and systems.
    Instances,
    /// The regions of the product.
    Regions,
}

/// The product's own codes for the same mistakes.
pub(crate) struct Codes {
    pub(crate) no_id: &'static str,
    pub(crate) malformed_id: &'static str,
    pub(crate) unknown_id: &'static str,
    pub(crate) too_many_ids: &'static str,
    pub(crate) paging: &'static str,
    pub(crate) filter: &'static str,
    pub(crate) too_many_values: &'static str,
    pub(crate) ids_and_filters: &'static str,
}

/// Every product there is.
pub(crate) static PRODUCTS: [Product; 4] = [CVM, ECM, LIGHTHOUSE, ECS];

const CVM: Product = Product {
    provider: TENCENT_CVM,
    service: "cvm",
    version: "2017-03-12",
    is_id: |id| has_short_suffix(id, "ins-"),
    id_form: "`ins-` and eight lower-case letters or digits",
    regions: region::CVM,
    region_required: true,
    states: &[
        refused("PENDING", "UnsupportedOperation.InstanceStatePending"),
        refused("LAUNCH_FAILED", "InvalidInstanceState"),
        open("RUNNING"),
        refused("STOPPED", "UnsupportedOperation.InstanceStateStopped"),
        refused("STARTING", "UnsupportedOperation.InstanceStateStarting"),
        refused("STOPPING", "UnsupportedOperation.InstanceStateStopping"),
        refused("REBOOTING", "UnsupportedOperation.InstanceStateRebooting"),
        refused("SHUTDOWN", "UnsupportedOperation.InstanceStateShutdown"),
        refused("TERMINATING", "UnsupportedOperation.InstanceStateTerminating"),
        refused("ENTER_RESCUE_MODE", "UnsupportedOperation.InstanceStateEnterRescueMode"),
        open("RESCUE_MODE"),
        refused("EXIT_RESCUE_MODE", "UnsupportedOperation.InstanceStateExitRescueMode"),
        refused(
            "ENTER_SERVICE_LIVE_MIGRATE",
            "UnsupportedOperation.InstanceStateEnterServiceLiveMigrate",
        ),
        open("SERVICE_LIVE_MIGRATE"),
        refused(
            "EXIT_SERVICE_LIVE_MIGRATE",
            "UnsupportedOperation.InstanceStateExitServiceLiveMigrate",
        ),
    ],
    actions: &[
        Action { name: "DescribeInstanceVncUrl", kind: Kind::Vnc, per_second: 10 },
        Action { name: "DescribeInstancesStatus", kind: Kind::Status, per_second: 40 },
        Action { name: "DescribeInstances", kind: Kind::Instances, per_second: OTHERS },
        Action { name: "DescribeRegions", kind: Kind::Regions, per_second: OTHERS },
    ],
    codes: Codes {
        no_id: "MissingParameter",
        malformed_id: "InvalidInstanceId.Malformed",
        unknown_id: "InvalidInstanceId.NotFound",
        too_many_ids: "InvalidParameterValue.LimitExceeded",
        paging: "InvalidParameterValue",
        filter: "InvalidFilter",
        too_many_values: "InvalidFilterValue.LimitExceeded",
        ids_and_filters: "InvalidParameterCombination",
    },
};

const ECM: Product = Product {
    provider: TENCENT_ECM,
    service: "ecm",
    version: "2019-07-19",
    is_id: |id| has_short_suffix(id, "ein-"),
    id_form: "`ein-` and eight lower-case letters or digits",
    regions: region::ECM,
    region_required: false,
    states: &[
        refused("PENDING", "OperationDenied.InstanceOperationInProgress"),
        refused("LAUNCH_FAILED", "UnsupportedOperation.InvalidInstanceState"),
        open("RUNNING"),
        refused("STOPPED", "UnsupportedOperation.InvalidInstanceState"),
        refused("STARTING", "OperationDenied.InstanceOperationInProgress"),
        refused("STOPPING", "OperationDenied.InstanceOperationInProgress"),
        refused("REBOOTING", "OperationDenied.InstanceOperationInProgress"),
        refused("SHUTDOWN", "UnsupportedOperation.InvalidInstanceState"),
        refused("TERMINATING", "UnsupportedOperation.InvalidInstanceState"),
    ],
    actions: &[
        Action { name: "DescribeInstanceVncUrl", kind: Kind::Vnc, per_second: 20 },
        Action { name: "DescribeInstances", kind: Kind::Instances, per_second: OTHERS },
    ],
    codes: Codes {
        no_id: "MissingParameter.MissingInstancesParameter",
        malformed_id: "InvalidParameter.InvalidDataFormat",
        unknown_id: "ResourceNotFound",
        too_many_ids: "InvalidParameterValue.FilterLimitExceeded",
        paging: "InvalidParameterValue.InvaildPageParam",
        filter: "InvalidParameterValue.InvalidFilter",
        too_many_values: "InvalidParameterValue.FilterLimitExceeded",
        ids_and_filters: "InvalidParameter.ParameterConflict",
    },
};

const LIGHTHOUSE: Product = Product {
    provider: TENCENT_LIGHTHOUSE,
    service: "lighthouse",
    version: "2020-03-24",
    is_id: |id| has_short_suffix(id, "lhins-"),
    id_form: "`lhins-` and eight lower-case letters or digits",
    regions: region::LIGHTHOUSE,
    region_required: true,
    states: &[
        refused("PENDING", "OperationDenied.InstanceCreating"),
        refused("LAUNCH_FAILED", "UnsupportedOperation.InvalidInstanceState"),
        open("RUNNING"),
        refused("STOPPED", "UnsupportedOperation.InvalidInstanceState"),
        refused("STARTING", "UnsupportedOperation.LatestOperationUnfinished"),
        refused("STOPPING", "UnsupportedOperation.LatestOperationUnfinished"),
        refused("REBOOTING", "UnsupportedOperation.LatestOperationUnfinished"),
        refused("SHUTDOWN", "UnsupportedOperation.InvalidInstanceState"),
        refused("TERMINATING", "UnsupportedOperation.InvalidInstanceState"),
        refused("DELETING", "UnsupportedOperation.InvalidInstanceState"),
        refused("FREEZING", "UnsupportedOperation.InvalidInstanceState"),
        refused("ENTER_RESCUE_MODE", "UnsupportedOperation.LatestOperationUnfinished"),
        open("RESCUE_MODE"),
        refused("EXIT_RESCUE_MODE", "UnsupportedOperation.LatestOperationUnfinished"),
    ],
    actions: &[
        Action { name: "DescribeInstanceVncUrl", kind: Kind::Vnc, per_second: 10 },
        Action { name: "DescribeInstances", kind: Kind::Instances, per_second: OTHERS },
        Action { name: "DescribeRegions", kind: Kind::Regions, per_second: OTHERS },
    ],
    codes: Codes {
        no_id: "MissingParameter",
        malformed_id: "InvalidParameterValue.InstanceIdMalformed",
        unknown_id: "ResourceNotFound.InstanceIdNotFound",
        too_many_ids: "InvalidParameterValue.LimitExceeded",
        paging: "InvalidParameterValue.OutOfRange",
        filter: "InvalidParameter.InvalidFilterNotSupportedName",
        too_many_values: "InvalidParameter.FilterValueLimitExceeded",
        ids_and_filters: "InvalidParameter.ParameterConflict",
    },
};

const ECS: Product = Product {
    provider: ALIBABA_ECS,
    service: "ecs",
    version: "2014-05-26",
    is_id: |id| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        id.strip_prefix("i-").is_some_and(|rest| !rest.is_empty() && digits(rest))
            || id.strip_prefix("AY").is_some_and(|rest| rest.len() >= 15 && digits(rest))
    },
    id_form: "`i-` or `AY` and letters or digits",
    regions: region::ECS,
    region_required: true,
    states: &[
        refused("Pending", "InstanceNotReady"),
        open("Running"),
        refused("Starting", "InstanceNotReady"),
        refused("Stopping", "IncorrectInstanceStatus"),
        refused("Stopped", "IncorrectInstanceStatus"),
    ],
    actions: &[
        Action { name: "DescribeInstanceVncUrl", kind: Kind::Vnc, per_second: ALIBABA_ALL },
        Action { name: "DescribeInstanceStatus", kind: Kind::Status, per_second: ALIBABA_ALL },
        Action { name: "DescribeInstances", kind: Kind::Instances, per_second: ALIBABA_ALL },
        Action { name: "DescribeRegions", kind: Kind::Regions, per_second: ALIBABA_ALL },
    ],
    codes: Codes {
        no_id: "MissingParameter",
        malformed_id: "InvalidInstanceId.NotFound",
        unknown_id: "InvalidInstanceId.NotFound",
        too_many_ids: "InstanceIdLimitExceeded",
        paging: "InvalidParameter",
        filter: "InvalidParameter",
        too_many_values: "InvalidParameter",
        ids_and_filters: "InvalidParameter",
    },
};

/// Chosen: the limit of the Tencent actions whose pages were not read.
const OTHERS: usize = 20;
/// Chosen: Alibaba documents a limit per account and minute only.
const ALIBABA_ALL: usize = 50;

const fn open(name: &'static str) -> State {
    State { name, refusal: None }
}

const fn refused(name: &'static str, code: &'static str) -> State {
    State { name, refusal: Some(code) }
}

fn has_short_suffix(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|suffix| {
        suffix.len() == 8
            && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

impl Product {
    /// Whether it is one of Tencent Cloud's.
    pub(crate) fn is_tencent(&self) -> bool {
        self.provider != ALIBABA_ECS
    }

    /// The action of this name.
    pub(crate) fn action(&self, name: &str) -> Option<&'static Action> {
        self.actions.iter().find(|action| action.name == name)
    }

    /// The state of this name.
    pub(crate) fn state(&self, name: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.name == name)
    }
}

/// The product of this provider name.
pub(crate) fn by_provider(provider: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.provider == provider)
}

/// Tencent's product of this service.
pub(crate) fn tencent_by_service(service: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.is_tencent() && product.service == service)
}

/// Tencent's product of this version: no two have the same.
pub(crate) fn tencent_by_version(version: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.is_tencent() && product.version == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_form_of_its_own_product_and_of_no_other() {
        for (id, owner) in [
            ("ins-demo0001", TENCENT_CVM),
            ("ein-demo0001", TENCENT_ECM),
            ("lhins-demo0001", TENCENT_LIGHTHOUSE),
            ("i-demo0001", ALIBABA_ECS),
            ("i-bp1hzoinajzkh91h0001", ALIBABA_ECS),
            ("AY130321114053512345", ALIBABA_ECS),
            ("AY1303211140535", ""),
            ("ins-demo001", ""),
            ("ins-DEMO0001", ""),
            ("lhins-demo00011", ""),
            ("i-", ""),
            ("", ""),
        ] {
            let owners: Vec<_> = PRODUCTS
                .iter()
                .filter(|product| (product.is_id)(id))
                .map(|product| product.provider)
                .collect();
            let expected: Vec<_> = [owner].into_iter().filter(|owner| !owner.is_empty()).collect();
            assert_eq!(owners, expected, "{id}");
        }
    }

    #[test]
    fn every_product_has_its_documented_number_of_states_and_the_documented_rates() {
        let counts = PRODUCTS.each_ref().map(|product| product.states.len());
        assert_eq!(counts, [15, 9, 14, 5]);
        let rate = |provider: &str, action: &str| {
            by_provider(provider).unwrap().action(action).unwrap().per_second
        };
        assert_eq!(rate(TENCENT_CVM, "DescribeInstanceVncUrl"), 10);
        assert_eq!(rate(TENCENT_CVM, "DescribeInstancesStatus"), 40);
        assert_eq!(rate(TENCENT_ECM, "DescribeInstanceVncUrl"), 20);
        assert_eq!(rate(TENCENT_LIGHTHOUSE, "DescribeInstanceVncUrl"), 10);
    }
}
