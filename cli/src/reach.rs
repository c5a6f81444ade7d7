//! How a cloud is reached: the options that every command to a cloud has.
#![expect(clippy::doc_markdown, reason = "the comments are what --help shows")]

use core::time::Duration;
use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use vncurl::{
    Client, ClientBuilder,
    core::{Method, Site},
};

use crate::{failure::Failure, shell::Words};

/// Provider, region and how requests are sent.
#[derive(Args, Debug)]
pub(crate) struct Reach {
    /// Provider, when no id tells it: tencent-cvm, tencent-ecm, tencent-lighthouse, alibaba-ecs
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: Option<String>,

    /// Region of the instance [else TENCENTCLOUD_REGION or ALIBABA_CLOUD_REGION_ID; no default]
    ///
    /// Tencent's ECM needs none.
    #[arg(long)]
    pub(crate) region: Option<String>,

    /// Ask this host instead of the cloud's own: https://host[:port], or http:// with a loopback
    /// address
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Which of the cloud's own hosts; intl is Tencent's international site
    #[arg(long, value_parser = PossibleValuesParser::new(Site::ALL.map(Site::as_str)))]
    pub(crate) site: Option<String>,

    /// How requests are signed: tc3, tencent-v1-hmacsha1, tencent-v1-hmacsha256, acs3, alibaba-rpc
    /// [default: tc3 or acs3]
    #[arg(long, value_name = "NAME")]
    pub(crate) signature: Option<String>,

    /// HTTP method, and where it carries the parameters [default: the signature's usual one]
    #[arg(long, value_parser = PossibleValuesParser::new(Method::ALL.map(Method::as_str)))]
    pub(crate) method: Option<String>,

    /// Leave the body out of the signature (tc3 alone)
    #[arg(long)]
    pub(crate) unsigned_payload: bool,

    /// Trust the certificates in this PEM file besides the usual roots
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// Seconds that a call may take with its retries, 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value = TIMEOUT, value_parser = seconds)]
    pub(crate) timeout: Duration,

    /// Answer in JSON, failures too; docs/command.md has the forms
    #[arg(long)]
    pub(crate) json: bool,
}

const TIMEOUT: &str = "40";

/// A number of seconds as people may ask for.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("not a whole number of seconds from 1 to 3600".to_owned()),
    }
}

impl Reach {
    /// The settings that this command line describes; an id tells the provider when nothing else
    /// does.
    pub(crate) fn builder(&self, instance_id: Option<&str>) -> Result<ClientBuilder, Failure> {
        let mut builder = match (&self.provider, instance_id) {
            (Some(name), _) => Client::builder(name)?,
            (None, Some(id)) => Client::builder_of(id)?,
            (None, None) => return Err(Failure::NoProvider),
        };
        builder = builder.timeout(self.timeout).unsigned_payload(self.unsigned_payload);
        if let Some(region) = &self.region {
            builder = builder.region(region);
        }
        if let Some(endpoint) = &self.endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(site) = Site::ALL.into_iter().find(|site| self.names(*site)) {
            builder = builder.site(site);
        }
        if let Some(signature) = &self.signature {
            builder = builder.signature(signature)?;
        }
        let wanted = |method: &Method| self.method.as_deref() == Some(method.as_str());
        if let Some(method) = Method::ALL.into_iter().find(wanted) {
            builder = builder.method(method);
        }
        if let Some(ca) = &self.ca {
            builder = builder.ca_file(ca);
        }
        Ok(builder)
    }

    fn names(&self, site: Site) -> bool {
        self.site.as_deref() == Some(site.as_str())
    }

    /// Repeat the options for a command line that asks the same cloud, but the region.
    pub(crate) fn repeat(&self, words: &mut Words) {
        words.option("--provider", self.provider.as_deref());
        words.option("--endpoint", self.endpoint.as_deref());
        words.option("--site", self.site.as_deref());
        words.option("--signature", self.signature.as_deref());
        words.option("--method", self.method.as_deref());
        words.flag("--unsigned-payload", self.unsigned_payload);
        words.option("--ca", self.ca.as_deref().map(|path| path.to_string_lossy()).as_deref());
        let seconds = self.timeout.as_secs().to_string();
        words.option("--timeout", Some(&*seconds).filter(|seconds| *seconds != TIMEOUT));
    }
}
