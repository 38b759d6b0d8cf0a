// SPDX-License-Identifier: Apache-2.0
// Arrays in the device's memory, and what happens when there is not enough of it.
use weir::{DevicePool, DevicePoolOptions, Priority, Result, Runtime, Status};

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let stream = runtime.stream_pool()?.stream(0)?;
    let mut options = DevicePoolOptions::default();
    options.capacity_bytes = 16 << 20;
    let pool = DevicePool::new(&runtime, options)?;
    for round in 0..10 {
        let values = vec![f64::from(round); 3000];
        let mut back = vec![0.0; 3000];
        let mut there = pool.upload(&stream, &values, Priority::High)?;
        there.read(&stream, &mut back)?;
        assert_eq!(back, values);
        there.write(&stream, &back)?;
        assert_eq!((there.len(), there.is_empty()), (3000, false));
        assert_eq!(there.as_device_ptr() as usize % 256, 0);
        assert_eq!(there.read(&stream, &mut back[1..]).unwrap_err().status(), Status::Invalid);
    }
    let stats = pool.stats()?;
    assert_eq!((stats.get_count, stats.reuse_count, stats.used_count), (10, 9, 0));

    match pool.upload(&stream, &vec![0u8; 15 << 20], Priority::Low) {
        Err(error) if error.status() == Status::NoMemory => println!("refused: {error}"),
        other => panic!("16 MiB gave {other:?}"),
    }
    println!("{} bytes would have fitted", pool.stats()?.hint_bytes);

    let kept = pool.upload(&stream, &[7i32; 100], Priority::Critical)?;
    println!("{} bytes given back; {}", pool.trim(0)?, pool.stats_json()?);
    drop(pool); // arrays stay good, and keep their pool
    let mut back = [0; 100];
    kept.read(&stream, &mut back)?;
    assert_eq!(back, [7; 100]);
    Ok(())
}
