// SPDX-License-Identifier: Apache-2.0
//! libweir's C interface, as it is: every function, struct and constant of `include/weir/*.h`,
//! written by bindgen. The headers tell what each does; the crate `weir` is the safe way in.
#![allow(non_camel_case_types)]

#[allow(unused_imports)]
mod generated;
pub use generated::*;
