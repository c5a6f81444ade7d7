//! Signatures against the SDKs' vectors and the documents' examples, step by step.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use vncurl_core::Error;
use vncurl_tests::{
    examples::examples,
    root,
    signing::{Case, SigningRequest, Steps, is_sorted},
    vectors::vectors,
};

fn sdk_cases() -> Vec<Case> {
    vectors(&root().join("tests/vectors/sdk")).unwrap()
}

#[test]
fn every_step_matches_the_sdks_vectors() {
    let cases = sdk_cases();
    assert_eq!(cases.len(), 120);
    for case in cases {
        let steps = case.request.sign().unwrap();
        assert_eq!(case.differences(&steps), Vec::<String>::new(), "{}", case.id);
    }
}

#[test]
fn every_step_matches_the_documents_examples() {
    let examples = examples();
    let reproduced = examples.iter().filter(|example| example.reproduces).count();
    assert_eq!((examples.len(), reproduced), (36, 19));
    for example in examples {
        let (case, printed) = (&example.case, &example.published_signature);
        let steps = case.request.sign().unwrap();
        assert_eq!(case.differences(&steps), Vec::<String>::new(), "{}", case.id);
        assert_eq!(steps.signature == *printed, example.reproduces, "{}", case.id);
    }
}

type Change<'a> = &'a dyn Fn(&mut SigningRequest);

/// The request after a change, signed.
fn signed_after(case: &Case, change: Change<'_>) -> Result<Steps, Error> {
    let mut request = case.request.clone();
    change(&mut request);
    request.sign()
}

#[test]
fn a_change_of_any_one_part_changes_the_signature() {
    let of_both: [Change<'_>; 4] = [
        &|request| request.method.push('X'),
        &|request| request.path.push('x'),
        &|request| request.query.push_str("&x=1"),
        &|request| request.secret.push(' '),
    ];
    let of_headers: [Change<'_>; 2] = [&|request| request.headers[0].1.push('x'), &|request| {
        request.headers.pop();
    }];
    for case in sdk_cases() {
        let changed = |change: Change<'_>, what: &str| {
            let refused_or_other = match signed_after(&case, change) {
                Ok(steps) => steps.signature != case.expected.signature,
                Err(error) => is_sorted(&case.request.algorithm) && error == Error::HostMissing,
            };
            assert!(refused_or_other, "{}: {what}", case.id);
        };
        for (index, change) in of_both.into_iter().enumerate() {
            changed(change, &format!("change {index}"));
        }
        // A form takes another parameter, a body whatever it is.
        changed(&|request| request.payload.push_str("&x=1"), "payload");
        if case.request.algorithm == "HMAC-SHA1" {
            // Alibaba's RPC signs no header, not even the host.
            let elsewhere = ("Host".to_owned(), "elsewhere.example".to_owned());
            let steps = signed_after(&case, &|request| request.headers = vec![elsewhere.clone()]);
            assert_eq!(steps.unwrap().signature, case.expected.signature, "{}", case.id);
        } else {
            for (index, change) in of_headers.into_iter().enumerate() {
                changed(change, &format!("header change {index}"));
            }
        }
    }
}

#[test]
fn a_form_that_is_none_is_not_signed() {
    for case in sdk_cases().iter().filter(|case| is_sorted(&case.request.algorithm)) {
        for bad in [" ", "&a=%4", "&a=#", "&\u{e9}=1", "\r\n"] {
            let got = signed_after(case, &|request| request.payload.push_str(bad));
            assert_eq!(got, Err(Error::InvalidRequestLine), "{}: {bad:?}", case.id);
        }
    }
}

#[test]
fn a_signature_that_stands_in_the_request_is_not_signed() {
    for case in sdk_cases().iter().filter(|case| is_sorted(&case.request.algorithm)) {
        let put: [Change<'_>; 2] =
            [&|request| request.query.push_str("&Signature=x%3D"), &|request| {
                request.payload.push_str("&%53ignature=x");
            }];
        for change in put {
            let steps = signed_after(case, change).unwrap();
            assert_eq!(case.differences(&steps), Vec::<String>::new(), "{}", case.id);
        }
    }
}
