// SPDX-License-Identifier: Apache-2.0
//! Proves: a child made by fork() is told, not hung; a program may end with work in flight; and a
//! million calls leave the memory as it was. Each runs in a process of its own: this program again,
//! with the name of what to do in WEIR_TEST_CHILD.
use std::env;
use std::os::raw::c_int;
use std::process::Command;

use weir::*;

extern "C" {
    fn fork() -> c_int;
    fn waitpid(pid: c_int, status: *mut c_int, options: c_int) -> c_int;
    fn alarm(seconds: u32) -> u32;
    fn _exit(status: c_int) -> !;
}

/// Runs `body` in a fresh process that is this one test, and wants it to end with 0.
fn alone(test: &str, body: fn()) {
    if env::var("WEIR_TEST_CHILD").as_deref() == Ok(test) {
        // SAFETY: a hang ends the child with a signal, which is a failure of the test.
        unsafe { alarm(60) };
        body();
        return;
    }
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env("WEIR_TEST_CHILD", test)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {told}", output.status);
}

#[test]
fn fork_is_told() {
    alone("fork_is_told", || {
        let runtime = Runtime::new().unwrap();
        let pool = runtime.stream_pool().unwrap();
        pool.copy(&[1u8], &mut [0u8]).unwrap();
        let transfer = pool.submit(vec![1u8; 1 << 24], vec![0u8; 1 << 24]).unwrap();
        // SAFETY: the child calls the library, which is made for it, and _exit.
        let child = unsafe { fork() };
        if child == 0 {
            let run = || {
                assert_eq!(runtime.buffer(8).unwrap_err().status(), Status::Closed);
                assert_eq!(pool.copy(&[1u8], &mut [0u8]).unwrap_err().status(), Status::Closed);
                drop(transfer); // neither waits for a thread that is not there, nor crashes
                let fresh = Runtime::shared().unwrap();
                let mut dst = [0u8];
                fresh.stream_pool().unwrap().copy(&[7u8], &mut dst).unwrap();
                assert_eq!(dst, [7]);
            };
            let ok = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_ok();
            // SAFETY: ends the child.
            unsafe { _exit(if ok { 0 } else { 1 }) }
        }
        let mut status = -1;
        // SAFETY: waits for our own child.
        assert_eq!(unsafe { waitpid(child, &mut status, 0) }, child);
        assert_eq!(status, 0, "the child's status");
        transfer.finish().unwrap();
        assert!(runtime.buffer(8).is_ok());
    });
}

#[test]
fn exit_with_transfers_in_flight() {
    alone("exit_with_transfers_in_flight", || {
        let pool = Runtime::shared().unwrap().stream_pool().unwrap();
        let flights: Vec<_> = (0..8)
            .map(|_| pool.submit(vec![1u8; 32 << 20], vec![0u8; 32 << 20]).unwrap())
            .collect();
        std::mem::forget(flights);
        std::process::exit(0);
    });
}

#[test]
fn dropped_early_and_forgotten() {
    alone("dropped_early_and_forgotten", || {
        let pool = Runtime::new().unwrap().stream_pool().unwrap();
        for round in 0..200 {
            let transfer = pool.submit(vec![round as u8; 1 << 20], vec![0u8; 1 << 20]).unwrap();
            if round % 50 == 0 {
                std::mem::forget(transfer); // leaks its arrays; nothing is freed under the copy
            } else {
                drop(transfer);
            }
        }
        pool.wait_all().unwrap();
        assert_eq!(pool.stats().unwrap().transfer_count, 200);
    });
}

fn resident_kib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_calls() {
    alone("a_million_calls", || {
        let runtime = Runtime::new().unwrap();
        let pool = runtime.stream_pool().unwrap();
        let profiler = runtime.profiler().unwrap();
        let rules = Rules::new().unwrap();
        rules.add(Rule::custom("own", |_: &Json, _: &mut Sink<'_>| true)).unwrap();
        let json = Json::parse(r#"{"a": [1, "two"]}"#).unwrap();
        let (src, mut dst) = ([1.0f32; 16], [0.0f32; 16]);
        let mut round = |i: u32| {
            assert_eq!(json.get::<&str>("/a/1").unwrap(), Some("two"));
            assert!(rules.check(&json).unwrap().is_none());
            drop(profiler.phase("phase").unwrap());
            drop(Buffer::copy_of("text").unwrap());
            if i % 8 == 0 {
                drop(Buffer::new(&runtime, 256).unwrap());
                drop(Json::parse("[1]").unwrap());
                assert!(Json::parse("[1").is_err());
                assert!(rules.validate(&json).unwrap().is_valid());
                drop(json.write("", JsonStyle::Compact).unwrap());
                drop(Control::new().unwrap());
            }
            if i % 64 == 0 {
                pool.copy(&src, &mut dst).unwrap();
                pool.submit(vec![1u8; 64], vec![0u8; 64]).unwrap().finish().unwrap();
                let early = pool.submit(vec![1u8; 64], vec![0u8; 64]).unwrap();
                early.ticket().on_done(|_| ()).unwrap();
                drop(early);
                pool.scope(|s| s.transfer(&src, &mut dst).map(drop)).unwrap();
                drop(Runtime::shared().unwrap());
            }
        };
        (0..20_000).for_each(&mut round);
        let before = resident_kib();
        (0..250_000).for_each(&mut round); // four calls and more each
        let grown = resident_kib().saturating_sub(before);
        assert!(grown < 4096, "{grown} KiB more after a million calls");
    });
}
