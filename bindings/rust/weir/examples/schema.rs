// SPDX-License-Identifier: Apache-2.0
// Configurations judged by a JSON Schema: the verdict first, then what is wrong and where.
use weir::{Json, ReportStyle, Result, Rule, Rules, Schema, SchemaOptions};

const SCHEMA: &str = r#"{
  "type": "object", "required": ["input"],
  "properties": {
    "input": {"type": "string"},
    "batch_size": {"type": "integer", "minimum": 1},
    "started": {"format": "date"}
  },
  "additionalProperties": false
}"#;

fn main() -> Result<()> {
    let how = SchemaOptions { formats: true, strict: true, ..Default::default() };
    let schema = Schema::compile_with(SCHEMA, how)?;
    assert!(schema.check(r#"{"input": "tile.las", "batch_size": 8}"#)?);

    let report = schema.validate("{\"batch_sise\": 8,\n \"started\": \"today\"}")?;
    println!("{}", report.write(ReportStyle::Text, "")?);
    for finding in report.findings() {
        let f = finding?;
        println!("{}:{} {} ({})", f.line, f.column, f.message, f.schema);
    }
    assert_eq!(report.count(None), 3);

    // A schema is a rule among others, and a schema that is not one says where.
    let rules = Rules::new()?;
    rules.add(Rule::schema("", &schema))?;
    rules.add(Rule::range("batch_size", 1.0..=512.0))?;
    println!("{}", rules.validate(&Json::parse(r#"{"batch_size": 1000}"#)?)?.summary()?);
    let wrong = Schema::compile(r#"{"properties": {"a": {"type": "sting"}}}"#).unwrap_err();
    println!("{wrong}");
    Ok(())
}
