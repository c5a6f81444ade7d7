//! Where the URL goes instead of standard output: a file, the clipboard, a QR code.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, symlink},
    path::Path,
};

use crate::shell::{Done, KEYS, ask, command, done, journal, start};

#[test]
fn a_file_is_its_owner_s_alone_and_replaces_what_was_there_whole() {
    let simulator = start();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("url");
    // What was there was open to all, and had a second name.
    fs::write(&path, "old, and a good deal longer than that\n".repeat(99)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    fs::hard_link(&path, folder.path().join("second")).unwrap();
    let name = path.to_str().unwrap();
    for (more, start) in [(&[][..], "https://"), (&["--websocket"], "ws://"), (&["--json"], "{\"")]
    {
        let done = ask(&simulator, "url", "ins-demo0001", &[&["-o", name], more].concat());
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(start) && text.ends_with('\n') && text.lines().count() == 1);
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o7777, 0o600);
    }
    assert!(fs::read_to_string(folder.path().join("second")).unwrap().starts_with("old"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    // A failure leaves what was there, and nothing beside it.
    let before = fs::read(&path).unwrap();
    assert_eq!(ask(&simulator, "url", "ins-demo0003", &["-o", name]).code, 4);
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn what_is_no_place_for_a_private_file_is_refused_before_anything_is_sent() {
    let simulator = start();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("victim"), "precious").unwrap();
    symlink(at("victim"), at("link")).unwrap();
    symlink(at("nothing"), at("dangling")).unwrap();
    for (path, reason) in [
        (at("link"), "is a symbolic link"),
        (at("dangling"), "is a symbolic link"),
        (folder.path().to_owned(), "is no regular file"),
        (Path::new("/dev/null").to_owned(), "is no regular file"),
        (at("no/such/folder"), ""),
        (Path::new("..").to_owned(), "is no regular file"),
    ] {
        let name = path.to_str().unwrap();
        let done = ask(&simulator, "url", "ins-demo0001", &["-o", name]);
        assert_eq!((done.code, done.out.as_str()), (1, ""), "{name}");
        assert!(done.err.contains(name) && done.err.contains(reason), "{}", done.err);
    }
    assert!(journal(&simulator).is_empty());
    assert_eq!(fs::read_to_string(at("victim")).unwrap(), "precious");
    assert!(!at("nothing").exists());
    for option in [&["-o", "x"][..], &["--copy"], &["--qr"]] {
        let done = ask(&simulator, "url", "ins-demo0001", &[&["ins-demo0002"], option].concat());
        assert_eq!(done.code, 2, "{option:?}");
        assert!(done.err.contains("is for one id"), "{}", done.err);
    }
}

/// Programs that write down their arguments and their standard input, or fail.
fn desktop(programs: &[(&str, bool)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, works) in programs {
        let path = folder.path().join(name);
        let seen = folder.path().join(format!("{name}.seen"));
        let script = if *works {
            format!("#!/bin/sh\n{{ echo \"$@\"; /bin/cat; }} > {}\n", seen.display())
        } else {
            "#!/bin/sh\nexit 3\n".to_owned()
        };
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn copy(simulator: &vncurl_sim::Simulator, desktop: &Path, set: &[&str], more: &[&str]) -> Done {
    let cloud = ["--region", "ap-guangzhou", "--endpoint", simulator.url(), "--copy"];
    let arguments = [&["url", "ins-demo0001"], &cloud[..], more].concat();
    let mut command = command(&arguments, &KEYS);
    command.env("PATH", desktop).envs(set.iter().map(|name| (name, "x")));
    done(command.output().unwrap())
}

#[test]
fn the_desktop_s_own_program_gets_the_url_on_standard_input_and_never_as_an_argument() {
    let simulator = start();
    for (program, set, arguments) in [
        ("wl-copy", "WAYLAND_DISPLAY", ""),
        ("xclip", "DISPLAY", "-selection clipboard"),
        ("xsel", "DISPLAY", "--clipboard --input"),
        ("clip.exe", "WSL_DISTRO_NAME", ""),
    ] {
        let desktop = desktop(&[(program, true)]);
        let done = copy(&simulator, desktop.path(), &[set], &[]);
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{program}: {}", done.err);
        assert!(done.err.contains("Copied."), "{}", done.err);
        let seen = fs::read_to_string(desktop.path().join(format!("{program}.seen"))).unwrap();
        let (given, url) = seen.split_once('\n').unwrap();
        let issued = journal(&simulator).pop().unwrap()["vnc_url"].as_str().unwrap().to_owned();
        assert_eq!(given, arguments);
        assert!(url.starts_with("https://") && url.ends_with(&issued), "{url}");
        // Without that desktop the program is not tried, and nothing is sent.
        let before = journal(&simulator).len();
        let done = copy(&simulator, desktop.path(), &[], &[]);
        assert_eq!((done.code, done.out.as_str()), (1, ""), "{program}");
        assert!(done.err.contains("no clipboard") && done.err.contains("xclip"), "{}", done.err);
        assert_eq!(journal(&simulator).len(), before);
    }
}

#[test]
fn a_program_that_fails_leaves_the_next_one_its_turn() {
    let simulator = start();
    let both = desktop(&[("xclip", false), ("xsel", true)]);
    assert_eq!(copy(&simulator, both.path(), &["DISPLAY"], &[]).code, 0);
    assert!(both.path().join("xsel.seen").exists());
    let none = desktop(&[("xclip", false)]);
    let done = copy(&simulator, none.path(), &["DISPLAY"], &[]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("xclip: ") && !done.err.contains("https://"), "{}", done.err);
    // A program that asked for JSON gets it besides.
    let done = copy(&simulator, both.path(), &["DISPLAY"], &["--json"]);
    assert!(done.out.starts_with("{\"provider\"") && done.err.is_empty(), "{}", done.out);
}

#[test]
fn a_qr_code_takes_the_place_of_the_url() {
    let simulator = start();
    let done = ask(&simulator, "url", "ins-demo0001", &["--qr"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let wide: Vec<_> = done.out.lines().map(|line| line.chars().count()).collect();
    assert!(wide.len() > 20 && wide.iter().all(|len| *len == wide[0]), "{}", done.out);
    assert!(done.out.chars().all(|c| " ▀▄█\n".contains(c)) && !done.out.contains("http"));
    assert_eq!(ask(&simulator, "url", "ins-demo0001", &["--qr", "--json"]).code, 2);
}
