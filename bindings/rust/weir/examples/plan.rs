// SPDX-License-Identifier: Apache-2.0
// The same batch of arrays many times over: described once, then run; and streams that wait.
use weir::{Result, Runtime, Status};

fn main() -> Result<()> {
    let pool = Runtime::shared()?.stream_pool()?;
    let pairs = (0..200).map(|k| (vec![k as f64; 1500].into(), vec![0.0; 1500].into())).collect();
    let mut plan = pool.plan::<f64>(pairs)?;
    for turn in 0..10 {
        plan.src_mut(7)[0] = turn as f64; // each run copies what lies there then
        plan.run(None)?;
        assert_eq!(plan.dst(7), plan.src(7));
    }
    println!("{} arrays", pool.stats()?.transfer_count);
    let mut arrays = plan.into_inner();
    let (src, dst) = &mut arrays[0];

    // One stream after another, without waiting in between.
    let (first, second) = (pool.stream(0)?, pool.stream(1)?);
    let moving = first.submit(src.clone(), dst.clone())?;
    second.wait_for(&first.record()?)?;
    second.copy(&**src, &mut **dst)?;
    assert_eq!(moving.finish()?.1, *dst);

    let uneven = vec![(vec![1u8; 4].into(), vec![0u8; 5].into())];
    let refused = pool.plan::<u8>(uneven).unwrap_err();
    assert_eq!(refused.status(), Status::Invalid);
    println!("{refused}");
    Ok(())
}
