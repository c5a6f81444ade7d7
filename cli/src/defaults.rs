//! Defaults: what the command line leaves open comes from the environment, and then from a file.
//!
//! The file is TOML. A key at its top holds for every provider, one in a provider's table for that
//! provider, and the table wins. Everything in it is checked when it is read, so that a slip of the
//! pen is told with its line and not found out by a request that went elsewhere.

use core::error::Error;
use std::{
    collections::BTreeMap,
    env, fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};
use vncurl::{
    Environment,
    core::{
        Endpoint, Method, PROVIDERS, SIGNATURE_VERSIONS, Site, identifier::check_region, provider,
    },
};

use crate::{failure::Failure, reach::seconds};

/// The variable that names another file.
const FILE: &str = "VNCURL_CONFIG";

/// What fails here, in words.
pub(crate) const READING: &str = "reading the defaults";

/// The longest file that is read, in bytes.
const FILE_MAX: u64 = 64 * 1024;

/// The provider where no option and no id tells it.
const PROVIDER: Setting =
    Setting { key: "provider", variable: "VNCURL_PROVIDER", check: of_providers };

/// Something that can have a default.
#[derive(Clone, Copy)]
struct Setting {
    /// Its name in the file, which is that of the option.
    key: &'static str,
    /// Its environment variable.
    variable: &'static str,
    check: fn(&str) -> Result<(), String>,
}

/// What holds for every provider or for one.
const SETTINGS: [Setting; 9] = [
    Setting { key: "region", variable: "VNCURL_REGION", check: of_regions },
    Setting { key: "profile", variable: "VNCURL_PROFILE", check: of_profiles },
    Setting { key: "endpoint", variable: "VNCURL_ENDPOINT", check: of_endpoints },
    Setting { key: "site", variable: "VNCURL_SITE", check: of_sites },
    Setting { key: "signature", variable: "VNCURL_SIGNATURE", check: of_signatures },
    Setting { key: "method", variable: "VNCURL_METHOD", check: of_methods },
    Setting { key: "viewer", variable: "VNCURL_VIEWER", check: of_viewers },
    Setting { key: "ca", variable: "VNCURL_CA", check: of_paths },
    Setting { key: TIMEOUT, variable: "VNCURL_TIMEOUT", check: of_times },
];

/// The one setting that is a number in the file.
const TIMEOUT: &str = "timeout";

type Values = BTreeMap<&'static str, String>;

/// The defaults of this machine and this person.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    file: Option<PathBuf>,
    environment: Values,
    everywhere: Values,
    providers: BTreeMap<&'static str, Values>,
}

impl Defaults {
    /// Read the process's environment, and the file where there is one.
    pub(crate) fn read() -> Result<Self, Failure> {
        let environment = Environment::of_process();
        let mut defaults = Self::default();
        for setting in SETTINGS.into_iter().chain([PROVIDER]) {
            let Some(value) = environment.read(setting.variable) else { continue };
            (setting.check)(&value).map_err(|problem| Failure::Settings {
                place: setting.variable.to_owned(),
                problem,
            })?;
            defaults.environment.insert(setting.key, value);
        }
        let (path, named) = match environment.read(FILE) {
            Some(path) => (PathBuf::from(path), true),
            None => match usual_path(&environment) {
                Some(path) => (path, false),
                None => return Ok(defaults),
            },
        };
        match read(&path) {
            Ok(text) => {
                let of_file = |(line, problem): (usize, String)| Failure::Settings {
                    place: format!("{} line {line}", path.display()),
                    problem,
                };
                defaults.take(&text).map_err(of_file)?;
                defaults.file = Some(path);
                Ok(defaults)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && !named => Ok(defaults),
            Err(error) => Err(Failure::Local {
                what: READING,
                reason: format!("{}: {error}", path.display()),
            }),
        }
    }

    /// The file that was read.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The provider to ask where nothing else tells it.
    pub(crate) fn provider(&self) -> Option<&str> {
        self.environment.get(PROVIDER.key).or(self.everywhere.get(PROVIDER.key)).map(String::as_str)
    }

    /// What the environment says about `key`.
    pub(crate) fn of_environment(&self, key: &str) -> Option<&str> {
        self.environment.get(key).map(String::as_str)
    }

    /// What the file says about `key` for a provider.
    pub(crate) fn of_file(&self, key: &str, provider_name: &str) -> Option<&str> {
        let own = self.providers.get(provider_name).and_then(|values| values.get(key));
        own.or(self.everywhere.get(key)).map(String::as_str)
    }

    /// The default of `key` for a provider.
    pub(crate) fn get(&self, key: &str, provider_name: &str) -> Option<&str> {
        self.of_environment(key).or_else(|| self.of_file(key, provider_name))
    }

    /// Take the file's text; an error has its line.
    fn take(&mut self, text: &str) -> Result<(), (usize, String)> {
        let line_at = |at: usize| text.bytes().take(at).filter(|b| *b == b'\n').count();
        let line_at = |at: usize| line_at(at).saturating_add(1);
        let read = DeTable::parse(text).map_err(|error| {
            (line_at(error.span().unwrap_or_default().start), error.message().to_owned())
        })?;
        for (key, value) in read.get_ref() {
            let name = key.get_ref().as_ref();
            let own = provider::by_name(name);
            if let (Some(provider), DeValue::Table(table)) = (own, value.get_ref()) {
                let values = self.providers.entry(provider.name).or_default();
                for (key, value) in table {
                    let (key, value) = of_line(&SETTINGS, key, value)
                        .map_err(|problem| (line_at(key.span().start), problem))?;
                    values.insert(key, value);
                }
                continue;
            }
            let settings: Vec<_> = [PROVIDER].into_iter().chain(SETTINGS).collect();
            let is_setting = settings.iter().any(|setting| setting.key == name);
            if !is_setting && matches!(value.get_ref(), DeValue::Table(_)) {
                let names = PROVIDERS.map(|provider| provider.name).join(", ");
                let problem = format!("unknown table {name:?}; known are {names}");
                return Err((line_at(key.span().start), problem));
            }
            let (key, value) = of_line(&settings, key, value)
                .map_err(|problem| (line_at(key.span().start), problem))?;
            self.everywhere.insert(key, value);
        }
        Ok(())
    }
}

/// A key and its value, checked.
fn of_line(
    settings: &[Setting],
    key: &Spanned<impl AsRef<str>>,
    value: &Spanned<DeValue<'_>>,
) -> Result<(&'static str, String), String> {
    let name = key.get_ref().as_ref();
    let known = settings.iter().find(|setting| setting.key == name);
    let setting = known.ok_or_else(|| {
        let names: Vec<_> = settings.iter().map(|setting| setting.key).collect();
        format!("unknown key {name:?}; known are {}", names.join(", "))
    })?;
    let text = match value.get_ref() {
        DeValue::String(text) if setting.key != TIMEOUT => text.as_ref(),
        DeValue::Integer(number) if setting.key == TIMEOUT => number.as_str(),
        other => {
            let wanted = if setting.key == TIMEOUT { "a number" } else { "a text in quotes" };
            return Err(format!("{name} takes {wanted}, and this is of type {}", other.type_str()));
        }
    };
    (setting.check)(text).map_err(|problem| format!("{name}: {problem}"))?;
    Ok((setting.key, text.to_owned()))
}

/// Where the file is when no variable names it.
fn usual_path(environment: &Environment<'_>) -> Option<PathBuf> {
    // A relative path in this variable is to be ignored, says the XDG specification (0.8).
    let own = environment.read("XDG_CONFIG_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    let of_system = if cfg!(windows) {
        environment.read("APPDATA").map(PathBuf::from)
    } else {
        env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".config"))
    };
    Some(own.or(of_system)?.join("vncurl").join("config.toml"))
}

fn read(path: &Path) -> io::Result<String> {
    let file = fs::File::open(path)?;
    check_owner_writes_alone(&file)?;
    let mut text = String::new();
    if file.take(FILE_MAX).read_to_string(&mut text)? as u64 == FILE_MAX {
        return Err(io::Error::other(format!("is longer than {FILE_MAX} bytes")));
    }
    Ok(text)
}

/// An endpoint or a viewer page in this file decides where signed requests and consoles go.
#[cfg(unix)]
fn check_owner_writes_alone(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;

    match file.metadata()?.mode() & 0o002 {
        0 => Ok(()),
        _ => Err(io::Error::other("everyone may write to it; chmod o-w it")),
    }
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "the form of the other systems")]
fn check_owner_writes_alone(_: &fs::File) -> io::Result<()> {
    Ok(())
}

fn one_of<'a>(value: &str, names: impl IntoIterator<Item = &'a str>) -> Result<(), String> {
    let names: Vec<_> = names.into_iter().collect();
    if names.contains(&value) {
        return Ok(());
    }
    Err(format!("{value:?} is none of {}", names.join(", ")))
}

fn of_providers(value: &str) -> Result<(), String> {
    one_of(value, PROVIDERS.map(|provider| provider.name))
}

fn of_sites(value: &str) -> Result<(), String> {
    one_of(value, Site::ALL.map(Site::as_str))
}

fn of_signatures(value: &str) -> Result<(), String> {
    one_of(value, SIGNATURE_VERSIONS.map(|version| version.name))
}

fn of_methods(value: &str) -> Result<(), String> {
    one_of(value, Method::ALL.map(Method::as_str))
}

fn of_regions(value: &str) -> Result<(), String> {
    check_region(value).map_err(text)
}

fn of_endpoints(value: &str) -> Result<(), String> {
    Endpoint::parse(value).map(|_| ()).map_err(text)
}

/// Of an address more is checked once the provider is known; a name must be one of someone's.
fn of_viewers(value: &str) -> Result<(), String> {
    if value.contains("://") {
        return vncurl::core::console::check_page(value).map_err(text);
    }
    let viewers = PROVIDERS.iter().flat_map(|provider| provider.viewers());
    one_of(value, viewers.map(|viewer| viewer.name))
}

fn of_profiles(value: &str) -> Result<(), String> {
    vncurl::check_profile(value).map_err(text)
}

fn of_paths(value: &str) -> Result<(), String> {
    // Relative to what? Whoever writes a default does not know where the command will be started.
    if Path::new(value).is_absolute() {
        return Ok(());
    }
    Err("the path of a file must be absolute".to_owned())
}

fn of_times(value: &str) -> Result<(), String> {
    seconds(value).map(|_| ())
}

fn text(error: impl Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::document;

    fn taken(text: &str) -> Result<Defaults, (usize, String)> {
        let mut defaults = Defaults::default();
        defaults.take(text).map(|()| defaults)
    }

    #[test]
    fn a_provider_s_table_wins_over_the_top_of_the_file_and_the_environment_over_both() {
        let text = "provider = 'tencent-cvm'\nregion = 'ap-beijing'\ntimeout = 60\n\
            [alibaba-ecs]\nregion = 'cn-hangzhou'\nviewer = '0.0.7'\n";
        let mut defaults = taken(text).unwrap();
        assert_eq!(defaults.provider(), Some("tencent-cvm"));
        assert_eq!(defaults.get("region", "tencent-ecm"), Some("ap-beijing"));
        assert_eq!(defaults.get("region", "alibaba-ecs"), Some("cn-hangzhou"));
        assert_eq!(defaults.get("timeout", "alibaba-ecs"), Some("60"));
        assert_eq!(defaults.get("viewer", "tencent-cvm"), None);
        defaults.environment.insert("region", "cn-beijing".to_owned());
        assert_eq!(defaults.get("region", "alibaba-ecs"), Some("cn-beijing"));
    }

    #[test]
    fn every_setting_stands_in_the_documentation_with_its_variable() {
        let Some(documented) = document("docs/command.md") else { return };
        for Setting { key, variable, .. } in SETTINGS.into_iter().chain([PROVIDER]) {
            assert!(documented.contains(&format!("| `{key}` | `{variable}` |")), "{key}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_with_its_line() {
        for (text, line, problem) in [
            ("region = 'a'\nregoin = 'b'", 2, "unknown key \"regoin\"; known are provider, region"),
            ("[tencent-cvm]\nprovider = 'x'", 2, "unknown key \"provider\"; known are region"),
            ("[tencent]\nregion = 'x'", 1, "unknown table \"tencent\"; known are alibaba-ecs, "),
            ("\n\nregion = ap", 3, ""),
            ("region = 7", 1, "region takes a text in quotes, and this is of type integer"),
            ("timeout = '7'", 1, "timeout takes a number"),
            ("timeout = 0", 1, "from 1 to 3600"),
            ("region = 'evil.com/#'", 1, "region: "),
            ("endpoint = 'http://evil.example'", 1, "endpoint: "),
            ("site = 'mars'", 1, "\"mars\" is none of intl, main"),
            ("method = 'put'", 1, "is none of"),
            ("signature = 'md5'", 1, "is none of"),
            ("provider = 'nobody'", 1, "is none of"),
            ("viewer = '9.9.9'", 1, "is none of"),
            ("viewer = 'https://a.example/?x'", 1, "viewer: "),
            ("ca = 'ca.pem'", 1, "must be absolute"),
            ("provider = { a = 1 }", 1, "takes a text in quotes"),
            ("tencent-cvm = 'x'", 1, "unknown key"),
            ("region = 'a'\nregion = 'b'", 2, "duplicate"),
        ] {
            let (told, message) = taken(text).unwrap_err();
            assert_eq!(told, line, "{text}: {message}");
            assert!(message.contains(problem), "{text}: {message}");
        }
    }
}
