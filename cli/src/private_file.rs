//! A file that only its owner reads, and that is there whole or not at all.

use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::{Builder, NamedTempFile};

use crate::failure::Failure;

/// What fails here, in words.
pub(crate) const WRITING: &str = "writing the answer to a file";

/// A place for a file, found usable.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    path: PathBuf,
}

impl PrivateFile {
    /// Check that a file can be put at `path`: before anything is sent, since the answer ages.
    pub(crate) fn at(path: &Path) -> Result<Self, Failure> {
        let file = Self { path: path.to_owned() };
        file.check().and_then(|()| file.begin().map(drop)).map_err(|error| file.failure(&error))?;
        Ok(file)
    }

    /// Put `text` and a line feed there, in place of what was there.
    pub(crate) fn write(&self, text: &str) -> Result<(), Failure> {
        self.replace(text).map_err(|error| self.failure(&error))
    }

    /// What stands there already must be a file: through a link somebody else could have chosen
    /// what is overwritten, and where the answer goes.
    fn check(&self) -> io::Result<()> {
        match fs::symlink_metadata(&self.path) {
            Ok(found) if found.is_symlink() => Err(io::Error::other("is a symbolic link")),
            Ok(found) if !found.is_file() => Err(io::Error::other("is no regular file")),
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// A new file of mode 0600 beside it; it goes away again unless it is put in place.
    fn begin(&self) -> io::Result<NamedTempFile> {
        if self.path.file_name().is_none() {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        Builder::new().prefix(".vncurl-").tempfile_in(folder.unwrap_or(Path::new(".")))
    }

    fn replace(&self, text: &str) -> io::Result<()> {
        let mut file = self.begin()?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        // It replaces the name: a link put there meanwhile is replaced too, never followed.
        self.check()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn failure(&self, error: &io::Error) -> Failure {
        let text = error.to_string();
        // Of the file beside it, which nobody named, there is nothing to say.
        let text = text.split(" at path ").next().unwrap_or_default();
        Failure::Local { what: WRITING, reason: format!("{}: {text}", self.path.display()) }
    }
}
