// SPDX-License-Identifier: Apache-2.0
//! One rule on its way into a set: what it asks, how much it matters, what it is called.
use std::ffi::CString;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{BitOr, Bound, RangeBounds};
use std::os::raw::{c_char, c_void};

use weir_sys as sys;

use crate::callback::{contained, give, release};
use crate::error::{done, Error, Result};
use crate::handle::sized;
use crate::json::Json;
use crate::log::Level;
use crate::rules::Rules;
use crate::schema::Schema;
use crate::text::{owned, with_c};

/// How thorough a validation is: a rule runs at its own level and at every higher one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Thoroughness {
    Fast = sys::WEIR_VALIDATE_FAST as isize,
    Standard = sys::WEIR_VALIDATE_STANDARD as isize,
    Thorough = sys::WEIR_VALIDATE_THOROUGH as isize,
    Exhaustive = sys::WEIR_VALIDATE_EXHAUSTIVE as isize,
    /// For rules only: they run when asked for by name, or when another comes after them.
    OnDemand = sys::WEIR_VALIDATE_ON_DEMAND as isize,
}

macro_rules! flags {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $flag:ident = $value:path;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(u32);
        impl $name {
            $($(#[$what])* pub const $flag: $name = $name($value);)*
        }
        impl BitOr for $name {
            type Output = $name;
            fn bitor(self, other: $name) -> $name {
                $name(self.0 | other.0)
            }
        }
    };
}

flags! {
    /// Types a value may have; combine them with `|`.
    Allow {
        /// null
        NULL = sys::WEIR_ALLOW_NULL;
        /// true or false
        BOOL = sys::WEIR_ALLOW_BOOL;
        /// any number
        NUMBER = sys::WEIR_ALLOW_NUMBER;
        /// a text
        STRING = sys::WEIR_ALLOW_STRING;
        /// an array
        ARRAY = sys::WEIR_ALLOW_ARRAY;
        /// an object
        OBJECT = sys::WEIR_ALLOW_OBJECT;
        /// a number without a fraction: 5, 5.0
        INTEGER = sys::WEIR_ALLOW_INTEGER;
        /// anything: for strict validation, this key is known
        ANY = sys::WEIR_ALLOW_ANY;
    }
}

flags! {
    /// What is asked of a path; combine them with `|`.
    PathMust {
        /// something has to be there
        EXIST = sys::WEIR_PATH_EXISTS;
        /// if something is there, it is a regular file
        BE_FILE = sys::WEIR_PATH_FILE;
        /// if something is there, it is a directory
        BE_DIRECTORY = sys::WEIR_PATH_DIRECTORY;
        /// a missing directory is made; with BE_FILE, the file's directory
        CREATE = sys::WEIR_PATH_CREATE;
        /// it can be written, or made where it is missing
        BE_WRITABLE = sys::WEIR_PATH_WRITABLE;
    }
}

/// Where a rule of your own says what is wrong.
pub struct Sink<'call> {
    raw: *mut sys::weir_finding_sink,
    // Good during one call, in one thread.
    call: PhantomData<&'call mut *mut ()>,
}

impl Sink<'_> {
    /// Says what is wrong. Said again, it is added.
    pub fn message(&mut self, text: &str) -> Result<&mut Self> {
        self.say(text, sys::weir_finding_sink_message)
    }

    /// Says what to do about it.
    pub fn hint(&mut self, text: &str) -> Result<&mut Self> {
        self.say(text, sys::weir_finding_sink_hint)
    }

    /// Says where it is, as a field or a pointer.
    pub fn field(&mut self, field: &str) -> Result<&mut Self> {
        self.say(field, sys::weir_finding_sink_field)
    }

    fn say(
        &mut self,
        text: &str,
        call: unsafe extern "C" fn(*mut sys::weir_finding_sink, *const c_char) -> sys::weir_status,
    ) -> Result<&mut Self> {
        // SAFETY: the sink is good for this call, the text is a C string.
        done(with_c(text, |text| unsafe { call(self.raw, text) })?)?;
        Ok(self)
    }
}

impl fmt::Debug for Sink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}

/// What a rule of your own answers: a `bool` (does it hold?), or a `Result` of one, whose error
/// means that it could not tell and becomes the finding's message.
pub trait Verdict {
    /// Does the rule hold? An error text when that cannot be told.
    fn verdict(self) -> std::result::Result<bool, String>;
}

impl Verdict for bool {
    fn verdict(self) -> std::result::Result<bool, String> {
        Ok(self)
    }
}

impl<E: fmt::Display> Verdict for std::result::Result<bool, E> {
    fn verdict(self) -> std::result::Result<bool, String> {
        self.map_err(|error| error.to_string())
    }
}

unsafe extern "C" fn ask<F, V>(
    user: *mut c_void,
    config: *const sys::weir_json,
    raw: *mut sys::weir_finding_sink,
) -> i32
where
    F: Fn(&Json, &mut Sink<'_>) -> V + Send + Sync,
    V: Verdict,
{
    let failed = |text: &str| {
        // Without memory for the text the finding has the rule's own; nothing else is lost.
        let _ = Sink { raw, call: PhantomData }.message(&text.replace('\0', " "));
        -1
    };
    contained(
        || {
            // The configuration is the validator's: it is lent, not ended.
            let config = ManuallyDrop::new(Json::from_raw(config as *mut sys::weir_json));
            let rule = &*user.cast::<F>();
            match rule(&config, &mut Sink { raw, call: PhantomData }).verdict() {
                Ok(holds) => i32::from(holds),
                Err(text) => failed(&text),
            }
        },
        |text| failed(&format!("the rule panicked: {text}")),
    )
}

type Adder = dyn FnOnce(&Rules, *const sys::weir_rule_options) -> Result<()> + Send;

/// One rule, to be given to [`Rules::add`].
///
/// A `field` is a key of the top level ("batch_size"), an RFC 6901 pointer ("/hardware/threads"),
/// or "" for the whole configuration. A rule about something that is not there passes;
/// [`Rule::required`] asks for presence.
#[must_use = "a rule does nothing until Rules::add()"]
pub struct Rule {
    add: Box<Adder>,
    severity: Level,
    level: Thoroughness,
    name: Option<String>,
    hint: Option<String>,
}

impl Rule {
    fn new(
        add: impl FnOnce(&Rules, *const sys::weir_rule_options) -> Result<sys::weir_status>
            + Send
            + 'static,
    ) -> Rule {
        Rule {
            add: Box::new(move |rules, options| done(add(rules, options)?)),
            severity: Level::Error,
            level: Thoroughness::Fast,
            name: None,
            hint: None,
        }
    }

    /// lod_level, a text, is one of LOD2, LOD3, ASPRS, MINIMAL, FULL.
    pub fn lod() -> Rule {
        // SAFETY, here and below: the set is good, texts are C strings, all of it is copied.
        Rule::new(|rules, options| Ok(unsafe { sys::weir_rules_add_lod(rules.as_ptr(), options) }))
    }

    /// gpu_memory_fraction is a number above 0 and at most 1.
    pub fn gpu() -> Rule {
        Rule::new(|rules, options| Ok(unsafe { sys::weir_rules_add_gpu(rules.as_ptr(), options) }))
    }

    /// The field is there, if only as null.
    pub fn required(field: impl Into<String>) -> Rule {
        let field = field.into();
        Rule::new(move |rules, options| {
            with_c(field, |f| unsafe { sys::weir_rules_add_required(rules.as_ptr(), f, options) })
        })
    }

    /// The field is a number in the range, whose ends belong to it: `1.0..=512.0`, `0.0..`.
    pub fn range(field: impl Into<String>, range: impl RangeBounds<f64>) -> Rule {
        let field = field.into();
        let end = |bound: Bound<&f64>, open| match bound {
            Bound::Included(value) => Some(*value),
            Bound::Excluded(_) => None,
            Bound::Unbounded => Some(open),
        };
        let low = end(range.start_bound(), f64::NEG_INFINITY);
        let high = end(range.end_bound(), f64::INFINITY);
        Rule::new(move |rules, options| match (low, high) {
            (Some(low), Some(high)) => with_c(field, |f| unsafe {
                sys::weir_rules_add_range(rules.as_ptr(), f, low, high, options)
            }),
            _ => Err(Error::invalid("both ends of a range rule belong to it: write low..=high")),
        })
    }

    /// The field has one of the types.
    pub fn types(field: impl Into<String>, allowed: Allow) -> Rule {
        let field = field.into();
        Rule::new(move |rules, options| {
            with_c(field, |f| unsafe {
                sys::weir_rules_add_type(rules.as_ptr(), f, allowed.0, options)
            })
        })
    }

    /// The field is one of these texts, letter by letter.
    pub fn choice<I>(field: impl Into<String>, choices: I) -> Rule
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let field = field.into();
        let choices: Vec<String> = choices.into_iter().map(Into::into).collect();
        Rule::new(move |rules, options| {
            let texts = choices.iter().map(|c| owned(c)).collect::<Result<Vec<CString>>>()?;
            let list: Vec<*const c_char> = texts.iter().map(|text| text.as_ptr()).collect();
            with_c(field, |f| unsafe {
                let (start, size) = (list.as_ptr(), list.len());
                sys::weir_rules_add_choice(rules.as_ptr(), f, start, size, options)
            })
        })
    }

    /// The field is a text in which the pattern (RE2's syntax) is found; ^ and $ match it whole.
    pub fn pattern(field: impl Into<String>, pattern: impl Into<String>) -> Rule {
        let (field, pattern) = (field.into(), pattern.into());
        Rule::new(move |rules, options| {
            let pattern = owned(&pattern)?;
            with_c(field, |f| unsafe {
                sys::weir_rules_add_pattern(rules.as_ptr(), f, pattern.as_ptr(), options)
            })
        })
    }

    /// The field is a path that is as asked when validated; `None` asks for a text that is not
    /// empty.
    pub fn path(field: impl Into<String>, must: impl Into<Option<PathMust>>) -> Rule {
        let (field, flags) = (field.into(), must.into().map_or(0, |must| must.0));
        Rule::new(move |rules, options| {
            with_c(field, |f| unsafe {
                sys::weir_rules_add_path(rules.as_ptr(), f, flags, options)
            })
        })
    }

    /// The field fits a JSON Schema.
    ///
    /// ```
    /// use weir::{Json, Rule, Rules, Schema};
    /// let rules = Rules::new()?;
    /// rules.add(Rule::schema("/run", &Schema::compile(r#"{"required": ["input"]}"#)?))?;
    /// let report = rules.validate(&Json::parse(r#"{"run": {}}"#)?)?;
    /// assert_eq!(report.findings().next().unwrap()?.rule, "required");
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn schema(field: impl Into<String>, schema: &Schema) -> Rule {
        let (field, plan) = (field.into(), schema.0.clone());
        Rule::new(move |rules, options| {
            with_c(field, |f| unsafe {
                sys::weir_rules_add_schema(rules.as_ptr(), f, plan.as_ptr(), options)
            })
        })
    }

    /// A rule of your own, which sees the whole configuration.
    ///
    /// It runs in the thread that validates, in several at once if several do. An error or a
    /// panic is one failed rule, with its text; the other rules still run. Instead of a closure,
    /// [`Report::add`](crate::Report::add) takes what you found yourself.
    ///
    /// ```
    /// use weir::{Json, Rule, Rules};
    /// let rules = Rules::new()?;
    /// rules.add(Rule::custom("even", |config: &Json, sink: &mut weir::Sink<'_>| -> weir::Result<bool> {
    ///     let size: i64 = config.get("/batch_size")?.unwrap_or(0);
    ///     if size % 2 != 0 {
    ///         sink.field("batch_size")?.message("is odd")?.hint("use an even size")?;
    ///     }
    ///     Ok(size % 2 == 0)
    /// }))?;
    /// let report = rules.validate(&Json::parse(r#"{"batch_size": 3}"#)?)?;
    /// let finding = report.findings().next().unwrap()?;
    /// assert_eq!((finding.pointer, finding.message), ("/batch_size", "is odd"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn custom<F, V>(name: impl Into<String>, rule: F) -> Rule
    where
        F: Fn(&Json, &mut Sink<'_>) -> V + Send + Sync + 'static,
        V: Verdict + 'static,
    {
        let name = name.into();
        Rule::new(move |rules, options| {
            // The closure is the library's once it is called, so the name is looked at first.
            let name = owned(&name)?;
            Ok(unsafe {
                sys::weir_rules_add_custom(
                    rules.as_ptr(),
                    name.as_ptr(),
                    Some(ask::<F, V>),
                    give(rule),
                    Some(release::<F>),
                    options,
                )
            })
        })
    }

    /// How much it matters; only errors, the default, reject.
    pub fn severity(mut self, severity: Level) -> Rule {
        self.severity = severity;
        self
    }

    /// From which thoroughness on it runs; the default is [`Thoroughness::Fast`].
    pub fn level(mut self, level: Thoroughness) -> Rule {
        self.level = level;
        self
    }

    /// What it is called in findings; the default is its kind. Not for rules of your own.
    pub fn name(mut self, name: impl Into<String>) -> Rule {
        self.name = Some(name.into());
        self
    }

    /// What to do about a finding; the default is the rule's own.
    pub fn hint(mut self, hint: impl Into<String>) -> Rule {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn add_to(self, rules: &Rules) -> Result<()> {
        let text = |text: &Option<String>| text.as_deref().map(owned).transpose();
        let (name, hint) = (text(&self.name)?, text(&self.hint)?);
        let pointer =
            |text: &Option<CString>| text.as_ref().map_or(std::ptr::null(), |t| t.as_ptr());
        let mut options = sized!(weir_rule_options);
        options.severity = self.severity.code();
        options.level = self.level as u32;
        options.name = pointer(&name);
        options.hint = pointer(&hint);
        (self.add)(rules, &options)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({:?}, {:?})", self.severity, self.level)
    }
}
