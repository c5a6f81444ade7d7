//! Tencent Cloud's three products.
//!
//! Sources: the API references of CVM, ECM and Lighthouse (instance states, error codes of
//! `DescribeInstanceVncUrl`, request limits), and the official SDKs' lists of codes:
//! tencentcloud-sdk-python-cvm 3.1.178, -ecm 3.1.105, -lighthouse 3.1.177. Read 2026-08. Which state
//! has which of the codes is documented for CVM by the codes' names; for the others it is chosen.

use super::{Action, Codes, Kind, Product, open, refused};
use crate::instance::{TENCENT_CVM, TENCENT_ECM, TENCENT_LIGHTHOUSE};
use crate::region;

/// Chosen: the limit of the Tencent actions whose pages were not read.
const OTHERS: usize = 20;

pub(super) const CVM: Product = Product {
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

pub(super) const ECM: Product = Product {
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
        Action { name: "DescribeNode", kind: Kind::Regions, per_second: 20 },
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

pub(super) const LIGHTHOUSE: Product = Product {
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

fn has_short_suffix(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|suffix| {
        suffix.len() == 8
            && suffix.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}
