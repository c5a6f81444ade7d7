//! `vncurl explain`: what is signed, step by step.
//!
//! The steps are worked out anew from the signed request's own text, as the cloud does, and must
//! lead to the signature that stands in it.

use core::fmt::Write as _;

use serde::Serialize;
use vncurl::{
    Client, SignedRequest,
    core::sign::{Signable, by_name},
};

use crate::{
    args::Target,
    failure::Failure,
    output::{Output, answer, json},
};

pub(crate) fn run(target: &Target, output: &Output) -> Result<(), Failure> {
    let client = target.client()?;
    let request = client.sign(&target.instance)?;
    let steps = Steps::of(&client, &request).ok_or(Failure::Local {
        what: "explaining the signature",
        reason: "the request does not lead to its own signature".to_owned(),
    })?;
    if output.is_json() {
        json(&steps.object(&request))?;
    } else {
        answer(&steps.text(&request))?;
    }
    output
        .remark("Nothing was sent. Whoever has this signed request can send it for some minutes.");
    Ok(())
}

/// The values on the way from the request to its signature, with the token masked.
struct Steps {
    algorithm: &'static str,
    canonical_request: String,
    string_to_sign: String,
    headers: Vec<(String, String)>,
}

impl Steps {
    fn of(client: &Client, request: &SignedRequest) -> Option<Self> {
        let credentials = client.credentials().borrow();
        let authorization = request.headers().find(|(name, _)| *name == "Authorization")?.1;
        let algorithm = by_name(authorization.split(' ').next()?)?;
        let names = authorization.split("SignedHeaders=").nth(1)?.split(',').next()?;
        let all = || [("host", request.host())].into_iter().chain(request.headers());
        let signed: Vec<_> = names
            .split(';')
            .filter_map(|name| all().find(|(own, _)| own.eq_ignore_ascii_case(name)))
            .collect();
        let (path, query) =
            request.path_and_query().split_once('?').unwrap_or((request.path_and_query(), ""));
        let body = request.body().as_bytes();
        let signable = Signable::new(request.method(), path, query, &signed, body).ok()?;
        let service = client.provider().service;
        let steps = algorithm.sign(&signable, &credentials, request.timestamp(), service).ok()?;
        let mut values = [String::new(), String::new(), String::new()];
        let [canonical_request, string_to_sign, again] = &mut values;
        steps.write_canonical_request(canonical_request).ok()?;
        steps.write_string_to_sign(string_to_sign).ok()?;
        steps.write_authorization(again).ok()?;
        if again != authorization {
            return None;
        }
        let [canonical_request, string_to_sign, _] = values;
        let mask = |text: &str| match credentials.token {
            Some(token) => text.replace(token, "(token)"),
            None => text.to_owned(),
        };
        Some(Self {
            algorithm: algorithm.name,
            canonical_request: mask(&canonical_request),
            string_to_sign,
            headers: request
                .headers()
                .map(|(name, value)| (name.to_owned(), mask(value)))
                .collect(),
        })
    }

    fn text(&self, request: &SignedRequest) -> String {
        let mut text = String::new();
        let mut section = |title: &str, content: &str| {
            // A `String` takes every text.
            let _ = write!(text, "# {title}\n{content}\n\n");
        };
        section("Algorithm", self.algorithm);
        section("Canonical request", &self.canonical_request);
        section("String to sign", &self.string_to_sign);
        let mut head = format!("{} {}\n", request.method(), request.url());
        for (name, value) in &self.headers {
            let _ = writeln!(head, "{name}: {value}");
        }
        head.push('\n');
        head.push_str(request.body());
        section("Signed request", head.trim_end());
        text.truncate(text.trim_end().len());
        text
    }

    fn object<'a>(&'a self, request: &'a SignedRequest) -> Explanation<'a> {
        Explanation {
            algorithm: self.algorithm,
            canonical_request: &self.canonical_request,
            string_to_sign: &self.string_to_sign,
            request: Signed {
                method: request.method(),
                url: request.url(),
                headers: &self.headers,
                body: request.body(),
            },
        }
    }
}

/// The explanation as JSON, members in this order.
#[derive(Serialize)]
struct Explanation<'a> {
    algorithm: &'a str,
    canonical_request: &'a str,
    string_to_sign: &'a str,
    request: Signed<'a>,
}

#[derive(Serialize)]
struct Signed<'a> {
    method: &'a str,
    url: String,
    headers: &'a [(String, String)],
    body: &'a str,
}
