// SPDX-License-Identifier: Apache-2.0
// One configuration out of defaults, a file that is watched, and the program.
use std::fs;
use std::time::Duration;

use weir::{Config, ConfigOptions, Json, Result, Schema};

fn main() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("weir-config-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("app.json");
    fs::write(&file, r#"{"workers": 6}"#).unwrap();

    let defaults = Json::parse(r#"{"workers": 4, "mode": "balanced"}"#)?;
    let schema = Schema::compile(r#"{"properties": {"workers": {"maximum": 16}}}"#)?;
    let config = Config::new(&ConfigOptions {
        defaults: Some(&defaults),
        files: vec![file.clone()],
        schema: Some(&schema),
        watch: true,
        debounce: Duration::from_millis(1),
        ..Default::default()
    })?;
    println!("{}", config.explain("/workers")?);

    // Whole or nothing.
    let why = config.update(&Json::parse(r#"{"workers": 99, "mode": "best"}"#)?).unwrap_err();
    println!("{why}");
    assert_eq!(config.snapshot()?.get::<&str>("/mode")?, Some("balanced"));

    // A file that changes is read again, and what was before can be had back.
    let seen = config.generation();
    fs::write(folder.join("new.json"), r#"{"workers": 8}"#).unwrap();
    fs::rename(folder.join("new.json"), &file).unwrap();
    assert!(config.wait(seen, Duration::from_secs(60))?);
    assert_eq!(config.snapshot()?.get::<i64>("/workers")?, Some(8));
    config.rollback(seen)?;
    config.save(folder.join("saved.json"), false)?;
    assert_eq!(Json::read_file(folder.join("saved.json"))?.get::<i64>("/workers")?, Some(6));
    config.reload()?;
    println!("{}", config.summary()?);
    drop(config);
    fs::remove_dir_all(&folder).unwrap();
    Ok(())
}
