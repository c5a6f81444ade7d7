//! Which code of the clouds is which word.
//!
//! Sources, read 2026-11: Tencent Cloud, CVM API reference, *Error Codes* (213/15694), and the error
//! lists of the CVM, ECM and Lighthouse clients in the official Go SDK; Alibaba Cloud, ECS,
//! `DescribeInstanceVncUrl` (2024-04-11), *Troubleshoot API error codes* (40644), and the retry
//! table of the official Python SDK.

#[cfg_attr(
    not(all(feature = "alibaba", feature = "tencent")),
    allow(unused_imports, reason = "each cloud's codes have words of their own")
)]
use super::RefusalKind::{
    self, BadCredentials, BadRequest, Busy, ClockSkew, CloudFault, NoPermission, NotFound,
    NotRunning, NotSupported, Signature, Throttled, WrongRegion,
};

/// A code, or a family (the part before the dot), and its word.
pub type Code = (&'static str, RefusalKind);

/// All codes: each list in order of name, none in two of them.
pub static CODES: &[&[Code]] = &[
    BOTH,
    #[cfg(feature = "tencent")]
    TENCENT,
    #[cfg(feature = "alibaba")]
    ALIBABA,
];

/// Codes of both clouds.
const BOTH: &[Code] = &[
    ("DryRunOperation", BadRequest),
    ("InternalError", CloudFault),
    ("InvalidAction", NotSupported),
    // They give it for an instance in transition too, and a later try gets past it.
    ("InvalidInstance.NotSupported", Busy),
    ("InvalidInstanceId", BadRequest),
    ("InvalidInstanceId.NotFound", NotFound),
    ("InvalidParameter", BadRequest),
    ("MissingParameter", BadRequest),
    ("ServiceUnavailable", CloudFault),
];

#[cfg(feature = "tencent")]
const TENCENT: &[Code] = &[
    ("ActionOffline", NotSupported),
    ("AuthFailure", BadCredentials),
    ("AuthFailure.InvalidAuthorization", Signature),
    ("AuthFailure.SignatureExpire", ClockSkew),
    ("AuthFailure.SignatureFailure", Signature),
    ("AuthFailure.UnauthorizedOperation", NoPermission),
    ("FailedOperation", CloudFault),
    ("FailedOperation.IllegalTagKey", BadRequest),
    ("FailedOperation.IllegalTagValue", BadRequest),
    ("FailedOperation.TagKeyReserved", BadRequest),
    ("InternalServerError", CloudFault),
    ("InvalidFilter", BadRequest),
    ("InvalidFilterValue", BadRequest),
    ("InvalidHostId", BadRequest),
    ("InvalidInstanceState", NotRunning),
    ("InvalidParameterValue", BadRequest),
    ("InvalidRequest", BadRequest),
    ("InvalidSecurityGroupId", BadRequest),
    ("InvalidSgId", BadRequest),
    ("InvalidZone", BadRequest),
    ("InvalidZone.MismatchRegion", WrongRegion),
    ("IpInBlacklist", NoPermission),
    ("IpNotInWhitelist", NoPermission),
    ("LimitExceeded", Throttled),
    ("MutexOperation", Busy),
    ("NoSuchProduct", NotSupported),
    ("NoSuchVersion", NotSupported),
    ("OperationDenied.InstanceCreating", Busy),
    ("OperationDenied.InstanceOperationInProgress", Busy),
    ("RequestLimitExceeded", Throttled),
    ("RequestSizeLimitExceeded", BadRequest),
    ("ResourceInUse", Busy),
    ("ResourceInsufficient", CloudFault),
    ("ResourceNotFound", NotFound),
    // Not the instance: a value to search for.
    ("ResourceNotFound.HpcCluster", BadRequest),
    ("ResourceUnavailable", Busy),
    ("ResponseSizeLimitExceeded", BadRequest),
    ("UnauthorizedOperation", NoPermission),
    ("UnauthorizedOperation.InvalidToken", BadCredentials),
    ("UnauthorizedOperation.MFAExpired", BadCredentials),
    ("UnauthorizedOperation.MFANotFound", BadCredentials),
    ("UnauthorizedOperation.TokenInvalid", BadCredentials),
    ("UnknownParameter", BadRequest),
    ("UnsupportedOperation", NotSupported),
    ("UnsupportedOperation.InstanceReinstallFailed", NotRunning),
    ("UnsupportedOperation.InstanceStateBanning", NotRunning),
    ("UnsupportedOperation.InstanceStateEnterRescueMode", Busy),
    ("UnsupportedOperation.InstanceStateEnterServiceLiveMigrate", Busy),
    ("UnsupportedOperation.InstanceStateExitRescueMode", Busy),
    ("UnsupportedOperation.InstanceStateExitServiceLiveMigrate", Busy),
    ("UnsupportedOperation.InstanceStatePending", Busy),
    ("UnsupportedOperation.InstanceStateRebooting", Busy),
    ("UnsupportedOperation.InstanceStateShutdown", NotRunning),
    ("UnsupportedOperation.InstanceStateStarting", Busy),
    ("UnsupportedOperation.InstanceStateStopped", NotRunning),
    ("UnsupportedOperation.InstanceStateStopping", Busy),
    ("UnsupportedOperation.InstanceStateTerminated", NotRunning),
    ("UnsupportedOperation.InstanceStateTerminating", NotRunning),
    ("UnsupportedOperation.InvalidInstanceState", NotRunning),
    ("UnsupportedOperation.LatestOperationUnfinished", Busy),
    ("UnsupportedOperation.StoppedModeStopCharging", NotRunning),
    ("UnsupportedProtocol", BadRequest),
    ("UnsupportedRegion", WrongRegion),
];

#[cfg(feature = "alibaba")]
const ALIBABA: &[Code] = &[
    ("Forbidden", NoPermission),
    ("Forbidden.AccessKeyDisabled", BadCredentials),
    ("IdempotentParameterMismatch", BadRequest),
    ("IllegalTimestamp", ClockSkew),
    ("IncompleteSignature", Signature),
    ("IncorrectInstanceStatus", NotRunning),
    ("InstanceIdLimitExceeded", BadRequest),
    ("InstanceNotReady", Busy),
    ("InvalidAcceptLanguage", BadRequest),
    ("InvalidAccessKeyId", BadCredentials),
    ("InvalidFilterKey", BadRequest),
    ("InvalidHpcClusterId", BadRequest),
    ("InvalidInstanceChargeType", BadRequest),
    ("InvalidInstanceType", NotSupported),
    ("InvalidInternetChargeType", BadRequest),
    ("InvalidLockReason", BadRequest),
    ("InvalidNetworkType", BadRequest),
    ("InvalidPayMethod", BadRequest),
    ("InvalidRegionId", WrongRegion),
    ("InvalidRegionInstance", WrongRegion),
    ("InvalidResourceType", BadRequest),
    ("InvalidSecurityToken", BadCredentials),
    ("InvalidStatus", BadRequest),
    ("InvalidTag", BadRequest),
    ("InvalidTagCount", BadRequest),
    ("InvalidTimeStamp", ClockSkew),
    ("MissingSecurityToken", BadCredentials),
    ("NoPermission", NoPermission),
    ("Operation.Conflict", Busy),
    ("OperationConflict", Busy),
    ("OperationDenied.ResourceControl", Busy),
    ("ProcessingSameRequest", Busy),
    ("ResourceInOperating", Busy),
    ("SignatureDoesNotMatch", Signature),
    // The first try may have arrived; a new nonce passes.
    ("SignatureNonceUsed", Busy),
    ("Throttling", Throttled),
    ("Unauthorized", NoPermission),
    ("UnknownError", CloudFault),
    ("UnsupportedHTTPMethod", BadRequest),
    ("UnsupportedParameter", BadRequest),
];

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;

    #[test]
    fn codes_stand_in_order_and_once() {
        let mut names: Vec<_> = CODES.concat().iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|a, b| a < b));
        assert!(CODES.iter().all(|list| list.is_sorted_by(|a, b| a.0 < b.0)));
    }
}
