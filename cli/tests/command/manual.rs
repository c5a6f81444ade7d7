//! Completions, the manual, and the table of providers.

use std::process::Command;

use crate::shell::run;

const VERBS: [&str; 12] = [
    "url",
    "open",
    "explain",
    "status",
    "regions",
    "find",
    "providers",
    "doctor",
    "completions",
    "man",
    "sim",
    "demo",
];

/// What `--help` calls a long option.
fn options(help: &str) -> Vec<String> {
    let lines = help.lines().map(str::trim).filter(|line| line.starts_with('-'));
    let words = lines.flat_map(|line| line.split_whitespace().take(2));
    let long = words.filter(|word| word.starts_with("--"));
    long.map(|word| word.trim_end_matches(',').to_owned()).collect()
}

#[test]
fn every_command_and_option_is_in_the_completions_and_in_the_manual() {
    let shells = ["bash", "zsh", "fish"].map(|shell| {
        let done = run(&["completions", shell], &[]);
        assert_eq!((done.code, done.err.as_str()), (0, ""), "{shell}");
        (shell, done.out)
    });
    let first = run(&["man"], &[]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert!(first.out.contains(".TH vncurl 1"), "{}", first.out);
    // Examples and exit codes stand in lines as --help shows them, and what follows is filled again.
    let notes = first.out.split_once(".SH NOTES\n.nf\n").unwrap().1;
    let (notes, after) = notes.split_once("\n.fi\n.SH ").unwrap();
    assert!(notes.contains("\n  0  done\n") && after.starts_with("VERSION"), "{notes}");
    for verb in VERBS {
        assert!(first.out.contains(&format!("vncurl\\-{verb}(1)")), "{verb} in vncurl(1)");
        let page = run(&["man", verb], &[]).out;
        assert!(page.contains(&format!(".TH vncurl-{verb} 1")), "{page}");
        let help = run(&[verb, "--help"], &[]).out;
        let options = options(&help);
        assert!(!options.is_empty(), "{help}");
        for (shell, text) in &shells {
            assert!(text.contains(verb), "{verb} in {shell}");
            for option in &options {
                // fish names them without the hyphens.
                let name = option.trim_start_matches('-');
                assert!(text.contains(name), "{verb} {option} in {shell}");
            }
        }
        for option in options {
            let name = option.replace('-', "\\-");
            assert!(page.contains(&name), "{option} in vncurl-{verb}(1): {page}");
        }
    }
    let unknown = run(&["man", "nothing"], &[]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("none of url, open"), "{}", unknown.err);
    assert_eq!(run(&["completions", "nothing"], &[]).code, 2);
}

/// What bash offers after `line`.
fn bash(line: &str) -> Option<Vec<String>> {
    let script = run(&["completions", "bash"], &[]).out;
    let words: Vec<_> = line.split(' ').map(|word| format!("'{word}'")).collect();
    let last = words.len() - 1;
    let ask = format!(
        "{script}\nCOMP_WORDS=({}); COMP_CWORD={last}; _vncurl vncurl {} {}; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        words[last],
        words[last - 1],
    );
    let done = Command::new("bash").args(["--norc", "-c", &ask]).output().ok()?;
    Some(String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect())
}

#[test]
fn bash_completes_commands_options_and_values() {
    let Some(offered) = bash("vncurl pro") else {
        println!("skipped: there is no bash here");
        return;
    };
    assert_eq!(offered, ["providers"]);
    assert_eq!(bash("vncurl url --web").unwrap(), ["--websocket"]);
    assert_eq!(bash("vncurl url --provider tencent-l").unwrap(), ["tencent-lighthouse"]);
    assert_eq!(bash("vncurl url --signature ac").unwrap(), ["acs3"]);
    assert_eq!(bash("vncurl completions zs").unwrap(), ["zsh"]);
}

#[test]
fn a_pipe_gets_a_line_of_columns_for_each_provider() {
    let listed = run(&["providers"], &[]);
    assert_eq!((listed.code, listed.err.as_str()), (0, ""));
    let rows: Vec<Vec<_>> = listed.out.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 4);
    let cvm = rows.iter().find(|row| row[0] == "tencent-cvm").unwrap();
    let page = "https://img.qcloud.com/qcloud/app/active_vnc/index.html";
    let facts = ["ins-", "2017-03-12", "10", "15", "yes", "30", "-", "2026-11-01", page];
    assert_eq!(cvm[1..], facts);
}
