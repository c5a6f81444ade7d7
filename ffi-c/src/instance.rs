//! The instances of a list.

use core::{
    ffi::{c_char, c_int},
    fmt,
    mem::{MaybeUninit, size_of},
};

use vncurl_core::Instance;

use crate::{
    fill::{Filled, NO_STRUCT, Output, fill},
    lent::{Lent, check_struct_size},
    list::{Cursor, next_item, vncurl_list},
    opaque::Opaque,
    pieces::{Piece, write_pieces},
    reply::vncurl_refusal,
    search::{VNCURL_ADDRESS_PRIVATE, VNCURL_ADDRESS_PUBLIC},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// Where vncurl_instance_address() looks.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_item {
    /// The library's own; some bytes may be unset.
    pub opaque: [MaybeUninit<u64>; 6],
}

/// An instance of a list. Its texts lie in the buffer that vncurl_list_next() filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_instance {
    /// sizeof (struct vncurl_instance); set it before the call.
    pub struct_size: usize,
    /// The id, as the cloud wrote it; empty past the last instance.
    pub id: vncurl_str,
    /// The name that its owner gave it; empty where the list says none.
    pub name: vncurl_str,
    /// The state, in the cloud's own word; empty where the list says none.
    pub state: vncurl_str,
    /// Why there is no console now, as far as the state tells; VNCURL_REFUSAL_NONE for a state that
    /// has one, and for a word that is not known, since then only the cloud can say.
    pub refusal: vncurl_refusal,
    /// 1 when it runs Windows, 0 when not, -1 where the list does not say.
    pub windows: c_int,
    /// Where its addresses stand; it points into the reply's body.
    pub item: vncurl_item,
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_item {
    type Kept = Instance<'static>;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlI1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 6] };
}

impl fmt::Debug for vncurl_item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_item").finish_non_exhaustive()
    }
}

impl Filled for vncurl_instance {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        id: vncurl_str::EMPTY,
        name: vncurl_str::EMPTY,
        state: vncurl_str::EMPTY,
        refusal: vncurl_refusal::None,
        windows: -1,
        item: vncurl_item::ZEROS,
    };
}

/// Hand out the next instance of a page.
///
/// In
///   list         filled by vncurl_statuses_read() or vncurl_instances_read(); its body unchanged
///
/// Out
///   list         stands behind the instance; on failure where it stood
///   buf, cap     receives id, name and state, unescaped. NULL with cap 0 only measures
///   len          bytes written, 0 past the last instance; on VNCURL_STATUS_BUFFER_TOO_SMALL the
///                exact bytes needed; 0 on any other failure
///   out          the instance; empty past the last one and on failure
///   error        what went wrong; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, past the last instance too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT, also
///   for a refusal and for a list of regions.
///
/// Pointers
///   Borrowed for the call, and the body as long as `out` is used; nothing is allocated. `list`
///   must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_list_next(
    list: *mut vncurl_list,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_instance,
    error: *mut vncurl_error,
) -> vncurl_status {
    let next = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `list`.
        let Cursor::Instances(instances) = (unsafe { lent.cursor(list)? }) else {
            return Err(Failure::NotSet);
        };
        next_item(instances, |instance| {
            let texts = [
                Piece::Text(instance.id()),
                Piece::of(instance.name()),
                Piece::of(instance.state()),
            ];
            let (len, [id, name, state]) = write_pieces(texts, room)?;
            let handed = vncurl_instance {
                struct_size: size_of::<vncurl_instance>(),
                id,
                name,
                state,
                refusal: instance.refusal().map_or(vncurl_refusal::None, vncurl_refusal::of),
                windows: instance.windows().map_or(-1, c_int::from),
                item: vncurl_item::holding(instance),
            };
            Ok((len, handed))
        })
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len`, `out` and `error`.
    unsafe { fill(output, out, next) }
}

/// Write an address of an instance.
///
/// In
///   instance     filled by vncurl_list_next(); the body of its list unchanged
///   kind         VNCURL_ADDRESS_PRIVATE, or VNCURL_ADDRESS_PUBLIC for all of the internet
///   index        from 0
///
/// Out
///   buf, cap     receives the address, as the cloud wrote it. NULL with cap 0 only measures
///   len          bytes written, 0 past the last address; on VNCURL_STATUS_BUFFER_TOO_SMALL the
///                exact bytes needed; 0 on any other failure
///   error        what went wrong; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, past the last address too, _BUFFER_TOO_SMALL, or _INVALID_ARGUMENT.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. `instance` must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_instance_address(
    instance: *const vncurl_instance,
    kind: c_int,
    index: usize,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the header's "Pointers" covers `instance`.
        let instance = unsafe { lent.instance(instance)? };
        let address = match kind {
            VNCURL_ADDRESS_PRIVATE => instance.private_addresses().nth(index),
            VNCURL_ADDRESS_PUBLIC => instance.public_addresses().nth(index),
            _ => return Err(Failure::UnknownNumber),
        };
        Ok((write_pieces([Piece::of(address)], room)?.0, ()))
    };
    let output = Output { buf, cap, len, error };
    // SAFETY: the header's "Pointers" covers `buf`, `cap`, `len` and `error`.
    unsafe { fill(output, NO_STRUCT, write) }
}

impl Lent {
    /// An instance that a list handed out.
    ///
    /// # Safety
    ///
    /// `place` is NULL or points to a `vncurl_instance` that a call filled, or at least to as many
    /// bytes as its `struct_size` says; it is aligned.
    unsafe fn instance<'a>(
        &self,
        place: *const vncurl_instance,
    ) -> Result<&'a Instance<'static>, Failure> {
        self.check(place.cast::<usize>(), 1)?;
        // SAFETY: the caller's contract, and `check` refused NULL.
        unsafe {
            check_struct_size(place, vncurl_instance::EARLIER)?;
            self.kept(&raw const (*place).item)
        }
    }
}
