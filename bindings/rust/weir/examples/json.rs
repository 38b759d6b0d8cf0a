// SPDX-License-Identifier: Apache-2.0
// Reads a configuration strictly, and takes values out of it.
use weir::{Json, JsonStyle, Result};

fn main() -> Result<()> {
    let config = Json::parse(r#"{"name": "tile 7", "sizes": [256, 512], "deep": {"a/b": true}}"#)?;
    let name: &str = config.get("/name")?.unwrap_or("unnamed");
    let batch: u32 = config.get("/batch_size")?.unwrap_or(32); // not there: a default
    println!("{name}: batches of {batch}");
    for index in 0..config.count("/sizes")?.unwrap_or(0) {
        let size: Option<i64> = config.get(&weir::json::pointer(["sizes", &index.to_string()]))?;
        println!("size {index}: {size:?}");
    }
    for key in config.keys("") {
        println!("has {}", key?);
    }
    println!("{:?}", config.get::<bool>(&weir::json::pointer(["deep", "a/b"]))?);
    println!("{}", config.write("/deep", JsonStyle::Pretty)?.unwrap_or_default());

    // What is wrong is told with line, column and place.
    if let Err(error) = Json::parse("{\"a\": 1,\n \"a\": 2}") {
        println!("{}: {error}", error.status().name());
    }
    Ok(())
}
