// SPDX-License-Identifier: Apache-2.0
//! Weir from Rust: streams that copy arrays, profiling, validation of configurations, LiDAR tiles.
//!
//! ```
//! use weir::{Json, Rule, Rules};
//!
//! let rules = Rules::new()?;
//! rules.add(Rule::range("batch_size", 1.0..=512.0))?;
//! rules.add(Rule::custom("even", |config: &Json, sink: &mut weir::Sink<'_>| {
//!     let size: i64 = config.get("/batch_size")?.unwrap_or(0);
//!     if size % 2 != 0 {
//!         sink.message("batch_size is odd")?;
//!     }
//!     weir::Result::Ok(size % 2 == 0)
//! }))?;
//!
//! let report = rules.validate(&Json::parse(r#"{"batch_size": 33}"#)?)?;
//! assert!(!report.is_valid());
//! assert_eq!(report.findings().next().unwrap()?.message, "batch_size is odd");
//! # Ok::<(), weir::Error>(())
//! ```
//!
//! # Rules of the house
//!
//! * What can fail gives [`Result`]; [`Error`] has a [`Status`] to decide by and a text to explain
//!   by. Expected answers ("nothing there", "not yet") are `Option`s and `bool`s, not errors.
//! * Things may be dropped in any order: what was made from another thing keeps what it needs.
//! * A panic in a closure never reaches the library: a rule's is a failed rule, a progress
//!   closure's stops the work with [`Status::Callback`], those of completions and logs are dropped
//!   after the panic hook has printed them.
//! * No safe code can free or change an array while a copy uses it: see [`StreamPool`].
//! * In a child made by `fork()`, everything from before answers [`Status::Closed`].
//!
//! The C headers, `include/weir/*.h`, have the whole story of every call. This crate needs
//! Rust 1.63 and libweir.so, and no other crate.
#![warn(missing_docs)]

mod buffer;
mod cache;
mod callback;
mod claim;
mod config;
mod control;
mod device;
mod device_memory;
mod element;
mod error;
mod features;
mod handle;
mod invalidate;
pub mod json;
mod judge;
mod log;
mod managed;
mod memory_pool;
#[cfg(doctest)]
mod misuse;
mod plan;
mod pressure;
mod profile;
mod profile_stats;
mod rule;
mod rules;
mod runtime;
mod schema;
mod scope;
mod stream;
mod stream_stats;
mod text;
mod ticket;
mod tile;
mod transfer;
mod view;

pub use buffer::Buffer;
pub use cache::{Cache, CacheOptions, CacheStats, Pinned, Ttl};
pub use claim::{Claim, Claimed};
pub use config::{Config, ConfigOptions};
pub use control::Control;
pub use device::{Device, DeviceKind};
pub use device_memory::{DeviceArray, DevicePool, DevicePoolOptions, DevicePoolStats};
pub use element::{Complex, Dtype, Element, F16};
pub use error::{Error, Result, Status};
pub use features::{
    class_name, write_picture, ClassifyOptions, Feature, Features, FeaturesOptions,
};
pub use features::{Lod, Nearest, Neighbors, PictureOptions, NO_POINT};
pub use invalidate::{CacheEvent, Left};
pub use json::{FromJson, Json, JsonStyle, JsonType};
pub use judge::{Judge, JudgeOptions};
pub use log::{Level, LogLine};
pub use managed::{
    Managed, ManagedOptions, ManagedPlace, ManagedSettings, ManagedState, ManagedStats, Pin,
};
pub use memory_pool::{MemoryPool, MemoryPoolOptions, MemoryPoolStats, Priority};
pub use plan::{Plan, SlicePair};
pub use pressure::{Pressure, PressureLevel, PressureOptions, PressureSource, PressureStats};
pub use profile::{Phase, Profiler, ProfilerOptions};
pub use profile_stats::{MetricStats, PhaseId, PhaseStats, ProfileSummary};
pub use rule::{Allow, PathMust, Rule, Sink, Thoroughness, Verdict};
pub use rules::{Finding, Report, ReportStyle, Rules, ValidateOptions};
pub use runtime::{DeviceChoice, MemoryModule, MemoryScope, MemoryStats, Runtime, RuntimeOptions};
pub use schema::{Draft, Schema, SchemaOptions};
pub use scope::Scope;
pub use stream::{Stream, StreamPool, StreamPoolOptions};
pub use stream_stats::{StreamPoolStats, StreamStats};
pub use ticket::{Finished, Outcome, Progress, Ticket};
pub use tile::{write_synthetic, SyntheticOptions, Tile, TileInfo, UnitSource};
pub use transfer::{Failed, Shaped, Source, Target, Transfer};
pub use view::{View, ViewMut};

/// The version of the library that is loaded, such as "0.1.0".
pub fn version() -> &'static str {
    // SAFETY: the text lives as long as the process.
    unsafe { error::lent(weir_sys::weir_version()) }
}

/// The ABI number of the library that is loaded. Linking has made sure that it is
/// [`ABI_VERSION`]; this is for bug reports.
pub fn abi_version() -> u32 {
    // SAFETY: no argument.
    unsafe { weir_sys::weir_abi_version() }
}

/// The ABI number that this crate was written for.
pub const ABI_VERSION: u32 = weir_sys::WEIR_ABI_VERSION;

/// Counts up from 0 until an answer is `None`; an error is the last item.
fn answers<T>(mut ask: impl FnMut(u64) -> Result<Option<T>>) -> impl Iterator<Item = Result<T>> {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let index = next?;
        let answer = ask(index).transpose();
        next = matches!(answer, Some(Ok(_))).then(|| index + 1);
        answer
    })
}
