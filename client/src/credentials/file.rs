//! Reads a file that holds secrets.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read},
    path::Path,
};

use serde::de::DeserializeOwned;
use serde_json::error::Category;
use zeroize::Zeroizing;

use crate::{Error, Warning};

/// Longest file that is read, in bytes; a real one has some hundred.
const FILE_MAX: u64 = 1024 * 1024;

/// The text of a file, and whether others can read it too.
pub(crate) struct Secrets {
    pub(crate) text: Zeroizing<String>,
    pub(crate) warning: Option<Warning>,
}

/// Read the file; nothing when there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Secrets>, Error> {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault(path, error.to_string())),
    };
    // A pipe would be waited for, and a device has no end.
    if !metadata.is_file() {
        return Err(fault(path, "not a regular file"));
    }
    let too_long = || fault(path, format!("longer than {FILE_MAX} bytes"));
    let len = usize::try_from(metadata.len().min(FILE_MAX)).unwrap_or_default();
    // One byte more, so that reading to the end need not move the secrets to a longer buffer.
    let mut bytes = Zeroizing::new(Vec::with_capacity(len.saturating_add(1)));
    File::open(path)
        .and_then(|file| file.take(FILE_MAX.saturating_add(1)).read_to_end(&mut bytes))
        .map_err(|error| fault(path, error.to_string()))?;
    if u64::try_from(bytes.len()).is_ok_and(|len| len > FILE_MAX) {
        return Err(too_long());
    }
    let text = core::str::from_utf8(&bytes)
        .map_err(|error| fault(path, format!("not UTF-8 at byte {}", error.valid_up_to())))?;
    // Some editors begin a file with a byte order mark.
    let text = Zeroizing::new(text.trim_start_matches('\u{feff}').to_owned());
    Ok(Some(Secrets { text, warning: warning(path, &metadata) }))
}

/// Read a JSON file of this form; nothing when there is none.
pub(crate) fn read_json<T: DeserializeOwned>(
    path: &Path,
) -> Result<Option<(T, Option<Warning>)>, Error> {
    let Some(Secrets { text, warning }) = read(path)? else { return Ok(None) };
    // The parser's own message may quote a value, which may be a secret.
    let value = serde_json::from_str(&text).map_err(|error| {
        let problem = match error.classify() {
            Category::Data => "a value of an unexpected type, missing or given twice",
            Category::Syntax | Category::Eof | Category::Io => "not valid JSON",
        };
        fault(path, format!("{problem}, line {} column {}", error.line(), error.column()))
    })?;
    Ok(Some((value, warning)))
}

pub(crate) fn fault(path: &Path, problem: impl Into<String>) -> Error {
    Error::File { path: path.to_owned(), problem: problem.into() }
}

#[cfg(unix)]
fn warning(path: &Path, metadata: &fs::Metadata) -> Option<Warning> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o7777;
    (mode & 0o006 != 0).then(|| Warning::OpenToAll { path: path.to_owned(), mode })
}

/// Elsewhere permissions are lists, and a home folder is its owner's unless somebody changed that.
#[cfg(not(unix))]
fn warning(_: &Path, _: &fs::Metadata) -> Option<Warning> {
    None
}
