// SPDX-License-Identifier: Apache-2.0
// Three ways to copy arrays, none of which can lose memory under a copy.
use std::time::Duration;

use weir::{Outcome, Result, Runtime, Shaped, View, ViewMut};

fn main() -> Result<()> {
    let pool = Runtime::shared()?.stream_pool()?;

    // 1. Borrow, and be done when the call returns. Rows upside down: negative strides.
    let image: Vec<f32> = (0..12).map(|i| i as f32).collect();
    let mut flipped = [[0f32; 4]; 3];
    pool.copy(View::strided(&image, 8, &[3, 4], &[-4, 1])?, &mut flipped[..])?;
    assert_eq!(flipped[0], [8.0, 9.0, 10.0, 11.0]);

    // 2. Borrow for many copies at once; the scope waits for all of them.
    let src = vec![7i32; 1 << 20];
    let (mut near, mut far) = (vec![0i32; 1 << 20], vec![0i32; 1 << 20]);
    pool.scope(|s| {
        let first = s.transfer(&src, &mut near)?;
        s.transfer(&src, &mut far)?;
        while !first.wait_for(Duration::from_millis(10))? {
            println!("{:?}", first.progress()?);
        }
        Ok(())
    })?;
    assert!(near == src && far == src);

    // 3. Hand the arrays over and get them back. Columns into rows, by strides.
    let columns = Shaped::strided(vec![1u8, 2, 3, 4, 5, 6], 0, &[3, 2], &[1, 3])?;
    let transfer = pool.submit(columns, Shaped::new(vec![0u8; 6], &[3, 2])?)?;
    transfer.ticket().on_done(|result| println!("done: {result:?}"))?;
    let (_, rows) = transfer.finish()?;
    assert_eq!(rows.into_inner(), [1, 4, 2, 5, 3, 6]);

    // A batch tells the outcome of each pair.
    let (good, bad) = (vec![1u16; 8], vec![2u16; 9]);
    let (mut a, mut b) = (vec![0u16; 8], vec![0u16; 8]);
    let pairs: [(View<'_>, ViewMut<'_>); 2] =
        [((&good).into(), (&mut a).into()), ((&bad).into(), (&mut b).into())];
    let ticket = pool.copy_batch(pairs, None)?;
    for (index, outcome) in ticket.items()?.iter().enumerate() {
        match outcome {
            Outcome::Failed(error) => println!("pair {index}: {error}"),
            other => println!("pair {index}: {other:?}"),
        }
    }
    let stats = pool.stats()?;
    println!("{} copies, {} bytes", stats.transfer_count, stats.bytes_transferred);
    Ok(())
}
