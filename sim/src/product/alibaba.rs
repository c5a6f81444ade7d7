//! Alibaba Cloud's one product.
//!
//! Sources: the ECS API reference (instance states, error codes of `DescribeInstanceVncUrl`) and
//! *Troubleshoot API error codes*, read 2026-08. Which of the two codes a state has is chosen.

use super::{Action, Codes, Kind, Product, open, refused};
use crate::instance::ALIBABA_ECS;
use crate::region;

/// Chosen: Alibaba documents a limit per account and minute only.
const ALIBABA_ALL: usize = 50;

pub(super) const ECS: Product = Product {
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
