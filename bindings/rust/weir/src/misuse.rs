// SPDX-License-Identifier: Apache-2.0
//! What must not compile: lifetimes and threads that the C headers forbid. Run by rustdoc; nightly
//! also compares the error codes.
//!
//! An array that lives shorter than the scope:
//! ```compile_fail,E0597
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let mut dst = vec![0u8; 8];
//! pool.scope(|s| {
//!     let src = vec![1u8; 8];
//!     s.transfer(&src, &mut dst).map(drop)
//! }).unwrap();
//! ```
//! A source that is changed while it is read:
//! ```compile_fail,E0506
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let (mut src, mut dst) = ([1u8; 8], [0u8; 8]);
//! pool.scope(|s| {
//!     let _ticket = s.transfer(&src, &mut dst)?;
//!     src[0] = 2;
//!     Ok(())
//! }).unwrap();
//! ```
//! A source that is let go of while it is read:
//! ```compile_fail,E0505
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let (src, mut dst) = (vec![1u8; 8], [0u8; 8]);
//! pool.scope(|s| {
//!     let _ticket = s.transfer(&src, &mut dst)?;
//!     drop(src);
//!     Ok(())
//! }).unwrap();
//! ```
//! The same array written by two copies:
//! ```compile_fail,E0499
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let (src, mut dst) = ([1u8; 8], [0u8; 8]);
//! pool.scope(|s| {
//!     let _first = s.transfer(&src, &mut dst)?;
//!     s.transfer(&src, &mut dst).map(drop)
//! }).unwrap();
//! ```
//! A scope that gets out of its closure:
//! ```compile_fail,E0521
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let mut kept = None;
//! pool.scope(|s| {
//!     kept = Some(s);
//!     Ok(())
//! }).unwrap();
//! ```
//! Borrowed arrays handed over for as long as it takes:
//! ```compile_fail,E0277
//! let pool = weir::Runtime::new().unwrap().stream_pool().unwrap();
//! let src = [1u8; 8];
//! let _ = pool.submit(&src[..], vec![0u8; 8]);
//! ```
//! What is not plain numbers:
//! ```compile_fail,E0277
//! let texts = vec![String::new()];
//! let _ = weir::View::from(&texts[..]);
//! ```
//! A phase that ends on another thread:
//! ```compile_fail,E0277
//! let profiler = weir::Profiler::new().unwrap();
//! let phase = profiler.phase("mine").unwrap();
//! std::thread::scope(|s| { s.spawn(move || drop(phase)); });
//! ```
//! A phase that outlives its profiler:
//! ```compile_fail,E0505
//! let profiler = weir::Profiler::new().unwrap();
//! let phase = profiler.phase("mine").unwrap();
//! drop(profiler);
//! drop(phase);
//! ```
//! A text that outlives its JSON, and findings their report:
//! ```compile_fail,E0505
//! let json = weir::Json::parse(r#"{"a": "b"}"#).unwrap();
//! let text = json.get::<&str>("/a").unwrap();
//! drop(json);
//! println!("{:?}", text);
//! ```
//! ```compile_fail,E0502
//! use weir::{Json, Level, Rules};
//! let mut report = Rules::new().unwrap().validate(&Json::parse("{}").unwrap()).unwrap();
//! let first = report.findings().next();
//! report.add(Level::Error, "rule", "", "message", None).unwrap();
//! println!("{:?}", first);
//! ```
//! A sink that outlives its rule's call:
//! ```compile_fail,E0521
//! use std::cell::RefCell;
//! use weir::{Json, Rule, Sink};
//! thread_local! {
//!     static KEPT: RefCell<Option<&'static mut Sink<'static>>> = RefCell::default();
//! }
//! let _ = Rule::custom("own", |_: &Json, sink: &mut Sink<'_>| {
//!     KEPT.with(|kept| *kept.borrow_mut() = Some(sink));
//!     true
//! });
//! ```
//! A rule that is not for several threads:
//! ```compile_fail,E0277
//! use std::cell::Cell;
//! let calls = Cell::new(0);
//! let _ = weir::Rule::custom("own", move |_: &weir::Json, _: &mut weir::Sink<'_>| {
//!     calls.set(calls.get() + 1);
//!     true
//! });
//! ```
