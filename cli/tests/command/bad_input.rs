//! Files and variables that are not as they should be: what is wrong is named, with the next step.

use std::{
    ffi::OsStr,
    fs,
    net::TcpListener,
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use tempfile::TempDir;
use vncurl_sim::{Simulator, TENCENT};

use crate::shell::{Done, KEYS, command, done, start};

const NOWHERE: (&str, &str) = ("VNCURL_METADATA_URL", "http://127.0.0.1:9");
const INI: &str = ".tencentcloud/credentials";

/// A home folder with one file of this mode.
fn home(path: &str, text: impl AsRef<[u8]>, mode: u32) -> TempDir {
    let home = TempDir::new().unwrap();
    let path = home.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    home
}

fn keys() -> String {
    format!("[default]\nsecret_id = {}\nsecret_key = {}\n", TENCENT.key_id, TENCENT.secret)
}

fn at_home(home: &TempDir, arguments: &[&str]) -> Done {
    done(command(arguments, &[NOWHERE]).env("HOME", home.path()).output().unwrap())
}

fn cloud(simulator: &Simulator) -> [&str; 4] {
    ["--region", "ap-guangzhou", "--endpoint", simulator.url()]
}

#[test]
fn a_secret_that_others_can_read_is_warned_of_where_it_signs() {
    let simulator = start();
    for (mode, warns) in [(0o644, true), (0o600, false)] {
        let home = home(INI, keys(), mode);
        for verb in [
            &["url", "ins-demo0001"][..],
            &["url", "ins-demo0001", "ins-demo0002"],
            &["explain", "ins-demo0001"],
            &["status", "ins-demo0001"],
            &["regions", "--provider", "tencent-cvm"],
            &["find", "ins-demo0001"],
        ] {
            let told = at_home(&home, &[verb, &cloud(&simulator)].concat());
            let path = home.path().join(INI);
            let warning = format!("warning: {} is open to every user", path.display());
            assert_eq!((told.code, told.err.contains(&warning)), (0, warns), "{}", told.err);
            assert_eq!(told.err.contains("(mode 0644); chmod 600 it"), warns, "{}", told.err);
        }
        let url = [&["url", "ins-demo0001", "--json"], &cloud(&simulator)[..]].concat();
        assert_eq!(at_home(&home, &url).err, "");
    }
}

/// The command as somebody who is not root, whom no mode keeps out.
fn as_nobody(folder: &Path, arguments: &[&str]) -> Done {
    let own = env!("CARGO_BIN_EXE_vncurl");
    let mut nobody = if fs::metadata(folder).unwrap().uid() == 0 {
        // The command may stand in a folder that is root's alone. A process of its own copies it:
        // what this one writes to, a test beside it might hold open when it is started.
        let copy = folder.join("vncurl");
        assert!(Command::new("cp").args([Path::new(own), &copy]).status().unwrap().success());
        let mut command = Command::new(copy);
        command.uid(65_534).gid(65_534);
        command
    } else {
        Command::new(own)
    };
    let nobody = nobody.args(arguments).env_clear().envs([NOWHERE]).env("HOME", folder);
    done(nobody.output().unwrap())
}

#[test]
fn a_file_that_may_not_be_read_is_named_and_not_passed_over() {
    let home = home(INI, keys(), 0o000);
    for folder in [home.path(), &home.path().join(".tencentcloud")] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let told = as_nobody(home.path(), &["url", "ins-demo0001", "--region", "ap-guangzhou"]);
    let expected = format!("vncurl: {}: Permission denied", home.path().join(INI).display());
    assert_eq!((told.code, told.out.as_str()), (1, ""), "{}", told.err);
    assert!(told.err.starts_with(&expected), "{}", told.err);
    assert!(told.err.contains("next: correct the file, or name one that can be read"));
}

#[test]
fn what_this_machine_does_not_let_happen_is_named_with_the_next_step() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let here = format!("127.0.0.1:{port}: ");
    let url = ["url", "ins-a", "--region", "a"];
    let write = "next: name a file in a folder that you can write to\n";
    for (arguments, variable, named, next) in [
        (&["sim", "--port", &port][..], "", &*here, "--port 0 takes a free port"),
        (&["sim", "--tls", "--ca-out", "/no/ca"], "", "/no/ca: No such", "next: correct what"),
        (&["sim", "--novnc", "/no/novnc"], "", "/no/novnc: No such", "next: correct what"),
        (&[&url[..], &["-o", "/no/url"]].concat(), "", "/no/url: No such file", write),
        (&[&url[..], &["ins-b", "--failed", "/no/ids"]].concat(), "", "/no/ids: No such", write),
        (&url, "/no/config", "/no/config: No such", "or name another in VNCURL_CONFIG"),
    ] {
        let environment = [&KEYS[..], &[("VNCURL_CONFIG", variable)]].concat();
        let told = done(command(arguments, &environment).output().unwrap());
        assert_eq!((told.code, told.out.as_str()), (1, ""), "{arguments:?}: {}", told.err);
        assert!(told.err.contains(named) && told.err.contains(next), "{}", told.err);
        assert!(!told.err.contains(".vncurl-"), "{}", told.err);
    }
}

#[test]
fn a_file_of_another_system_s_editor_is_read() {
    for text in [keys().replace('\n', "\r\n"), format!("\u{feff}{}", keys().replace('\n', "\r\n"))]
    {
        let told = at_home(&home(INI, text, 0o600), &["credentials", "--provider", "tencent-cvm"]);
        assert_eq!(told.code, 0, "{}", told.out);
        assert!(told.out.starts_with("tencent\tused\t[default] of "), "{}", told.out);
    }
    let json = format!(r#"{{"secretId":"{}","secretKey":"{}"}}"#, TENCENT.key_id, TENCENT.secret);
    let json = format!("\u{feff}{}\r\n", json.replace(',', ",\r\n"));
    let home = home(".tccli/default.credential", json, 0o600);
    assert_eq!(at_home(&home, &["credentials", "--provider", "tencent-cvm"]).code, 0);
}

#[test]
fn an_unknown_profile_is_told_with_those_that_are_there() {
    let config = r#"{"current":"a","profiles":[{"name":"a","mode":"AK"},{"name":"prod"}]}"#;
    let alibaba = home(".aliyun/config.json", config, 0o600);
    let ini = "[default]\nsecret_id=a\n[work]\nsecret_id=a\n";
    let tencent = home(INI, ini, 0o600);
    fs::create_dir(tencent.path().join(".tccli")).unwrap();
    fs::write(tencent.path().join(".tccli/own.credential"), "{}").unwrap();
    for (home, id, known) in
        [(&alibaba, "i-demo0001", "a, prod"), (&tencent, "ins-demo0001", "default, own, work")]
    {
        let told = at_home(home, &["url", id, "--region", "a", "--linux", "--profile", "pord"]);
        let expected = format!("there is no profile \"pord\"; there are {known}\n");
        assert_eq!((told.code, told.out.as_str()), (3, ""), "{}", told.err);
        assert!(told.err.contains(&expected), "{}", told.err);
        assert!(told.err.contains("next: name a profile that is there"), "{}", told.err);
    }
}

#[test]
fn variables_that_hold_nothing_useful_are_named_and_nothing_is_sent() {
    let id = "TENCENTCLOUD_SECRET_ID";
    let secret = "TENCENTCLOUD_SECRET_KEY";
    let good = [(id, b"AKIDmarker".as_slice()), (secret, b"marker-secret")];
    for (changed, code, part) in [
        ((id, b"".as_slice()), 3, "TENCENTCLOUD_SECRET_KEY: the key id is not set"),
        ((secret, b""), 3, "TENCENTCLOUD_SECRET_KEY: the secret is not set"),
        ((secret, b"marker-secret\n"), 3, "the secret is not 1 to 128"),
        ((id, b" AKIDmarker"), 3, "the key id is not 1 to 128"),
        ((secret, b"marker\xff"), 3, "the secret is not 1 to 128"),
        (("TENCENTCLOUD_TOKEN", b"marker token"), 3, "the token is not 1 to 4096"),
        (("TENCENTCLOUD_REGION", b"ap\xff"), 2, "the region is not"),
        (("TENCENTCLOUD_REGION", b""), 2, "no region was given"),
        (("HTTPS_PROXY", b"http://\xff:3128"), 2, "HTTPS_PROXY does not hold"),
        (("https_proxy", b"http://127.0.0.1:1\n"), 2, "https_proxy does not hold"),
        (("VNCURL_TIMEOUT", b"soon"), 2, "VNCURL_TIMEOUT: not a whole number"),
    ] {
        let mut asked = command(&["url", "ins-demo0001"], &[NOWHERE]);
        if changed.0 != "TENCENTCLOUD_REGION" {
            asked.env("TENCENTCLOUD_REGION", "ap-guangzhou");
        }
        for (name, value) in good.into_iter().chain([changed]) {
            asked.env(name, OsStr::from_bytes(value));
        }
        let told = done(asked.output().unwrap());
        assert_eq!((told.code, told.out.as_str()), (code, ""), "{changed:?}: {}", told.err);
        assert!(told.err.contains(part) && told.err.contains("next: "), "{}", told.err);
        assert!(!told.err.contains("marker-") && !told.err.contains("marker t"), "{}", told.err);
    }
    let told = done(command(&["url", "ins-a"], &KEYS).output().unwrap());
    assert!(told.err.contains("next: say --region, or set TENCENTCLOUD_REGION"), "{}", told.err);
}
