//! The order in which the sources are asked.

use core::fmt;
use std::path::{Path, PathBuf};

use vncurl_core::Cloud;

use super::{
    alibaba, profiles,
    renewal::Renewal,
    role, stored,
    stored::{Answer, Loaded},
    tencent, uri,
};
use crate::{
    Credentials, Environment, Error, Looked, Origin, Source, SourceFault, environment::places,
};

/// Where credentials are looked for.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Sources<'a> {
    pub(crate) environment: &'a Environment<'a>,
    pub(crate) profile: Option<&'a str>,
    pub(crate) now: u64,
    pub(crate) system: &'a Path,
    network: bool,
}

impl<'a> Sources<'a> {
    /// Every source that `environment` leads to, at the Unix second `now`: its variables, the files
    /// in its home folder (`HOME`; on Windows `USERPROFILE`), and the metadata service.
    pub fn new(environment: &'a Environment<'a>, now: u64) -> Self {
        Self { environment, profile: None, now, system: Path::new("/etc"), network: true }
    }

    /// Only the profile of this name, wherever there is one; neither the environment's credentials
    /// nor the instance's role are asked then.
    pub fn profile(mut self, name: &'a str) -> Self {
        self.profile = Some(name);
        self
    }

    /// Ask neither the metadata service nor another address, unless a profile says so.
    pub fn without_network(mut self) -> Self {
        self.network = false;
        self
    }

    /// A file below the home folder; nothing where there is no home folder.
    pub(crate) fn in_home(&self, path: &str) -> Option<PathBuf> {
        let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        Some(Path::new(&self.environment.read(home)?).join(path))
    }

    /// The profile that somebody named, and where.
    fn named(&self, cloud: Cloud) -> Option<(&'static str, String)> {
        let variable = match cloud {
            Cloud::Tencent => tencent::PROFILE,
            _ => alibaba::PROFILE,
        };
        let of_variable = || Some((variable, self.environment.read(variable)?));
        self.profile.map(|name| ("profile", name.to_owned())).or_else(of_variable)
    }
}

/// Credentials, and where they came from.
#[non_exhaustive]
pub struct Found {
    /// The credentials.
    pub credentials: Credentials,
    /// Where they came from.
    pub origin: Origin,
    pub(crate) renewal: Option<Renewal>,
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found")
            .field("credentials", &self.credentials)
            .field("origin", &self.origin)
            .finish_non_exhaustive()
    }
}

impl Credentials {
    /// Look for the credentials of `cloud`: environment, files, and last, only when these have
    /// none, the metadata service and the credentials URI, which take up to 1 s and 5 s to answer.
    ///
    /// ```
    /// use vncurl::{Credentials, Environment, Sources, core::Cloud};
    ///
    /// let read = |name: &str| Some(format!("example-{name}"));
    /// let environment = Environment::new(&read); // or `Environment::of_process()`
    /// let found = Credentials::find(Cloud::Tencent, &Sources::new(&environment, 1_793_873_600))?;
    /// assert_eq!(found.origin.source.as_str(), "environment");
    /// for looked in &found.origin.skipped {
    ///     println!("{looked}");
    /// }
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - [`Error::NoCredentials`] with every place that was looked at;
    /// - [`Error::File`] for a file that cannot be read or is malformed: none is passed over;
    /// - [`Error::Source`] for a source that is set up and cannot be used, such as a token that has
    ///   ended or a profile that is not there.
    pub fn find(cloud: Cloud, sources: &Sources<'_>) -> Result<Found, Error> {
        let named = sources.named(cloud);
        if let Some((place, name)) = &named {
            check_profile(name).map_err(stored::at(*place))?;
        }
        let mut search = Search { sources, skipped: Vec::new(), winner: None };
        search.ask_environment(cloud)?;
        let (files, services): (&[Step], &[Step]) = match cloud {
            Cloud::Tencent => (tencent::FILES, &[role::TENCENT, tencent::TKE]),
            Cloud::Alibaba => (alibaba::FILES, &[role::ALIBABA, uri::STEP]),
            _ => (&[], &[]),
        };
        files.iter().try_for_each(|step| search.ask(step))?;
        let of_services = services.iter().map(|step| step.name.to_owned());
        match (&search.winner, named) {
            (None, Some((place, name))) => {
                let known = profiles::names(cloud, sources);
                let is_there = known.contains(&name);
                // Where there is none at all, every place is worth naming.
                if !is_there && (sources.profile.is_none() || !known.is_empty()) {
                    return Err(stored::at(place)(SourceFault::NoProfile { name, known }));
                }
                search.skip(of_services, PROFILE_NAMED);
            }
            (None, None) if !sources.network => search.skip(of_services, "not asked"),
            _ => services.iter().try_for_each(|step| search.ask(step))?,
        }
        search.into_found()
    }
}

const PROFILE_NAMED: &str = "not asked: a profile was named";
const NOT_NEEDED: &str = "not asked: an earlier source has them";

/// A source that is asked in its turn.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) ask: fn(&Sources<'_>) -> Result<Answer, Error>,
}

struct Search<'a> {
    sources: &'a Sources<'a>,
    skipped: Vec<Looked>,
    winner: Option<Loaded>,
}

impl Search<'_> {
    fn skip(&mut self, places: impl Iterator<Item = String>, why: &'static str) {
        self.skipped.extend(places.map(|place| Looked::new(place, why)));
    }

    fn ask_environment(&mut self, cloud: Cloud) -> Result<(), Error> {
        if self.sources.profile.is_some() {
            self.skip(places(cloud), PROFILE_NAMED);
            return Ok(());
        }
        let (found, looked) = self.sources.environment.pair(cloud);
        self.skipped.extend(looked);
        if let Some((place, credentials)) = found {
            let credentials = stored::check(credentials, self.sources.now, "");
            let credentials = credentials.map_err(stored::at(place.clone()))?;
            let later = places(cloud).skip_while(|each| *each != place).skip(1);
            self.skip(later, NOT_NEEDED);
            self.winner = Some(Loaded::new(credentials, Source::Environment, place));
        }
        Ok(())
    }

    fn ask(&mut self, step: &Step) -> Result<(), Error> {
        if self.winner.is_some() {
            self.skipped.push(Looked::new(step.name, NOT_NEEDED));
            return Ok(());
        }
        match (step.ask)(self.sources)? {
            Answer::Nothing(looked) => self.skipped.extend(looked),
            Answer::Found(mut loaded) => {
                self.skipped.append(&mut loaded.skipped);
                self.winner = Some(*loaded);
            }
        }
        Ok(())
    }

    fn into_found(self) -> Result<Found, Error> {
        let Some(winner) = self.winner else {
            return Err(Error::NoCredentials { looked: self.skipped });
        };
        let (credentials, origin, renewal) = winner.into_origin(self.skipped);
        Ok(Found { credentials, origin, renewal })
    }
}

/// Check the name of a profile, which becomes a part of a file's name.
///
/// # Errors
///
/// [`SourceFault::Invalid`] for a name that is not 1 to 128 bytes without `/`, `\` and `:`, or that
/// starts with a full stop.
pub fn check_profile(name: &str) -> Result<(), SourceFault> {
    let holds = |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':');
    if name.is_empty() || name.len() > 128 || name.starts_with('.') || !name.chars().all(holds) {
        let expected = "a name of 1 to 128 bytes without /, \\ and :, not starting with .";
        return Err(SourceFault::Invalid { expected });
    }
    Ok(())
}
