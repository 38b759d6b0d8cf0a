// SPDX-License-Identifier: Apache-2.0
//! Sets of rules and what they find: weir/validate.h and weir/report.h.
use std::fmt;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, lent, unless, Error, Result};
use crate::handle::{give, handle, sized};
use crate::json::Json;
use crate::log::Level;
use crate::rule::{Rule, Thoroughness};
use crate::text::{owned, with_c};

handle! {
    /// A set of rules: made once, asked about many configurations.
    ///
    /// A validation uses the rules as they were when it began; they may be added or cleared at
    /// any time, also by a rule's own closure.
    ///
    /// ```
    /// use weir::{Json, Level, Rule, Rules};
    /// let rules = Rules::new()?;
    /// rules.add(Rule::required("input"))?;
    /// rules.add(Rule::range("batch_size", 1.0..=512.0).hint("32 is a good start"))?;
    /// rules.add(Rule::pattern("name", "^[a-z]+$").severity(Level::Warning))?;
    ///
    /// let report = rules.validate(&Json::parse(r#"{"batch_size": 0}"#)?)?;
    /// assert!(!report.is_valid());
    /// for finding in report.findings() {
    ///     let finding = finding?;
    ///     println!("{} at {}: {}", finding.severity, finding.pointer, finding.message);
    /// }
    /// assert_eq!(report.count(Level::Error), 2);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Rules, weir_rules, weir_rules_free, shared
}

/// How a validation is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValidateOptions {
    /// Whether keys that no rule names are warnings, with the nearest known key.
    pub strict: bool,
    /// How thorough; rules of a higher level do not run.
    pub level: Thoroughness,
}

impl Default for ValidateOptions {
    fn default() -> Self {
        ValidateOptions { strict: false, level: Thoroughness::Standard }
    }
}

impl Rules {
    /// An empty set.
    pub fn new() -> Result<Rules> {
        give!(Rules, sys::weir_rules_create)
    }

    /// The process's one shared set, made empty on first use; a library should make its own.
    pub fn shared() -> Result<Rules> {
        give!(Rules, sys::weir_rules_default)
    }

    /// Adds a rule.
    pub fn add(&self, rule: Rule) -> Result<()> {
        rule.add_to(self)
    }

    /// Adds the rules of a document, `{"rules": [{"rule": "range", "field": "batch_size",
    /// "min": 1, "max": 512}, ...]}`: all or none. An error names the place in it.
    pub fn add_document(&self, document: &Json) -> Result<()> {
        // SAFETY: both handles are good.
        done(unsafe { sys::weir_rules_add_document(self.as_ptr(), document.as_ptr()) })
    }

    /// Adds a ready-made set, or the rules of a file when the name has a `/` or a `.` in it.
    ///
    /// ```
    /// let rules = weir::Rules::new()?;
    /// rules.load("phi_analysis")?;
    /// let report = rules.validate(&weir::Json::parse(r#"{"optimization": {}}"#)?)?;
    /// assert!(report.summary()?.contains("analysis_mode"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn load(&self, name: &str) -> Result<()> {
        // SAFETY: the handle is good, the name a C string.
        done(with_c(name, |name| unsafe { sys::weir_rules_load(self.as_ptr(), name) })?)
    }

    /// Tells rules by name when they run, as weir/rule_files.h tells: all or none.
    ///
    /// ```
    /// use weir::{Json, Rule, Rules};
    /// let rules = Rules::new()?;
    /// rules.add(Rule::required("n"))?;
    /// rules.add(Rule::range("n", 1.0..=2.0))?;
    /// rules.arrange(&Json::parse(r#"{"range": {"after": ["required"]}}"#)?)?;
    /// assert!(rules.validate(&Json::parse("{}")?)?.summary()?.contains("skipped: rule range"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn arrange(&self, document: &Json) -> Result<()> {
        // SAFETY: both handles are good.
        done(unsafe { sys::weir_rules_arrange(self.as_ptr(), document.as_ptr()) })
    }

    /// Removes every rule.
    pub fn clear(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_rules_clear(self.as_ptr()) })
    }

    /// How many rules there are.
    pub fn count(&self) -> u64 {
        // SAFETY: the handle is good.
        unsafe { sys::weir_rules_count(self.as_ptr()) }
    }

    /// Runs the rules and reports all they find. A configuration that is not valid is an answer:
    /// ask [`Report::is_valid`].
    pub fn validate(&self, config: &Json) -> Result<Report> {
        self.validate_with(config, ValidateOptions::default())
    }

    /// The same, more or less thoroughly.
    pub fn validate_with(&self, config: &Json, how: ValidateOptions) -> Result<Report> {
        let mut options = sized!(weir_validate_options);
        options.strict = how.strict.into();
        options.level = how.level as u32;
        let (rules, config) = (self.as_ptr(), config.as_ptr());
        give!(Report, sys::weir_rules_validate, rules, config, &options)
    }

    /// The short way, for a hot path: the first error that a fast rule finds, or `None`.
    ///
    /// ```
    /// let rules = weir::Rules::new()?;
    /// rules.add(weir::Rule::required("input"))?;
    /// let why = rules.check(&weir::Json::parse("{}")?)?;
    /// assert!(why.unwrap().contains("input"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn check(&self, config: &Json) -> Result<Option<String>> {
        // SAFETY: both handles are good.
        let status = unsafe { sys::weir_rules_check(self.as_ptr(), config.as_ptr()) };
        if status == sys::WEIR_REJECTED {
            return Ok(Some(Error::last(status).text().to_owned()));
        }
        done(status).map(|()| None)
    }
}

handle! {
    /// What a validation found. Reading takes `&`, adding `&mut`, as the header wants.
    Report, weir_report, weir_report_free, shared
}

/// One thing that a validation has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding<'a> {
    /// How much it matters; only errors reject.
    pub severity: Level,
    /// The rule that speaks.
    pub rule: &'a str,
    /// The place, "" for the whole configuration.
    pub pointer: &'a str,
    /// What is wrong.
    pub message: &'a str,
    /// What to do about it, perhaps "".
    pub hint: &'a str,
    /// Where a JSON Schema says so, else "".
    pub schema: &'a str,
    /// In the text that was judged, from 1; 0 when there was none.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
}

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportStyle {
    /// For people.
    Text = sys::WEIR_REPORT_STYLE_TEXT as isize,
    /// The same, coloured for a terminal.
    Colours = sys::WEIR_REPORT_STYLE_COLOURS as isize,
    /// For programs.
    Json = sys::WEIR_REPORT_STYLE_JSON as isize,
    /// The output format "basic" of JSON Schema.
    Basic = sys::WEIR_REPORT_STYLE_BASIC as isize,
    /// Its "detailed": errors within errors.
    Detailed = sys::WEIR_REPORT_STYLE_DETAILED as isize,
    /// SARIF 2.1.0, for code hosts and CI.
    Sarif = sys::WEIR_REPORT_STYLE_SARIF as isize,
}

impl Report {
    /// Whether nothing in it is an error.
    pub fn is_valid(&self) -> bool {
        // SAFETY: the handle is good.
        unsafe { sys::weir_report_is_valid(self.as_ptr()) != 0 }
    }

    /// How many findings there are, of one severity or, for `None`, of all.
    pub fn count(&self, severity: impl Into<Option<Level>>) -> u64 {
        let severity = severity.into().map_or(0, Level::code);
        // SAFETY: the handle is good.
        unsafe { sys::weir_report_count(self.as_ptr(), severity) }
    }

    /// The findings: rules in the order they were added, then unknown keys.
    pub fn findings(&self) -> impl Iterator<Item = Result<Finding<'_>>> + '_ {
        crate::answers(move |index| {
            let mut f = sized!(weir_finding);
            // SAFETY: the handle is good, struct_size is set.
            let status = unsafe { sys::weir_report_finding(self.as_ptr(), index, &mut f) };
            // SAFETY: the texts are lent for the report's life, and adding needs &mut.
            Ok(unless(status, sys::WEIR_END)?.then(|| unsafe {
                Finding {
                    severity: Level::from_code(f.severity),
                    rule: lent(f.rule),
                    pointer: lent(f.pointer),
                    message: lent(f.message),
                    hint: lent(f.hint),
                    schema: lent(f.schema),
                    line: f.line,
                    column: f.column,
                }
            }))
        })
    }

    /// Adds a finding of your own, before you hand the report on.
    ///
    /// ```
    /// # use weir::{Json, Level, Rules};
    /// let mut report = Rules::new()?.validate(&Json::parse("{}")?)?;
    /// report.add(Level::Error, "quota", "batch_size", "too much for today", None)?;
    /// assert!(!report.is_valid());
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn add(
        &mut self,
        severity: Level,
        rule: &str,
        field: &str,
        message: &str,
        hint: Option<&str>,
    ) -> Result<()> {
        let (rule, field, hint) = (owned(rule)?, owned(field)?, hint.map(owned).transpose()?);
        let hint = hint.as_ref().map_or(std::ptr::null(), |hint| hint.as_ptr());
        let raw = self.as_ptr();
        // SAFETY: the handle is ours alone, the texts are C strings and are copied.
        done(with_c(message, |message| unsafe {
            let (rule, field) = (rule.as_ptr(), field.as_ptr());
            sys::weir_report_add(raw, severity.code(), rule, field, message, hint)
        })?)
    }

    /// For people: PASSED or FAILED with counts, then a line for each finding.
    pub fn summary(&self) -> Result<String> {
        self.text(sys::weir_report_summary)
    }

    /// As JSON, for programs.
    pub fn json(&self) -> Result<String> {
        self.text(sys::weir_report_json)
    }

    /// In a style; `source` names what was judged, such as a path, or is "".
    ///
    /// ```
    /// # use weir::{ReportStyle, Schema};
    /// let report = Schema::compile("false")?.validate("1")?;
    /// assert!(report.write(ReportStyle::Sarif, "config.json")?.contains("2.1.0"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn write(&self, style: ReportStyle, source: &str) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good, the name a C string; the buffer is ours.
        unsafe {
            done(with_c(source, |source| {
                sys::weir_report_write(self.as_ptr(), style as u32, source, &mut text)
            })?)?;
            Ok(Buffer::text(text))
        }
    }

    fn text(
        &self,
        call: unsafe extern "C" fn(
            *const sys::weir_report,
            *mut *mut sys::weir_buffer,
        ) -> sys::weir_status,
    ) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(call(self.as_ptr(), &mut text))?;
            Ok(Buffer::text(text))
        }
    }
}

/// The summary.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.summary().map_err(|_| fmt::Error)?)
    }
}
