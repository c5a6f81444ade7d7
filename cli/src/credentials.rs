//! `vncurl credentials`: which source would sign, and why the others were passed over.

use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, builder::PossibleValuesParser};
use serde::Serialize;
use vncurl::{
    Client, Credentials, Environment, Error, Looked, Sources,
    core::{Cloud, PROVIDERS, time::UtcText},
};

use crate::{
    defaults::Defaults,
    examination::masked,
    exit,
    failure::Failure,
    output::{Output, answer, cell, json},
};

/// Whose credentials to look for.
#[derive(Args, Debug)]
pub(crate) struct CredentialsOptions {
    /// Only the cloud of this provider
    #[arg(long, value_name = "NAME",
        value_parser = PossibleValuesParser::new(PROVIDERS.map(|provider| provider.name)))]
    pub(crate) provider: Option<String>,

    /// Only this profile of the cloud's own tools
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// Answer in JSON, failures too; docs/command.md has the forms
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn run(options: &CredentialsOptions, output: &Output) -> Result<(), Failure> {
    let defaults = Defaults::read()?;
    let named = options.provider.as_deref().map(Client::builder).transpose()?;
    let clouds = named.map_or_else(
        || [Cloud::Tencent, Cloud::Alibaba].to_vec(),
        |builder| vec![builder.provider().cloud],
    );
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let environment = Environment::of_process();
    let mut worst = None;
    let mut has_any = false;
    for cloud in clouds {
        let name = name_of(cloud);
        let of_provider = options.provider.as_deref().unwrap_or_default();
        let profile = options.profile.as_deref().or(defaults.get("profile", of_provider));
        let mut sources = Sources::new(&environment, now);
        if let Some(profile) = profile {
            sources = sources.profile(profile);
        }
        let object = match Credentials::find(cloud, &sources) {
            Ok(found) => {
                has_any = true;
                let credentials = &found.credentials;
                CredentialsObject {
                    cloud: name,
                    source: Some(found.origin.source.as_str()),
                    place: Some(found.origin.place.clone()),
                    key_id: Some(masked(credentials.key_id())),
                    not_after: credentials.not_after().and_then(utc),
                    region: found.origin.region.clone(),
                    warnings: found.origin.warnings.iter().map(ToString::to_string).collect(),
                    ..CredentialsObject::none(name, &found.origin.skipped)
                }
            }
            Err(Error::NoCredentials { looked }) => CredentialsObject::none(name, &looked),
            Err(error) => {
                let failure = Failure::from(error);
                worst = worst.max(Some(failure.exit_code()));
                let problem = Some(failure.message());
                CredentialsObject { problem, ..CredentialsObject::none(name, &[]) }
            }
        };
        if output.is_json() {
            json(&object)?;
        } else {
            object.lines().iter().try_for_each(|line| answer(line))?;
        }
    }
    if let Some(code) = worst {
        return Err(Failure::Told { code });
    }
    if has_any {
        return Ok(());
    }
    let advice = Error::NoCredentials { looked: Vec::new() }.advice();
    output.remark(&format!("  next: {advice}"));
    Err(Failure::Told { code: exit::CREDENTIALS })
}

/// RFC 3339, of a Unix second.
fn utc(second: u64) -> Option<String> {
    UtcText::new(second).ok().map(|text| text.as_str().to_owned())
}

fn name_of(cloud: Cloud) -> &'static str {
    match cloud {
        Cloud::Tencent => "tencent",
        _ => "alibaba",
    }
}

/// What was found for a cloud, members in this order.
#[derive(Serialize)]
struct CredentialsObject {
    cloud: &'static str,
    source: Option<&'static str>,
    place: Option<String>,
    key_id: Option<String>,
    not_after: Option<String>,
    region: Option<String>,
    skipped: Vec<SkippedObject>,
    warnings: Vec<String>,
    problem: Option<String>,
}

/// A source that was passed over.
#[derive(Serialize)]
struct SkippedObject {
    place: String,
    why: String,
}

impl CredentialsObject {
    fn none(cloud: &'static str, looked: &[Looked]) -> Self {
        let skipped = |looked: &Looked| SkippedObject {
            place: looked.place.clone(),
            why: looked.found.to_string(),
        };
        Self {
            cloud,
            source: None,
            place: None,
            key_id: None,
            not_after: None,
            region: None,
            skipped: looked.iter().map(skipped).collect(),
            warnings: Vec::new(),
            problem: None,
        }
    }

    /// Cloud, state and what there is to say, a tab between.
    fn lines(&self) -> Vec<String> {
        let line = |state: &str, text: &str| format!("{}\t{state}\t{}", self.cloud, cell(text));
        let mut lines = Vec::new();
        if let (Some(place), Some(key_id)) = (&self.place, &self.key_id) {
            let end = self.not_after.as_ref().map_or(String::new(), |end| format!(", until {end}"));
            lines.push(line("used", &format!("{place}, key id {key_id}{end}")));
        }
        lines.extend(self.problem.as_ref().map(|problem| line("failed", problem)));
        lines.extend(self.warnings.iter().map(|warning| line("warning", warning)));
        let skipped = |SkippedObject { place, why }: &SkippedObject| {
            line("skipped", &format!("{place}: {why}"))
        };
        lines.extend(self.skipped.iter().map(skipped));
        lines
    }
}
