//! The regions of a list.

use core::{
    ffi::{c_char, c_int},
    mem::size_of,
};

use crate::{
    fill::{Filled, Output, fill},
    lent::Lent,
    list::{Cursor, next_item, vncurl_list},
    pieces::{Piece, write_pieces},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// A region of a list. Its texts lie in the buffer that vncurl_list_next_region() filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_region {
    /// sizeof (struct vncurl_region); set it before the call.
    pub struct_size: usize,
    /// The id, such as "ap-guangzhou", as the cloud wrote it; empty past the last region.
    pub id: vncurl_str,
    /// The name for people; empty where the list says none.
    pub name: vncurl_str,
    /// 1 when instances can be bought there now, 0 when not, -1 where the list does not say.
    /// Instances that are there already can be asked for in any case.
    pub available: c_int,
}

impl Filled for vncurl_region {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        id: vncurl_str::EMPTY,
        name: vncurl_str::EMPTY,
        available: -1,
    };
}

/// Hand out the next region of a list.
///
/// In
///   list         filled by vncurl_regions_read(); its body unchanged
///
/// Out
///   list         stands behind the region; on failure where it stood
///   buf, cap     receives id and name, unescaped. NULL with cap 0 only measures
///   len          bytes written, 0 past the last region; on VNCURL_STATUS_BUFFER_TOO_SMALL the
///                exact bytes needed; 0 on any other failure
///   out          the region; empty past the last one and on failure
///   error        what went wrong; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, past the last region too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT, also for
///   a refusal and for a list of instances.
///
/// Pointers
///   Borrowed for the call; nothing is allocated. `list` must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_list_next_region(
    list: *mut vncurl_list,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_region,
    error: *mut vncurl_error,
) -> vncurl_status {
    let next = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `list`.
        let Cursor::Regions(regions) = (unsafe { lent.cursor(list)? }) else {
            return Err(Failure::NotSet);
        };
        next_item(regions, |region| {
            let (len, [id, name]) =
                write_pieces([Piece::Text(region.id()), Piece::of(region.name())], room)?;
            let available = region.available().map_or(-1, c_int::from);
            let struct_size = size_of::<vncurl_region>();
            Ok((len, vncurl_region { struct_size, id, name, available }))
        })
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, next) }
}
