// SPDX-License-Identifier: Apache-2.0
// Many configurations judged on the workers, in order, and one of them judged again.
use weir::{Judge, JudgeOptions, Result, Rules, Runtime};

fn main() -> Result<()> {
    let rules = Rules::new()?;
    rules.load("cache")?;
    let how = JudgeOptions { ordered: true, ..Default::default() };
    let judge = Judge::new(&Runtime::shared()?, &rules, how)?;
    let texts = [r#"{"RSR_CACHE_TTL": 3600}"#, r#"{"RSR_CACHE_TTL": 0}"#, r#"{"RSR_CACHE_TTL": "#];
    for text in texts {
        judge.submit(text)?;
    }
    while let Some((index, report)) = judge.next()? {
        println!("{index}: {report}");
    }
    assert!(judge.decide(texts[0], &[], None)?.is_valid());
    println!("{}", judge.stats()?);
    Ok(())
}
