// SPDX-License-Identifier: Apache-2.0
//! JSON, read strictly: weir/json.h.
use std::convert::TryFrom;
use std::fmt;
use std::path::Path;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, unless, Error, Result, Status};
use crate::handle::{give, handle};
use crate::text::{with_c, with_path};

handle! {
    /// A JSON value that was read from a text; it never changes.
    ///
    /// Places are named by RFC 6901 pointers: "" is the whole value, "/a/0" the first item of the
    /// member a. [`pointer()`] makes one of names that may hold "/" and "~".
    ///
    /// ```
    /// let json = weir::Json::parse(r#"{"name": "tile", "sizes": [1, 2.5]}"#)?;
    /// assert_eq!(json.get::<&str>("/name")?, Some("tile"));
    /// assert_eq!(json.get::<f64>("/sizes/1")?, Some(2.5));
    /// assert_eq!(json.get::<u32>("/batch")?.unwrap_or(32), 32);
    ///
    /// let error = weir::Json::parse("[1,\n 2,]").unwrap_err();
    /// assert!(error.text().contains("line 2, column "));
    /// # Ok::<(), weir::Error>(())
    /// ```
    Json, weir_json, weir_json_free, shared
}

/// What type a JSON value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum JsonType {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// How JSON is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonStyle {
    /// On one line.
    Compact,
    /// Two spaces a level, one member a line.
    Pretty,
    /// As RFC 8785: one text for one value, keys sorted.
    Canonical,
}

/// A pointer from names and indices, with what needs it escaped.
///
/// ```
/// assert_eq!(weir::json::pointer(["a/b", "0"]), "/a~1b/0");
/// ```
pub fn pointer<I>(parts: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<str>,
{
    let mut whole = String::new();
    for part in parts {
        whole.push('/');
        whole.push_str(&part.as_ref().replace('~', "~0").replace('/', "~1"));
    }
    whole
}

/// What [`Json::get`] reads: `bool`, the whole numbers, `f64`, `&str` and `String`.
pub trait FromJson<'a>: Sized {
    /// `None` when nothing is there; an error when it is of another type.
    fn from_json(json: &'a Json, pointer: &str) -> Result<Option<Self>>;
}

/// Calls a get whose output is one number.
macro_rules! get {
    ($call:ident, $json:expr, $pointer:expr) => {{
        let mut value = Default::default();
        // SAFETY: the handle is good, the pointer a C string.
        let status = with_c($pointer, |p| unsafe { sys::$call($json.as_ptr(), p, &mut value) })?;
        Ok(unless(status, sys::WEIR_MISS)?.then(|| value))
    }};
}

impl FromJson<'_> for bool {
    fn from_json(json: &Json, pointer: &str) -> Result<Option<bool>> {
        let value: Result<Option<i32>> = get!(weir_json_get_bool, json, pointer);
        Ok(value?.map(|value| value != 0))
    }
}

impl FromJson<'_> for i64 {
    fn from_json(json: &Json, pointer: &str) -> Result<Option<i64>> {
        get!(weir_json_get_int64, json, pointer)
    }
}

impl FromJson<'_> for f64 {
    fn from_json(json: &Json, pointer: &str) -> Result<Option<f64>> {
        get!(weir_json_get_double, json, pointer)
    }
}

macro_rules! narrower {
    ($($int:ident)*) => {$(
        impl FromJson<'_> for $int {
            fn from_json(json: &Json, pointer: &str) -> Result<Option<$int>> {
                let found = i64::from_json(json, pointer)?;
                found.map(|value| $int::try_from(value).map_err(|_| {
                    let name = stringify!($int);
                    Error::new(Status::Limit, format!("at {pointer}: {value} does not fit {name}"))
                })).transpose()
            }
        }
    )*};
}
narrower!(i8 u8 i16 u16 i32 u32 u64 isize usize);

impl<'a> FromJson<'a> for &'a str {
    fn from_json(json: &'a Json, pointer: &str) -> Result<Option<&'a str>> {
        let (mut text, mut size) = (std::ptr::null(), 0);
        // SAFETY: the handle is good, the pointer a C string.
        let status = with_c(pointer, |p| unsafe {
            sys::weir_json_get_string(json.as_ptr(), p, &mut text, &mut size)
        })?;
        // SAFETY: lent as long as the value lives.
        Ok(unless(status, sys::WEIR_MISS)?.then(|| unsafe { utf8(text, size) }))
    }
}

impl FromJson<'_> for String {
    fn from_json(json: &Json, pointer: &str) -> Result<Option<String>> {
        Ok(json.get::<&str>(pointer)?.map(str::to_owned))
    }
}

/// # Safety
/// `text` has `size` bytes, which are good for 'a.
unsafe fn utf8<'a>(text: *const std::os::raw::c_char, size: usize) -> &'a str {
    // The reader refuses what is not UTF-8, so the other text is never seen.
    std::str::from_utf8(std::slice::from_raw_parts(text.cast(), size)).unwrap_or("(not UTF-8)")
}

impl Json {
    /// Reads a text. The error says line, column and place.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Json> {
        let text = text.as_ref();
        give!(Json, sys::weir_json_parse, text.as_ptr().cast(), text.len())
    }

    /// Reads a file, whole. The error says path, line, column and place.
    pub fn read_file(path: impl AsRef<Path>) -> Result<Json> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: the path is a C string; on success the handle is ours.
        let status =
            with_path(path.as_ref(), |p| unsafe { sys::weir_json_read_file(p, &mut raw) })?;
        done(status).map(|()| unsafe { Json::from_raw(raw) })
    }

    /// The value at `pointer`; `None` when nothing is there, an error when it is of another type.
    pub fn get<'a, T: FromJson<'a>>(&'a self, pointer: &str) -> Result<Option<T>> {
        T::from_json(self, pointer)
    }

    /// The type of the value at `pointer`; `None` when nothing is there.
    pub fn type_at(&self, pointer: &str) -> Result<Option<JsonType>> {
        let code: Result<Option<u32>> = get!(weir_json_type_at, self, pointer);
        Ok(code?.map(|code| match code {
            sys::WEIR_JSON_BOOL => JsonType::Bool,
            sys::WEIR_JSON_NUMBER => JsonType::Number,
            sys::WEIR_JSON_STRING => JsonType::String,
            sys::WEIR_JSON_ARRAY => JsonType::Array,
            sys::WEIR_JSON_OBJECT => JsonType::Object,
            _ => JsonType::Null,
        }))
    }

    /// How many items the array, or members the object, at `pointer` has.
    pub fn count(&self, pointer: &str) -> Result<Option<u64>> {
        get!(weir_json_get_count, self, pointer)
    }

    /// The names of the members of the object at `pointer`, in the order of the text.
    ///
    /// ```
    /// let json = weir::Json::parse(r#"{"b": 1, "a": 2}"#)?;
    /// let keys = json.keys("").collect::<weir::Result<Vec<&str>>>()?;
    /// assert_eq!(keys, ["b", "a"]);
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn keys<'a>(&'a self, pointer: &'a str) -> impl Iterator<Item = Result<&'a str>> + 'a {
        crate::answers(move |index| {
            let (mut key, mut size) = (std::ptr::null(), 0);
            // SAFETY: the handle is good, the pointer a C string.
            let status = with_c(pointer, |p| unsafe {
                sys::weir_json_get_key(self.as_ptr(), p, index, &mut key, &mut size)
            })?;
            if status == sys::WEIR_MISS {
                return Ok(None);
            }
            // SAFETY: lent as long as the value lives.
            Ok(unless(status, sys::WEIR_END)?.then(|| unsafe { utf8(key, size) }))
        })
    }

    /// The value at `pointer` as JSON text; `None` when nothing is there.
    pub fn write(&self, pointer: &str, style: JsonStyle) -> Result<Option<String>> {
        let flags = match style {
            JsonStyle::Compact => 0,
            JsonStyle::Pretty => sys::WEIR_JSON_PRETTY,
            JsonStyle::Canonical => sys::WEIR_JSON_CANONICAL,
        };
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good, the pointer a C string; the buffer is ours.
        unsafe {
            let status =
                with_c(pointer, |p| sys::weir_json_write(self.as_ptr(), p, flags, &mut text))?;
            Ok(unless(status, sys::WEIR_MISS)?.then(|| Buffer::text(text)))
        }
    }
}

/// Compact; with `{:#}` pretty.
impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = if f.alternate() { JsonStyle::Pretty } else { JsonStyle::Compact };
        let text = self.write("", style).map_err(|_| fmt::Error)?.unwrap_or_default();
        f.write_str(&text)
    }
}

impl std::str::FromStr for Json {
    type Err = Error;
    fn from_str(text: &str) -> Result<Json> {
        Json::parse(text)
    }
}
