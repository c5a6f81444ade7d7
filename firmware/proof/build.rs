//! Links the programs with `link.ld` and without what they do not reach.

use std::{env, path::Path};

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let script = Path::new(&here).join("link.ld");
    println!("cargo::rerun-if-changed={}", script.display());
    println!("cargo::rustc-link-arg-bins=-T{}", script.display());
    println!("cargo::rustc-link-arg-bins=--gc-sections");
    // The linker of the 64-bit processors does both.
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "riscv32") {
        println!("cargo::rustc-link-arg-bins=-melf32lriscv");
    }
}
