//! Defaults of the environment and of the file, and which of them holds.

use std::fs;

use tempfile::TempDir;

use crate::shell::{Done, KEYS, command, done, journal, start};

/// A home with this file in it.
fn home(text: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".config/vncurl")).unwrap();
    fs::write(home.path().join(".config/vncurl/config.toml"), text).unwrap();
    home
}

fn run_at(home: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Done {
    let mut command = command(arguments, &KEYS);
    command.env("HOME", home.path()).envs(environment.iter().copied());
    done(command.output().unwrap())
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let simulator = start();
    // Each is told by the region that the host of a request names.
    let home =
        home("provider = 'alibaba-ecs'\nregion = 'cn-top'\n[alibaba-ecs]\nregion = 'cn-table'\n");
    let own = ("VNCURL_REGION", "cn-own");
    let cloud = ("ALIBABA_CLOUD_REGION_ID", "cn-cloud");
    let region = |arguments: &[&str], environment: &[(&str, &str)]| {
        let explained = run_at(&home, &[&["explain", "i-a"], arguments].concat(), environment);
        assert_eq!(explained.code, 0, "{}", explained.err);
        let host = explained.out.split("https://ecs.").nth(1).unwrap().to_owned();
        host.split('.').next().unwrap().to_owned()
    };
    assert_eq!(region(&["--region", "cn-option"], &[own, cloud]), "cn-option");
    assert_eq!(region(&[], &[own, cloud]), "cn-own");
    assert_eq!(region(&[], &[cloud]), "cn-cloud");
    assert_eq!(region(&[], &[]), "cn-table");
    // Of another provider the table says nothing.
    let explained = run_at(&home, &["explain", "ins-a"], &[]);
    assert!(explained.out.to_lowercase().contains("x-tc-region: cn-top"), "{}", explained.out);
    // The default provider is asked where no id tells another.
    let endpoint = ("VNCURL_ENDPOINT", simulator.url());
    let listed = run_at(&home, &["regions", "--json"], &[endpoint]);
    assert!(listed.out.starts_with("{\"provider\":\"alibaba-ecs\""), "{}", listed.out);
    let other = [endpoint, ("VNCURL_PROVIDER", "tencent-cvm"), ("VNCURL_REGION", "ap-guangzhou")];
    let listed = run_at(&home, &["regions", "--json"], &other);
    assert!(listed.out.starts_with("{\"provider\":\"tencent-cvm\""), "{}", listed.out);
    let ids = ["url", "ins-demo0001", "--region", "ap-guangzhou"];
    assert_eq!(run_at(&home, &ids, &[endpoint]).code, 0);
}

#[test]
fn every_default_changes_what_is_done() {
    let home = home("region = 'ap-guangzhou'\n");
    let explain = |environment: &[(&str, &str)]| {
        let explained = run_at(&home, &["explain", "ins-a"], environment);
        assert_eq!(explained.code, 0, "{}", explained.err);
        explained.out
    };
    assert!(explain(&[("VNCURL_SITE", "intl")]).contains("https://cvm.intl.tencentcloudapi.com/"));
    assert!(explain(&[("VNCURL_METHOD", "get")]).contains("GET https://"));
    assert!(explain(&[("VNCURL_SIGNATURE", "tencent-v1-hmacsha1")]).contains("HmacSHA1"));
    assert!(explain(&[("VNCURL_ENDPOINT", "https://a.example")]).contains("https://a.example/"));
    let simulator = start();
    let ask = |environment: &[(&str, &str)]| {
        let all = [environment, &[("VNCURL_ENDPOINT", simulator.url())]].concat();
        run_at(&home, &["url", "ins-demo0001"], &all)
    };
    let viewer = ask(&[("VNCURL_VIEWER", "https://viewer.example/page")]);
    assert!(viewer.out.starts_with("https://viewer.example/page?"), "{}", viewer.out);
    // Certificates are read where there is TLS: an endpoint that nobody serves.
    let tls = [("VNCURL_CA", "/nowhere/ca.pem"), ("VNCURL_ENDPOINT", "https://127.0.0.1:1")];
    let done = run_at(&home, &["url", "ins-a"], &tls);
    assert!(done.code == 1 && done.err.contains("/nowhere/ca.pem"), "{}", done.err);
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let slow = [("VNCURL_TIMEOUT", "1"), ("VNCURL_ENDPOINT", &*endpoint)];
    assert_eq!(run_at(&home, &["url", "ins-a"], &slow).code, 6);
}

#[test]
fn a_default_that_cannot_be_used_is_told_with_its_place_and_nothing_is_sent() {
    let simulator = start();
    let home = home("# mine\nregoin = 'ap-guangzhou'\n");
    let ids = ["url", "ins-demo0001", "--region", "ap-guangzhou", "--endpoint", simulator.url()];
    let done = run_at(&home, &ids, &[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    for part in
        ["config.toml line 2: unknown key \"regoin\"", "known are provider, region", "next:"]
    {
        assert!(done.err.contains(part), "{}", done.err);
    }
    let json = run_at(&home, &[&ids[..], &["--json"]].concat(), &[]);
    assert!(json.out.contains("\"kind\":\"usage\"") && json.err.is_empty(), "{}", json.out);
    let good = tempfile::tempdir().unwrap();
    for (variable, value, part) in [
        ("VNCURL_SITE", "mars", "VNCURL_SITE: \"mars\" is none of intl, main"),
        ("VNCURL_TIMEOUT", "0", "VNCURL_TIMEOUT: "),
        ("VNCURL_REGION", "evil.com/#", "VNCURL_REGION: "),
        ("VNCURL_PROVIDER", "nobody", "VNCURL_PROVIDER: "),
    ] {
        let done = run_at(&good, &ids, &[(variable, value)]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "{variable}");
        assert!(done.err.contains(part), "{}", done.err);
    }
    // A file that was named must be there; the usual one need not.
    let done = run_at(&good, &ids, &[("VNCURL_CONFIG", "/nowhere/config.toml")]);
    assert!(done.code == 1 && done.err.contains("/nowhere/config.toml: "), "{}", done.err);
    assert!(journal(&simulator).is_empty());
    assert_eq!(run_at(&good, &ids, &[]).code, 0);
}

#[test]
fn the_folder_of_xdg_goes_before_the_home() {
    let (home, other) = (home("region = 'cn-home'\n"), home("region = 'cn-xdg'\n"));
    let folder = other.path().join(".config");
    let explained =
        run_at(&home, &["explain", "i-a"], &[("XDG_CONFIG_HOME", folder.to_str().unwrap())]);
    assert!(explained.out.contains("ecs.cn-xdg."), "{}", explained.out);
    let explained = run_at(&home, &["explain", "i-a"], &[("XDG_CONFIG_HOME", "relative")]);
    assert!(explained.out.contains("ecs.cn-home."), "{}", explained.out);
}

#[cfg(unix)]
#[test]
fn a_file_that_everyone_may_write_decides_nothing() {
    use std::os::unix::fs::PermissionsExt;

    let home = home("region = 'cn-evil'\n");
    let path = home.path().join(".config/vncurl/config.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    let done = run_at(&home, &["explain", "i-a"], &[]);
    assert!(done.code == 1 && done.err.contains("everyone may write to it"), "{}", done.err);
}
