//! The tables in `docs/` say what the code says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::{collections::BTreeSet, fs};

use vncurl_core::{
    Call, Error, PROVIDERS, RefusalKind, SIGNATURE_VERSIONS,
    error::{ReplyFault, VncUrlFault},
    refusal::CODES,
};
use vncurl_tests::{
    calls::{CREDENTIALS, NOON},
    published::{PublishedCode, codes},
    root,
};

/// The rows of the table in `docs/` that has these columns, each cell without its backquotes.
fn table(file: &str, columns: &[&str]) -> Vec<Vec<String>> {
    let text = fs::read_to_string(root().join("docs").join(file)).unwrap();
    let cells = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
        let inner = inner.replace("\\|", "\u{1e}");
        let cell = |cell: &str| cell.trim().trim_matches('`').replace('\u{1e}', "|");
        inner.split('|').map(cell).collect()
    };
    let mut lines = text.lines();
    lines
        .find(|line| line.starts_with('|') && cells(line) == columns)
        .unwrap_or_else(|| panic!("{file} has no table of {columns:?}"));
    lines.next().expect("the line below the columns");
    let rows: Vec<_> = lines.take_while(|line| line.starts_with('|')).map(cells).collect();
    assert!(rows.iter().all(|row| row.len() == columns.len()), "{rows:?}");
    rows
}

fn or_dash(number: Option<u16>) -> String {
    number.map_or_else(|| "–".to_owned(), |number| number.to_string())
}

#[test]
fn the_table_of_providers_says_what_their_rows_say() {
    let documented = table(
        "providers.md",
        &[
            "Name",
            "Product",
            "Id prefix",
            "Version",
            "Requests/s",
            "Valid (s)",
            "Single use",
            "Reconnects/min",
            "Keep-alive (s)",
            "Viewer page",
            "Page read on",
        ],
    );
    let own: Vec<Vec<String>> = PROVIDERS
        .iter()
        .map(|provider| {
            vec![
                provider.name.to_owned(),
                provider.title.to_owned(),
                provider.instance_id_prefix.to_owned(),
                provider.version.to_owned(),
                or_dash(provider.requests_per_s),
                provider.vnc_url_valid_s.to_string(),
                if provider.single_use { "yes" } else { "no" }.to_owned(),
                provider.connects_per_min.to_string(),
                or_dash(provider.viewer.keep_alive_s),
                provider.viewer.page.to_owned(),
                provider.viewer.read_on.to_owned(),
            ]
        })
        .collect();
    assert_eq!(documented, own);
}

#[test]
fn the_table_of_signature_versions_says_what_their_rows_say() {
    let rows = table("providers.md", &["Name", "Cloud", "Algorithm", "Methods"]);
    let own: Vec<Vec<String>> = SIGNATURE_VERSIONS
        .iter()
        .map(|version| {
            let methods: Vec<_> =
                version.methods.iter().map(|method| format!("`{}`", method.as_str())).collect();
            vec![
                version.name.to_owned(),
                format!("{:?}", version.cloud),
                version.algorithm.to_owned(),
                methods.join(", ").trim_matches('`').to_owned(),
            ]
        })
        .collect();
    assert_eq!(rows, own);
    let unsigned: Vec<_> =
        SIGNATURE_VERSIONS.iter().filter(|version| version.unsigned_payload).collect();
    assert!(matches!(unsigned[..], [only] if only.name == "tc3"));
}

#[test]
fn the_first_signature_version_of_a_cloud_and_its_first_method_are_the_usual_ones() {
    for provider in PROVIDERS {
        let mut own = SIGNATURE_VERSIONS.iter().filter(|version| version.cloud == provider.cloud);
        let first = own.next().expect("a signature version of each cloud");
        let call = Call { region: Some("a"), timestamp: NOON, nonce: "1", ..Call::default() };
        let key = provider.signing_key(&CREDENTIALS, NOON).unwrap();
        let mut buf = [0; 1024];
        let request = provider.vnc_request("i-1", &call, &CREDENTIALS, &key, &mut buf).unwrap();
        let usual = request.http1().to_vec();
        let call = Call { signature: Some(first), method: Some(first.methods[0]), ..call };
        let request = provider.vnc_request("i-1", &call, &CREDENTIALS, &key, &mut buf).unwrap();
        assert_eq!(request.http1(), usual, "{}", provider.name);
    }
}

/// One of each error, in order of number.
fn errors() -> [Error; 27] {
    let at = 0;
    [
        Error::BufferTooSmall { needed: 0 },
        Error::MalformedReply { at, fault: ReplyFault::Syntax },
        Error::UnexpectedStatus { status: 0 },
        Error::InvalidVncUrl { at, fault: VncUrlFault::Empty },
        Error::TimeOutOfRange,
        Error::SigningKeyMismatch,
        Error::InvalidRegion { at },
        Error::RegionMissing,
        Error::InvalidInstanceId { at },
        Error::InvalidKeyId { at },
        Error::InvalidSecret { at },
        Error::InvalidToken { at },
        Error::InvalidNonce { at },
        Error::InvalidEndpoint { at },
        Error::InvalidViewer { at },
        Error::OsMissing,
        Error::InvalidHeader { index: at },
        Error::InvalidRequestLine,
        Error::HostMissing,
        Error::SignatureVersionMismatch,
        Error::UnsupportedMethod,
        Error::UnknownSite,
        Error::UnsupportedAction,
        Error::PageOutOfRange,
        Error::InvalidPassword { at },
        Error::InvalidSearch { at },
        Error::PasswordNotTaken,
    ]
}

/// The variant's name.
fn name(value: &impl core::fmt::Debug) -> String {
    let shown = format!("{value:?}");
    let end = shown.find(|c: char| !c.is_alphanumeric());
    shown[..end.unwrap_or(shown.len())].to_owned()
}

/// How many variants an enum of `core/src/error.rs` has: the lines of `function` with an arrow.
fn arms(function: &str) -> usize {
    let source = fs::read_to_string(root().join("core/src/error.rs")).unwrap();
    let (_, body) = source.split_once(function).expect("the function");
    let (body, _) = body.split_once("\n    }\n").expect("its end");
    body.matches("=>").count()
}

#[test]
fn the_table_of_errors_says_what_the_errors_say() {
    let documented = table("errors.md", &["Number", "Error", "Meaning"]);
    let own: Vec<Vec<String>> = errors()
        .into_iter()
        .map(|error| {
            let meaning = match error {
                Error::MalformedReply { .. } => "see the faults of a reply",
                Error::InvalidVncUrl { .. } => "see the faults of a VNC URL",
                error => error.message(),
            };
            vec![error.code().to_string(), name(&error), meaning.to_owned()]
        })
        .collect();
    assert_eq!(documented, own);
    assert_eq!(own.len(), arms("pub const fn code(self) -> i32 {"));
}

#[test]
fn the_tables_of_faults_say_what_the_faults_say() {
    let at = 0;
    let of_replies = [
        ReplyFault::NotUtf8,
        ReplyFault::Syntax,
        ReplyFault::Truncated,
        ReplyFault::TooDeep,
        ReplyFault::DuplicateKey,
        ReplyFault::WrongType,
        ReplyFault::MissingKey,
    ]
    .map(|fault| {
        let meaning = Error::MalformedReply { at, fault }.message();
        vec![name(&fault), meaning.to_owned()]
    });
    assert_eq!(table("errors.md", &["Fault of a reply", "Meaning"]), of_replies);
    let of_vnc_urls = [
        VncUrlFault::Empty,
        VncUrlFault::TooLong,
        VncUrlFault::BrokenEscape,
        VncUrlFault::Unencoded,
        VncUrlFault::Forbidden,
        VncUrlFault::DoubleEncoded,
        VncUrlFault::NotWebSocket,
        VncUrlFault::InvalidHost,
        VncUrlFault::UserInfo,
    ]
    .map(|fault| {
        let meaning = Error::InvalidVncUrl { at, fault }.message();
        vec![name(&fault), meaning.to_owned()]
    });
    assert_eq!(table("errors.md", &["Fault of a VNC URL", "Meaning"]), of_vnc_urls);
    let all = arms("impl ReplyFault {") + arms("impl VncUrlFault {");
    assert_eq!(of_replies.len() + of_vnc_urls.len(), all);
}

#[test]
fn the_table_of_refusals_has_every_word_and_its_advice() {
    let rows = table("errors.md", &["Word", "Exit", "Meaning", "Advice"]);
    let documented: Vec<_> = rows.iter().map(|row| [&row[0], &row[3]]).collect();
    let own = RefusalKind::ALL.map(|kind| [kind.as_str(), kind.advice()]);
    assert_eq!(documented, own);
    assert!(rows.iter().all(|row| !row[2].is_empty()));
    assert!(rows.iter().all(|row| ["3", "4", "5", "7", "8"].contains(&row[1].as_str())));
}

#[test]
fn every_refusal_has_a_section_with_its_names_its_next_step_and_the_codes_of_each_cloud() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let (page, classes) = (read("docs/errors.md"), read("python/vncurl/errors.py"));
    let header = read("include/vncurl.h");
    let exits = table("errors.md", &["Word", "Exit", "Meaning", "Advice"]);
    for (number, (kind, row)) in (1..).zip(RefusalKind::ALL.iter().zip(exits)) {
        let word = kind.as_str();
        let section = page.split_once(&format!("\n### {word}\n")).expect(word).1;
        let section = section.split("\n#").next().unwrap();
        let class: String =
            word.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect();
        assert!(classes.contains(&format!("\nclass {class}(Refused):")), "{class}");
        let constant = format!("VNCURL_REFUSAL_{}", word.to_uppercase().replace('-', "_"));
        assert!(header.contains(&format!("\n  {constant} = {number},\n")), "{constant}");
        let names = format!(
            "\nExit code {}; in Python `vncurl.{class}`; in C `{constant}`, {number}.\n",
            row[1]
        );
        assert!(section.starts_with(&names), "{section}");
        assert!(
            section.contains("\n**Cause.** ") && section.contains("\n**Next step.** "),
            "{word}"
        );
        let listed: Vec<_> = section.lines().filter(|line| line.starts_with("- ")).collect();
        let clouds = [("tencent", "Tencent Cloud"), ("alibaba", "Alibaba Cloud")];
        let own = clouds.into_iter().filter_map(|(provider, title)| {
            let of_word = |code: &PublishedCode| code.provider == provider && code.word == word;
            let codes: BTreeSet<_> =
                codes().into_iter().filter(of_word).map(|code| code.code).collect();
            let codes: Vec<_> = codes.iter().map(|code| format!("`{code}`")).collect();
            (!codes.is_empty()).then(|| format!("- {title}: {}", codes.join(", ")))
        });
        assert_eq!(listed, own.collect::<Vec<_>>(), "{word}");
    }
}

#[test]
fn the_table_of_codes_has_every_code_and_its_word() {
    let documented = table("errors.md", &["Code", "Refusal"]);
    let mut own: Vec<_> = CODES
        .concat()
        .iter()
        .map(|(code, kind)| vec![(*code).to_owned(), kind.as_str().to_owned()])
        .collect();
    own.sort();
    assert_eq!(documented, own);
}

#[test]
fn errors_and_words_read_as_parts_of_a_sentence() {
    for text in
        errors().map(Error::message).into_iter().chain(RefusalKind::ALL.map(RefusalKind::advice))
    {
        let lower = text.starts_with(|c: char| c.is_lowercase());
        assert!(lower && !text.ends_with('.'), "{text}");
    }
}
