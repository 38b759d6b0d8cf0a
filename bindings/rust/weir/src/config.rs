// SPDX-License-Identifier: Apache-2.0
//! A configuration in layers: weir/config.h.
use std::ffi::CString;
use std::os::raw::c_char;
use std::path::{Path, PathBuf};
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, unless, Error, Result};
use crate::handle::{give, handle, sized};
use crate::json::Json;
use crate::rules::Rules;
use crate::schema::Schema;
use crate::text::{owned, with_c, with_path};

handle! {
    /// A configuration: defaults below files below the environment below the program.
    ///
    /// What rules or a schema refuse is an error, and changes nothing. Instead of a listener,
    /// [`Config::wait`] tells of changes, and a rule may refuse one.
    ///
    /// ```
    /// use weir::{Config, ConfigOptions, Json, Schema};
    /// let defaults = Json::parse(r#"{"pool": {"workers": 4}, "mode": "fast"}"#)?;
    /// let schema = Schema::compile(r#"{"properties": {"mode": {"enum": ["fast", "best"]}}}"#)?;
    /// let config = Config::new(&ConfigOptions {
    ///     defaults: Some(&defaults),
    ///     schema: Some(&schema),
    ///     ..Default::default()
    /// })?;
    /// assert!(config.update(&Json::parse(r#"{"pool": {"workers": 8}}"#)?)?);
    /// assert_eq!(config.snapshot()?.get::<i64>("/pool/workers")?, Some(8));
    ///
    /// let why = config.update(&Json::parse(r#"{"mode": "bset"}"#)?).unwrap_err();
    /// assert!(why.text().contains("best"));
    /// assert!(config.explain("/mode")?.contains("default"));
    /// # Ok::<(), weir::Error>(())
    /// ```
    Config, weir_config, weir_config_free, shared
}

/// Where a configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct ConfigOptions<'a> {
    /// The lowest layer, an object.
    pub defaults: Option<&'a Json>,
    /// JSON files, lowest first.
    pub files: Vec<PathBuf>,
    /// A file that is missing says nothing.
    pub files_optional: bool,
    /// Variables `PREFIX_A__B` speak about /a/b; "" for none.
    pub prefix: &'a str,
    /// `{"APP_WORKERS": "/pool/workers"}`
    pub variables: Option<&'a Json>,
    /// `{"/plugins": "append"}`
    pub merge: Option<&'a Json>,
    /// `["/db/password"]`: never shown.
    pub secrets: Option<&'a Json>,
    /// Rules that judge every change.
    pub rules: Option<&'a Rules>,
    /// A schema that judges every change.
    pub schema: Option<&'a Schema>,
    /// Files are read again when they change.
    pub watch: bool,
    /// Quiet for so long before files are read; zero for 50 ms.
    pub debounce: Duration,
    /// Looks without an event; zero for 5 s.
    pub poll: Duration,
    /// Generations kept; 0 for 8.
    pub history: u32,
}

fn pointer(json: Option<&Json>) -> *const sys::weir_json {
    json.map_or(std::ptr::null(), |json| json.as_ptr())
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// Whether anything became different; a refusal is an error.
fn changed(status: sys::weir_status) -> Result<bool> {
    if status == sys::WEIR_REJECTED {
        return Err(Error::invalid(Error::last(status).text()));
    }
    unless(status, sys::WEIR_MISS)
}

impl Config {
    /// Reads all layers.
    pub fn new(from: &ConfigOptions<'_>) -> Result<Config> {
        use std::os::unix::ffi::OsStrExt;
        let files = from
            .files
            .iter()
            .map(|file| {
                CString::new(file.as_os_str().as_bytes())
                    .map_err(|_| Error::invalid(format!("{file:?} has a NUL inside")))
            })
            .collect::<Result<Vec<CString>>>()?;
        let list: Vec<*const c_char> = files.iter().map(|file| file.as_ptr()).collect();
        let prefix = owned(from.prefix)?;
        let mut options = sized!(weir_config_options);
        options.flags = u32::from(from.files_optional) * sys::WEIR_CONFIG_FILES_OPTIONAL
            + u32::from(from.watch) * sys::WEIR_CONFIG_WATCH;
        options.defaults = pointer(from.defaults);
        options.files = list.as_ptr();
        options.files_size = list.len();
        options.prefix = if from.prefix.is_empty() { std::ptr::null() } else { prefix.as_ptr() };
        options.variables = pointer(from.variables);
        options.merge = pointer(from.merge);
        options.secrets = pointer(from.secrets);
        options.rules = from.rules.map_or(std::ptr::null(), |rules| rules.as_ptr());
        options.schema = from.schema.map_or(std::ptr::null(), |schema| schema.0.as_ptr());
        options.debounce_ns = nanoseconds(from.debounce);
        options.poll_ns = nanoseconds(from.poll);
        options.history = from.history;
        let mut raw = std::ptr::null_mut();
        // SAFETY: the options are read during the call only; on success the handle is ours.
        unsafe {
            changed(sys::weir_config_create(&options, &mut raw))?;
            Ok(Config::from_raw(raw))
        }
    }

    /// The configuration of now; it never changes.
    pub fn snapshot(&self) -> Result<Json> {
        give!(Json, sys::weir_config_snapshot, self.as_ptr())
    }

    /// 1 at first, one more with each change.
    pub fn generation(&self) -> u64 {
        // SAFETY: the handle is good.
        unsafe { sys::weir_config_generation(self.as_ptr()) }
    }

    /// Waits until a generation past `seen` is there; false when the time ran out.
    pub fn wait(&self, seen: u64, timeout: Duration) -> Result<bool> {
        // SAFETY: the handle is good.
        let status = unsafe { sys::weir_config_wait(self.as_ptr(), seen, nanoseconds(timeout)) };
        unless(status, sys::WEIR_AGAIN)
    }

    /// Changes values in the program's layer: all of the object, or nothing.
    pub fn update(&self, values: &Json) -> Result<bool> {
        // SAFETY: both handles are good.
        changed(unsafe { sys::weir_config_update(self.as_ptr(), values.as_ptr()) })
    }

    /// Reads files and environment again, at once.
    pub fn reload(&self) -> Result<bool> {
        // SAFETY: the handle is good.
        changed(unsafe { sys::weir_config_reload(self.as_ptr()) })
    }

    /// Goes back to a generation that is kept.
    pub fn rollback(&self, generation: u64) -> Result<bool> {
        // SAFETY: the handle is good.
        changed(unsafe { sys::weir_config_rollback(self.as_ptr(), generation) })
    }

    /// Where the value at a pointer comes from, as JSON.
    pub fn explain(&self, pointer: &str) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good, the pointer a C string; the buffer is ours.
        unsafe {
            done(with_c(pointer, |at| sys::weir_config_explain(self.as_ptr(), at, &mut text))?)?;
            Ok(Buffer::text(text))
        }
    }

    /// How things stand, as JSON.
    pub fn summary(&self) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_config_summary(self.as_ptr(), &mut text))?;
            Ok(Buffer::text(text))
        }
    }

    /// Writes the configuration of now to a file; secrets only when they are asked for.
    pub fn save(&self, path: impl AsRef<Path>, secrets: bool) -> Result<()> {
        let flags = u32::from(secrets) * sys::WEIR_CONFIG_SAVE_SECRETS;
        // SAFETY: the handle is good, the path a C string.
        done(with_path(path.as_ref(), |path| unsafe {
            sys::weir_config_save(self.as_ptr(), path, flags)
        })?)
    }
}
