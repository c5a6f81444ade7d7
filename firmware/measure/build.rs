//! Links for Cortex-M with `memory.x`, for RISC-V with `riscv.ld`.

use std::{env, path::Path};

fn main() {
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default();
    let here = Path::new(&here);
    println!("cargo::rerun-if-changed=memory.x");
    println!("cargo::rerun-if-changed=riscv.ld");
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "riscv32") {
        println!("cargo::rustc-link-arg-bins=-melf32lriscv");
        println!("cargo::rustc-link-arg-bins=-T{}", here.join("riscv.ld").display());
    } else {
        println!("cargo::rustc-link-search={}", here.display());
        println!("cargo::rustc-link-arg-bins=-Tlink.x");
        println!("cargo::rustc-link-arg-bins=--nmagic");
    }
}
