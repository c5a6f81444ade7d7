//! The files of Alibaba Cloud's command line and SDKs.
//!
//! Sources, read 2026-11: Alibaba Cloud's credentials libraries for Python and Go and its command
//! line: `~/.aliyun/config.json`, `~/.alibabacloud/credentials` and `credentials.ini`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use vncurl_core::Cloud;
use zeroize::Zeroizing;

use super::{
    file,
    file::Secrets,
    find::{Sources, Step},
    ini::Sections,
    renewal::Renewal,
    role,
    stored::{self, Answer, Keys, Loaded},
};
use crate::{Credentials, Error, Looked, Source, SourceFault, Warning};

/// The variable that names a profile.
pub(crate) const PROFILE: &str = "ALIBABA_CLOUD_PROFILE";

/// The variable that names the INI file.
pub(crate) const FILE: &str = "ALIBABA_CLOUD_CREDENTIALS_FILE";

/// The variable that switches the profiles of the command line off.
const CLI_DISABLED: &str = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";

/// The sources before the metadata service, in the order in which they are asked.
pub(crate) const FILES: &[Step] = &[
    Step { name: "role of an OIDC token", ask: oidc },
    Step { name: "profile of the command line", ask: cli },
    Step { name: "credentials file of the SDKs", ask: credentials_file },
];

const OIDC_VARIABLES: [&str; 3] =
    ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];

const NO_FILE: &str = "there is no such file";
const NO_HOME: &str = "there is no home folder";
const NO_KEYS: &str = "holds neither a key id nor a secret";
const LOG_IN: &str = "log in again with aliyun configure";

/// A pod with these three is meant to act as their role: another identity that happens to be at
/// hand, such as the node's, would be the wrong one.
fn oidc(sources: &Sources<'_>) -> Result<Answer, Error> {
    let place = format!("environment {}", OIDC_VARIABLES.join(", "));
    if sources.profile.is_some() {
        return Ok(Answer::nothing(place, "not asked: a profile was named"));
    }
    if OIDC_VARIABLES.iter().all(|name| sources.environment.read(name).is_some()) {
        return Err(stored::at(place)(SourceFault::Unsupported { way: "a role of an OIDC token" }));
    }
    Ok(Answer::nothing(place, "not set"))
}

#[derive(Deserialize)]
struct Config {
    current: Option<String>,
    #[serde(default)]
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
struct Profile {
    name: String,
    #[serde(default)]
    mode: String,
    access_key_id: Option<Zeroizing<String>>,
    access_key_secret: Option<Zeroizing<String>>,
    sts_token: Option<Zeroizing<String>>,
    sts_expiration: Option<u64>,
    ram_role_name: Option<String>,
    region_id: Option<String>,
}

fn cli(sources: &Sources<'_>) -> Result<Answer, Error> {
    let place = "~/.aliyun/config.json";
    let disabled = sources.environment.read(CLI_DISABLED);
    if sources.profile.is_none() && disabled.is_some_and(|value| value.eq_ignore_ascii_case("true"))
    {
        return Ok(Answer::nothing(place, "switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED"));
    }
    let Some(path) = sources.in_home(".aliyun/config.json") else {
        return Ok(Answer::nothing(place, NO_HOME));
    };
    let variable = || sources.environment.read(PROFILE);
    match sources.profile.map(str::to_owned).or_else(variable) {
        Some(name) => of_profile(sources, &path, &name),
        None => of_profile(sources, &path, ""),
    }
}

/// The profile of this name, or the current one when the name is empty.
fn of_profile(sources: &Sources<'_>, path: &Path, name: &str) -> Result<Answer, Error> {
    let shown = path.display();
    let Some((config, warning)) = file::read_json::<Config>(path)? else {
        return Ok(Answer::nothing(shown.to_string(), NO_FILE));
    };
    let current = config.current.filter(|current| !current.is_empty());
    let wanted = if name.is_empty() { current.as_deref().unwrap_or("default") } else { name };
    let place = format!("profile {wanted} of {shown}");
    let Some(profile) = config.profiles.into_iter().find(|profile| profile.name == wanted) else {
        if name.is_empty() && current.is_some() {
            let name = wanted.to_owned();
            let known = cli_profiles(sources);
            return Err(stored::at(shown.to_string())(SourceFault::NoProfile { name, known }));
        }
        return Ok(Answer::nothing(place, "is not there"));
    };
    let region = profile.region_id.clone().filter(|region| !region.is_empty());
    let Some(mut loaded) = of_mode(sources, profile, &place, warning)? else {
        return Ok(Answer::nothing(place, NO_KEYS));
    };
    if loaded.source == Source::AliyunCli && loaded.credentials.not_after().is_some() {
        let renewal = Renewal::file(path.to_owned(), Some(wanted.to_owned()), of_profile);
        loaded.renewal = Some(renewal);
    }
    loaded.region = region;
    Ok(Answer::Found(Box::new(loaded)))
}

/// The names of the profiles of the command line.
pub(crate) fn cli_profiles(sources: &Sources<'_>) -> Vec<String> {
    let path = sources.in_home(".aliyun/config.json");
    let read = path.and_then(|path| file::read_json::<Config>(&path).ok().flatten());
    let (config, _) = read.unzip();
    config.into_iter().flat_map(|config| config.profiles).map(|profile| profile.name).collect()
}

fn of_mode(
    sources: &Sources<'_>,
    profile: Profile,
    place: &str,
    warning: Option<Warning>,
) -> Result<Option<Loaded>, Error> {
    let mode = profile.mode.to_ascii_lowercase();
    if mode == "ecsramrole" {
        return of_role(sources, profile.ram_role_name.as_deref(), place).map(Some);
    }
    let keys =
        |token| Keys { key_id: profile.access_key_id, secret: profile.access_key_secret, token };
    let ending = |credentials: Credentials| match profile.sts_expiration {
        Some(not_after @ 1..) => credentials.with_not_after(not_after),
        _ => credentials,
    };
    let read = match mode.as_str() {
        "ak" => keys(None).credentials(),
        "ststoken" | "cloudsso" | "oauth" | "external" => {
            keys(profile.sts_token).temporary().map(|credentials| Some(ending(credentials)))
        }
        _ => Err(SourceFault::Unsupported { way: mode_name(&mode) }),
    };
    let checked = read.and_then(|credentials| {
        credentials.map(|found| stored::check(found, sources.now, LOG_IN)).transpose()
    });
    Ok(checked.map_err(stored::at(place))?.map(|credentials| {
        let mut loaded = Loaded::new(credentials, Source::AliyunCli, place.to_owned());
        loaded.warning = warning;
        loaded
    }))
}

fn of_role(sources: &Sources<'_>, name: Option<&str>, place: &str) -> Result<Loaded, Error> {
    let name = name.filter(|name| !name.is_empty());
    let role = role::named(Cloud::Alibaba, sources.environment, name)?;
    let mut loaded = role.load(sources.now)?;
    loaded.place = format!("{}, as {place} says", loaded.place);
    Ok(loaded)
}

/// The modes that need a call to another service, a program or another kind of key.
fn mode_name(mode: &str) -> &'static str {
    match mode {
        "ramrolearn" => "the mode RamRoleArn",
        "chainableramrolearn" => "the mode ChainableRamRoleArn",
        "oidc" => "the mode OIDC",
        "credentialsuri" => "the mode CredentialsURI",
        "rsakeypair" => "the mode RsaKeyPair",
        "bearertoken" => "the mode BearerToken",
        "anonymous" => "the mode Anonymous",
        _ => "a mode that is not known",
    }
}

fn credentials_file(sources: &Sources<'_>) -> Result<Answer, Error> {
    let variable = || sources.environment.read(PROFILE);
    let section = sources.profile.map(str::to_owned).or_else(variable);
    let section = section.unwrap_or_else(|| "default".to_owned());
    if let Some(path) = sources.environment.read_set(FILE) {
        if path.is_empty() {
            return Err(stored::at(FILE)(SourceFault::Invalid { expected: "the name of a file" }));
        }
        let path = PathBuf::from(path);
        return match file::read(&path)? {
            Some(secrets) => of_section(sources, &path, &secrets, &section),
            None => Err(file::fault(&path, NO_FILE)),
        };
    }
    // The first is the name in Go, Node and PHP, the second that in Python.
    let names = [".alibabacloud/credentials", ".alibabacloud/credentials.ini"];
    let mut looked = Vec::new();
    for name in names {
        let Some(path) = sources.in_home(name) else {
            looked.push(Looked::new(format!("~/{name}"), NO_HOME));
            continue;
        };
        let Some(secrets) = file::read(&path)? else {
            looked.push(Looked::new(path.display().to_string(), NO_FILE));
            continue;
        };
        match of_section(sources, &path, &secrets, &section)? {
            Answer::Found(mut loaded) => {
                loaded.skipped = looked;
                return Ok(Answer::Found(loaded));
            }
            Answer::Nothing(more) => looked.extend(more),
        }
    }
    Ok(Answer::Nothing(looked))
}

fn of_section(
    sources: &Sources<'_>,
    path: &Path,
    secrets: &Secrets,
    name: &str,
) -> Result<Answer, Error> {
    let place = format!("[{name}] of {}", path.display());
    let sections = Sections::parse(path, &secrets.text)?;
    let Some(section) = sections.section(name) else {
        return Ok(Answer::nothing(place, "has no such section"));
    };
    let read = match section.value("type") {
        Some("ecs_ram_role") => {
            let loaded = of_role(sources, section.value("role_name"), &place)?;
            return Ok(Answer::Found(Box::new(loaded)));
        }
        Some("access_key") | None => Keys {
            key_id: section.secret("access_key_id"),
            secret: section.secret("access_key_secret"),
            token: None,
        }
        .credentials(),
        Some(kind) => Err(SourceFault::Unsupported { way: type_name(kind) }),
    };
    let checked = read.and_then(|credentials| {
        credentials.map(|found| stored::check(found, sources.now, "")).transpose()
    });
    Ok(match checked.map_err(stored::at(place.clone()))? {
        None => Answer::nothing(place, NO_KEYS),
        Some(credentials) => {
            let mut loaded = Loaded::new(credentials, Source::CredentialsFile, place);
            loaded.warning.clone_from(&secrets.warning);
            Answer::Found(Box::new(loaded))
        }
    })
}

fn type_name(kind: &str) -> &'static str {
    match kind {
        "ram_role_arn" => "the type ram_role_arn",
        "oidc_role_arn" => "the type oidc_role_arn",
        "rsa_key_pair" => "the type rsa_key_pair",
        _ => "a type that is not known",
    }
}
