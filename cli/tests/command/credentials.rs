//! Which source of credentials would sign.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;
use vncurl_sim::TENCENT;

use crate::shell::{Done, KEYS, command, done, region, start};

/// No metadata service is there.
const NOWHERE: (&str, &str) = ("VNCURL_METADATA_URL", "http://127.0.0.1:9");

fn run_at(home: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Done {
    let mut command = command(arguments, environment);
    done(command.env("HOME", home.path()).output().unwrap())
}

/// A home folder with a profile of the simulator's credentials.
fn home_with_profile() -> TempDir {
    let home = TempDir::new().unwrap();
    let folder = home.path().join(".tccli");
    fs::create_dir(&folder).unwrap();
    let keys =
        format!(r#"{{"secretId": "{}", "secretKey": "{}"}}"#, TENCENT.key_id, TENCENT.secret);
    fs::write(folder.join("work.credential"), keys).unwrap();
    let region = format!(r#"{{"region": "{}"}}"#, region("ins-demo0001"));
    fs::write(folder.join("work.configure"), region).unwrap();
    home
}

#[test]
fn the_source_that_wins_is_told_and_no_secret() {
    let home = home_with_profile();
    let told = run_at(&home, &["credentials"], &[KEYS[0], KEYS[1], NOWHERE]);
    assert_eq!(told.code, 0, "{}", told.err);
    let lines: Vec<_> = told.out.lines().collect();
    assert!(
        lines[0].starts_with("tencent\tused\tenvironment TENCENTCLOUD_SECRET_ID"),
        "{}",
        told.out
    );
    assert!(lines.iter().any(|line| line.starts_with("alibaba\tskipped\t")), "{}", told.out);
    assert!(!told.out.contains(KEYS[0].1) && !told.out.contains(KEYS[1].1), "{}", told.out);
}

#[test]
fn without_any_credentials_every_place_is_named() {
    let home = TempDir::new().unwrap();
    let told = run_at(&home, &["credentials", "--provider", "alibaba-ecs"], &[NOWHERE]);
    assert_eq!(told.code, 3);
    for place in ["ALIBABA_CLOUD_ACCESS_KEY_ID", "config.json", "ALIBABA_CLOUD_CREDENTIALS_URI"] {
        assert!(told.out.contains(place), "{place}: {}", told.out);
    }
    assert!(told.err.contains("next: set both variables"), "{}", told.err);
    assert!(told.out.lines().all(|line| line.starts_with("alibaba\tskipped\t")), "{}", told.out);
}

#[test]
fn a_profile_signs_and_brings_its_region() {
    let simulator = start();
    let home = home_with_profile();
    let wanted = ["credentials", "--provider", "tencent-cvm", "--profile", "work", "--json"];
    let told = run_at(&home, &wanted, &[NOWHERE]);
    let object: Value = serde_json::from_str(&told.out).unwrap();
    assert_eq!((told.code, object["source"].as_str()), (0, Some("tccli")), "{}", told.out);
    assert_eq!(object["region"], region("ins-demo0001"));
    let asked = ["url", "ins-demo0001", "--endpoint", simulator.url()];
    let option = run_at(&home, &[&asked[..], &["--profile", "work"]].concat(), &[NOWHERE]);
    assert_eq!(option.code, 0, "{}", option.err);
    let variable = run_at(&home, &asked, &[NOWHERE, ("VNCURL_PROFILE", "work")]);
    assert_eq!(variable.code, 0, "{}", variable.err);
    // A profile that is not there is an error, whatever else there is.
    let none = run_at(&home, &[&asked[..], &["--profile", "none"]].concat(), &[KEYS[0], KEYS[1]]);
    assert_eq!((none.code, none.out.as_str()), (3, ""), "{}", none.err);
}

#[test]
fn what_is_set_up_and_cannot_be_used_is_a_failure() {
    let home = home_with_profile();
    let told =
        run_at(&home, &["credentials"], &[KEYS[2], KEYS[3], NOWHERE, ("TCCLI_PROFILE", "x")]);
    assert_eq!(told.code, 3);
    assert!(told.out.starts_with("tencent\tfailed\t"), "{}", told.out);
    assert!(told.out.contains("\nalibaba\tused\t"), "{}", told.out);
}
