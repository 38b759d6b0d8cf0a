// SPDX-License-Identifier: Apache-2.0
//! Verdicts on many texts, and on the same one again: weir/judge.h.
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::control::{raw, Control};
use crate::error::{done, unless, Result};
use crate::handle::{give, handle, sized};
use crate::rule::Thoroughness;
use crate::rules::{Report, Rules};
use crate::text::owned;
use crate::Runtime;

handle! {
    /// Judges many configurations at once, and the same one again for the price of a look.
    ///
    /// ```
    /// use weir::{Judge, JudgeOptions, Rule, Rules, Runtime};
    /// let rules = Rules::new()?;
    /// rules.add(Rule::range("n", 1.0..=2.0))?;
    /// let how = JudgeOptions { ordered: true, ..Default::default() };
    /// let judge = Judge::new(&Runtime::new()?, &rules, how)?;
    /// for n in 1..=3 {
    ///     assert!(judge.submit(format!(r#"{{"n": {n}}}"#))?);
    /// }
    /// let mut valid = Vec::new();
    /// while let Some((_, report)) = judge.next()? {
    ///     valid.push(report.is_valid());
    /// }
    /// assert_eq!(valid, [true, true, false]);
    /// assert!(judge.decide(r#"{"n": 1}"#, &[], None)?.is_valid());
    /// assert!(judge.stats()?.contains(r#""hits":1"#));
    /// # Ok::<(), weir::Error>(())
    /// ```
    Judge, weir_judge, weir_judge_free, shared
}

/// How a judge judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JudgeOptions<'a> {
    /// How thorough.
    pub level: Thoroughness,
    /// Whether keys that no rule names are warnings.
    pub strict: bool,
    /// Whether results come in the order of the texts.
    pub ordered: bool,
    /// Whether verdicts are kept.
    pub keep: bool,
    /// At most so many at once; 0: all of the runtime.
    pub workers: u32,
    /// Texts whose results were not taken; 0: 4096.
    pub queue_size: u64,
    /// Of kept verdicts and their texts; 0: 16 MiB.
    pub cache_bytes: u64,
    /// Rules of other profiles do not run.
    pub profile: &'a str,
}

impl Default for JudgeOptions<'_> {
    fn default() -> Self {
        JudgeOptions {
            level: Thoroughness::Standard,
            strict: false,
            ordered: false,
            keep: true,
            workers: 0,
            queue_size: 0,
            cache_bytes: 0,
            profile: "",
        }
    }
}

impl Judge {
    /// Makes a judge, which holds the rules and the runtime.
    pub fn new(runtime: &Runtime, rules: &Rules, how: JudgeOptions<'_>) -> Result<Judge> {
        let profile = owned(how.profile)?;
        let mut options = sized!(weir_judge_options);
        options.flags = u32::from(how.strict) * sys::WEIR_JUDGE_STRICT
            + u32::from(how.ordered) * sys::WEIR_JUDGE_ORDERED
            + u32::from(!how.keep) * sys::WEIR_JUDGE_FRESH;
        options.level = how.level as u32;
        options.workers = how.workers;
        options.queue_size = how.queue_size;
        options.cache_bytes = how.cache_bytes;
        options.profile = if how.profile.is_empty() { std::ptr::null() } else { profile.as_ptr() };
        let (runtime, rules) = (runtime.as_ptr(), rules.as_ptr());
        give!(Judge, sys::weir_judge_create, runtime, rules, &options)
    }

    /// Judges a text here and now; with names, by these rules only, whatever their level, and
    /// those they come after. A control hears of it, rule by rule, and stops it.
    pub fn decide(
        &self,
        text: impl AsRef<[u8]>,
        only: &[&str],
        control: Option<&Control>,
    ) -> Result<Report> {
        let (text, names) = (text.as_ref(), owned(&only.join(","))?);
        let only = if only.is_empty() { std::ptr::null() } else { names.as_ptr() };
        let (start, size) = (text.as_ptr().cast(), text.len());
        let control_raw = raw(control);
        give!(Report, sys::weir_judge_decide, self.as_ptr(), start, size, only, control_raw)
            .map_err(|error| Control::explain(control, error))
    }

    /// Leaves a text to the workers; false when results have to be taken first.
    pub fn submit(&self, text: impl AsRef<[u8]>) -> Result<bool> {
        let text = text.as_ref();
        // SAFETY: the handle is good, the text is copied.
        let status =
            unsafe { sys::weir_judge_submit(self.as_ptr(), text.as_ptr().cast(), text.len()) };
        unless(status, sys::WEIR_AGAIN)
    }

    /// Takes a result, its text's number and the report, and waits for it; `None` when all were
    /// taken.
    pub fn next(&self) -> Result<Option<(u64, Report)>> {
        self.take(sys::WEIR_FOREVER)
    }

    /// The same, waiting no longer than that; `None` also when there was none in that time.
    pub fn next_within(&self, timeout: Duration) -> Result<Option<(u64, Report)>> {
        self.take(u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX))
    }

    fn take(&self, timeout_ns: u64) -> Result<Option<(u64, Report)>> {
        let (mut index, mut report) = (0, std::ptr::null_mut());
        // SAFETY: the handle is good; a report is ours.
        unsafe {
            let status = sys::weir_judge_next(self.as_ptr(), timeout_ns, &mut index, &mut report);
            done(status)?;
            Ok((!report.is_null()).then(|| (index, Report::from_raw(report))))
        }
    }

    /// Ends what has not begun: its results say so.
    pub fn cancel(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_judge_cancel(self.as_ptr()) })
    }

    /// How it goes, as JSON: weir/judge.h tells what.
    pub fn stats(&self) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_judge_stats(self.as_ptr(), &mut text))?;
            Ok(Buffer::text(text))
        }
    }
}
