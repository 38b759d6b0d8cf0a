// SPDX-License-Identifier: Apache-2.0
//! JSON Schema: weir/schema.h.
use std::sync::Arc;

use weir_sys as sys;

use crate::error::{unless, Result};
use crate::handle::{give, handle, sized};
use crate::json::Json;
use crate::rules::Report;
use crate::text::owned;

handle! {
    /// What a schema was compiled to; rules may hold it longer than its maker.
    Plan, weir_schema, weir_schema_free, shared
}

/// A JSON Schema, compiled once and asked often.
///
/// ```
/// use weir::Schema;
/// let schema = Schema::compile(r#"{"properties": {"mode": {"enum": ["fast", "best"]}}}"#)?;
/// assert!(schema.check(r#"{"mode": "best"}"#)?);
///
/// let report = schema.validate("{\n  \"mode\": \"fsat\"}")?;
/// let finding = report.findings().next().unwrap()?;
/// assert_eq!((finding.line, finding.column, finding.pointer), (2, 11, "/mode"));
/// assert!(finding.hint.contains("fast"));
/// # Ok::<(), weir::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Schema(pub(crate) Arc<Plan>);

/// Which draft a schema is of that has no "$schema".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Draft {
    /// Draft 7.
    Draft7 = sys::WEIR_SCHEMA_DRAFT_7 as isize,
    /// Draft 2019-09.
    Draft2019 = sys::WEIR_SCHEMA_DRAFT_2019_09 as isize,
    /// Draft 2020-12.
    Draft2020 = sys::WEIR_SCHEMA_DRAFT_2020_12 as isize,
}

/// How a schema is compiled.
#[derive(Debug, Clone, Copy)]
pub struct SchemaOptions<'a> {
    /// Of a schema that does not name its own.
    pub draft: Draft,
    /// Whether "format" has to hold.
    pub formats: bool,
    /// Whether unknown keywords are refused, with the nearest one.
    pub strict: bool,
    /// Of one validation; 0 for 100.
    pub max_findings: u32,
    /// Where the schema comes from, perhaps "".
    pub uri: &'a str,
    /// `{"URI": schema, ...}` that may be referred to; nothing is ever fetched.
    pub documents: Option<&'a Json>,
}

impl Default for SchemaOptions<'_> {
    fn default() -> Self {
        SchemaOptions {
            draft: Draft::Draft2020,
            formats: false,
            strict: false,
            max_findings: 0,
            uri: "",
            documents: None,
        }
    }
}

impl Schema {
    /// Compiles a schema. What is wrong with it is told with line, column and pointer.
    pub fn compile(text: impl AsRef<[u8]>) -> Result<Schema> {
        Schema::compile_with(text, SchemaOptions::default())
    }

    /// The same, told how.
    ///
    /// ```
    /// use weir::{Json, Schema, SchemaOptions};
    /// let documents = Json::parse(r#"{"https://example.org/size": {"minimum": 1}}"#)?;
    /// let how = SchemaOptions { documents: Some(&documents), ..Default::default() };
    /// let schema = Schema::compile_with(r#"{"$ref": "https://example.org/size"}"#, how)?;
    /// assert!(!schema.check("0")?);
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn compile_with(text: impl AsRef<[u8]>, how: SchemaOptions<'_>) -> Result<Schema> {
        let (text, uri) = (text.as_ref(), owned(how.uri)?);
        let mut options = sized!(weir_schema_options);
        options.draft = how.draft as u32;
        options.flags = u32::from(how.formats) * sys::WEIR_SCHEMA_FORMATS
            + u32::from(how.strict) * sys::WEIR_SCHEMA_STRICT;
        options.max_findings = how.max_findings;
        options.uri = if how.uri.is_empty() { std::ptr::null() } else { uri.as_ptr() };
        options.documents = how.documents.map_or(std::ptr::null(), |json| json.as_ptr());
        let (start, size) = (text.as_ptr().cast(), text.len());
        give!(Plan, sys::weir_schema_compile, start, size, &options).map(|p| Schema(Arc::new(p)))
    }

    /// The verdict on a JSON text, the short way.
    pub fn check(&self, text: impl AsRef<[u8]>) -> Result<bool> {
        let text = text.as_ref();
        // SAFETY: the handle is good, the text is read during the call only.
        let status =
            unsafe { sys::weir_schema_check(self.0.as_ptr(), text.as_ptr().cast(), text.len()) };
        unless(status, sys::WEIR_REJECTED)
    }

    /// The verdict and, when it is no, why: with lines and columns.
    pub fn validate(&self, text: impl AsRef<[u8]>) -> Result<Report> {
        let text = text.as_ref();
        let (start, size) = (text.as_ptr().cast(), text.len());
        give!(Report, sys::weir_schema_validate, self.0.as_ptr(), start, size)
    }
}
