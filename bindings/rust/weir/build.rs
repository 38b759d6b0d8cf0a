// SPDX-License-Identifier: Apache-2.0
//! Lets the tests and examples of this crate find libweir.so where it was linked. A crate's rpath
//! reaches neither its users nor documentation tests: those go by ldconfig or LD_LIBRARY_PATH.
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if let Ok(folder) = std::env::var("DEP_WEIR_LIBDIR") {
        println!("cargo:rustc-link-arg=-Wl,-rpath,{folder}");
    }
}
