// SPDX-License-Identifier: Apache-2.0
//! Proves: caches in Rust keep bytes under keys within their bounds, by name and alone, across
//! threads, and say in errors what they refuse.
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Barrier;
use std::time::Duration;

use weir::{CacheEvent, CacheOptions, Claimed, Left, Runtime, Status, Ttl};

#[test]
fn values_are_kept() {
    let runtime = Runtime::new().unwrap();
    let cache = runtime.cache("").unwrap();
    assert_eq!(cache.get("a"), Ok(None));
    let large = vec![7; 10_000];
    for value in [&b""[..], b"one", &large] {
        cache.put("a", value).unwrap();
        assert_eq!(cache.get("a").unwrap().as_deref(), Some(value));
    }
    let pin = cache.pin("a").unwrap().unwrap();
    assert_eq!(cache.remove("a"), Ok(true));
    assert_eq!(cache.remove("a"), Ok(false));
    assert!(cache.pin("a").unwrap().is_none());
    cache.put_many(&["x", ""], &["1", "22"], Ttl::Forever).unwrap();
    let pins = cache.pin_many(&["", "?", "x"]).unwrap();
    assert_eq!(pins[0].as_deref(), Some(&b"22"[..]));
    assert!(pins[1].is_none());
    assert_eq!(cache.stats().unwrap().entry_count, 2);
    assert_eq!(cache.clear(false), Ok(2));
    drop((cache, runtime));
    assert_eq!(&*pin, &large[..]);
    assert_eq!(pins[2].as_deref(), Some(&b"1"[..]));
}

#[test]
fn bounds_names_and_threads() {
    let runtime = Runtime::new().unwrap();
    let options = CacheOptions {
        max_entries: 10,
        ttl: Some(Duration::from_secs(3600)),
        ..Default::default()
    };
    let cache = runtime.cache_with("results", &options).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4u8 {
            let cache = &cache;
            scope.spawn(move || {
                for i in 0..500u32 {
                    let key = [thread, (i % 20) as u8];
                    cache.put(key, key).unwrap();
                    if let Some(value) = cache.get(key).unwrap() {
                        assert_eq!(value, key);
                    }
                }
            });
        }
    });
    let stats = cache.stats().unwrap();
    assert!(stats.entry_count <= 10 && stats.eviction_count > 0, "{stats:?}");
    assert!(runtime.cache("results").unwrap().stats().unwrap().entry_count > 0);
    assert!(runtime.caches_json().unwrap().contains(r#""_global":{"total_caches":1,"#));
    assert!(cache.stats_json().unwrap().contains(r#""max_size":10,"#));
    assert_eq!(runtime.clear_caches(true), Ok(0));
    assert!(runtime.clear_caches(false).unwrap() > 0);
    assert_eq!(runtime.remove_cache("results"), Ok(true));
    assert_eq!(runtime.remove_cache("results"), Ok(false));
    cache.put_for("s", "1", Ttl::Sliding(Duration::from_secs(9))).unwrap();
    cache.put_for("f", "1", Ttl::Fixed(Duration::from_secs(9))).unwrap();
    assert_eq!(cache.put("large", vec![0; 1 << 27]).unwrap_err().status(), Status::Limit);
    assert_eq!(runtime.cache("a\0b").unwrap_err().status(), Status::Invalid);
    let three = CacheOptions { shard_count: 3, ..Default::default() };
    assert_eq!(runtime.cache_with("t", &three).unwrap_err().status(), Status::Invalid);
    let uneven = cache.put_many(&["a"], &["1", "2"], Ttl::OfCache).unwrap_err();
    assert_eq!(uneven.status(), Status::Invalid);
}

#[test]
fn closures_are_remembered() {
    let runtime = Runtime::new().unwrap();
    let cache = runtime.cache("").unwrap();
    let mut computed = 0;
    for _ in 0..3 {
        let value = cache.get_or("k", || {
            computed += 1;
            Ok::<_, ()>(b"v".to_vec())
        });
        assert_eq!(value, Ok(b"v".to_vec()));
        assert_eq!(cache.get_or("bad", || Err("no")), Err("no"));
    }
    assert_eq!(computed, 1);
    runtime.shutdown().unwrap();
    assert_eq!(cache.get_or("k", || Ok::<_, ()>(b"w".to_vec())), Ok(b"w".to_vec()));
    assert_eq!(cache.get("k").unwrap_err().status(), Status::Closed);
}

fn claim_of(claimed: Claimed) -> weir::Claim {
    match claimed {
        Claimed::Compute(claim) => claim,
        other => panic!("no claim: {other:?}"),
    }
}

// E-070, C-034: one computes for all; what fails is told; what is stale is computed anew by one.
#[test]
fn one_computes_for_all() {
    let runtime = Runtime::new().unwrap();
    let cache = runtime.cache("").unwrap();
    let (computed, together) = (AtomicU32::new(0), Barrier::new(4));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                together.wait();
                let value = cache.get_or("k", || {
                    computed.fetch_add(1, Ordering::SeqCst);
                    Ok::<_, ()>(b"value".to_vec())
                });
                assert_eq!(value.unwrap(), b"value");
            });
        }
    });
    assert_eq!(computed.load(Ordering::SeqCst), 1);
    assert_eq!(cache.stats().unwrap().load_count, 1);
    assert_eq!(cache.get_or("bad", || Err("on purpose")), Err("on purpose"));
    assert_eq!(cache.get_or("bad", || Ok::<_, ()>(b"well".to_vec())).unwrap(), b"well");
    // A claim is this thread's: to ask again would be to wait for oneself.
    let claim = claim_of(cache.claim("l", None).unwrap());
    let again = cache.claim("l", None).unwrap_err();
    assert_eq!(again.status(), Status::Invalid);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let busy = cache.claim("l", Some(Duration::from_nanos(1))).unwrap();
            assert!(matches!(busy, Claimed::Busy));
        });
    });
    claim.settle_error("the disk is gone", Some(Duration::from_secs(60))).unwrap();
    let failed = cache.claim("l", None).unwrap_err();
    assert_eq!((failed.status(), failed.to_string().contains("gone")), (Status::Callback, true));
    let claim = claim_of(cache.claim("m", None).unwrap());
    claim.settle_nothing(Some(Duration::from_secs(60))).unwrap();
    assert!(matches!(cache.claim("m", None).unwrap(), Claimed::Nothing));
}

#[test]
fn what_is_stale_is_computed_anew() {
    let runtime = Runtime::new().unwrap();
    let soft = CacheOptions { soft_ttl: Some(Duration::from_nanos(1)), ..Default::default() };
    let cache = runtime.cache_with("", &soft).unwrap();
    cache.put("k", "old").unwrap();
    let claim = loop {
        // until the coarse clock has moved
        if let Claimed::Stale(value, claim) = cache.claim("k", None).unwrap() {
            assert_eq!(&*value, b"old");
            break claim;
        }
    };
    assert!(matches!(cache.claim("k", None).unwrap(), Claimed::Value(_)));
    claim.settle("new", Ttl::OfCache).unwrap();
    assert_eq!(cache.get("k").unwrap().as_deref(), Some(&b"new"[..]));
    assert_eq!(cache.stats().unwrap().stale_hit_count, 1);
}

// E-031, E-032: what depends on what was changed goes; what leaves is told.
#[test]
fn dependents_go() {
    let runtime = Runtime::new().unwrap();
    let cache = runtime.cache("").unwrap();
    cache.watch(&[Left::Invalidated, Left::Replaced]).unwrap();
    cache.put_depending("statistics", "1", Ttl::OfCache, &["project 7", "tag"]).unwrap();
    let claim = claim_of(cache.claim("page", None).unwrap());
    claim.settle_depending("22", Ttl::OfCache, &["statistics"]).unwrap();
    cache.put("user:1", "1").unwrap();
    cache.put("user:2", "2").unwrap();
    assert_eq!(cache.invalidate("project 7"), Ok(2));
    for (key, value_size) in [("statistics", 1), ("page", 2)] {
        let left = CacheEvent::Left { why: Left::Invalidated, key: key.into(), value_size };
        assert_eq!(cache.next_event(), Ok(Some(left)));
    }
    assert_eq!(cache.next_event(), Ok(None));
    assert_eq!(cache.invalidate_prefix("user:1"), Ok(1));
    assert_eq!(cache.invalidate_if(|key, value| key == b"user:2" && value == b"2"), Ok(1));
    cache.put("a", "").unwrap();
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cache.invalidate_if(|_, _| panic!("on purpose"))
    }));
    assert!(panicked.is_err());
    cache.invalidate_all().unwrap();
    assert_eq!(cache.get("a"), Ok(None));
    assert_eq!(cache.stats().unwrap().invalidation_count, 5);
    cache.watch(&[]).unwrap();
}
