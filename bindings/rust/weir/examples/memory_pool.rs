// SPDX-License-Identifier: Apache-2.0
// Blocks that are used again, by priority.
use weir::{MemoryPool, MemoryPoolOptions, Priority, Result, Runtime, Status};

fn main() -> Result<()> {
    let runtime = Runtime::options().memory_budget_bytes(64 << 20).create()?;
    let mut options = MemoryPoolOptions::default();
    options.reserve_bytes = 4 << 20;
    let pool = MemoryPool::new(&runtime, options)?;
    for frame in 0..100 {
        let mut block = pool.block(480 * 640, Priority::Medium)?;
        assert_eq!(block[0], 0);
        block[0] = frame;
    }
    let stats = pool.stats()?;
    assert_eq!((stats.get_count, stats.reuse_count, stats.used_count), (100, 99, 0));
    println!("{:.1} % were used again", 100.0 * stats.reuse_rate);

    match pool.block(60 << 20, Priority::Low) {
        Err(error) if error.status() == Status::NoMemory => println!("refused: {error}"),
        other => panic!("a budget of 64 MiB gave {other:?}"),
    }
    let mut model = pool.aligned_block(1 << 20, 4096, Priority::Critical)?;
    assert_eq!(model.as_ptr() as usize % 4096, 0);
    println!("{} bytes given back; {}", pool.trim(0)?, pool.stats_json()?);

    drop(pool); // blocks stay good, whatever became of pool and runtime
    drop(runtime);
    model[0] = 1;
    Ok(())
}
