//! noVNC's own files, below `/novnc/`, from the folder that the user named.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::wire::{Request, Response};

/// Path under which the files stand.
const PREFIX: &str = "/novnc/";
/// Longest file that is served.
const FILE_CAP: u64 = 8 * 1_024 * 1_024;

/// A folder with noVNC in it.
#[derive(Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    /// # Errors
    ///
    /// There is no `core/rfb.js` in the folder, so it is not noVNC's.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        if !folder.join("core/rfb.js").is_file() {
            let text = "the folder has no core/rfb.js, so it is not noVNC's";
            return Err(io::Error::new(io::ErrorKind::NotFound, text));
        }
        Ok(Self { folder })
    }

    /// The file that is asked for; `None` when the path is none of these.
    pub(crate) fn answer(&self, request: &Request) -> Option<Response> {
        let path = request.path().strip_prefix(PREFIX)?;
        if request.method() != "GET" {
            return Some(
                Response::text(405, "only GET is answered here").with_header("Allow", "GET"),
            );
        }
        let found = media_type(path).and_then(|media_type| Some((media_type, self.read(path)?)));
        Some(match found {
            Some((media_type, bytes)) => Response::new(200, media_type, bytes),
            None => Response::text(404, "noVNC's folder has no such file"),
        })
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        if !path.split('/').all(plain) {
            return None;
        }
        // A symbolic link must not lead out of the folder.
        let file = self.folder.join(path).canonicalize().ok()?;
        if !file.starts_with(&self.folder) || !file.is_file() {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(file).ok()?.take(FILE_CAP).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

fn media_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn get(files: &Files, path: &str) -> Option<u16> {
        let request = Request::new("GET", path, Vec::new(), Vec::new());
        files.answer(&request).map(|response| response.status())
    }

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Files::new(folder.path()).is_err());
        fs::create_dir(folder.path().join("core")).unwrap();
        fs::write(folder.path().join("core/rfb.js"), "export default 1").unwrap();
        fs::write(folder.path().join("core/.hidden.js"), "").unwrap();
        fs::write(folder.path().join("secret.txt"), "").unwrap();
        let files = Files::new(folder.path()).unwrap();
        assert_eq!(get(&files, "/novnc/core/rfb.js"), Some(200));
        assert_eq!(get(&files, "/"), None);
        for path in [
            "/novnc/",
            "/novnc/core",
            "/novnc/core/none.js",
            "/novnc/core/.hidden.js",
            "/novnc/secret.txt",
            "/novnc/core/../core/rfb.js",
            "/novnc//core/rfb.js",
            "/novnc/core/%2e%2e/core/rfb.js",
        ] {
            assert_eq!(get(&files, path), Some(404), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_folder() {
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("core")).unwrap();
        fs::write(folder.path().join("core/rfb.js"), "").unwrap();
        fs::write(outside.path().join("other.js"), "").unwrap();
        let link = folder.path().join("core/link.js");
        std::os::unix::fs::symlink(outside.path().join("other.js"), link).unwrap();
        let files = Files::new(folder.path()).unwrap();
        assert_eq!(get(&files, "/novnc/core/link.js"), Some(404));
    }
}
