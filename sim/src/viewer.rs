//! The clouds' viewer pages, as judges: is the address in the query what was issued, and good?
//!
//! The raw bytes of the query are compared, so an address that was encoded once more, or decoded,
//! on its way is found out here and not by a page that stays black.
//!
//! Sources of paths and parameters: Tencent Cloud and Alibaba Cloud, `DescribeInstanceVncUrl`,
//! read 2026-08.

use crate::address::{Addresses, Issued, KEEPALIVE_MS, Recognised};
use crate::console::Denial;
use crate::instance::{ALIBABA_ECS, Instance, TENCENT_CVM};
use crate::journal::Entry;
use crate::{percent, utc};

/// One cloud's viewer page.
pub(crate) struct Viewer {
    pub(crate) provider: &'static str,
    pub(crate) path: &'static str,
    /// Name of the parameter that holds the address.
    pub(crate) parameter: &'static str,
    /// Whether `instanceId` and `isWindows` must be in the query.
    told_the_machine: bool,
    /// The older page: it may be told a password, and takes `True` and `False`.
    legacy: bool,
    /// How long a console of this page may go without a key or a pointer event.
    pub(crate) keepalive_ms: u64,
}

/// The pages, at the clouds' own paths.
pub(crate) static VIEWERS: [Viewer; 3] = [
    Viewer {
        provider: TENCENT_CVM,
        path: "/qcloud/app/active_vnc/index.html",
        parameter: "InstanceVncUrl",
        told_the_machine: false,
        legacy: false,
        keepalive_ms: KEEPALIVE_MS,
    },
    Viewer {
        provider: ALIBABA_ECS,
        path: "/aliyun/ecs-console-vnc2/0.0.8/index.html",
        parameter: "vncUrl",
        told_the_machine: true,
        legacy: false,
        keepalive_ms: KEEPALIVE_MS,
    },
    Viewer {
        provider: ALIBABA_ECS,
        path: "/aliyun/ecs-console-vnc/0.0.7/index.html",
        parameter: "vncUrl",
        told_the_machine: true,
        legacy: true,
        keepalive_ms: 60_000,
    },
];

/// The viewer page at `path`.
pub(crate) fn by_path(path: &str) -> Option<&'static Viewer> {
    VIEWERS.iter().find(|viewer| viewer.path == path)
}

/// Something that is wrong with a visit: a code for tests, a sentence for people.
pub(crate) struct Finding {
    pub(crate) code: &'static str,
    pub(crate) text: &'static str,
}

/// What one visit to a page showed.
pub(crate) struct Visit {
    pub(crate) provider: &'static str,
    /// Name of the parameter that holds the address.
    pub(crate) parameter: &'static str,
    pub(crate) instance: Option<&'static Instance>,
    /// Milliseconds that the address is still good; 0 when it is not, or not known.
    pub(crate) remaining_ms: u64,
    /// Empty when the real page would have opened a console.
    pub(crate) findings: Vec<Finding>,
    vnc_url: Option<String>,
}

impl Viewer {
    /// Judge the raw query of a visit at `now_ms`.
    pub(crate) fn judge(
        &self,
        now_ms: u64,
        query: &str,
        addresses: &Addresses,
        denials: impl FnOnce(&Issued) -> Vec<Denial>,
    ) -> Visit {
        let mut visit = Visit {
            provider: self.provider,
            parameter: self.parameter,
            instance: None,
            remaining_ms: 0,
            findings: Vec::new(),
            vnc_url: None,
        };
        match percent::raw_value(query, self.parameter) {
            None | Some("") => visit.find(
                "address-missing",
                "The query holds no address: the parameter is absent, empty or spelt otherwise.",
            ),
            Some(raw) => {
                let issued = self.judge_address(now_ms, raw, addresses, &mut visit);
                for denial in issued.map(denials).unwrap_or_default() {
                    visit.find(denial.code(), denial.text());
                }
            }
        }
        if self.told_the_machine {
            judge_instance_id(query, &mut visit);
            judge_is_windows(query, self.legacy, &mut visit);
        }
        if self.legacy {
            judge_password(query, &mut visit);
        }
        visit
    }

    fn judge_address<'a>(
        &self,
        now_ms: u64,
        raw: &str,
        addresses: &'a Addresses,
        visit: &mut Visit,
    ) -> Option<&'a Issued> {
        let issued = match addresses.recognise(raw) {
            Recognised::Exact(issued) => issued,
            Recognised::OverEncoded(issued) => {
                visit.find(
                    "double-encoded",
                    "The address was encoded again. It arrives percent-encoded and has to be \
                     put into the query as it came.",
                );
                issued
            }
            Recognised::UnderEncoded(issued) => {
                visit.find(
                    "under-encoded",
                    "The address was decoded. It arrives percent-encoded and has to be put into \
                     the query as it came.",
                );
                issued
            }
            Recognised::Altered(issued) => {
                visit.find(
                    "altered",
                    "The address was issued here, but something in it or after it was changed.",
                );
                issued
            }
            Recognised::Unknown => {
                visit.find(Denial::Unknown.code(), Denial::Unknown.text());
                return None;
            }
        };
        visit.issued(issued, now_ms);
        if issued.instance.is_tencent() == (self.provider == TENCENT_CVM) {
            visit.provider = issued.instance.provider;
        } else {
            visit.find("other-cloud", "The address is good for the other cloud's page only.");
        }
        Some(issued)
    }
}

/// Which value a parameter has, told apart from one that is there under another case.
fn value<'q>(query: &'q str, name: &str) -> Result<&'q str, bool> {
    percent::raw_value(query, name).filter(|value| !value.is_empty()).ok_or_else(|| {
        query.split('&').any(|piece| {
            piece
                .split_once('=')
                .is_some_and(|(sent, _)| sent != name && sent.eq_ignore_ascii_case(name))
        })
    })
}

fn judge_instance_id(query: &str, visit: &mut Visit) {
    match (value(query, "instanceId"), visit.instance) {
        (Err(false), _) => visit.find("instance-id-missing", "The query has no instanceId."),
        (Err(true), _) => visit
            .find("instance-id-capitals", "The parameter instanceId is spelt with other capitals."),
        (Ok(id), Some(instance)) if id == instance.id => {}
        (Ok(id), Some(instance)) if id.eq_ignore_ascii_case(instance.id) => visit
            .find("instance-id-capitals", "The value of instanceId is spelt with other capitals."),
        (Ok(_), Some(_)) => visit.find(
            "instance-id-wrong",
            "The value of instanceId is not the machine that the address was issued for.",
        ),
        // An address that nobody knows belongs to no machine, and has been found fault with.
        (Ok(_), None) => {}
    }
}

/// The older page's document spells the values both ways; so both are taken (chosen).
fn judge_is_windows(query: &str, legacy: bool, visit: &mut Visit) {
    let told = value(query, "isWindows").map(|told| match told {
        "True" if legacy => "true",
        "False" if legacy => "false",
        other => other,
    });
    match (told, visit.instance) {
        (Err(false), _) => visit.find("is-windows-missing", "The query has no isWindows."),
        (Err(true), _) => {
            visit.find(
                "is-windows-capitals",
                "The parameter isWindows is spelt with other capitals.",
            );
        }
        (Ok("true"), Some(instance)) if instance.windows => {}
        (Ok("false"), Some(instance)) if !instance.windows => {}
        (Ok("true" | "false"), None) => {}
        (Ok("true" | "false"), Some(_)) => {
            visit.find("is-windows-wrong", "The value of isWindows does not fit the machine.");
        }
        (Ok(other), _) if matches!(&*other.to_ascii_lowercase(), "true" | "false") => visit.find(
            "is-windows-capitals",
            "The value of isWindows has capitals; it has to be true or false.",
        ),
        (Ok(_), _) => {
            visit.find("is-windows-wrong", "The value of isWindows is neither true nor false.");
        }
    }
}

/// `password` is optional and has 6 letters or digits; the document's sample spells `Password`.
fn judge_password(query: &str, visit: &mut Visit) {
    let told = ["password", "Password"].iter().find_map(|name| percent::raw_value(query, name));
    let good = told.is_none_or(|told| {
        told.is_empty() || told.len() == 6 && told.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    if !good {
        visit.find("password-malformed", "The password has to be 6 letters or digits.");
    }
}

impl Visit {
    /// The value that was issued, when the query had it or something made of it.
    pub(crate) fn vnc_url(&self) -> Option<&str> {
        self.vnc_url.as_deref()
    }

    fn find(&mut self, code: &'static str, text: &'static str) {
        self.findings.push(Finding { code, text });
    }

    fn issued(&mut self, issued: &Issued, now_ms: u64) {
        self.instance = Some(issued.instance);
        self.remaining_ms = issued.expires_ms().saturating_sub(now_ms);
        self.vnc_url = Some(issued.vnc_url.clone());
    }

    /// `ok`, or the code of the first finding.
    pub(crate) fn outcome(&self) -> &'static str {
        self.findings.first().map_or("ok", |finding| finding.code)
    }

    /// The visit's line in the journal.
    pub(crate) fn entry(&self, now_ms: u64) -> Entry {
        Entry {
            seq: 0,
            at: utc::date_time_ms(now_ms),
            kind: "page",
            provider: self.provider,
            method: "GET".to_owned(),
            action: None,
            region: None,
            instance_id: self.instance.map(|instance| instance.id.to_owned()),
            outcome: self.outcome().to_owned(),
            message: self.findings.first().map(|finding| finding.text.to_owned()),
            request_id: None,
            http_status: 200,
            canonical_request: None,
            string_to_sign: None,
            vnc_url: self.vnc_url.clone(),
            findings: self.findings.iter().map(|finding| finding.code).collect(),
        }
    }
}
