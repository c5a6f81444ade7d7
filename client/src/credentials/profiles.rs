//! The profiles that there are, for a person who named another one.

use std::{fs, path::Path};

use vncurl_core::Cloud;

use super::{
    alibaba, file,
    find::{Sources, check_profile},
    ini::Sections,
    tencent,
};

/// How many names a message holds.
const NAMES_MAX: usize = 20;

/// The names of the profiles in the files of `cloud`'s tools, in order. A file that cannot be read
/// has none: where it is asked for credentials, that is its own error.
pub(crate) fn names(cloud: Cloud, sources: &Sources<'_>) -> Vec<String> {
    let mut names = Vec::new();
    if cloud == Cloud::Tencent {
        names.extend(tccli(sources));
        // The variable names a profile of tccli; an option names one of either.
        if sources.profile.is_some() {
            names.extend(ini(sources, tencent::FILE, &[".tencentcloud/credentials"]));
            names.extend(sections(&sources.system.join("tencentcloud/credentials")));
        }
    } else {
        let files = [".alibabacloud/credentials", ".alibabacloud/credentials.ini"];
        names.extend(alibaba::cli_profiles(sources));
        names.extend(ini(sources, alibaba::FILE, &files));
    }
    names.retain(|name| check_profile(name).is_ok());
    names.sort();
    names.dedup();
    names.truncate(NAMES_MAX);
    names
}

fn tccli(sources: &Sources<'_>) -> Vec<String> {
    let folder = sources.in_home(".tccli").and_then(|folder| fs::read_dir(folder).ok());
    let files = folder.into_iter().flatten().flatten();
    let name = |file: fs::DirEntry| {
        Some(file.file_name().to_str()?.strip_suffix(".credential")?.to_owned())
    };
    files.filter_map(name).collect()
}

/// The sections of the file that the variable names, else of those in the home folder.
fn ini(sources: &Sources<'_>, variable: &str, in_home: &[&str]) -> Vec<String> {
    if let Some(path) = sources.environment.read(variable) {
        return sections(Path::new(&path));
    }
    let files = in_home.iter().filter_map(|file| sources.in_home(file));
    files.flat_map(|file| sections(&file)).collect()
}

fn sections(path: &Path) -> Vec<String> {
    let Ok(Some(secrets)) = file::read(path) else { return Vec::new() };
    Sections::parse(path, &secrets.text).map_or_else(|_| Vec::new(), |sections| sections.names())
}
