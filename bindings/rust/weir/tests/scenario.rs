// SPDX-License-Identifier: Apache-2.0
//! Proves: the scenario of tests/bindings/scenario.md holds in Rust, step by step.
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{mpsc, Arc};

use weir::*;

const CONFIG: &str = r#"{"batch_size": 33, "name": "tile", "deep": {"list": [1, 2.5, null]}}"#;

#[test]
fn step_1_a_configuration_that_does_not_parse() {
    let error = Json::parse("{\"batch_size\": 32,\n \"name\": }").unwrap_err();
    assert_eq!(error.status(), Status::Parse);
    assert!(error.text().contains("line 2, column "), "{error}");
}

#[test]
fn step_2_reading_values() {
    let json = Json::parse(CONFIG).unwrap();
    assert_eq!(json.get::<i64>("/batch_size"), Ok(Some(33)));
    assert_eq!(json.get::<&str>("/name"), Ok(Some("tile")));
    assert_eq!(json.get::<f64>("/deep/list/1"), Ok(Some(2.5)));
    assert_eq!(json.get::<i64>("/none"), Ok(None));
    assert_eq!(json.get::<i64>("/name").unwrap_err().status(), Status::Invalid);
}

fn rules() -> Rules {
    let rules = Rules::new().unwrap();
    rules.add(Rule::required("input")).unwrap();
    rules.add(Rule::range("batch_size", 1.0..=512.0)).unwrap();
    let even = |config: &Json, sink: &mut Sink<'_>| -> Result<bool> {
        let even = config.get::<i64>("/batch_size")?.unwrap_or(0) % 2 == 0;
        if !even {
            sink.message("batch_size is odd")?.hint("use an even size")?;
        }
        Ok(even)
    };
    rules.add(Rule::custom("even", even)).unwrap();
    rules
}

#[test]
fn step_3_rules() {
    // A panic and an error are both one failed rule.
    let panics = |_: &Json, _: &mut Sink<'_>| -> bool { panic!("on purpose") };
    let fails =
        |_: &Json, _: &mut Sink<'_>| -> std::result::Result<bool, &str> { Err("on purpose") };
    for broken in [Rule::custom("broken", panics), Rule::custom("broken", fails)] {
        let rules = rules();
        rules.add(broken).unwrap();
        let report = rules.validate(&Json::parse(CONFIG).unwrap()).unwrap();
        assert!(!report.is_valid());
        assert_eq!(report.count(Level::Error), 3);
        let found = report.findings().collect::<Result<Vec<_>>>().unwrap();
        assert_eq!(
            found.iter().map(|f| f.rule).collect::<Vec<_>>(),
            ["required", "even", "broken"]
        );
        assert_eq!((found[1].message, found[1].hint), ("batch_size is odd", "use an even size"));
        assert!(found[2].message.contains("on purpose"), "{:?}", found[2]);
    }
}

#[test]
fn step_4_the_short_way_and_strictness() {
    let rules = rules();
    let why = rules.check(&Json::parse(CONFIG).unwrap()).unwrap();
    assert!(why.unwrap().contains("input"));
    let config = Json::parse(r#"{"input": "a", "batch_siz": 2}"#).unwrap();
    let how = ValidateOptions { strict: true, ..Default::default() };
    let report = rules.validate_with(&config, how).unwrap();
    assert!(report.is_valid());
    let warning = report.findings().map(Result::unwrap).find(|f| f.severity == Level::Warning);
    let warning = warning.unwrap();
    assert!(format!("{} {}", warning.message, warning.hint).contains("batch_size"), "{warning:?}");
}

#[test]
fn step_5_a_finding_of_your_own() {
    let mut report = Rules::new().unwrap().validate(&Json::parse(CONFIG).unwrap()).unwrap();
    assert!(report.is_valid());
    report.add(Level::Error, "quota", "batch_size", "too much", Some("ask again")).unwrap();
    assert!(!report.is_valid());
    assert!(report.json().unwrap().contains("quota"));
    assert!(report.summary().unwrap().contains("FAILED"));
}

#[test]
fn step_6_a_buffer() {
    const SIZE: usize = 1 << 20;
    let runtime = Runtime::options().memory_budget_bytes(16 << 20).create().unwrap();
    let mut buffer = Buffer::new(&runtime, SIZE).unwrap();
    assert_eq!(buffer.len(), SIZE);
    assert!(runtime.memory_stats().unwrap().used_bytes >= SIZE as u64);
    assert!(buffer.iter().all(|byte| *byte == 0));
    (buffer[0], buffer[SIZE - 1]) = (1, 2);
    let error = Buffer::new(&runtime, 17 << 20).unwrap_err();
    assert_eq!(error.status(), Status::NoMemory);
    runtime.shutdown().unwrap();
    drop(runtime);
    assert_eq!((buffer[0], buffer[SIZE - 1]), (1, 2));
}

#[test]
fn step_7_a_transfer() {
    let pool = Runtime::new().unwrap().stream_pool().unwrap();
    let src: Vec<f64> = (0..100_000).map(f64::from).collect();
    let before = pool.stats().unwrap().bytes_transferred;
    let transfer = pool.submit(src, vec![0f64; 100_000]).unwrap();
    transfer.ticket().wait().unwrap();
    let (src, dst) = transfer.finish().unwrap();
    assert_eq!(src, dst);
    pool.wait_all().unwrap();
    assert_eq!(pool.stats().unwrap().bytes_transferred - before, 800_000);
    let json = Json::parse(pool.stats_json().unwrap()).unwrap();
    assert_eq!(json.get::<u64>("/bytes_transferred").unwrap(), Some(before + 800_000));
}

#[test]
fn step_8_strides() {
    let pool = Runtime::new().unwrap().stream_pool().unwrap();
    let src: [i32; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    let mut dst = [0i32; 5];
    pool.copy(View::strided(&src, 9, &[5], &[-2]).unwrap(), &mut dst).unwrap();
    assert_eq!(dst, [9, 7, 5, 3, 1]);
}

#[test]
fn step_9_a_batch_with_one_bad_pair() {
    let pool = Runtime::new().unwrap().stream_pool().unwrap();
    let src = [vec![1u32; 10], vec![2u32; 11], vec![3u32; 12]];
    let mut dst = [vec![0u32; 10], vec![0u32; 77], vec![0u32; 12]];
    let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
    let ticket = pool.copy_batch(pairs, None).unwrap();
    assert_eq!(ticket.wait().unwrap_err().status(), Status::Partial);
    let items = ticket.items().unwrap();
    assert_eq!((&items[0], &items[2]), (&Outcome::Done, &Outcome::Done));
    match &items[1] {
        Outcome::Failed(error) => {
            assert_eq!(error.status(), Status::Invalid);
            assert!(error.text().contains("11") && error.text().contains("77"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!((&dst[0], &dst[2]), (&src[0], &src[2]));
}

#[test]
fn step_10_completion() {
    let pool = Runtime::new().unwrap().stream_pool().unwrap();
    let calls = Arc::new(AtomicU32::new(0));
    let (send, receive) = mpsc::channel();
    let transfer = pool.submit(vec![1u8; 100], vec![0u8; 100]).unwrap();
    let counted = calls.clone();
    let hear = move |result| {
        counted.fetch_add(1, Ordering::SeqCst);
        send.send(result).unwrap();
        panic!("on purpose");
    };
    transfer.ticket().on_done(hear).unwrap();
    assert_eq!(receive.recv(), Ok(Ok(())));
    transfer.finish().unwrap();
    pool.wait_all().unwrap();
    assert!(receive.recv().is_err(), "the closure was dropped with its sender");
    assert_eq!(calls.load(Ordering::SeqCst), 1);
}

#[test]
fn step_11_phases() {
    let profiler = Profiler::new().unwrap();
    {
        let _pipeline = profiler.phase("pipeline").unwrap();
        profiler.time("load", || ()).unwrap();
        let load = profiler.phase("load").unwrap();
        profiler.record("points", 7.0).unwrap();
        assert_eq!(load.end().unwrap().unwrap().count, 2);
    }
    assert_eq!(profiler.stats("pipeline/load").unwrap().unwrap().count, 2);
    assert_eq!(profiler.metric("load", "points").unwrap().unwrap().last, 7.0);
    assert_eq!(profiler.end_phase().unwrap(), None);
    let paths: Vec<String> = profiler.phases().map(|phase| phase.unwrap().0).collect();
    assert!(paths.ends_with(&["pipeline".into(), "pipeline/load".into()]), "{paths:?}");
}

#[test]
fn step_12_the_log() {
    let runtime = Runtime::new().unwrap();
    let _pool = runtime.stream_pool().unwrap();
    let other = StreamPoolOptions { size: 9, ..Default::default() };
    assert_eq!(runtime.stream_pool_with(&other).unwrap().size(), Ok(4));
    let line = runtime.log_lines().next().unwrap().unwrap();
    assert_eq!(line.level, Level::Warning);
    assert_eq!(runtime.next_log().unwrap(), None);
}

#[test]
fn step_13_shut_down_then_used() {
    let runtime = Runtime::new().unwrap();
    let pool = runtime.stream_pool().unwrap();
    runtime.shutdown().unwrap();
    runtime.shutdown().unwrap();
    assert_eq!(runtime.buffer(8).unwrap_err().status(), Status::Closed);
    let failed = pool.submit(vec![1u8], vec![0u8]).unwrap_err();
    assert_eq!((failed.error.status(), failed.src), (Status::Closed, vec![1]));
    assert_eq!(pool.copy(&[1u8], &mut [0u8]).unwrap_err().status(), Status::Closed);
}

#[test]
fn step_14_freed_in_any_order() {
    for forwards in [true, false] {
        let runtime = Runtime::new().unwrap();
        let pool = runtime.stream_pool().unwrap();
        let stream = pool.stream(0).unwrap();
        let profiler = runtime.profiler().unwrap();
        let transfer = stream.submit(vec![0u8; 1 << 20], vec![0u8; 1 << 20]).unwrap();
        let ticket = transfer.ticket().clone();
        if forwards {
            drop(runtime);
            drop(pool);
            drop(stream);
            drop(transfer);
            ticket.wait().unwrap();
            drop(ticket);
            profiler.phase("late").unwrap().end().unwrap();
            drop(profiler);
        } else {
            drop((profiler, ticket, transfer, stream, pool, runtime));
        }
    }
}

// Step 15, fork, is in tests/process.rs: this process has threads.

#[test]
fn step_16_a_device_that_is_insisted_on() {
    let gpu = Runtime::new().unwrap().devices().nth(1).unwrap().unwrap();
    let insisted = Runtime::options().device(DeviceChoice::Cuda).create();
    match gpu.unavailable {
        None => assert!(insisted.is_ok()),
        Some(reason) => {
            let error = insisted.unwrap_err();
            assert_eq!(error.status(), Status::Unsupported);
            assert!(error.text().contains(&reason), "{error}");
        }
    }
}
