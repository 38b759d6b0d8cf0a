// SPDX-License-Identifier: Apache-2.0
// Progress out, cancel in: a long call that tells how far it is, and one that is stopped.
use std::ops::ControlFlow;

use weir::{Control, Result, Runtime, Status};

fn main() -> Result<()> {
    let pool = Runtime::shared()?.stream_pool()?;
    let src = vec![vec![1u8; 1 << 16]; 64];
    let mut dst = vec![vec![0u8; 1 << 16]; 64];

    let control = Control::new()?;
    control.on_progress(|progress| {
        println!("{} of {}", progress.done, progress.total);
        ControlFlow::Continue(())
    })?;
    let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
    pool.copy_batch(pairs, Some(&control))?.wait()?;
    assert_eq!(control.progress()?.done, 64);

    // From any thread; it stays cancelled, so the next call does not begin.
    std::thread::scope(|s| s.spawn(|| control.cancel()).join().unwrap())?;
    let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
    let stopped = pool.copy_batch(pairs, Some(&control)).and_then(|ticket| ticket.wait());
    match stopped {
        Err(error) if error.status() == Status::Cancelled => println!("stopped: {error}"),
        other => println!("a cancelled control gave {other:?}"),
    }
    Ok(())
}
