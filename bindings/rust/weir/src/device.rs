// SPDX-License-Identifier: Apache-2.0
//! What devices there are, and why not: weir/device.h.
use std::os::raw::c_char;

use weir_sys as sys;

use crate::error::{done, unless, Result};
use crate::handle::sized;
use crate::Runtime;

/// What kind of device it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceKind {
    /// The processor and its memory.
    Host,
    /// An NVIDIA GPU.
    Cuda,
    /// A kind of a later library than this crate.
    Other(u32),
}

/// One device, usable or not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Device {
    /// What kind it is.
    pub kind: DeviceKind,
    /// Whether this is the one that the runtime uses.
    pub chosen: bool,
    /// What it is called.
    pub name: String,
    /// Its memory in total; 0 when it cannot be used.
    pub memory_bytes: u64,
    /// Why it cannot be used, and what would help; `None` when it can.
    pub unavailable: Option<String>,
}

fn text(field: &[c_char]) -> String {
    let bytes: Vec<u8> = field.iter().map(|c| *c as u8).take_while(|c| *c != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

impl Runtime {
    /// How many devices [`Runtime::devices`] tells of.
    pub fn device_count(&self) -> Result<u32> {
        let mut count = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_runtime_device_count(self.as_ptr(), &mut count) })?;
        Ok(count)
    }

    /// The devices, those that cannot be used included; the first is the host.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// for device in runtime.devices() {
    ///     let device = device?;
    ///     println!("{}: {}", device.name, device.unavailable.as_deref().unwrap_or("ready"));
    /// }
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn devices(&self) -> impl Iterator<Item = Result<Device>> + '_ {
        crate::answers(move |index| {
            let mut info = sized!(weir_device_info);
            // SAFETY: the handle is good, and struct_size is set.
            let status =
                unsafe { sys::weir_runtime_device_at(self.as_ptr(), index as u32, &mut info) };
            Ok(unless(status, sys::WEIR_END)?.then(|| Device {
                kind: match info.kind {
                    sys::WEIR_DEVICE_HOST => DeviceKind::Host,
                    sys::WEIR_DEVICE_CUDA => DeviceKind::Cuda,
                    other => DeviceKind::Other(other),
                },
                chosen: info.chosen != 0,
                name: text(&info.name),
                memory_bytes: info.memory_bytes,
                unavailable: (info.available == 0).then(|| text(&info.reason)),
            }))
        })
    }
}
