//! What `docs/credentials.md` shows is what is read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may fail loudly"
)]
#![cfg(unix)]

#[path = "../../client/tests/sources/mod.rs"]
mod sources;

use std::fs;

use sources::{Machine, who};
use vncurl::core::Cloud::{Alibaba, Tencent};
use vncurl_tests::root;

fn page() -> String {
    fs::read_to_string(root().join("docs/credentials.md")).unwrap()
}

/// The file that stands behind the line that begins with this path.
fn shown<'a>(page: &'a str, path: &str) -> &'a str {
    let behind = page.split_once(&format!("\n`~/{path}`")).unwrap().1;
    let block = behind.split_once("\n```").unwrap().1;
    block.split_once('\n').unwrap().1.split_once("```").unwrap().0
}

#[test]
fn the_files_that_are_shown_are_read() {
    let page = page();
    for (path, cloud, key_id, source) in [
        (".tencentcloud/credentials", Tencent, "AKIDexample", "credentials-file"),
        (".tccli/default.credential", Tencent, "AKIDexample", "tccli"),
        (".aliyun/config.json", Alibaba, "STS.example", "aliyun-cli"),
        (".alibabacloud/credentials", Alibaba, "LTAIexample", "credentials-file"),
    ] {
        let machine = Machine::new().file(path, shown(&page, path));
        assert_eq!(who(machine.find(cloud)), (key_id.to_owned(), source), "{path}");
    }
}

#[test]
fn the_variables_that_are_listed_are_read_in_this_order() {
    let page = page();
    for (cloud, head) in
        [(Tencent, "| Tencent Cloud | Source |"), (Alibaba, "| Alibaba Cloud | Source |")]
    {
        let table = page.split_once(head).unwrap().1.split("\n\n").next().unwrap();
        let rows: Vec<Vec<&str>> = table
            .lines()
            .filter(|line| line.ends_with("| `environment` |"))
            .map(|line| line.split('`').skip(1).step_by(2).collect())
            .collect();
        assert!(rows.len() >= 2, "{table}");
        for first in 0..rows.len() {
            let machine =
                rows[first..].iter().enumerate().fold(Machine::new(), |machine, (n, row)| {
                    machine.set(row[0], format!("id-{n}")).set(row[1], "marker-secret")
                });
            assert_eq!(who(machine.find(cloud)), ("id-0".to_owned(), "environment"));
        }
    }
}
