//! The environment and the files that credentials are looked for in, and their order.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]
#![cfg(unix)]

mod sources;

use sources::{MARKERS, Machine, NOW, fault, looked, problem, who};
use vncurl::{Client, Error, SourceFault, Warning, core};

const INI: &str = "\
; comment
[default]
secret_id = ini-id
secret_key = marker-secret;#=x
[work]
secret_id=work-id
secret_key=marker-secret
[half]
secret_id=half
[assumed]
secret_id=a
secret_key=marker-secret
role_arn=qcs::cam::uin/1:roleName/x
[empty]
";

const ALIBABA_INI: &str = "\
[default]
type = access_key
access_key_id = ini-id
access_key_secret = marker-secret
[assumed]
type = ram_role_arn
access_key_id = a
access_key_secret = marker-secret
[strange]
type = marker-secret
";

fn tccli(id: &str, more: &str) -> String {
    format!(r#"{{"secretId":"{id}","secretKey":"marker-secret"{more}}}"#)
}

fn aliyun(profile: &str) -> String {
    format!(
        r#"{{"current":"p","meta_path":"","profiles":[{{"name":"p","region_id":"cn-beijing",
        "access_key_id":"cli-id","access_key_secret":"marker-secret","sts_token":"marker-token",
        "output_format":"json","retry_count":0,{profile}}}]}}"#
    )
}

fn of_mode(name: &str, tail: &str) -> Machine {
    let text = aliyun(&format!(r#""mode":"{name}"{tail}"#));
    Machine::new().file(".aliyun/config.json", text)
}

#[test]
fn the_first_source_of_tencent_wins_and_every_other_one_is_named() {
    let machine = Machine::new()
        .set("TENCENTCLOUD_SECRETID", "function-id")
        .set("TENCENTCLOUD_SECRETKEY", "marker-secret")
        .file(".tencentcloud/credentials", INI)
        .file(".tccli/default.credential", tccli("tccli-id", ""));
    let found = machine.tencent().unwrap();
    let skipped: Vec<_> = found.origin.skipped.iter().map(ToString::to_string).collect();
    assert_eq!(
        skipped,
        [
            "environment TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY: not set",
            "credentials file of the SDKs: not asked: an earlier source has them",
            "profile of tccli: not asked: an earlier source has them",
            "role of the instance: not asked: an earlier source has them",
            "role of a TKE pod: not asked: an earlier source has them",
        ]
    );
    assert_eq!(who(Ok(found)), ("function-id".to_owned(), "environment"));
    let machine = machine.without("TENCENTCLOUD_SECRETID");
    let found = machine.tencent().unwrap();
    assert_eq!(found.credentials.borrow().secret, "marker-secret;#=x");
    assert!(found.origin.place.starts_with("[default] of /"), "{}", found.origin);
    assert_eq!(who(Ok(found)), ("ini-id".to_owned(), "credentials-file"));
    std::fs::remove_file(machine.path(".tencentcloud/credentials")).unwrap();
    assert_eq!(who(machine.tencent()), ("tccli-id".to_owned(), "tccli"));
}

#[test]
fn the_first_source_of_alibaba_wins() {
    let machine = of_mode("AK", "")
        .set("ALICLOUD_ACCESS_KEY_ID", "env-id")
        .set("ALICLOUD_ACCESS_KEY_SECRET", "marker-secret")
        .file(".alibabacloud/credentials.ini", ALIBABA_INI);
    assert_eq!(who(machine.alibaba()), ("env-id".to_owned(), "environment"));
    let machine = machine.without("ALICLOUD_ACCESS_KEY_ID");
    assert_eq!(who(machine.alibaba()), ("cli-id".to_owned(), "aliyun-cli"));
    let machine = machine.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "True");
    assert_eq!(who(machine.alibaba()), ("ini-id".to_owned(), "credentials-file"));
    machine.write(".alibabacloud/credentials", ALIBABA_INI.replace("ini-id", "first-id"));
    assert_eq!(who(machine.alibaba()).0, "first-id");
    let named = Machine::new().file("elsewhere", ALIBABA_INI);
    let path = named.path("elsewhere").to_str().unwrap().to_owned();
    assert_eq!(who(named.set("ALIBABA_CLOUD_CREDENTIALS_FILE", path).alibaba()).0, "ini-id");
}

#[test]
fn without_any_every_place_is_named() {
    let tencent = looked(Machine::new().tencent());
    for place in ["TENCENTCLOUD_SECRET_ID", ".tencentcloud/credentials", ".tccli/default", "TKE_"] {
        assert!(tencent.contains(place), "{place} in {tencent}");
    }
    let alibaba = looked(Machine::new().alibaba());
    for place in ["OIDC", ".aliyun/config.json", "credentials.ini", "127.0.0.1:9", "_URI"] {
        assert!(alibaba.contains(place), "{place} in {alibaba}");
    }
    let homeless = looked(Machine::new().without("HOME").alibaba());
    assert!(homeless.contains("~/.aliyun/config.json: there is no home folder"), "{homeless}");
}

#[test]
fn a_named_profile_is_the_only_one_that_is_asked() {
    let machine = || {
        Machine::new()
            .set("TENCENTCLOUD_SECRET_ID", "env-id")
            .set("TENCENTCLOUD_SECRET_KEY", "marker-secret")
            .file(".tencentcloud/credentials", INI)
            .file(".tccli/home.credential", tccli("home-id", r#","token":"marker-token""#))
    };
    let found = machine().profile("work").tencent().unwrap();
    assert!(found.origin.skipped[0].found.contains("a profile was named"));
    assert_eq!(who(Ok(found)), ("work-id".to_owned(), "credentials-file"));
    let found = machine().profile("home").tencent().unwrap();
    assert_eq!(found.credentials.borrow().token, Some("marker-token"));
    assert_eq!(who(Ok(found)), ("home-id".to_owned(), "tccli"));
    let nowhere = fault(machine().profile("nowhere").tencent()).to_string();
    assert!(nowhere.starts_with("there is no profile \"nowhere\"; there are "), "{nowhere}");
    assert!(nowhere.contains("default, ") && nowhere.contains("home, "), "{nowhere}");
    let none = looked(Machine::new().profile("nowhere").tencent());
    assert!(none.contains("nowhere.credential: there is no such file"), "{none}");
    assert!(none.contains("role of the instance: not asked"), "{none}");
}

#[test]
fn a_profile_that_a_variable_names_is_taken_or_is_an_error() {
    let machine = Machine::new()
        .file(".tccli/home.credential", tccli("home-id", ""))
        .set("TCCLI_PROFILE", "home");
    assert_eq!(who(machine.tencent()).0, "home-id");
    let no_profile = |name: &str, known: &str| SourceFault::NoProfile {
        name: name.to_owned(),
        known: vec![known.to_owned()],
    };
    let machine = machine.set("TCCLI_PROFILE", "gone");
    assert_eq!(fault(machine.tencent()), no_profile("gone", "home"));
    let machine = of_mode("AK", "").set("ALIBABA_CLOUD_PROFILE", "gone");
    assert_eq!(fault(machine.alibaba()), no_profile("gone", "p"));
    let current = aliyun(r#""mode":"AK""#).replace(r#""current":"p""#, r#""current":"q""#);
    let machine = Machine::new().file(".aliyun/config.json", current);
    assert_eq!(fault(machine.alibaba()), no_profile("q", "p"));
}

#[test]
fn a_profile_s_name_leads_to_no_other_folder() {
    for name in ["../x", "a/b", "a\\b", "", ".x", "a\nb", "c:x", &"x".repeat(129)] {
        for machine in [Machine::new().profile(name), Machine::new().profile(name)] {
            assert!(matches!(fault(machine.tencent()), SourceFault::Invalid { .. }), "{name:?}");
        }
    }
}

#[test]
fn a_profile_names_the_region_too() {
    let configure =
        r#"{"_sys_param":{"region":"ap-beijing","output":"json"},"cvm":{"version":""}}"#;
    let older = r#"{"region":"ap-nanjing"}"#;
    for (text, region) in [(configure, "ap-beijing"), (older, "ap-nanjing")] {
        let machine = Machine::new()
            .file(".tccli/default.credential", tccli("id", ""))
            .file(".tccli/default.configure", text);
        assert_eq!(machine.tencent().unwrap().origin.region.as_deref(), Some(region));
        let build = |machine: &Machine, profile: Option<&str>| {
            machine.in_environment(|environment| {
                let builder = Client::builder("tencent-cvm").unwrap();
                let builder = match profile {
                    Some(profile) => builder.profile(profile),
                    None => builder,
                };
                builder.build_in(environment).unwrap().region().unwrap().to_owned()
            })
        };
        assert_eq!(build(&machine, None), region);
        let machine = machine.set("TENCENTCLOUD_REGION", "ap-guangzhou");
        assert_eq!(build(&machine, None), "ap-guangzhou");
        assert_eq!(build(&machine, Some("default")), region, "a named profile goes first");
    }
    assert_eq!(of_mode("AK", "").alibaba().unwrap().origin.region.as_deref(), Some("cn-beijing"));
}

#[test]
fn without_a_region_nobody_is_asked() {
    let service = sources::Service::start(|_| sources::http("200 OK", "role"));
    let machine = Machine::new().set("VNCURL_METADATA_URL", &service.url);
    let error = machine.in_environment(|environment| {
        Client::builder("tencent-cvm").unwrap().build_in(environment).unwrap_err()
    });
    assert!(matches!(error, Error::NoRegion { .. }), "{error:?}");
    assert!(service.asked().is_empty());
}

#[test]
fn a_login_is_used_while_it_lasts_and_then_asked_for_anew() {
    for kind in ["oauth", "sso"] {
        let until = |end: u64| {
            let more = format!(r#","token":"marker-token","type":"{kind}","expiresAt":{end}"#);
            Machine::new().file(".tccli/default.credential", tccli("id", &more)).tencent()
        };
        assert_eq!(until(NOW + 1).unwrap().credentials.not_after(), Some(NOW + 1));
        let error = until(NOW).unwrap_err();
        assert!(error.to_string().contains("ended at 2026-11-05T10:13:20Z"), "{error}");
        assert_eq!(error.advice(), "log in again with tccli");
        assert_eq!(error.kind(), "bad-credentials");
    }
    for name in ["StsToken", "CloudSSO", "oauth", "EXTERNAL"] {
        let until = |end: u64| of_mode(name, &format!(r#","sts_expiration":{end}"#)).alibaba();
        let found = until(NOW + 1).unwrap();
        assert_eq!(found.credentials.borrow().token, Some("marker-token"), "{name}");
        assert_eq!(found.credentials.not_after(), Some(NOW + 1));
        assert!(matches!(fault(until(NOW)), SourceFault::Expired { not_after: NOW, .. }), "{name}");
        assert_eq!(of_mode(name, "").alibaba().unwrap().credentials.not_after(), None);
    }
}

#[test]
fn what_another_service_would_have_to_give_is_named_and_refused() {
    let unsupported = |found| match fault(found) {
        SourceFault::Unsupported { way } => way,
        other => panic!("{other:?}"),
    };
    for name in ["RamRoleArn", "ChainableRamRoleArn", "OIDC", "CredentialsURI", "RsaKeyPair"] {
        assert_eq!(unsupported(of_mode(name, "").alibaba()), format!("the mode {name}"));
    }
    for name in ["BearerToken", "Anonymous"] {
        assert_eq!(unsupported(of_mode(name, "").alibaba()), format!("the mode {name}"));
    }
    assert_eq!(unsupported(of_mode("marker-secret", "").alibaba()), "a mode that is not known");
    let ini = |profile| {
        Machine::new().file(".alibabacloud/credentials", ALIBABA_INI).profile(profile).alibaba()
    };
    assert_eq!(unsupported(ini("assumed")), "the type ram_role_arn");
    assert_eq!(unsupported(ini("strange")), "a type that is not known");
    let ini = Machine::new().file(".tencentcloud/credentials", INI).profile("assumed");
    assert!(unsupported(ini.tencent()).contains("role_arn"));
    for more in [r#","role-arn":"qcs""#, r#","type":"marker-secret""#] {
        let machine = Machine::new().file(".tccli/default.credential", tccli("id", more));
        unsupported(machine.tencent());
    }
    let pod = Machine::new()
        .set("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/x")
        .set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "acs:ram::1:oidc-provider/x")
        .set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", "/x")
        .file(".alibabacloud/credentials", ALIBABA_INI);
    assert_eq!(unsupported(pod.alibaba()), "a role of an OIDC token");
    assert_eq!(who(pod.profile("default").alibaba()).0, "ini-id");
    let pod = ["TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN"]
        .iter()
        .fold(Machine::new(), |machine, name| machine.set(name, "x"));
    assert!(looked(pod.tencent()).contains("STS is not supported"));
}

#[test]
fn half_a_pair_is_an_error_and_none_is_passed_over() {
    let half = |found| matches!(fault(found), SourceFault::Incomplete { .. });
    let ini = |profile| Machine::new().file(".tencentcloud/credentials", INI).profile(profile);
    assert!(half(ini("half").tencent()));
    assert!(looked(ini("empty").tencent()).contains("neither a key id nor a secret"));
    let tccli = |text: &str| Machine::new().file(".tccli/default.credential", text);
    assert!(half(tccli(r#"{"secretKey":"marker-secret"}"#).tencent()));
    assert!(looked(tccli("{}").tencent()).contains("neither a key id nor a secret"));
    let config = aliyun(r#""mode":"AK""#).replace("cli-id", "");
    assert!(half(Machine::new().file(".aliyun/config.json", &config).alibaba()));
    let config = config.replace("marker-secret", "");
    assert!(
        looked(Machine::new().file(".aliyun/config.json", config).alibaba()).contains("neither")
    );
    let config = aliyun(r#""mode":"StsToken""#).replace("marker-token", "");
    assert!(half(Machine::new().file(".aliyun/config.json", config).alibaba()));
}

#[test]
fn a_malformed_file_is_an_error_with_its_place_and_none_of_its_text() {
    let tccli = |text: &str| {
        let machine = Machine::new().file(".tccli/default.credential", text);
        problem(machine.tencent())
    };
    assert_eq!(tccli(r#"{"secretId":}"#), "not valid JSON, line 1 column 13");
    assert_eq!(tccli(""), "not valid JSON, line 1 column 0");
    for text in [
        r#"{"secretId":{"marker-secret":1}}"#,
        r#"{"expiresAt":"marker-secret"}"#,
        r#"{"secretId":"a","secretId":"marker-secret"}"#,
        r#"["marker-secret", 1, 2, 3, 4, 5, 6, 7]"#,
        r#""marker-secret""#,
    ] {
        assert!(tccli(text).starts_with("a value of an unexpected type"), "{text}");
    }
    let configure = Machine::new()
        .file(".tccli/default.credential", self::tccli("id", ""))
        .file(".tccli/default.configure", "{");
    assert!(problem(configure.tencent()).starts_with("not valid JSON"));
    assert_eq!(
        problem(Machine::new().file(".aliyun/config.json", "<html>").alibaba()),
        "not valid JSON, line 1 column 1"
    );
    for (text, expected) in [
        ("[default\nsecret_id=marker-secret", "not valid INI, line 1"),
        ("[default]\nx=y\n=marker-secret", "not valid INI, line 3"),
        ("[default]\nmarker-secret\n", "not valid INI: a line without ="),
        ("secret_key=marker-secret", "not valid INI: a line before the first [section]"),
    ] {
        for path in [".tencentcloud/credentials", ".alibabacloud/credentials"] {
            let machine = Machine::new().file(path, text);
            let found =
                if path.contains("tencent") { machine.tencent() } else { machine.alibaba() };
            assert_eq!(problem(found), expected);
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    let path = ".tencentcloud/credentials";
    let bytes = |bytes: &[u8]| problem(Machine::new().file(path, bytes).tencent());
    assert_eq!(bytes(b"[default]\n\xff"), "not UTF-8 at byte 10");
    assert_eq!(bytes(&vec![b'#'; 1024 * 1024 + 1]), "longer than 1048576 bytes");
    let folder = Machine::new().file(".tencentcloud/credentials/x", "");
    assert_eq!(problem(folder.tencent()), "not a regular file");
    let machine = Machine::new().file(".tencentcloud/x", "");
    std::os::unix::fs::symlink("credentials", machine.path(path)).unwrap();
    assert!(problem(machine.tencent()).contains("symbolic link"));
    let named =
        |value: String| Machine::new().set("TENCENTCLOUD_CREDENTIALS_FILE", value).tencent();
    assert_eq!(problem(named("/nowhere/x".to_owned())), "there is no such file");
    assert!(matches!(fault(named(String::new())), SourceFault::Invalid { .. }));
    let machine = Machine::new().file("named", format!("\u{feff}{INI}"));
    let path = machine.path("named").to_str().unwrap().to_owned();
    assert_eq!(who(machine.set("TENCENTCLOUD_CREDENTIALS_FILE", path).tencent()).0, "ini-id");
}

#[test]
fn a_file_that_is_cut_off_anywhere_gives_no_other_credentials() {
    let tencent = Machine::new();
    let text = tccli("tccli-id", r#","token":"marker-token""#);
    for end in 0..text.len() {
        tencent.write(".tccli/default.credential", &text[..end]);
        problem(tencent.tencent());
    }
    let alibaba = Machine::new();
    let text = aliyun(r#""mode":"AK""#);
    for end in 0..text.len() {
        alibaba.write(".aliyun/config.json", &text[..end]);
        problem(alibaba.alibaba());
    }
}

#[test]
fn blanks_inside_a_pasted_secret_are_found_with_their_place() {
    let text = tccli("id", "").replace("marker-secret", "marker-secret ");
    let machine = Machine::new().file(".tccli/default.credential", text);
    let fault = fault(machine.tencent());
    assert_eq!(fault, SourceFault::Unusable(core::Error::InvalidSecret { at: 13 }));
    let machine = Machine::new()
        .set("TENCENTCLOUD_SECRET_ID", "id ")
        .set("TENCENTCLOUD_SECRET_KEY", "marker-secret");
    let fault = sources::fault(machine.tencent());
    assert_eq!(fault, SourceFault::Unusable(core::Error::InvalidKeyId { at: 2 }));
}

#[test]
fn a_file_that_everybody_can_read_gives_a_warning() {
    for (bits, warns) in [(0o600, false), (0o640, false), (0o644, true), (0o602, true)] {
        for path in [".tencentcloud/credentials", ".tccli/default.credential"] {
            let text = if path.contains("tccli") { tccli("id", "") } else { INI.to_owned() };
            let machine = Machine::new().file(path, text);
            let path = machine.path(path);
            Machine::mode(&path, bits);
            let warnings = machine.tencent().unwrap().origin.warnings;
            let expected = Warning::OpenToAll { path, mode: bits };
            assert_eq!(warnings, Vec::from_iter(warns.then_some(expected)));
        }
        for (path, text) in [
            (".aliyun/config.json", aliyun(r#""mode":"AK""#)),
            (".alibabacloud/credentials", ALIBABA_INI.to_owned()),
        ] {
            let machine = Machine::new().file(path, text);
            Machine::mode(&machine.path(path), bits);
            assert_eq!(machine.alibaba().unwrap().origin.warnings.len(), usize::from(warns));
        }
    }
}

#[test]
fn a_client_says_where_its_credentials_come_from() {
    let machine = Machine::new().file(".tencentcloud/credentials", INI);
    let client = machine.in_environment(|environment| {
        let builder = Client::builder("tencent-cvm").unwrap().region("ap-guangzhou");
        builder.build_in(environment).unwrap()
    });
    assert_eq!(client.origin().unwrap().source.as_str(), "credentials-file");
    let printed = format!("{client:?} {:?} {:?}", client.origin(), client.credentials());
    assert!(MARKERS.iter().all(|marker| !printed.contains(marker)), "{printed}");
}
