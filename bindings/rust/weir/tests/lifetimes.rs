// SPDX-License-Identifier: Apache-2.0
//! Proves: closures are dropped exactly once, tickets and scopes end as they should, and no copy
//! outlives what it uses.
use std::future::Future;
use std::ops::ControlFlow;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use weir::*;

/// Counts how often what holds it is dropped.
struct Counted(Arc<AtomicUsize>);
impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn counter() -> (Counted, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    (Counted(count.clone()), count)
}

fn pool() -> StreamPool {
    StreamPool::new(&Runtime::new().unwrap(), &StreamPoolOptions::default()).unwrap()
}

/// Holds a stream up: what is asked of it next does not begin before what this gives is dropped.
fn hold(stream: &Stream) -> mpsc::Sender<()> {
    let asker = std::thread::current().id();
    loop {
        let (open, closed) = mpsc::channel::<()>();
        let (here, arrived) = mpsc::channel();
        let copy = stream.submit(vec![0u8; 1 << 22], vec![0u8; 1 << 22]).unwrap();
        let held = move |_| {
            // A copy that was over first calls this in the asker's thread: try another.
            let elsewhere = std::thread::current().id() != asker;
            here.send(elsewhere).unwrap();
            if elsewhere {
                let _ = closed.recv();
            }
        };
        copy.ticket().on_done(held).unwrap();
        drop(copy);
        if arrived.recv().unwrap() {
            return open;
        }
    }
}

fn held(pool: &StreamPool) -> (Stream, mpsc::Sender<()>) {
    let stream = pool.stream(0).unwrap();
    let open = hold(&stream);
    (stream, open)
}

#[test]
fn rule_closures_are_dropped_once() {
    let (held, count) = counter();
    let rules = Rules::new().unwrap();
    rules
        .add(Rule::custom("own", move |_: &Json, _: &mut Sink<'_>| {
            held.0.load(Ordering::SeqCst) == 0
        }))
        .unwrap();
    assert!(rules.validate(&Json::parse("{}").unwrap()).unwrap().is_valid());
    assert_eq!(count.load(Ordering::SeqCst), 0);
    rules.clear().unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    drop(rules);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn closures_of_failed_registrations_are_dropped_once() {
    let (held, count) = counter();
    let rules = Rules::new().unwrap();
    let rule = Rule::custom("no\0name", move |_: &Json, _: &mut Sink<'_>| {
        held.0.load(Ordering::SeqCst) == 0
    });
    assert_eq!(rules.add(rule).unwrap_err().status(), Status::Invalid);
    assert_eq!(count.load(Ordering::SeqCst), 1);

    let (held, count) = counter();
    let runtime = Runtime::new().unwrap();
    runtime.shutdown().unwrap();
    let log =
        runtime.set_log(Level::Info, move |_, _| assert_eq!(held.0.load(Ordering::SeqCst), 0));
    assert_eq!(log.unwrap_err().status(), Status::Closed);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn log_closures_are_replaced_and_dropped() {
    let (held, count) = counter();
    let (send, receive) = mpsc::sync_channel(16);
    let runtime = Runtime::new().unwrap();
    runtime
        .set_log(Level::Warning, move |level, text| {
            let _ = &held;
            send.send((level, text.to_owned())).unwrap();
            panic!("on purpose");
        })
        .unwrap();
    let _pool = runtime.stream_pool().unwrap();
    let other = StreamPoolOptions { size: 2, ..Default::default() };
    runtime.stream_pool_with(&other).unwrap();
    assert_eq!(receive.recv().unwrap().0, Level::Warning);
    runtime.set_log_level(Level::Error).unwrap();
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_scope_waits_for_its_copies() {
    let pool = pool();
    let (stream, open) = held(&pool);
    let src: Vec<u64> = (0..100_000).collect();
    let mut dst = vec![0u64; 100_000];
    pool.scope(|s| {
        let ticket = s.transfer_on(&stream, &src, &mut dst)?;
        assert_eq!(ticket.poll(), Outcome::Pending);
        assert_eq!(ticket.wait_for(Duration::from_millis(1)), Ok(false));
        drop(open);
        Ok(())
    })
    .unwrap();
    assert!(src == dst);
}

#[test]
fn a_scope_that_panics_waits_too() {
    let pool = pool();
    let (stream, open) = held(&pool);
    let src = vec![5u8; 100_000];
    let mut dst = vec![0u8; 100_000];
    let result = catch_unwind(AssertUnwindSafe(|| {
        pool.scope(|s| -> Result<()> {
            let _ticket = s.transfer_on(&stream, &src, &mut dst)?;
            drop(open);
            panic!("on purpose")
        })
    }));
    assert!(result.is_err());
    assert!(src == dst);
}

#[test]
fn a_scope_tells_what_nobody_asked() {
    let pool = pool();
    let (src, mut dst) = ([[1u8; 4]; 2], [0u8; 8]);
    let batch = |pool: &StreamPool, dst: &mut [u8; 8], ask: bool| {
        pool.scope(|s| {
            let ticket = s.batch([(View::from(&src[..]), ViewMut::from(dst))], None)?;
            if ask {
                assert_eq!(ticket.wait().unwrap_err().status(), Status::Invalid);
            }
            Ok(())
        })
    };
    assert_eq!(batch(&pool, &mut dst, false).unwrap_err().status(), Status::Invalid);
    assert_eq!(batch(&pool, &mut dst, true), Ok(()));
}

#[test]
fn a_dropped_transfer_keeps_its_arrays_until_it_is_over() {
    struct Array {
        bytes: Vec<u8>,
        _counted: Counted,
    }
    impl Source for Array {
        fn view(&self) -> View<'_> {
            (&self.bytes).into()
        }
    }
    let pool = pool();
    let (stream, open) = held(&pool);
    let (counted, count) = counter();
    let transfer =
        stream.submit(Array { bytes: vec![1; 1000], _counted: counted }, vec![0u8; 1000]).unwrap();
    assert_eq!(transfer.ticket().poll(), Outcome::Pending);
    drop(transfer);
    assert_eq!(count.load(Ordering::SeqCst), 0);
    drop(open);
    stream.synchronize().unwrap();
    drop((stream, pool)); // with the last handles the threads end, and so do their callbacks
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn what_fails_after_its_transfer_was_dropped_is_still_told() {
    let pool = pool();
    let (stream, open) = held(&pool);
    let transfer = stream.submit(vec![1u8; 10], vec![0u8; 10]).unwrap();
    let ticket = transfer.ticket().clone();
    drop(transfer);
    ticket.cancel().unwrap();
    drop(ticket); // nobody asked it how it went
    drop(open);
    assert_eq!(stream.synchronize().unwrap_err().status(), Status::Cancelled);
}

#[test]
fn cancelled_before_it_began() {
    let pool = pool();
    let (stream, open) = held(&pool);
    let transfer = stream.submit(vec![1u8; 10], vec![0u8; 10]).unwrap();
    transfer.ticket().cancel().unwrap();
    let failed = transfer.finish().unwrap_err();
    assert_eq!((failed.error.status(), failed.dst), (Status::Cancelled, vec![0; 10]));
    drop(open);
}

#[test]
fn waiting_inside_a_completion_is_refused() {
    let pool = Arc::new(pool());
    let (stream, open) = held(&pool);
    let (send, receive) = mpsc::channel();
    let transfer = stream.submit(vec![1u8; 10], vec![0u8; 10]).unwrap();
    let inner = pool.clone();
    transfer
        .ticket()
        .on_done(move |_| {
            let copy = inner.copy(&[1u8], &mut [0u8]).unwrap_err().status();
            let scope = inner.scope(|_| Ok(())).unwrap_err().status();
            // Submitting is fine; finish() does not hang, whether the copy began or not.
            let finished = inner.submit(vec![1u8], vec![0u8]).unwrap().finish();
            let finished = finished.map(drop).map_err(|failed| failed.error.status());
            send.send((copy, scope, finished)).unwrap();
        })
        .unwrap();
    drop(open);
    let (copy, scope, finished) = receive.recv().unwrap();
    assert_eq!((copy, scope), (Status::Invalid, Status::Invalid));
    assert!(matches!(finished, Ok(()) | Err(Status::Cancelled)), "{finished:?}");
    transfer.finish().unwrap();
}

#[test]
fn progress_is_heard_and_stops() {
    let pool = pool();
    let src = vec![vec![1u8; 1000]; 100];
    let run = |hears: fn(Progress) -> ControlFlow<()>| {
        let control = Control::new().unwrap();
        control.on_progress(hears).unwrap();
        let mut dst = vec![vec![0u8; 1000]; 100];
        let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
        let ticket = pool.copy_batch(pairs, Some(&control))?;
        ticket.wait()?;
        assert_eq!(ticket.progress(), Ok(Progress { done: 100, total: 100 }));
        assert_eq!(control.progress().unwrap().done, 100);
        control.clear_progress()
    };
    assert_eq!(run(|_| ControlFlow::Continue(())), Ok(()));
    let stopped = Control::new().unwrap();
    stopped.cancel().unwrap();
    let error = pool.copy_batch([], Some(&stopped)).unwrap_err();
    assert_eq!(error.status(), Status::Cancelled);
}

#[test]
fn a_progress_closure_that_breaks_or_panics_stops_the_work() {
    let path = std::env::temp_dir().join(format!("weir-stopped-{}.las", std::process::id()));
    let run = |hears: fn(Progress) -> ControlFlow<()>| {
        let control = Control::new().unwrap();
        control.on_progress(hears).unwrap();
        // Many enough for several steps: the first is always told.
        let options = SyntheticOptions { point_count: 300_000, ..Default::default() };
        write_synthetic(&path, &options, Some(&control)).unwrap_err()
    };
    assert_eq!(run(|_| ControlFlow::Break(())).status(), Status::Cancelled);
    let error = run(|_| panic!("on purpose"));
    assert_eq!(error.status(), Status::Callback);
    assert!(error.text().contains("on purpose"), "{error}");
    assert!(!path.exists());
}

#[test]
fn a_ticket_is_a_future() {
    struct Unpark(std::thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let pool = pool();
    let (stream, open) = held(&pool);
    let transfer = stream.submit(vec![1u8; 10], vec![0u8; 10]).unwrap();
    let mut future = Box::pin(transfer.ticket().finished());
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    assert!(future.as_mut().poll(&mut context).is_pending());
    assert!(future.as_mut().poll(&mut context).is_pending());
    drop(open);
    let result = loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(result) => break result,
            Poll::Pending => std::thread::park(),
        }
    };
    assert_eq!(result, Ok(()));
}

#[test]
fn threads_share_what_is_shared() {
    fn shared<T: Send + Sync>() {}
    shared::<(Runtime, Buffer, Json, Rules, Report, Profiler, StreamPool, Stream)>();
    shared::<(Ticket, Control, Tile, Transfer<Vec<u8>, Vec<u8>>, Error)>();
    let profiler = Profiler::new().unwrap();
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| (0..100).for_each(|_| drop(profiler.phase("same").unwrap())));
        }
    });
    assert_eq!(profiler.stats("same").unwrap().unwrap().count, 400);
}
