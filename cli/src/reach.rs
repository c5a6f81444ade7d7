//! How a cloud is reached: the options that every command to a cloud has.
#![expect(clippy::doc_markdown, reason = "the comments are what --help shows")]

use core::time::Duration;
use std::path::PathBuf;

use clap::{Args, builder::PossibleValuesParser};
use vncurl::{
    Client, ClientBuilder, Environment,
    core::{Method, PROVIDERS, SIGNATURE_VERSIONS, Site, provider::by_instance_id},
};

use crate::{defaults::Defaults, failure::Failure, shell::Words};

/// Provider, region and how requests are sent.
#[derive(Args, Clone, Debug)]
pub(crate) struct Reach {
    /// Provider, when no id tells it
    #[arg(long, value_name = "NAME",
        value_parser = PossibleValuesParser::new(PROVIDERS.map(|provider| provider.name)))]
    pub(crate) provider: Option<String>,

    /// Region of the instance [else TENCENTCLOUD_REGION or ALIBABA_CLOUD_REGION_ID; no default]
    ///
    /// Tencent's ECM needs none.
    #[arg(long)]
    pub(crate) region: Option<String>,

    /// Take the credentials, and the region where none is given, from this profile of the cloud's
    /// own tools
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Ask this host instead of the cloud's own: https://host[:port], or http:// with a loopback
    /// address
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,

    /// Which of the cloud's own hosts; intl is Tencent's international site
    #[arg(long, value_parser = PossibleValuesParser::new(Site::ALL.map(Site::as_str)))]
    pub(crate) site: Option<String>,

    /// How requests are signed [default: tc3 or acs3]
    #[arg(long, value_name = "NAME",
        value_parser = PossibleValuesParser::new(SIGNATURE_VERSIONS.map(|version| version.name)))]
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

    /// Seconds that a call may take with its retries, 1 to 3600 [default: 40]
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,

    /// Answer in JSON, failures too; docs/command.md has the forms
    #[arg(long)]
    pub(crate) json: bool,
}

/// A number of seconds as people may ask for.
pub(crate) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("not a whole number of seconds from 1 to 3600".to_owned()),
    }
}

impl Reach {
    /// The settings that this command line describes, and where it is silent the defaults. The
    /// provider is the one that is named, else the one that an id tells, else the default one.
    pub(crate) fn builder(&self, instance_id: Option<&str>) -> Result<ClientBuilder, Failure> {
        self.builder_with(&Defaults::read()?, instance_id)
    }

    /// [`Reach::builder`] with these defaults.
    pub(crate) fn builder_with(
        &self,
        defaults: &Defaults,
        instance_id: Option<&str>,
    ) -> Result<ClientBuilder, Failure> {
        let of_id = instance_id.filter(|id| by_instance_id(id).is_some());
        let mut builder = match (self.provider.as_deref(), of_id, defaults.provider(), instance_id)
        {
            (Some(name), ..) | (None, None, Some(name), _) => Client::builder(name)?,
            (None, Some(id), ..) | (None, None, None, Some(id)) => Client::builder_of(id)?,
            (None, None, None, None) => return Err(Failure::NoProvider),
        };
        let provider = builder.provider();
        let default = |key| defaults.get(key, provider.name);
        builder = builder.unsigned_payload(self.unsigned_payload);
        // The cloud's own variable, which the client reads, goes before the file.
        let of_cloud = Environment::of_process().region(provider.cloud);
        let of_file = defaults.of_file("region", provider.name).filter(|_| of_cloud.is_none());
        let region = self.region.as_deref().or(defaults.of_environment("region")).or(of_file);
        if let Some(region) = region {
            builder = builder.region(region);
        }
        if let Some(profile) = self.profile.as_deref().or(default("profile")) {
            builder = builder.profile(profile);
        }
        if let Some(endpoint) = self.endpoint.as_deref().or(default("endpoint")) {
            builder = builder.endpoint(endpoint);
        }
        let site = self.site.as_deref().or(default("site"));
        if let Some(site) = Site::ALL.into_iter().find(|known| site == Some(known.as_str())) {
            builder = builder.site(site);
        }
        if let Some(signature) = self.signature.as_deref().or(default("signature")) {
            builder = builder.signature(signature)?;
        }
        let method = self.method.as_deref().or(default("method"));
        if let Some(method) = Method::ALL.into_iter().find(|known| method == Some(known.as_str())) {
            builder = builder.method(method);
        }
        if let Some(ca) = self.ca(defaults, provider.name) {
            builder = builder.ca_file(ca);
        }
        if let Some(viewer) = default("viewer") {
            builder = builder.viewer(viewer);
        }
        if let Some(timeout) = self.timeout.or(default("timeout").and_then(|t| seconds(t).ok())) {
            builder = builder.timeout(timeout);
        }
        Ok(builder)
    }

    /// The file with certificates that are trusted besides the usual ones.
    pub(crate) fn ca(&self, defaults: &Defaults, provider_name: &str) -> Option<PathBuf> {
        self.ca.clone().or_else(|| defaults.get("ca", provider_name).map(PathBuf::from))
    }

    /// Repeat the options for a command line that asks the same cloud, but the region.
    pub(crate) fn repeat(&self, words: &mut Words) {
        words.option("--provider", self.provider.as_deref());
        words.option("--profile", self.profile.as_deref());
        words.option("--endpoint", self.endpoint.as_deref());
        words.option("--site", self.site.as_deref());
        words.option("--signature", self.signature.as_deref());
        words.option("--method", self.method.as_deref());
        words.flag("--unsigned-payload", self.unsigned_payload);
        words.option("--ca", self.ca.as_deref().map(|path| path.to_string_lossy()).as_deref());
        let seconds = self.timeout.map(|timeout| timeout.as_secs().to_string());
        words.option("--timeout", seconds.as_deref());
    }
}
