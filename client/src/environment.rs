//! The environment variables that the clouds' own tools use.
//!
//! Sources, read 2026-11: Tencent Cloud's Python and Go SDKs, tccli and Terraform provider (they
//! agree on id and key and differ on the token's name: all are taken, in this order); Alibaba
//! Cloud's credentials library and command line.

use core::fmt;
use std::borrow::Cow;

use vncurl_core::Cloud;

use crate::Credentials;

/// A place where credentials were looked for, and why it gave none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The place, such as the names of two environment variables.
    pub place: String,
    /// What was found there instead.
    pub found: Cow<'static, str>,
}

impl Looked {
    pub(crate) fn new(place: impl Into<String>, found: impl Into<Cow<'static, str>>) -> Self {
        Self { place: place.into(), found: found.into() }
    }
}

impl fmt::Display for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.found)
    }
}

/// Reads environment variables; a test hands in its own.
///
/// # Examples
///
/// ```
/// use vncurl::{Environment, core::Cloud};
///
/// let read = |name: &str| (name == "TENCENTCLOUD_REGION").then(|| "ap-beijing".to_owned());
/// let environment = Environment::new(&read);
/// assert_eq!(environment.region(Cloud::Tencent).as_deref(), Some("ap-beijing"));
/// assert!(environment.credentials(Cloud::Tencent).is_err());
/// ```
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

/// Names of the variables that belong together: key id, secret, and the names a token may have.
struct Names {
    key_id: &'static str,
    secret: &'static str,
    tokens: &'static [&'static str],
}

impl Names {
    fn place(&self) -> String {
        format!("environment {}, {}", self.key_id, self.secret)
    }
}

const TENCENT: &[Names] = &[
    Names {
        key_id: "TENCENTCLOUD_SECRET_ID",
        secret: "TENCENTCLOUD_SECRET_KEY",
        tokens: &[
            "TENCENTCLOUD_TOKEN",
            "TENCENTCLOUD_SECURITY_TOKEN",
            "TENCENTCLOUD_SESSION_TOKEN",
        ],
    },
    // What a cloud function is given.
    Names {
        key_id: "TENCENTCLOUD_SECRETID",
        secret: "TENCENTCLOUD_SECRETKEY",
        tokens: &["TENCENTCLOUD_SESSIONTOKEN"],
    },
];

const ALIBABA: &[Names] = &[
    Names {
        key_id: "ALIBABA_CLOUD_ACCESS_KEY_ID",
        secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
        tokens: &["ALIBABA_CLOUD_SECURITY_TOKEN"],
    },
    Names {
        key_id: "ALIBABACLOUD_ACCESS_KEY_ID",
        secret: "ALIBABACLOUD_ACCESS_KEY_SECRET",
        tokens: &["ALIBABACLOUD_SECURITY_TOKEN"],
    },
    Names {
        key_id: "ALICLOUD_ACCESS_KEY_ID",
        secret: "ALICLOUD_ACCESS_KEY_SECRET",
        tokens: &["ALICLOUD_SECURITY_TOKEN"],
    },
];

fn pairs(cloud: Cloud) -> &'static [Names] {
    match cloud {
        Cloud::Tencent => TENCENT,
        Cloud::Alibaba => ALIBABA,
        _ => &[],
    }
}

/// The places in the environment where the credentials of `cloud` may be.
pub(crate) fn places(cloud: Cloud) -> impl Iterator<Item = String> {
    pairs(cloud).iter().map(Names::place)
}

/// The variables that name a region, in the order in which they are asked.
#[must_use]
pub(crate) const fn region_variables(cloud: Cloud) -> &'static [&'static str] {
    match cloud {
        Cloud::Tencent => &["TENCENTCLOUD_REGION"],
        Cloud::Alibaba => {
            &["ALIBABA_CLOUD_REGION_ID", "ALIBABACLOUD_REGION_ID", "ALICLOUD_REGION_ID"]
        }
        _ => &[],
    }
}

impl<'a> Environment<'a> {
    /// Read variables through `read`; an empty one counts as absent.
    pub fn new(read: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self(read)
    }

    /// The process's own environment. What is no UTF-8 in a value becomes U+FFFD, which no key, proxy
    /// or region holds: it is refused, and not taken for a variable that is not set.
    #[must_use]
    pub fn of_process() -> Environment<'static> {
        Environment(&|name| {
            std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
        })
    }

    /// The value of a variable that is set and not empty.
    #[must_use]
    pub fn read(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// The value of a variable that is set, be it empty.
    pub(crate) fn read_set(&self, name: &str) -> Option<String> {
        (self.0)(name)
    }

    /// The credentials of `cloud`, or where they were looked for.
    ///
    /// # Errors
    ///
    /// Every place, and what was found there.
    pub fn credentials(&self, cloud: Cloud) -> Result<Credentials, Vec<Looked>> {
        let (found, looked) = self.pair(cloud);
        found.map(|(_, credentials)| credentials).ok_or(looked)
    }

    /// The first complete pair of `cloud` and its place, and the places before it.
    pub(crate) fn pair(&self, cloud: Cloud) -> (Option<(String, Credentials)>, Vec<Looked>) {
        let mut looked = Vec::new();
        for names in pairs(cloud) {
            let Names { key_id, secret, tokens } = names;
            let found = match (self.read(key_id), self.read(secret)) {
                (Some(key_id), Some(secret)) => {
                    let credentials = Credentials::new(key_id, secret);
                    let credentials = match tokens.iter().find_map(|name| self.read(name)) {
                        Some(token) => credentials.with_token(token),
                        None => credentials,
                    };
                    return (Some((names.place(), credentials)), looked);
                }
                (Some(_), None) => "the secret is not set",
                (None, Some(_)) => "the key id is not set",
                (None, None) => "not set",
            };
            looked.push(Looked::new(names.place(), found));
        }
        (None, looked)
    }

    /// The region of `cloud`.
    #[must_use]
    pub fn region(&self, cloud: Cloud) -> Option<String> {
        region_variables(cloud).iter().find_map(|name| self.read(name))
    }
}

impl fmt::Debug for Environment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with<'a>(variables: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| variables.iter().find(|(own, _)| *own == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn the_first_complete_pair_wins_with_its_own_token() {
        let read = with(&[
            ("TENCENTCLOUD_SECRET_ID", "id"),
            ("TENCENTCLOUD_SECRET_KEY", "key"),
            ("TENCENTCLOUD_SECURITY_TOKEN", "second"),
            ("TENCENTCLOUD_SESSIONTOKEN", "of another pair"),
        ]);
        let credentials = Environment::new(&read).credentials(Cloud::Tencent).unwrap();
        let borrowed = credentials.borrow();
        assert_eq!(
            (borrowed.key_id, borrowed.secret, borrowed.token),
            ("id", "key", Some("second"))
        );
    }

    #[test]
    fn an_incomplete_pair_is_named_and_passed_over() {
        let read = with(&[
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "half"),
            ("ALIBABACLOUD_ACCESS_KEY_SECRET", "half"),
            ("ALICLOUD_ACCESS_KEY_ID", ""),
        ]);
        let looked = Environment::new(&read).credentials(Cloud::Alibaba).unwrap_err();
        let found: Vec<_> = looked.iter().map(|looked| looked.found.as_ref()).collect();
        assert_eq!(found, ["the secret is not set", "the key id is not set", "not set"]);
        assert!(looked[0].place.contains("ALIBABA_CLOUD_ACCESS_KEY_ID"));
    }

    #[test]
    fn the_region_comes_from_the_cloud_s_own_variable() {
        let read = with(&[("ALIBABACLOUD_REGION_ID", "cn-beijing"), ("TENCENTCLOUD_REGION", "")]);
        let environment = Environment::new(&read);
        assert_eq!(environment.region(Cloud::Alibaba).as_deref(), Some("cn-beijing"));
        assert_eq!(environment.region(Cloud::Tencent), None);
    }
}
