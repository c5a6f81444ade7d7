//! Console URLs: those of the documents, and every VNC URL that must not become one.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test stops at the first surprise and prints its seed"
)]

use percent_encoding::percent_decode_str;
use vncurl_core::{ALIBABA_ECS, Error, Guest, PROVIDERS, Provider, TENCENT_CVM, text::Text};
use vncurl_tests::{
    console_rule,
    hostile::bad_vnc_urls,
    published::{ConsoleUrl, console_urls},
    random::{Random, count},
    room::needed_is_exact,
};

const INSTANCE_ID: &str = "i-bp1hzoinajzkh91h0001";
const GUEST: Guest<'static> =
    Guest { instance_id: INSTANCE_ID, windows: Some(false), page: None, password: None };

fn console_url(provider: &Provider, vnc_url: &str, guest: &Guest<'_>) -> Result<String, Error> {
    let mut buf = vec![0; 16_384];
    let url = provider.console_url(&Text::plain(vnc_url), guest, &mut buf)?;
    Ok(url.to_owned())
}

fn provider(row: &ConsoleUrl) -> &'static Provider {
    match row.product.as_str() {
        "ecs" | "ecs-legacy" => &ALIBABA_ECS,
        // One viewer page for all of Tencent's products.
        "cvm" | "lighthouse" | "ecm" => &TENCENT_CVM,
        other => panic!("{other} has no provider"),
    }
}

#[test]
fn published_console_urls_come_out_byte_for_byte() {
    let (mut passed, mut passwords) = (0, 0);
    for row in console_urls() {
        let decoded = percent_decode_str(&row.value_as_returned);
        assert_eq!(decoded.decode_utf8().unwrap(), row.value_decoded_once);
        let provider = provider(&row);
        let legacy = provider.viewer_named("0.0.7").filter(|_| row.product == "ecs-legacy");
        let guest = Guest {
            instance_id: row.instance_id.as_deref().unwrap_or("ins-r9hr2upy"),
            windows: row.is_windows,
            page: legacy.map(|viewer| viewer.page),
            password: row.password.as_deref(),
        };
        let got = console_url(provider, &row.value_as_returned, &guest);
        assert_eq!(got.as_deref(), Ok(row.expected_url.as_str()), "{}", row.id);
        let got = needed_is_exact(&row.id, |buf| {
            let text = Text::plain(&row.value_as_returned);
            provider.console_url(&text, &guest, buf).map(ToOwned::to_owned)
        });
        assert_eq!(got, row.expected_url, "{}", row.id);
        passwords += usize::from(row.password.is_some());
        passed += 1;
    }
    assert_eq!((passed, passwords), (8, 1));
}

#[test]
fn needed_is_exact_for_every_short_buffer() {
    for row in console_urls() {
        let bare = row.value_decoded_once.as_str();
        for vnc_url in [&row.value_as_returned, bare] {
            for provider in PROVIDERS {
                needed_is_exact(&row.id, |buf| {
                    let text = Text::plain(vnc_url);
                    provider.console_url(&text, &GUEST, buf).map(ToOwned::to_owned)
                });
            }
        }
    }
}

#[test]
fn a_vnc_url_that_could_change_the_page_is_refused_at_its_byte() {
    for (vnc_url, at, fault) in bad_vnc_urls() {
        for provider in PROVIDERS {
            let shown: String = vnc_url.chars().take(60).collect();
            assert_eq!(
                console_url(provider, &vnc_url, &GUEST),
                Err(Error::InvalidVncUrl { at, fault }),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_bad_vnc_url_becomes_no_url_in_a_buffer_of_any_length() {
    let bad = bad_vnc_urls();
    let short = bad.iter().filter(|(vnc_url, ..)| vnc_url.len() < 100);
    for (vnc_url, ..) in short {
        for room in 0..400 {
            let text = Text::plain(vnc_url);
            let mut buf = vec![0; room];
            let got = ALIBABA_ECS.console_url(&text, &GUEST, &mut buf);
            assert!(got.is_err(), "{vnc_url}, {room} bytes");
        }
    }
}

#[test]
fn what_only_looks_odd_is_passed_on() {
    let longest = format!("wss%3A%2F%2Fh%2F{}", "a".repeat(4080));
    for vnc_url in [
        "ws%3A%2F%2Fh",
        "wss%3a%2f%2fh%3a1%2f",
        "%77%73%73%3A%2F%2F%68",
        "wss%3A%2F%2F127.0.0.1%3A65535",
        "wss%3A%2F%2F%5B%3A%3A1%5D%3A5900%2F",
        "wss%3A%2F%2FGZVNC.qcloud.com%3A26789%2Fvnc%3Fs%3D1%26password%3D%26isWindows%3Dfalse",
        "wss%3A%2F%2Fh%2F%253Cscript%253E%2500",
        "wss%3A%2F%2Fh%3Fa%40b",
        "wss%3A%2F%2Fh%2F-._~%21%27%28%29%2A",
        "wss://h/?a=1&b=%26%zz#c",
        "ws://h",
        &longest,
    ] {
        for provider in PROVIDERS {
            let url = console_url(provider, vnc_url, &GUEST)
                .unwrap_or_else(|error| panic!("{vnc_url}: {error}"));
            console_rule::check(provider, vnc_url, INSTANCE_ID, false, &url).unwrap();
        }
    }
}

#[test]
fn a_host_in_brackets_is_an_ipv6_address() {
    let hosts = [
        "[::]",
        "[::1]",
        "[2001:db8::1]",
        "[::ffff:1.2.3.4]",
        "[1:2:3:4:5:6:7:8]",
        "[[::1]",
        "[[]",
        "[...]",
        "[abc]",
        "[1]",
        "[:::]",
        "[1:2:3:4:5:6:7:8:9]",
        "[12345::]",
        "[::1.2.3]",
    ];
    for host in hosts {
        let inner = host.trim_start_matches('[').trim_end_matches(']');
        let is_address = inner.parse::<core::net::Ipv6Addr>().is_ok() && !host.starts_with("[[");
        let got = console_url(&TENCENT_CVM, &format!("wss://{host}/"), &GUEST);
        assert_eq!(got.is_ok(), is_address, "{host}");
    }
}

#[test]
fn random_vnc_urls_follow_the_rule_or_are_refused() {
    const SEED: u64 = 3_008;
    const PIECES: [&str; 30] = [
        "wss%3A%2F%2F",
        "ws%3A%2F%2F",
        "wss://",
        "ws://",
        "h",
        "a.b",
        "%3A1",
        "%3A",
        ":1",
        "%2F",
        "/",
        "%3F",
        "?",
        "%26",
        "&",
        "%3D",
        "=",
        "%25",
        "%",
        "%41",
        "%4",
        "%22",
        "\"",
        "%00",
        "@",
        "%40",
        "abcdefgh",
        "-._~",
        "\u{e9}",
        "#",
    ];
    let count = count(200_000);
    eprintln!("{count} VNC URLs, seed {SEED}");
    let mut random = Random::new(SEED);
    let mut accepted = 0;
    for _ in 0..count {
        // Most start well, or nearly all would be refused for the same reason.
        let mut vnc_url = match random.below(8) {
            0 => String::new(),
            1..4 => random.one_of(&PIECES[..4]).to_owned() + "h",
            _ => "wss%3A%2F%2Fh%2F".to_owned(),
        };
        for _ in 0..random.below(6) {
            vnc_url.push_str(random.one_of(&PIECES));
        }
        let provider = random.one_of(&PROVIDERS);
        if let Ok(url) = console_url(provider, &vnc_url, &GUEST) {
            accepted += 1;
            console_rule::check(provider, &vnc_url, INSTANCE_ID, false, &url).unwrap();
        }
    }
    assert!(accepted > count / 20 && accepted < count * 9 / 10, "{accepted} of {count}");
}

#[test]
fn the_page_is_told_whether_the_guest_runs_windows_or_there_is_no_url() {
    let unknown = Guest { windows: None, ..GUEST };
    let vnc_url = "wss%3A%2F%2Fh";
    assert_eq!(console_url(&ALIBABA_ECS, vnc_url, &unknown), Err(Error::OsMissing));
    assert!(console_url(&TENCENT_CVM, vnc_url, &unknown).is_ok());
    for windows in [true, false] {
        let guest = Guest { windows: Some(windows), ..GUEST };
        let url = console_url(&ALIBABA_ECS, vnc_url, &guest).unwrap();
        assert!(url.ends_with(&format!("&isWindows={windows}")), "{url}");
    }
}

#[test]
fn a_password_is_six_letters_or_digits_or_there_is_no_url() {
    let with = |provider, password| {
        let guest = Guest { password: Some(password), ..GUEST };
        console_url(provider, "wss%3A%2F%2Fh", &guest)
    };
    for good in ["111111", "aZ09zA", "000000"] {
        let url = with(&ALIBABA_ECS, good).unwrap();
        assert!(url.ends_with(&format!("&isWindows=false&password={good}")), "{url}");
    }
    for (bad, at) in [
        ("", 0),
        ("11111", 5),
        ("1111111", 6),
        ("&11111", 0),
        ("1111&1", 4),
        ("11111&", 5),
        ("1111%3", 4),
        ("11 111", 2),
        ("11\n111", 2),
        ("a_b-c.", 1),
        ("1111\u{e9}", 4),
        ("\u{4e2d}\u{4e2d}", 0),
        ("\u{ff11}11111", 0),
    ] {
        assert_eq!(with(&ALIBABA_ECS, bad), Err(Error::InvalidPassword { at }), "{bad:?}");
    }
    for provider in PROVIDERS.into_iter().filter(|provider| provider.viewer.name != "0.0.8") {
        for password in ["111111", "", "&"] {
            assert_eq!(with(provider, password), Err(Error::PasswordNotTaken), "{}", provider.name);
        }
    }
}
