// SPDX-License-Identifier: Apache-2.0
//! Finds libweir: in WEIR_LIB_DIR when that is set, else by pkg-config. Needs no crate.
use std::{env, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for name in ["WEIR_LIB_DIR", "PKG_CONFIG", "PKG_CONFIG_PATH"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if env::var_os("DOCS_RS").is_some() {
        return; // documentation links nothing
    }
    if let Ok(folder) = env::var("WEIR_LIB_DIR") {
        println!("cargo:rustc-link-search=native={folder}");
        println!("cargo:rustc-link-lib=dylib=weir");
        println!("cargo:libdir={folder}"); // DEP_WEIR_LIBDIR for who depends on this
        return;
    }
    let tool = env::var("PKG_CONFIG").unwrap_or_else(|_| "pkg-config".into());
    let output = Command::new(&tool)
        .args(["--libs", "--print-errors", "weir >= 0.1"])
        .output()
        .unwrap_or_else(|error| panic!("cannot run {tool}: {error}; or set WEIR_LIB_DIR"));
    if !output.status.success() {
        panic!(
            "libweir was not found: {}\nSet PKG_CONFIG_PATH to the folder of weir.pc, or \
             WEIR_LIB_DIR to the folder of libweir.so.",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for word in String::from_utf8_lossy(&output.stdout).split_whitespace() {
        if let Some(folder) = word.strip_prefix("-L") {
            println!("cargo:rustc-link-search=native={folder}");
            println!("cargo:libdir={folder}");
        } else if let Some(name) = word.strip_prefix("-l") {
            println!("cargo:rustc-link-lib=dylib={name}");
        }
    }
}
