// SPDX-License-Identifier: Apache-2.0
// What a call costs: the safe crate beside the C functions themselves, in one run. Best of nine.
// cargo bench --bench calls
use std::os::raw::c_void;
use std::ptr::{null, null_mut, read_volatile};
use std::sync::mpsc;
use std::time::Instant;

use weir::{
    Buffer, Json, Profiler, Result, Rule, Rules, Runtime, Sink, StreamPool, StreamPoolOptions,
    Ticket,
};
use weir_sys as sys;

fn best(mut call: impl FnMut()) -> f64 {
    let count = if cfg!(debug_assertions) { 1_000 } else { 200_000 };
    let round = |_| {
        let start = Instant::now();
        (0..count).for_each(|_| call());
        start.elapsed().as_nanos() as f64 / f64::from(count)
    };
    (0..9).map(round).fold(f64::MAX, f64::min)
}

unsafe extern "C" fn holds(
    _: *mut c_void,
    _: *const sys::weir_json,
    _: *mut sys::weir_finding_sink,
) -> i32 {
    1
}

unsafe extern "C" fn hears(_: *mut c_void, _: sys::weir_status) {}

/// Between the first and the last of many functions left on one ticket, whose stream is held up
/// meanwhile: what one costs, called by a thread of the library's.
fn heard(leave: impl Fn(&Ticket)) -> Result<f64> {
    let pool =
        StreamPool::new(&Runtime::new()?, &StreamPoolOptions { size: 1, ..Default::default() })?;
    let asker = std::thread::current().id();
    let free = loop {
        let ((free, hold), (enter, entered)) = (mpsc::channel::<()>(), mpsc::channel());
        let large = pool.submit(vec![0u8; 1 << 22], vec![0u8; 1 << 22])?;
        large.ticket().on_done(move |_| {
            let elsewhere = std::thread::current().id() != asker;
            let _ = enter.send(elsewhere);
            if elsewhere {
                let _ = hold.recv();
            }
        })?;
        if entered.recv() == Ok(true) {
            break free;
        }
    };
    let small = pool.submit(vec![0u8], vec![0u8])?;
    let (tell, told) = mpsc::channel();
    let (first, last) = (tell.clone(), tell);
    small.ticket().on_done(move |_| {
        let _ = first.send(Instant::now());
    })?;
    (0..5000).for_each(|_| leave(small.ticket()));
    small.ticket().on_done(move |_| {
        let _ = last.send(Instant::now());
    })?;
    drop(free);
    let (begin, end) = (told.recv().unwrap(), told.recv().unwrap());
    Ok((end - begin).as_nanos() as f64 / 5000.0)
}

/// The best of some rounds of two things in turns.
fn in_turns(mut a: impl FnMut() -> f64, mut b: impl FnMut() -> f64) -> (f64, f64) {
    (0..15).fold((f64::MAX, f64::MAX), |(x, y), _| (x.min(a()), y.min(b())))
}

fn timed(call: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    call();
    begin.elapsed().as_nanos() as f64
}

fn main() -> Result<()> {
    let buffer = Buffer::copy_of([7u8; 64])?;
    let json = Json::parse(r#"{"a": {"b": 5}}"#)?;
    let (profiler, ours, theirs) = (Profiler::new()?, Rules::new()?, Rules::new()?);
    ours.add(Rule::custom("own", |_: &Json, _: &mut Sink<'_>| true))?;
    let (a_b, phase) = (b"/a/b\0".as_ptr().cast(), b"phase\0".as_ptr().cast());
    let (rules, config, timer) = (theirs.as_ptr(), json.as_ptr(), profiler.as_ptr());
    let mut value = 0;
    let mut raw = null_mut();
    // SAFETY, here and below: handles are good, texts end with a NUL, results are room enough.
    unsafe {
        sys::weir_buffer_copy(buffer.as_ptr().cast(), buffer.len(), &mut raw);
        sys::weir_rules_add_custom(rules, phase, Some(holds), null_mut(), None, null());
    }

    println!("{:<22} {:>7} {:>7}", "ns per call", "weir", "C");
    let show = |what: &str, safe: f64, c: f64| println!("{what:<22} {safe:>7.1} {c:>7.1}");
    let c = best(|| assert_eq!(unsafe { sys::weir_abi_version() }, 1));
    show("abi_version", best(|| assert_eq!(weir::abi_version(), 1)), c);
    let c = best(|| assert_eq!(unsafe { sys::weir_rules_count(rules) }, 1));
    show("rules.count", best(|| assert_eq!(ours.count(), 1)), c);
    let c = best(|| unsafe {
        read_volatile(sys::weir_buffer_data(raw).cast::<u8>().add(63));
    });
    let safe = best(|| {
        // SAFETY: a reference can be read.
        unsafe { read_volatile(&buffer[63]) };
    });
    show("buffer, one byte", safe, c);
    let c = best(|| {
        let _ = unsafe { sys::weir_json_get_int64(config, a_b, &mut value) };
    });
    show("json.get, an integer", best(|| drop(json.get::<i64>("/a/b"))), c);
    let c = best(|| {
        let _ = unsafe { sys::weir_rules_check(rules, config) };
    });
    show("check, a rule of ours", best(|| drop(ours.check(&json))), c);
    let c = best(|| unsafe {
        sys::weir_profiler_start_phase(timer, phase);
        sys::weir_profiler_end_phase_named(timer, phase, null_mut()); // as the guard does
    });
    show("phase", best(|| drop(profiler.phase("phase"))), c);
    let (many, bare) = (Rules::new()?, Rules::new()?);
    for _ in 0..100 {
        many.add(Rule::custom("own", |_: &Json, _: &mut Sink<'_>| true))?;
        unsafe {
            sys::weir_rules_add_custom(bare.as_ptr(), phase, Some(holds), null_mut(), None, null());
        }
    }
    let (safe, c) = in_turns(
        || timed(|| drop(many.check(&json))) / 100.0,
        || timed(|| drop(bare.check(&json))) / 100.0,
    );
    show("one of 100 rules", safe, c);
    let (safe, c) = in_turns(
        || heard(|ticket| ticket.on_done(|_| ()).unwrap()).unwrap(),
        || {
            heard(|ticket| unsafe {
                sys::weir_ticket_on_done(ticket.as_ptr(), Some(hears), null_mut(), None);
            })
            .unwrap()
        },
    );
    show("a completion", safe, c);
    let pool = Runtime::new()?.stream_pool()?;
    let src = vec![vec![1.5f64; 1500]; 1000];
    let (mut dst, mut plain) = (vec![vec![0f64; 1500]; 1000], vec![vec![0f64; 1500]; 1000]);
    let (safe, copy) = in_turns(
        || {
            let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
            timed(|| pool.copy_batch(pairs, None).unwrap().wait().unwrap())
        },
        || timed(|| src.iter().zip(&mut plain).for_each(|(s, d)| d.copy_from_slice(s))),
    );
    show("1000 x 12 kB, and copy", safe, copy);
    // SAFETY: the handle's last call.
    unsafe { sys::weir_buffer_free(raw) };
    Ok(())
}
