//! `vncurl explain`: what is signed, step by step.

use core::fmt::Write as _;

use serde::Serialize;
use vncurl::{SignedRequest, Steps, core::text::percent};

use crate::{
    args::Target,
    failure::Failure,
    output::{Output, answer, json},
};

/// What stands in a token's place.
const MASK: &str = "(token)";

pub(crate) fn run(target: &Target, output: &Output) -> Result<(), Failure> {
    let client = output.client(target.reach.builder(Some(&target.instance))?)?;
    let request = client.sign(&target.instance)?;
    let steps = client.steps(&request).ok_or(Failure::Local {
        what: "explaining the signature",
        reason: "the request does not lead to its own signature".to_owned(),
    })?;
    let explanation = Explanation::new(&steps, &request, client.credentials().borrow().token);
    if output.is_json() {
        json(&explanation)?;
    } else {
        answer(&explanation.text(steps.of_parameters()))?;
    }
    output
        .remark("Nothing was sent. Whoever has this signed request can send it for some minutes.");
    Ok(())
}

/// The explanation as JSON, members in this order; the token is masked in all of them.
#[derive(Serialize)]
struct Explanation {
    algorithm: &'static str,
    canonical_request: String,
    string_to_sign: String,
    request: Shown,
}

/// The signed request.
#[derive(Serialize)]
struct Shown {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Explanation {
    fn new(steps: &Steps, request: &SignedRequest, token: Option<&str>) -> Self {
        let mask = |text: &str| masked(text, token);
        let headers = request.headers().map(|(name, value)| (name.to_owned(), mask(value)));
        Self {
            algorithm: steps.algorithm(),
            canonical_request: mask(steps.canonical_request()),
            string_to_sign: mask(steps.string_to_sign()),
            request: Shown {
                method: request.method().to_owned(),
                url: mask(&request.url()),
                headers: headers.collect(),
                body: mask(request.body()),
            },
        }
    }

    fn text(&self, of_parameters: bool) -> String {
        let Shown { method, url, headers, body } = &self.request;
        let mut sent = format!("{method} {url}\n");
        for (name, value) in headers {
            // A `String` takes every text.
            let _ = writeln!(sent, "{name}: {value}");
        }
        let _ = write!(sent, "\n{body}");
        let first = if of_parameters { "Sorted parameters" } else { "Canonical request" };
        [
            ("Algorithm", self.algorithm),
            (first, &self.canonical_request),
            ("String to sign", &self.string_to_sign),
            ("Signed request", sent.trim_end()),
        ]
        .map(|(title, content)| format!("# {title}\n{content}"))
        .join("\n\n")
    }
}

/// `text` without the token, which may stand there as it is, percent-encoded, or encoded twice.
fn masked(text: &str, token: Option<&str>) -> String {
    let Some(token) = token else { return text.to_owned() };
    let once = encoded(token);
    // The longest first: a shorter spelling may be a part of a longer one.
    [encoded(&once), once, token.to_owned()]
        .iter()
        .fold(text.to_owned(), |text, spelling| text.replace(spelling, MASK))
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    // A `String` takes every text.
    let _ = percent::write_encoded(&mut encoded, text);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_in_every_spelling() {
        let token = "a+b/c==";
        let text = "a+b/c== a%2Bb%2Fc%3D%3D a%252Bb%252Fc%253D%253D a%20b";
        assert_eq!(masked(text, Some(token)), "(token) (token) (token) a%20b");
        assert_eq!(masked(text, None), text);
    }
}
