//! Where the project's documents are, which tests compare with the command.

use std::{fs, path::Path};

/// A text of the project; nothing in a package, which holds this crate alone.
pub(crate) fn document(path: &str) -> Option<String> {
    root().map(|root| fs::read_to_string(root.join(path)).unwrap())
}

/// The project's root; nothing in a package, which has the manifest under another name too.
pub(crate) fn root() -> Option<&'static Path> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    if package.join("Cargo.toml.orig").exists() { None } else { package.parent() }
}
