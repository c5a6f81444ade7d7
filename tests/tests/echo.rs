//! The string to sign that Alibaba echoes when a signature does not match, compared with our own,
//! however the reply spells it.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use core::fmt::{self, Write};

use vncurl_core::{
    ALIBABA_ECS, RefusalKind, Reply, TENCENT_CVM,
    refusal::Echo::{self, Absent, Differs, Same},
};

const FRONT: &str = "Specified signature is not matched. server string to sign is:";

/// Strings to sign: of the older signature, of the present one, and one of all that JSON or XML
/// escapes.
const OWN: [&str; 3] = [
    "GET&%2F&AccessKeyId%3DLTAIexample%26Action%3DDescribeInstanceVncUrl%26Format%3DJSON",
    "ACS3-HMAC-SHA256\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "GET&a<b>c\"d'e/f\\g]]>h&amp;i\\u0026j",
];

/// How a reply spells the characters of its message.
type Spelling = (&'static str, fn(&str) -> String);

const SPELLINGS: [Spelling; 9] = [
    ("JSON", |text| json(&serde_json::to_string(text).unwrap())),
    ("JSON, & escaped", |text| json(&serde_json::to_string(text).unwrap().replace('&', "\\u0026"))),
    ("JSON, all escaped", |text| {
        let escaped = each(text, |out, character| write!(out, "\\u{:04X}", u32::from(character)));
        json(&format!("\"{escaped}\""))
    }),
    ("XML, entities", |text| xml(&entities(text))),
    ("XML, decimal references", |text| {
        xml(&each(text, |out, character| write!(out, "&#{};", u32::from(character))))
    }),
    ("XML, hexadecimal references", |text| {
        xml(&each(text, |out, character| write!(out, "&#x{:x};", u32::from(character))))
    }),
    ("XML, one section", |text| xml(&section(text))),
    ("XML, a section each", |text| {
        xml(&each(text, |out, character| write!(out, "<![CDATA[{character}]]>")))
    }),
    ("XML, comments between", |text| {
        let each = |out: &mut String, character: char| {
            write!(out, "{}<!-- & -->", entities(&character.to_string()))
        };
        xml(&self::each(text, each))
    }),
];

fn each(text: &str, spell: impl Fn(&mut String, char) -> fmt::Result) -> String {
    let mut out = String::new();
    text.chars().for_each(|character| spell(&mut out, character).unwrap());
    out
}

fn entities(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}

/// A section, which cannot hold its own end.
fn section(text: &str) -> String {
    format!("<![CDATA[{}]]>", text.replace("]]>", "]]]]><![CDATA[>"))
}

fn json(message: &str) -> String {
    format!(r#"{{"RequestId": "R", "Code": "SignatureDoesNotMatch", "Message": {message}}}"#)
}

fn xml(message: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId>\
         <Message>{message}</Message><Code>SignatureDoesNotMatch</Code></Error>"
    )
}

/// What each spelling of a reply with `message` says about `own`: the same.
fn compare(message: &str, own: &str) -> Echo {
    let mut said = None;
    for (name, spelling) in SPELLINGS {
        let body = spelling(message);
        let got = compare_body(&body, own);
        assert_eq!(*said.get_or_insert(got), got, "{name}: {own:?} in {body}");
    }
    said.unwrap()
}

fn compare_body(body: &str, own: &str) -> Echo {
    match ALIBABA_ECS.read_reply(400, body.as_bytes()) {
        Ok(Reply::Refusal(refusal)) => {
            assert_eq!(refusal.kind, RefusalKind::Signature);
            refusal.compare_echo(own)
        }
        other => panic!("{other:?}: {body}"),
    }
}

#[test]
fn the_same_string_is_the_same_however_it_is_spelled() {
    for own in OWN {
        assert_eq!(compare(&format!("{FRONT}{own}"), own), Same);
    }
}

#[test]
fn a_string_that_differs_does_so_at_its_first_other_byte() {
    for own in OWN {
        let message = format!("{FRONT}{own}");
        for at in 0..own.len() {
            for other in ["~", ""] {
                let changed = format!("{}{other}{}", &own[..at], &own[at + 1..]);
                // Without a byte, the strings differ where the one behind it does.
                let same = own.bytes().zip(changed.bytes()).take_while(|(a, b)| a == b).count();
                assert_eq!(compare(&message, &changed), Differs { at: same }, "{changed:?}");
            }
        }
    }
}

#[test]
fn a_string_that_is_cut_or_goes_on_differs_at_its_end() {
    for own in OWN {
        let message = format!("{FRONT}{own}");
        for end in 0..own.len() {
            assert_eq!(compare(&message, &own[..end]), Differs { at: end });
            let cut = format!("{FRONT}{}", &own[..end]);
            assert_eq!(compare(&cut, own), Differs { at: end });
        }
        for more in ["&", "\u{e9}", "%26", "\n", "\0"] {
            assert_eq!(compare(&message, &format!("{own}{more}")), Differs { at: own.len() });
        }
        assert_eq!(compare(&format!("{message}&"), own), Differs { at: own.len() });
    }
}

#[test]
fn only_what_stands_behind_the_first_words_counts() {
    let own = OWN[0];
    assert_eq!(compare(&format!("caf\u{e9} \u{4e2d}: string to sign is:{own}"), own), Same);
    let twice = format!("{FRONT}{own}, string to sign is:{own}");
    assert_eq!(compare(&twice, own), Differs { at: own.len() });
    assert_eq!(compare(&format!("ssstring to sign is:{own}"), own), Same);
}

#[test]
fn a_reply_without_an_echo_says_nothing_about_the_string() {
    for message in ["", "no", "string to sign", "string to sign is", OWN[0]] {
        assert_eq!(compare(message, OWN[0]), Absent, "{message}");
    }
    assert_eq!(compare_body(r#"{"Code": "SignatureDoesNotMatch"}"#, OWN[0]), Absent);
    let body = br#"{"Response": {"Error": {"Code": "AuthFailure.SignatureFailure",
        "Message": "The provided credentials could not be validated."}}}"#;
    let Ok(Reply::Refusal(refusal)) = TENCENT_CVM.read_reply(200, body) else {
        panic!("a refusal")
    };
    assert_eq!(refusal.compare_echo(OWN[0]), Absent);
}
