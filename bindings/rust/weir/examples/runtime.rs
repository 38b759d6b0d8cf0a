// SPDX-License-Identifier: Apache-2.0
// A runtime of one's own: its devices, its log, its end.
use weir::{DeviceChoice, Level, Result, Runtime, Status};

fn main() -> Result<()> {
    println!("weir {}, ABI {}", weir::version(), weir::abi_version());
    let runtime = Runtime::options().worker_count(2).device(DeviceChoice::Auto).create()?;
    runtime.set_log(Level::Info, |level, text| println!("log {level}: {text}"))?;
    for device in runtime.devices() {
        let device = device?;
        match &device.unavailable {
            None => println!("{}: {} bytes", device.name, device.memory_bytes),
            Some(reason) => println!("{}: {reason}", device.name),
        }
    }
    println!("{}", runtime.info()?);
    for line in runtime.log_lines() {
        let line = line?;
        println!("kept {}: {}", line.level, line.text);
    }

    runtime.shutdown()?;
    match runtime.buffer(8) {
        Err(error) if error.status() == Status::Closed => println!("as it should: {error}"),
        other => println!("a closed runtime gave {other:?}"),
    }
    Ok(())
}
