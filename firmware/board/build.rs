//! Puts `memory.x` where the linker finds it.

use std::{env, path::Path};

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo::rerun-if-changed=memory.x");
    println!("cargo::rustc-link-search={}", Path::new(&here).display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-link-arg-bins=--nmagic");
    for name in ["VNCURL_KEY_ID", "VNCURL_SECRET", "VNCURL_ENDPOINT", "VNCURL_GATEWAY_PORT"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
}
