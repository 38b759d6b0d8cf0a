// SPDX-License-Identifier: Apache-2.0
// Where the time went: phases that end by themselves, over several threads.
use weir::{Profiler, ProfilerOptions, Result};

fn work(steps: u64) -> f64 {
    (0..steps).map(|i| (i as f64).sqrt()).sum()
}

fn main() -> Result<()> {
    let options = ProfilerOptions { track_memory: true, ..Default::default() };
    let profiler = Profiler::create(None, options)?;
    {
        let _pipeline = profiler.phase("pipeline")?;
        for batch in 1..=3 {
            let sum = profiler.time("load", || work(batch * 10_000))?;
            profiler.record("sum", sum)?;
        }
        // Threads of yours join a phase of another thread.
        let parent = profiler.current()?;
        std::thread::scope(|s| {
            for _ in 0..2 {
                s.spawn(|| -> Result<()> {
                    let _part = profiler.phase_under(parent, "compute")?;
                    profiler.record("part", work(50_000))
                });
            }
        });
    }
    for phase in profiler.phases() {
        let (path, stats) = phase?;
        println!("{path}: {} times, {:?}, p95 {:?}", stats.count, stats.total, stats.p95);
    }
    for metric in profiler.metrics("pipeline") {
        let (name, stats) = metric?;
        println!("{name}: {} values, mean {:.1}", stats.count, stats.mean);
    }
    assert_eq!(profiler.stats("compute")?.map(|stats| stats.count), Some(2));
    print!("{}", profiler.report_text()?);
    Ok(())
}
