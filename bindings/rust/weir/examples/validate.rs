// SPDX-License-Identifier: Apache-2.0
// Rules for a configuration, one of them a closure, and the report of what they find.
use weir::{Allow, Json, Level, PathMust, Result, Rule, Rules, Sink, ValidateOptions};

fn main() -> Result<()> {
    let rules = Rules::new()?;
    rules.add(Rule::required("input"))?;
    rules.add(Rule::lod())?;
    rules.add(Rule::range("batch_size", 1.0..=512.0).hint("32 is a good start"))?;
    rules.add(Rule::types("threads", Allow::INTEGER | Allow::NULL))?;
    rules.add(Rule::choice("mode", ["fast", "exact"]))?;
    rules.add(Rule::pattern("name", "^[a-z_]+$").severity(Level::Warning).name("plain name"))?;
    rules.add(Rule::path("output", PathMust::BE_DIRECTORY | PathMust::BE_WRITABLE))?;
    rules.add(Rule::custom("fits", |config: &Json, sink: &mut Sink<'_>| -> Result<bool> {
        let batch: f64 = config.get("/batch_size")?.unwrap_or(0.0);
        let threads: f64 = config.get("/threads")?.unwrap_or(1.0);
        if batch * threads > 4096.0 {
            sink.field("batch_size")?.message("too much in flight")?.hint("use fewer threads")?;
            return Ok(false);
        }
        Ok(true)
    }))?;

    let text = r#"{"lod_level": "LOD9", "batch_size": 512, "threads": 64, "mod": "fast"}"#;
    let config = Json::parse(text)?;
    let how = ValidateOptions { strict: true, ..Default::default() };
    let report = rules.validate_with(&config, how)?;
    print!("{}", report.summary()?);
    for finding in report.findings() {
        let f = finding?;
        println!("[{}] {} at {:?}: {} ({})", f.severity, f.rule, f.pointer, f.message, f.hint);
    }
    assert!(!report.is_valid());

    // Rules written as data: a ready-made set, and when a rule of it is asked.
    let ready = Rules::new()?;
    ready.load("lidar")?;
    ready.arrange(&Json::parse(r#"{"workers": {"level": "thorough"}}"#)?)?;
    println!("{}", ready.validate(&config)?);

    // On a hot path: only whether it is valid, and the first reason when not.
    if let Some(why) = rules.check(&config)? {
        println!("refused: {why}");
    }
    Ok(())
}
