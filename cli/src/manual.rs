//! `vncurl completions` and `vncurl man`: what shells and man(1) read, made from the command line
//! itself.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use crate::{args::Arguments, failure::Failure, output::unwritten};

/// Whose completions to print.
#[derive(Args, Debug)]
pub(crate) struct CompletionsOptions {
    /// The shell
    shell: Shell,
}

/// Which page to print.
#[derive(Args, Debug)]
pub(crate) struct ManOptions {
    /// The command whose page it is; none: the page of vncurl itself
    #[arg(value_name = "COMMAND")]
    verb: Option<String>,
}

pub(crate) fn completions(options: &CompletionsOptions) -> Result<(), Failure> {
    let mut text = Vec::new();
    generate(options.shell, &mut Arguments::command(), "vncurl", &mut text);
    print(&text)
}

pub(crate) fn page(options: &ManOptions) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    let wanted = options.verb.as_deref();
    let found = match wanted {
        None => Some(command.clone()),
        Some(verb) => command.find_subcommand(verb).cloned(),
    };
    let Some(found) = found else {
        let verbs = command.get_subcommands().map(clap::Command::get_name).collect::<Vec<_>>();
        let message = format!("{:?} is none of {}", wanted.unwrap_or_default(), verbs.join(", "));
        return Err(Failure::Usage { message });
    };
    // man(1) finds the page of a command of a command by its name with a hyphen.
    let name = wanted.map_or_else(|| "vncurl".to_owned(), |verb| format!("vncurl-{verb}"));
    let mut text = Vec::new();
    let man = Man::new(found.disable_help_subcommand(true)).title(name);
    man.render(&mut text).map_err(Failure::local("writing the page"))?;
    print(as_broken(&String::from_utf8_lossy(&text)).as_bytes())
}

/// The page with the end of the help as it is broken into lines: man(1) fills lines, and would make
/// one paragraph of commands, their results and what follows them. Without an indent they fit.
fn as_broken(page: &str) -> String {
    let Some((before, end)) = page.split_once("\n.SH EXTRA\n") else {
        return page.to_owned();
    };
    let end = end.replacen("\n.SH ", "\n.fi\n.SH ", 1);
    format!("{before}\n.SH NOTES\n.nf\n.in 0\n{end}")
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).map_err(unwritten)
}
