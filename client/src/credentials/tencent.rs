//! The files of Tencent Cloud's SDKs and command line.
//!
//! Sources, read 2026-11: Tencent Cloud's Python and Go SDKs (`~/.tencentcloud/credentials`) and
//! tccli (`~/.tccli/<profile>.credential`, `.configure`).

use std::path::{Path, PathBuf};

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    file,
    file::Secrets,
    find::Step,
    ini::Sections,
    renewal::Renewal,
    role,
    stored::{self, Answer, Keys, Loaded},
};
use crate::{Error, Looked, Source, SourceFault, Sources};

/// The variable that names a profile of tccli.
pub(crate) const PROFILE: &str = "TCCLI_PROFILE";

/// The variable that names the INI file.
pub(crate) const FILE: &str = "TENCENTCLOUD_CREDENTIALS_FILE";

/// The files, in the order in which they are asked.
pub(crate) const FILES: &[Step] = &[
    Step { name: "credentials file of the SDKs", ask: credentials_file },
    Step { name: "profile of tccli", ask: tccli },
];

/// A pod's role, which would need a call to STS.
pub(crate) const TKE: Step = Step { name: "role of a TKE pod", ask: |sources| Ok(tke(sources)) };

const TKE_VARIABLES: [&str; 4] =
    ["TKE_REGION", "TKE_PROVIDER_ID", "TKE_WEB_IDENTITY_TOKEN_FILE", "TKE_ROLE_ARN"];

const ASSUMED: SourceFault = SourceFault::Unsupported { way: "an assumed role (role_arn)" };
const NO_KEYS: &str = "holds neither a key id nor a secret";
const NO_SECTION: &str = "has no such section";

/// The INI file: the one that is named, else that of the home folder, else the system's.
fn credentials_file(sources: &Sources<'_>) -> Result<Answer, Error> {
    let section = sources.profile.unwrap_or("default");
    if let Some(path) = sources.environment.read_set(FILE) {
        if path.is_empty() {
            return Err(stored::at(FILE)(SourceFault::Invalid { expected: "the name of a file" }));
        }
        let path = PathBuf::from(path);
        return match file::read(&path)? {
            Some(secrets) => of_section(&path, &secrets, section),
            None => Err(file::fault(&path, "there is no such file")),
        };
    }
    let mut looked = Vec::new();
    let in_home = sources.in_home(".tencentcloud/credentials");
    if in_home.is_none() {
        looked.push(Looked::new("~/.tencentcloud/credentials", "there is no home folder"));
    }
    for path in in_home.into_iter().chain([sources.system.join("tencentcloud/credentials")]) {
        if let Some(secrets) = file::read(&path)? {
            return of_section(&path, &secrets, section).map(|answer| match answer {
                Answer::Found(mut loaded) => {
                    loaded.skipped = looked;
                    Answer::Found(loaded)
                }
                Answer::Nothing(more) => {
                    looked.extend(more);
                    Answer::Nothing(looked)
                }
            });
        }
        looked.push(Looked::new(path.display().to_string(), "there is no such file"));
    }
    Ok(Answer::Nothing(looked))
}

fn of_section(path: &Path, secrets: &Secrets, name: &str) -> Result<Answer, Error> {
    let place = format!("[{name}] of {}", path.display());
    let sections = Sections::parse(path, &secrets.text)?;
    let Some(section) = sections.section(name) else {
        return Ok(Answer::nothing(place, NO_SECTION));
    };
    let keys = Keys {
        key_id: section.secret("secret_id"),
        secret: section.secret("secret_key"),
        token: section.secret("token"),
    };
    if section.value("role_arn").is_some() {
        return Err(stored::at(place)(ASSUMED));
    }
    let checked = keys
        .credentials()
        .and_then(|keys| keys.map(|credentials| stored::check(credentials, 0, "")).transpose());
    Ok(match checked.map_err(stored::at(place.clone()))? {
        None => Answer::nothing(place, NO_KEYS),
        Some(credentials) => {
            let mut loaded = Loaded::new(credentials, Source::CredentialsFile, place);
            loaded.warning.clone_from(&secrets.warning);
            Answer::Found(Box::new(loaded))
        }
    })
}

#[derive(Deserialize)]
struct Credential {
    #[serde(rename = "secretId")]
    secret_id: Option<Zeroizing<String>>,
    #[serde(rename = "secretKey")]
    secret_key: Option<Zeroizing<String>>,
    token: Option<Zeroizing<String>>,
    #[serde(rename = "role-arn")]
    role_arn: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    #[serde(rename = "expiresAt")]
    expires_at: Option<u64>,
}

#[derive(Deserialize)]
struct Configure {
    #[serde(rename = "_sys_param")]
    system: Option<SystemParameters>,
    /// Where older versions keep it.
    region: Option<String>,
}

#[derive(Deserialize)]
struct SystemParameters {
    region: Option<String>,
}

fn tccli(sources: &Sources<'_>) -> Result<Answer, Error> {
    let variable = || sources.environment.read(PROFILE);
    let profile = sources.profile.map(str::to_owned).or_else(variable);
    let profile = profile.unwrap_or_else(|| "default".to_owned());
    let Some(path) = sources.in_home(&format!(".tccli/{profile}.credential")) else {
        return Ok(Answer::nothing(
            format!("~/.tccli/{profile}.credential"),
            "there is no home folder",
        ));
    };
    of_profile(sources, &path)
}

/// The credentials of one file of tccli.
fn of_profile(sources: &Sources<'_>, path: &Path) -> Result<Answer, Error> {
    let place = path.display().to_string();
    let Some((credential, warning)) = file::read_json::<Credential>(path)? else {
        return Ok(Answer::nothing(place, "there is no such file"));
    };
    let kind = credential.kind.as_deref().unwrap_or("default");
    let mut loaded = if kind == "cvm-role" {
        let role = role::named(vncurl_core::Cloud::Tencent, sources.environment, None)?;
        role.load(sources.now)?
    } else {
        if credential.role_arn.is_some_and(|arn| !arn.is_empty()) {
            return Err(stored::at(place)(ASSUMED));
        }
        let not_after = match kind {
            "default" => None,
            "oauth" | "sso" => credential.expires_at,
            _ => {
                let way = "a type that is none of default, cvm-role, oauth and sso";
                return Err(stored::at(place)(SourceFault::Unsupported { way }));
            }
        };
        let keys = Keys {
            key_id: credential.secret_id,
            secret: credential.secret_key,
            token: credential.token,
        };
        let Some(credentials) = keys.credentials().map_err(stored::at(place.clone()))? else {
            return Ok(Answer::nothing(place, NO_KEYS));
        };
        let credentials = match not_after {
            Some(not_after) => credentials.with_not_after(not_after),
            None => credentials,
        };
        let checked = stored::check(credentials, sources.now, "log in again with tccli");
        let credentials = checked.map_err(stored::at(place.clone()))?;
        let mut loaded = Loaded::new(credentials, Source::Tccli, place.clone());
        loaded.warning = warning;
        loaded.renewal = not_after.map(|_| Renewal::file(path.to_owned(), None, again));
        loaded
    };
    if kind == "cvm-role" {
        loaded.place = format!("{}, as {place} says", loaded.place);
    }
    loaded.region = region(&path.with_extension("configure"))?;
    Ok(Answer::Found(Box::new(loaded)))
}

fn again(sources: &Sources<'_>, path: &Path, _: &str) -> Result<Answer, Error> {
    of_profile(sources, path)
}

fn region(path: &Path) -> Result<Option<String>, Error> {
    let Some((configure, _)) = file::read_json::<Configure>(path)? else { return Ok(None) };
    let region = configure.system.and_then(|system| system.region).or(configure.region);
    Ok(region.filter(|region| !region.is_empty()))
}

fn tke(sources: &Sources<'_>) -> Answer {
    let set = TKE_VARIABLES.iter().all(|name| sources.environment.read(name).is_some());
    let found = if set { "set, but assuming a role with STS is not supported" } else { "not set" };
    Answer::nothing(format!("environment {}", TKE_VARIABLES.join(", ")), found)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use vncurl_core::Cloud;

    use super::*;
    use crate::{Credentials, Environment};

    #[test]
    fn the_system_s_file_is_asked_after_that_of_the_home_folder() {
        let (home, system) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |folder: &Path, key_id: &str| {
            fs::create_dir_all(folder).unwrap();
            let text = format!("[default]\nsecret_id={key_id}\nsecret_key=secret\n");
            fs::write(folder.join("credentials"), text).unwrap();
        };
        let name = home.path().to_str().unwrap().to_owned();
        let read =
            |variable: &str| ["HOME", "USERPROFILE"].contains(&variable).then(|| name.clone());
        let environment = Environment::new(&read);
        let mut sources = Sources::new(&environment, 0);
        sources.system = system.path();
        let key_id = || {
            let found = Credentials::find(Cloud::Tencent, &sources).unwrap();
            found.credentials.key_id().to_owned()
        };
        write(&system.path().join("tencentcloud"), "system-id");
        assert_eq!(key_id(), "system-id");
        write(&home.path().join(".tencentcloud"), "home-id");
        assert_eq!(key_id(), "home-id");
    }
}
