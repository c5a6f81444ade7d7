//! Puts `memory.x` where the linker finds it.

use std::{env, path::Path};

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    println!("cargo::rerun-if-changed=memory.x");
    println!("cargo::rustc-link-search={}", Path::new(&here).display());
    println!("cargo::rustc-link-arg-bins=-Tlink.x");
    println!("cargo::rustc-link-arg-bins=--nmagic");
    // The authority that the board with TLS trusts; without one it trusts nobody.
    println!("cargo::rerun-if-env-changed=VNCURL_AUTHORITY");
    let authority = env::var_os("VNCURL_AUTHORITY").map_or(Ok(Vec::new()), std::fs::read);
    let out = env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&out).join("authority.der"), authority.unwrap_or_default())
        .unwrap_or_default();
    for name in ["VNCURL_KEY_ID", "VNCURL_SECRET", "VNCURL_ENDPOINT", "VNCURL_GATEWAY_PORT"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
}
