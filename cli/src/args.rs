//! The command line.
#![expect(clippy::doc_markdown, reason = "the comments are what --help shows")]

use core::time::Duration;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::exit;

/// The console URL of a virtual machine on Tencent Cloud or Alibaba Cloud.
///
/// The cloud gives a VNC address to a signed request; it lives 15 seconds and is useless until it
/// stands, unchanged, in the right viewer page. vncurl signs, asks, checks, and builds that page's
/// address.
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
  vncurl demo
  vncurl open ins-r9hr2upy --region ap-beijing
  vncurl url i-bp1hzoinajzkh91h0001 --region cn-hangzhou --linux --json";

const CREDENTIALS: &str = "\
Credentials come from the environment, never from the command line:
  Tencent  TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY, [TENCENTCLOUD_TOKEN]
  Alibaba  ALIBABA_CLOUD_ACCESS_KEY_ID, ALIBABA_CLOUD_ACCESS_KEY_SECRET,
           [ALIBABA_CLOUD_SECURITY_TOKEN]
A proxy comes from HTTPS_PROXY, the browser from BROWSER or the system.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the console URL: on standard output, alone
    Url(Target),
    /// Open the console in the system's browser
    Open(Target),
    /// Show what is signed, step by step, and send nothing
    Explain(Target),
    /// Serve a small cloud on 127.0.0.1 that verifies signatures, for tests and first steps
    Sim(SimOptions),
    /// Go the whole way once against the simulator: no account, no network
    Demo(DemoOptions),
}

impl Command {
    /// Whether the answer is to be JSON.
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Url(target) | Self::Open(target) | Self::Explain(target) => target.json,
            Self::Sim(_) => false,
            Self::Demo(options) => options.json,
        }
    }
}

/// An instance and how to reach its cloud.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Id of the instance; ins-… is Tencent's CVM, i-… Alibaba's ECS
    pub(crate) instance: String,

    /// Provider, when the id does not tell it: tencent-cvm, alibaba-ecs
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: Option<String>,

    /// Region of the instance [else TENCENTCLOUD_REGION or ALIBABA_CLOUD_REGION_ID; no default]
    #[arg(long)]
    pub(crate) region: Option<String>,

    /// Ask this host instead of the cloud's own: https://host[:port], or http:// with a loopback
    /// address
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Viewer page instead of the cloud's own, without `?`
    #[arg(long, value_name = "URL")]
    pub(crate) viewer: Option<String>,

    /// Trust the certificates in this PEM file besides the usual roots
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// The guest runs Windows (Alibaba's page must know)
    #[arg(long, conflicts_with = "linux")]
    pub(crate) windows: bool,

    /// The guest does not run Windows (Alibaba's page must know)
    #[arg(long)]
    pub(crate) linux: bool,

    /// Seconds that the whole call may take, 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value = "40", value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Answer in JSON, failures too
    #[arg(long)]
    pub(crate) json: bool,
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("not a whole number of seconds from 1 to 3600".to_owned()),
    }
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
}

/// Which cloud the demo shows.
#[derive(Args, Debug)]
pub(crate) struct DemoOptions {
    /// Provider to show
    #[arg(long, value_name = "NAME", default_value = "tencent-cvm")]
    pub(crate) provider: String,

    /// Answer in JSON, failures too
    #[arg(long)]
    pub(crate) json: bool,
}
