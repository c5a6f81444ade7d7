//! The viewer pages, as data.

use core::{mem::size_of, ptr};

use vncurl_core::provider::Viewer;

use crate::{
    fill::{Filled, fill_struct},
    lent::Lent,
    status::{Failure, vncurl_status},
    text::vncurl_str,
};

/// A page that shows a console. The texts are static and not NUL-terminated.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_viewer {
    /// sizeof (struct vncurl_viewer); set it before the call.
    pub struct_size: usize,
    /// The page's version or name, such as "0.0.8".
    pub name: vncurl_str,
    /// Address of the page, without "?": for vncurl_guest.page.
    pub page: vncurl_str,
    /// Day on which that address was last read in the cloud's documents, "YYYY-MM-DD".
    pub read_on: vncurl_str,
    /// Seconds without a key or a click after which the console closes; 0 where the cloud does
    /// not say.
    pub keep_alive_s: u32,
}

impl Filled for vncurl_viewer {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        name: vncurl_str::EMPTY,
        page: vncurl_str::EMPTY,
        read_on: vncurl_str::EMPTY,
        keep_alive_s: 0,
    };
}

impl vncurl_viewer {
    fn of(viewer: &'static Viewer) -> Self {
        Self {
            struct_size: size_of::<Self>(),
            name: vncurl_str::of(viewer.name),
            page: vncurl_str::of(viewer.page),
            read_on: vncurl_str::of(viewer.read_on),
            keep_alive_s: viewer.keep_alive_s.map_or(0, u32::from),
        }
    }
}

/// Describe a viewer page of a provider: its own, then older ones that still work.
///
/// In
///   provider     name of a provider, e.g. "alibaba-ecs"
///   index        0 for the provider's own page, from 1 for the older ones
///
/// Out
///   out          the page; empty on failure
///
/// Returns
///   true, or false past the last page and for arguments that no page has
///
/// Pointers
///   Borrowed for the call. `out` must be valid for its struct_size, which the caller sets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_viewer_at(
    provider: vncurl_str,
    index: usize,
    out: *mut vncurl_viewer,
) -> bool {
    let call = |lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `provider`.
        let provider = unsafe { lent.provider(provider)? };
        // Whatever the failure is called: nobody is told but that there is no page.
        let viewer = provider.viewers().nth(index).ok_or(Failure::UnknownNumber)?;
        Ok(vncurl_viewer::of(viewer))
    };
    // SAFETY: the header's "Pointers" covers `out`; nobody asks for the error.
    unsafe { fill_struct(out, ptr::null_mut(), call) == vncurl_status::Ok }
}
