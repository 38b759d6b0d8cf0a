// SPDX-License-Identifier: Apache-2.0
// Buffers within a budget, and who holds what of it.
use weir::{Buffer, Result, Runtime, Status};

fn main() -> Result<()> {
    let runtime = Runtime::options().memory_budget_bytes(64 << 20).create()?;
    let mut buffer = Buffer::new(&runtime, 1 << 20)?;
    buffer[..4].copy_from_slice(b"weir");
    let page = Buffer::aligned(&runtime, 4096, 4096)?;
    assert_eq!(page.as_ptr() as usize % 4096, 0);

    match Buffer::new(&runtime, 1 << 30) {
        Err(error) if error.status() == Status::NoMemory => println!("refused: {error}"),
        other => println!("a budget of 64 MiB gave {other:?}"),
    }
    let stats = runtime.memory_stats()?;
    println!("{} of {} bytes in use", stats.used_bytes, stats.budget_bytes);
    for module in runtime.memory_modules() {
        let module = module?;
        println!("{:>12}: {} bytes, {} at most", module.name, module.used_bytes, module.peak_bytes);
    }

    drop(runtime); // buffers stay readable
    assert_eq!(&buffer[..4], b"weir");
    Ok(())
}
