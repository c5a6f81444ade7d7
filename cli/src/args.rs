//! The command line.

use core::time::Duration;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, builder::PossibleValuesParser};
use vncurl::core::PROVIDERS;
use vncurl_sim::Bridge;

use crate::{
    credentials::CredentialsOptions,
    destination::Destination,
    doctor::DoctorOptions,
    exit,
    manual::{CompletionsOptions, ManOptions},
    page::Page,
    providers::ProvidersOptions,
    reach::{Reach, seconds},
};

/// The console URL of a virtual machine on Tencent Cloud or Alibaba Cloud.
///
/// The cloud gives a VNC address to a signed request; it lives 15 seconds and is useless until it
/// stands, unchanged, in the right viewer page. vncurl signs, asks, checks, and builds that page's
/// address. What can be asked again (a busy instance, too many calls, a fault of the cloud) it asks
/// again until --timeout is over.
#[derive(Debug, Parser)]
#[command(name = "vncurl", version, max_term_width = 100)]
#[command(after_help = exit::HELP, after_long_help = after_long_help())]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

fn after_long_help() -> String {
    format!("{EXAMPLES}\n\n{CREDENTIALS}\n\n{}", exit::HELP)
}

const EXAMPLES: &str = "\
Examples:
  vncurl demo --open
  vncurl open ins-r9hr2upy --region ap-beijing
  vncurl url i-bp1hzoinajzkh91h0001 --region cn-hangzhou --json
  vncurl find 203.0.113.7 --provider tencent-cvm --all-regions
  vncurl status --provider alibaba-ecs --region cn-hangzhou";

const CREDENTIALS: &str = "\
Credentials come from the environment, from the files of the clouds' own tools,
or from the role of the instance that this runs on (`vncurl credentials` says
which), never from the command line:
  Tencent  TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, [TENCENTCLOUD_TOKEN]
  Alibaba  ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET,
           [ALIBABA_CLOUD_SECURITY_TOKEN]
A proxy comes from HTTPS_PROXY, the browser from BROWSER or the system.

Defaults of options come from the environment (VNCURL_PROVIDER, VNCURL_REGION,
VNCURL_SITE, VNCURL_PROFILE, VNCURL_SIGNATURE, VNCURL_METHOD, VNCURL_ENDPOINT,
VNCURL_VIEWER, VNCURL_CA, VNCURL_TIMEOUT), then from the file that VNCURL_CONFIG
names, else ~/.config/vncurl/config.toml; docs/command.md has both.
NO_COLOR keeps colours away.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the console URL: on standard output, alone
    ///
    /// With several ids, or with `-` for ids on standard input, one line for each, as it comes: the
    /// id, a tab, the URL. Each lives 15 seconds, so take it at once. The cloud's permitted rate is
    /// kept; ids without a console are listed at the end, with the command that asks for them again.
    /// With --json each line is an object, and one without a console has an error in it.
    #[command(after_help = "\
Examples:
  vncurl url ins-r9hr2upy --region ap-beijing
  vncurl url ein-1a2b3c4d --websocket    # the bare address, for a native viewer
  vncurl url ins-r9hr2upy ins-k2v8p0aa --region ap-beijing --json
  vncurl url - --region ap-beijing --failed failed.txt < ids.txt
  vncurl url - --region ap-beijing --failed failed.txt < failed.txt   # again")]
    Url(UrlOptions),
    /// Open the console in the system's browser
    ///
    /// The browser is given an address on 127.0.0.1 that leads to the console once, so that the
    /// console URL never stands in another process's arguments.
    ///
    /// With --reconnect the command stays. The console lives between the browser and the cloud, so
    /// nobody tells this command that it closed: press Enter when it did, and a new address is
    /// asked for and opened. Without a terminal every line on standard input does that, and its end
    /// ends the command. The cloud permits 30 consoles of an instance in a minute: the command waits
    /// before one too many, and says so. Ctrl-C ends it; the console in the browser stays.
    #[command(after_help = "\
Examples:
  vncurl open ins-r9hr2upy --region ap-beijing
  vncurl open ins-r9hr2upy --region ap-beijing --wait-running 300   # starting
  vncurl open i-bp1hzoinajzkh91h0001 --region cn-hangzhou --reconnect")]
    Open(OpenOptions),
    /// Show what is signed, step by step, and send nothing
    ///
    /// The secret is not shown, and a token is masked. The signature is shown: whoever has the
    /// signed request can send it while the cloud takes its time for the present, some minutes. The
    /// options about the viewer page change nothing here.
    #[command(after_help = "\
Examples:
  vncurl explain ins-r9hr2upy --region ap-beijing
  vncurl explain ein-1a2b3c4d --signature tencent-v1-hmacsha256 --method get")]
    Explain(Target),
    /// List instances with their states, and whether each has a console now
    ///
    /// Without ids: every instance of the region, page by page. One line for each, separated by tabs
    /// where standard output is no terminal: id, state in the cloud's word, and `ready` or the word
    /// for why there is no console (see the exit codes).
    #[command(after_help = "\
Examples:
  vncurl status --provider tencent-cvm --region ap-beijing
  vncurl status ins-r9hr2upy ins-k2v8p0aa --region ap-beijing --json
  cut -f1 ids.tsv | vncurl status - --region ap-beijing | grep -v ready")]
    Status(StatusOptions),
    /// List the provider's regions
    #[command(after_help = "\
Example:
  vncurl regions --provider tencent-cvm")]
    Regions(RegionsOptions),
    /// Find an instance by address, name or id
    ///
    /// Prints region, id, name, state and addresses of each, and the command that opens its console.
    /// An address is looked for among the private ones first, then among the public ones.
    #[command(after_help = "\
Examples:
  vncurl find 203.0.113.7 --provider tencent-cvm --region ap-beijing
  vncurl find web-1 --provider alibaba-ecs --all-regions")]
    Find(FindOptions),
    /// List what is known of each provider: limits, validity, viewer page, and when it was read
    ///
    /// Nothing is asked: these are the facts that this program was built with.
    #[command(after_help = "\
Examples:
  vncurl providers
  vncurl providers --json")]
    Providers(ProvidersOptions),
    /// Say which source of credentials would sign, and why the others were passed over
    ///
    /// One line for each place, separated by tabs: the cloud, `used`, `skipped`, `warning` or
    /// `failed`, and what there is to say. No secret is shown, and of a key id its first letters.
    /// Nothing is sent but to the metadata service of the machine that this runs on.
    #[command(after_help = "\
Examples:
  vncurl credentials
  vncurl credentials --provider alibaba-ecs --profile work")]
    Credentials(CredentialsOptions),
    /// Look for what is in the way: defaults, credentials, DNS, TLS, proxy, clock, viewer page
    ///
    /// Each check says ok or failed, and after a failure what to do next. Nothing is signed and no
    /// credentials are sent, unless --signed asks for it. Without --provider and a default one, the
    /// clouds are examined of which there are credentials; without any, all.
    #[command(after_help = "\
Examples:
  vncurl doctor
  vncurl doctor --provider alibaba-ecs --region cn-hangzhou --signed")]
    Doctor(DoctorOptions),
    /// Print the completions of a shell
    #[command(after_help = "\
Examples:
  vncurl completions bash > ~/.local/share/bash-completion/completions/vncurl
  vncurl completions zsh > ~/.zfunc/_vncurl    # a folder of fpath
  vncurl completions fish > ~/.config/fish/completions/vncurl.fish")]
    Completions(CompletionsOptions),
    /// Print a page of the manual, for man(1)
    #[command(after_help = "\
Examples:
  vncurl man > vncurl.1
  vncurl man url > vncurl-url.1")]
    Man(ManOptions),
    /// Serve a small cloud on 127.0.0.1 that verifies signatures, for tests and first steps
    ///
    /// Its first line is a JSON object with its address, its published credentials and its
    /// instances. Give the address to any command as --endpoint, and the credentials as the
    /// environment variables of their cloud. Ctrl-C ends it.
    #[command(after_help = "\
Examples:
  vncurl sim --port 4567
  vncurl sim --tls --ca-out ca.pem")]
    Sim(SimOptions),
    /// Go the whole way once against the simulator: no account, no network
    #[command(after_help = "\
Examples:
  vncurl demo
  vncurl demo --provider alibaba-ecs --open")]
    Demo(DemoOptions),
}

impl Command {
    /// Whether the answer is to be JSON.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Url(UrlOptions { reach, .. })
            | Self::Doctor(DoctorOptions { reach, .. })
            | Self::Open(OpenOptions { target: Target { reach, .. }, .. })
            | Self::Explain(Target { reach, .. })
            | Self::Status(StatusOptions { reach, .. })
            | Self::Regions(RegionsOptions { reach })
            | Self::Find(FindOptions { reach, .. }) => reach.json,
            Self::Providers(options) => options.json,
            Self::Credentials(options) => options.json,
            Self::Sim(_) | Self::Completions(_) | Self::Man(_) => false,
            Self::Demo(options) => options.json,
        }
    }
}

/// An instance, how to reach its cloud, and its viewer page.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Id of the instance: ins-… (CVM), ein-… (ECM), lhins-… (Lighthouse), i-… (ECS)
    pub(crate) instance: String,

    #[command(flatten)]
    pub(crate) reach: Reach,

    #[command(flatten)]
    pub(crate) page: Page,
}

/// Which consoles to print, and how.
#[derive(Args, Debug)]
pub(crate) struct UrlOptions {
    /// Ids of instances: ins-… (CVM), ein-… (ECM), lhins-… (Lighthouse), i-… (ECS); `-` reads them
    /// from standard input, one a line
    #[arg(required = true, value_name = "ID")]
    pub(crate) instances: Vec<String>,

    /// Print the bare wss:// address, for a native viewer, instead of the viewer page's; with
    /// --json besides it
    #[arg(long)]
    pub(crate) websocket: bool,

    /// Wait for an instance that does not run yet: so many seconds, 1 to 3600, or --timeout where
    /// that is longer; with one id
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) wait_running: Option<Duration>,

    /// Write the ids that have no console to this file at the end, one a line
    #[arg(long, value_name = "FILE")]
    pub(crate) failed: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) destination: Destination,

    #[command(flatten)]
    pub(crate) reach: Reach,

    #[command(flatten)]
    pub(crate) page: Page,
}

/// Which console to open, and how often.
#[derive(Args, Debug)]
pub(crate) struct OpenOptions {
    #[command(flatten)]
    pub(crate) target: Target,

    /// Wait for an instance that does not run yet: so many seconds, 1 to 3600, or --timeout where
    /// that is longer
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) wait_running: Option<Duration>,

    /// Stay, and open the console again, with a new address, on each Enter
    #[arg(long)]
    pub(crate) reconnect: bool,
}

/// Whose states to list.
#[derive(Args, Debug)]
pub(crate) struct StatusOptions {
    /// Ids of instances of one provider; `-` reads them from standard input, one a line; none: all
    /// instances of the region
    #[arg(value_name = "ID")]
    pub(crate) instances: Vec<String>,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// Whose regions to list.
#[derive(Args, Debug)]
pub(crate) struct RegionsOptions {
    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// What to find, and where.
#[derive(Args, Debug)]
pub(crate) struct FindOptions {
    /// Address, name or id
    #[arg(value_name = "IP|NAME|ID")]
    pub(crate) wanted: String,

    /// Look in every region of the provider, at the rate that the cloud permits
    #[arg(long, conflicts_with = "region")]
    pub(crate) all_regions: bool,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// Where the simulator listens, and how large it is.
#[derive(Args, Debug)]
pub(crate) struct SimOptions {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,

    /// End when standard input closes: with the program that started it
    #[arg(long)]
    pub(crate) parent: bool,

    /// Add so many machines to CVM (ins-f0000000, …) and to ECS (i-f0000000, …), at most 100000
    #[arg(long, value_name = "NUMBER", default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(..=100_000))]
    pub(crate) fleet: u32,

    /// Let every call through, however many there are in a second
    #[arg(long)]
    pub(crate) unlimited: bool,

    /// Show screens with the noVNC in this folder (npm's @novnc/novnc), not the built-in viewer
    #[arg(long, value_name = "DIR")]
    pub(crate) novnc: Option<PathBuf>,

    /// Put a real VNC server behind the addresses of an instance; may be repeated
    #[arg(long, value_name = "INSTANCE=HOST:PORT")]
    pub(crate) bridge: Vec<Bridge>,

    /// Serve https and wss, with a certificate authority made for this run
    #[arg(long, requires = "ca_out")]
    pub(crate) tls: bool,

    /// Write the authority's certificate to this file, in PEM
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(crate) ca_out: Option<PathBuf>,
}

/// Which cloud the demo shows.
#[derive(Args, Debug)]
pub(crate) struct DemoOptions {
    /// Provider to show
    #[arg(long, value_name = "NAME", default_value = "tencent-cvm",
        value_parser = PossibleValuesParser::new(PROVIDERS.map(|provider| provider.name)))]
    pub(crate) provider: String,

    /// Open the console in the system's browser and serve it until it closes
    #[arg(long)]
    pub(crate) open: bool,

    /// Answer in JSON, failures too
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::CommandFactory;

    use super::*;
    use crate::project;

    /// The command lines of a text, each on a line of its own, without prompt and comment.
    fn shown(text: &str) -> impl Iterator<Item = &str> {
        text.lines()
            .map(|line| line.trim().trim_start_matches("$ "))
            .filter(|line| line.starts_with("vncurl ") && !line.contains('…'))
            .flat_map(|line| line.split(" # ").next().unwrap().split('|'))
            .map(|command| command.split(['<', '>', '&']).next().unwrap().trim())
            .filter(|command| command.starts_with("vncurl "))
    }

    /// What is broken by hand is broken again, in the wrong places, where a terminal is narrower.
    #[test]
    fn the_end_of_every_help_fits_eighty_columns() {
        let mut command = Arguments::command();
        let ends = [command.get_after_help(), command.get_after_long_help()];
        let ends =
            ends.into_iter().chain(command.get_subcommands().map(clap::Command::get_after_help));
        let texts: Vec<_> = ends.flatten().map(ToString::to_string).collect();
        for line in texts.iter().flat_map(|text| text.lines()) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for verb in command.get_subcommands_mut() {
            let help = verb.render_long_help().to_string();
            assert!(help.contains("\nExample"), "{} has no example", verb.get_name());
        }
    }

    #[test]
    fn every_command_line_that_is_shown_can_be_read() {
        let Some(root) = project::root() else { return };
        let pages = fs::read_dir(root.join("docs")).unwrap().map(|page| page.unwrap().path());
        let mut texts: Vec<_> = pages
            .chain([
                root.join("README.md"),
                root.join("python/README.md"),
                root.join("cli/README.md"),
            ])
            .map(|page| fs::read_to_string(page).unwrap())
            .collect();
        let mut command = Arguments::command();
        texts.push(command.render_long_help().to_string());
        for verb in command.get_subcommands_mut() {
            texts.push(verb.render_long_help().to_string());
        }
        let commands: Vec<_> = texts.iter().flat_map(|text| shown(text)).collect();
        for command in &commands {
            let read = Arguments::try_parse_from(command.split_whitespace());
            assert!(read.is_ok(), "{command}: {}", read.unwrap_err());
        }
        assert!(commands.len() > 30, "{commands:?}");
    }
}
