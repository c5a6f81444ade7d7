//! Every line of `--json` is one of the forms of `docs/command.schema.json`, and every member that
//! stands there is written by some command.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use vncurl_sim::{Clock, Options, Simulator};

use crate::shell::{Done, KEYS, ask, control, run, start};

/// The project's schema; nothing in a package, which holds this crate alone.
fn schema() -> Option<Value> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.join("Cargo.toml.orig").exists() {
        return None;
    }
    let schema = fs::read(package.join("../docs/command.schema.json")).unwrap();
    Some(serde_json::from_slice(&schema).unwrap())
}

/// Reads the keywords that the schema uses, and no others.
struct Validator {
    schema: Value,
    /// The members that were seen, each by the place in the schema where it stands.
    seen: BTreeSet<String>,
}

impl Validator {
    fn new(schema: Value) -> Self {
        Self { schema, seen: BTreeSet::new() }
    }

    /// Whether `value` fits the form at `place`, a JSON pointer; what it saw is kept when it does.
    fn fits(&mut self, place: &str, value: &Value) -> bool {
        let form = self.schema.pointer(place).unwrap().clone();
        let mut saw = BTreeSet::new();
        let mut fits = true;
        for (keyword, wanted) in form.as_object().unwrap() {
            fits &= match keyword.as_str() {
                "title" | "description" | "$schema" | "$defs" | "properties" => true,
                "type" => words(wanted).contains(&type_of(value)),
                "enum" => wanted.as_array().unwrap().contains(value),
                "required" => {
                    let mut names = words(wanted).into_iter();
                    names.all(|name| value.get(name).is_some())
                }
                "additionalProperties" => {
                    assert_eq!(wanted, false);
                    let own = |name: &String| form["properties"].get(name).is_some();
                    value.as_object().is_some_and(|members| members.keys().all(own))
                }
                "items" => value.as_array().is_none_or(|items| {
                    items.iter().all(|item| self.fits(&format!("{place}/items"), item))
                }),
                "anyOf" => {
                    let count = wanted.as_array().unwrap().len();
                    let fitting =
                        (0..count).filter(|n| self.fits(&format!("{place}/anyOf/{n}"), value));
                    fitting.count() == 1
                }
                "$ref" => self.fits(wanted.as_str().unwrap().strip_prefix('#').unwrap(), value),
                other => panic!("the validator does not know {other}"),
            };
        }
        if let (true, Some(properties)) = (fits, form["properties"].as_object()) {
            for name in properties.keys() {
                let place = format!("{place}/properties/{name}");
                if let Some(member) = value.get(name) {
                    fits &= self.fits(&place, member);
                    saw.insert(place);
                }
            }
        }
        if fits {
            self.seen.append(&mut saw);
        }
        fits
    }

    /// Check each line, and that `form` has one.
    fn take(&mut self, form: &str, done: &Done) {
        assert!(!done.out.is_empty(), "{form}: {}", done.err);
        for line in done.out.lines() {
            let value: Value = serde_json::from_str(line).unwrap();
            assert!(self.fits("", &value), "{line} is no form of the schema");
            assert!(self.fits(&format!("/$defs/{form}"), &value), "{line} is no {form}");
        }
    }
}

/// The words of a keyword that takes one or several.
fn words(wanted: &Value) -> Vec<&str> {
    let one = wanted.as_str().into_iter();
    one.chain(wanted.as_array().into_iter().flatten().map(|name| name.as_str().unwrap())).collect()
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// The places of all members that the schema has.
fn members(place: &str, form: &Value, all: &mut BTreeSet<String>) {
    match form {
        Value::Object(keywords) => {
            for (keyword, inner) in keywords {
                let place = format!("{place}/{keyword}");
                if let ("properties", Some(named)) = (keyword.as_str(), inner.as_object()) {
                    all.extend(named.keys().map(|name| format!("{place}/{name}")));
                }
                members(&place, inner, all);
            }
        }
        Value::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                members(&format!("{place}/{n}"), item, all);
            }
        }
        _ => {}
    }
}

#[test]
fn every_line_is_as_documented_and_every_documented_member_is_written() {
    let Some(schema) = schema() else { return };
    let simulator = start();
    let mut validator = Validator::new(schema);
    let mut take = |form: &str, done: &Done| validator.take(form, done);
    let json = |verb: &str, instance: &str, more: &[&str]| {
        ask(&simulator, verb, instance, &[&["--json"], more].concat())
    };
    take("console", &json("url", "ins-demo0001", &[]));
    take("console", &json("url", "ins-demo0001", &["--websocket"]));
    take("console", &run(&["demo", "--json"], &[]));
    take("failure", &json("url", "ins-demo0003", &[]));
    take("failure", &json("url", "ins-none0001", &["ins-none0002"]));
    take("failure", &run(&["url", "ins-a", "--json"], &KEYS));
    take("failure", &run(&["url", "--json"], &KEYS));
    take("status", &json("status", "ins-demo0001", &["ins-none0001"]));
    take("instance", &json("find", "ins-demo0001", &[]));
    take(
        "region",
        &run(
            &["regions", "--provider", "alibaba-ecs", "--endpoint", simulator.url(), "--json"],
            &KEYS,
        ),
    );
    take("explanation", &json("explain", "ins-demo0001", &[]));
    take(
        "explanation",
        &json("explain", "i-demo0001", &["--signature", "alibaba-rpc", "--method", "get"]),
    );
    take("provider", &run(&["providers", "--json"], &[]));
    let cloud = ["--endpoint", simulator.url(), "--viewer", simulator.url(), "--json"];
    take("check", &run(&[&["doctor", "--region", "a"], &cloud[..]].concat(), &[]));
    let nowhere = ("VNCURL_METADATA_URL", "http://127.0.0.1:9");
    take("credentials", &run(&["credentials", "--json"], &[KEYS[0], KEYS[1], nowhere]));
    // The cloud's own string to sign tells whether the secret or the request is wrong.
    let wrong = [KEYS[2], ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "another")];
    let asked = ["url", "i-demo0001", "--linux", "--region", "cn-hangzhou", "--json"];
    take("failure", &run(&[&asked[..], &["--endpoint", simulator.url()]].concat(), &wrong));
    // A corrected time that is refused too.
    let clock = Clock::Wall { offset_s: 86_400 };
    let ahead = Simulator::start(&Options { clock, ..Options::default() }).unwrap();
    control(&ahead, "POST", "faults", r#"[{"error":{"code":"AuthFailure.SignatureExpire"}}]"#);
    take("failure", &ask(&ahead, "url", "ins-demo0001", &["--json"]));
    let mut all = BTreeSet::new();
    members("", &validator.schema, &mut all);
    let missing: Vec<_> = all.difference(&validator.seen).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_failure_is_one_line_of_the_schema_and_nothing_else() {
    let Some(schema) = schema() else { return };
    let simulator = start();
    let mut validator = Validator::new(schema);
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let with = |arguments: &[&'static str]| {
        let cloud = cloud.iter().copied();
        arguments.iter().copied().chain(cloud).map(str::to_owned).collect::<Vec<_>>()
    };
    let alone = |arguments: &[&str]| arguments.iter().map(|&each| each.to_owned()).collect();
    let long = "a".repeat(100_000);
    let keys = &KEYS[..];
    let proxied = &[KEYS[0], KEYS[1], ("HTTPS_PROXY", "://")][..];
    let config = &[KEYS[0], KEYS[1], ("VNCURL_CONFIG", "/nonexistent/config.toml")][..];
    let mars = &[KEYS[0], KEYS[1], ("VNCURL_SITE", "mars")][..];
    let nobody = &[("VNCURL_METADATA_URL", "http://127.0.0.1:9")][..];
    let blank = &[("TENCENTCLOUD_SECRET_ID", "id "), ("TENCENTCLOUD_SECRET_KEY", "key\n")][..];
    for (code, arguments, environment) in [
        (2, alone(&["--json"]), keys),
        (2, alone(&["ulr", "ins-a", "--json"]), keys),
        (2, alone(&["url", "--json"]), keys),
        (2, alone(&["url", "ins-a", "--regoin", "x", "--json"]), keys),
        (2, alone(&["url", "ins-a", "--json"]), keys),
        (2, alone(&["url", "vm-1", "--json"]), keys),
        (2, alone(&["sim", "--port", "99999", "--json"]), keys),
        (2, alone(&["sim", "--json"]), keys),
        (2, alone(&["demo", "--provider", "tencent-cmv", "--json"]), keys),
        (2, alone(&["status", "--json"]), keys),
        (2, alone(&["find", "", "--provider", "tencent-cvm", "--region", "a", "--json"]), keys),
        (2, with(&["url", "ins-a b", "--json"]), keys),
        (2, with(&["url", "ins-a\r\nX: y", "--json"]), keys),
        (2, with(&["url", "\u{456}ns-demo0001", "--json"]), keys),
        (2, with(&["url", "", "--json"]), keys),
        (2, with(&["url", "-", "--json"]), keys),
        (2, with(&["url", "ins-a", "i-b", "--json"]), keys),
        (2, with(&["url", "ins-a", "ins-b", "--copy", "--json"]), keys),
        (2, with(&["url", "ins-a", "--json", "--qr"]), keys),
        (2, with(&["url", "ins-a", "--json", "--windows", "--linux"]), keys),
        (2, with(&["url", "ins-a", "--json", "--timeout", "1.5"]), keys),
        (2, with(&["url", "ins-a", "--json", "--viewer", "nope"]), keys),
        (2, with(&["open", "ins-a", "--json", "--provider", "tencent-cmv"]), keys),
        (2, with(&["open", "ins-a", "--json"]), proxied),
        (2, with(&["url", "ins-a", "--json"]), mars),
        (1, with(&["url", "ins-a", "--json"]), config),
        (1, with(&["url", "ins-a", "--json", "-o", "/nonexistent/file"]), keys),
        (1, with(&["url", "ins-a", "--json", "-o", "/dev/full"]), keys),
        (2, with(&["url", "ins-a", "--json", "-o", ""]), keys),
        (3, with(&["url", "ins-a", "--json"]), nobody),
        (3, with(&["url", "ins-a", "--json"]), blank),
        (3, with(&["url", "ins-a", "--json", "--profile", "../x"]), keys),
        (3, with(&["url", "ins-a", "--json", "--profile", "none"]), keys),
        (4, with(&["open", "ins-demo0003", "--json"]), keys),
        (5, with(&["url", "ins-none0001", "--json"]), keys),
        (2, alone(&["url", "ins-a", "--json", "--region", "../x"]), keys),
        (2, alone(&["url", "ins-a", "--json", "--region", &long]), keys),
        (2, alone(&["url", &long, "--json", "--region", "a"]), keys),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let done = run(&arguments, environment);
        let shown: String = format!("{arguments:?}").chars().take(200).collect();
        assert_eq!((done.code, done.err.as_str()), (code, ""), "{shown}: {}", done.out);
        assert_eq!(done.out.lines().count(), 1, "{shown}");
        validator.take("failure", &done);
    }
}
