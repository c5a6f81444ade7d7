//! Every code with which the clouds refuse stands for the word that was written down for it.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::{collections::BTreeSet, fs};

use vncurl_core::{
    ALIBABA_ECS, ListReply, Provider, RefusalKind, Reply, TENCENT_CVM, refusal::CODES,
};
use vncurl_tests::{
    published::{PublishedCode, codes},
    root,
};

fn provider(code: &PublishedCode) -> &'static Provider {
    match code.provider.as_str() {
        "tencent" => &TENCENT_CVM,
        "alibaba" => &ALIBABA_ECS,
        other => panic!("{other} has no provider"),
    }
}

/// The family, a code's part before its first dot.
fn family(code: &str) -> &str {
    code.split('.').next().expect("a first part")
}

#[test]
fn every_code_stands_for_its_word() {
    let codes = codes();
    let pairs: BTreeSet<_> =
        codes.iter().map(|code| (code.provider.as_str(), code.code.as_str())).collect();
    assert_eq!(pairs.len(), codes.len(), "a code stands twice");
    for code in &codes {
        let kind = RefusalKind::of_code(&code.code);
        assert_eq!(kind.as_str(), code.word, "{}", code.code);
        assert_ne!(kind, RefusalKind::Unknown, "{}", code.code);
        let retryable =
            matches!(kind, RefusalKind::Busy | RefusalKind::Throttled | RefusalKind::CloudFault);
        assert_eq!(retryable, code.retryable, "{}", code.code);
        assert!(!code.source.is_empty(), "{}", code.code);
    }
}

#[test]
fn every_code_is_read_out_of_a_refusal() {
    for code in codes() {
        let (status, body) = match code.provider.as_str() {
            "tencent" => {
                let error = format!(r#"{{"Code": "{}", "Message": "m"}}"#, code.code);
                (200, format!(r#"{{"Response": {{"Error": {error}, "RequestId": "r"}}}}"#))
            }
            _ => (
                code.http_status.unwrap_or(400),
                format!(r#"{{"RequestId": "r", "Code": "{}", "Message": "m"}}"#, code.code),
            ),
        };
        let provider = provider(&code);
        let Ok(Reply::Refusal(refusal)) = provider.read_reply(status, body.as_bytes()) else {
            panic!("{} is no refusal", code.code)
        };
        assert_eq!(refusal.code, *code.code.as_str());
        assert_eq!(refusal.kind.as_str(), code.word, "{}", code.code);
        let Ok(ListReply::Refusal(refusal)) = provider.read_instances(status, body.as_bytes())
        else {
            panic!("{} is no refusal of a list", code.code)
        };
        assert_eq!(refusal.kind.as_str(), code.word, "{}", code.code);
    }
}

#[test]
fn no_row_of_the_table_is_without_a_code() {
    let codes = codes();
    for (row, _) in CODES.concat() {
        let known = codes.iter().any(|code| code.code == row || family(&code.code) == row);
        assert!(known, "{row} is in no document");
    }
}

#[test]
fn a_code_stands_in_the_list_of_the_clouds_that_give_it() {
    let codes = codes();
    let clouds: [&[&str]; 3] = [&["alibaba", "tencent"], &["tencent"], &["alibaba"]];
    assert_eq!(CODES.len(), clouds.len());
    for (list, expected) in CODES.iter().zip(clouds) {
        for (row, _) in *list {
            let of_row = |code: &&PublishedCode| code.code == *row || family(&code.code) == *row;
            let given: BTreeSet<_> =
                codes.iter().filter(of_row).map(|code| code.provider.as_str()).collect();
            assert!(given.into_iter().eq(expected.iter().copied()), "{row}");
        }
    }
}

#[test]
fn every_code_that_the_documents_of_lists_name_is_written_down() {
    let text = fs::read_to_string(root().join("docs/protocol.md")).unwrap();
    let (_, section) = text.split_once("### Codes of these actions\n").expect("the section");
    let (section, _) = section.split_once("\n## ").expect("its end");
    let rows = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let written: BTreeSet<_> = codes().into_iter().map(|code| code.code).collect();
    let mut named = 0;
    for row in rows {
        let cell = row.trim_matches('|').split('|').nth(1).expect("a second cell");
        for quoted in cell.split('`').skip(1).step_by(2) {
            for code in expanded(quoted) {
                // A value of a parameter, in the sentence about a code, is in capitals and small
                // letters as well: it is the only one.
                if code != "PrePaid" {
                    assert!(written.contains(&code), "{code} is not in codes.json");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 60, "{named}");
}

/// `A.{B, C}` is `A.B` and `A.C`.
fn expanded(quoted: &str) -> Vec<String> {
    let Some((family, members)) = quoted.split_once('{') else { return vec![quoted.to_owned()] };
    let members = members.trim_end_matches('}').split(',');
    members.map(|member| format!("{family}{}", member.trim())).collect()
}
