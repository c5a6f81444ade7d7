//! Pages of lists, checked as a whole and handed out item by item.

use core::{
    ffi::{c_char, c_int},
    fmt,
    mem::{MaybeUninit, size_of},
};

use vncurl_core::{Error, Instance, List, ListReply, Provider, Region, list::Iter};

use crate::{
    fill::{Filled, Output, fill},
    lent::{Lent, check_struct_size},
    opaque::Opaque,
    pieces::{Piece, write_pieces},
    reply::{self, pieces_of, vncurl_refusal},
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// Where vncurl_list_next() goes on: 1 KiB of the caller's memory.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct vncurl_cursor {
    /// The library's own; some bytes may be unset.
    pub opaque: [MaybeUninit<u64>; 128],
}

/// A page of a list, or a refusal. Its texts lie in the buffer that the call filled.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_list {
    /// sizeof (struct vncurl_list); set it before the call.
    pub struct_size: usize,
    /// How many items there are on all pages together; -1 where the cloud does not say.
    pub total: i64,
    /// How many items the page holds: so often vncurl_list_next() finds one.
    pub len: usize,
    /// Why it is a refusal; VNCURL_REFUSAL_NONE when it is none.
    pub refusal: vncurl_refusal,
    /// The cloud's id of the call; empty when it sent none. Quote it in reports.
    pub request_id: vncurl_str,
    /// The cloud's own code of a refusal.
    pub code: vncurl_str,
    /// The cloud's message of a refusal, fit for a log.
    pub message: vncurl_str,
    /// Where the page is read; it points into the reply's body.
    pub cursor: vncurl_cursor,
}

/// What is behind a cursor.
#[derive(Clone, Debug)]
pub enum Cursor {
    /// Instances, with or without more than a state.
    Instances(Iter<'static, Instance<'static>>),
    /// Regions.
    Regions(Iter<'static, Region<'static>>),
}

// SAFETY: repr(C), and words alone.
unsafe impl Opaque for vncurl_cursor {
    type Kept = Cursor;
    const MARK: u64 = u64::from_le_bytes(*b"vncurlL1");
    const ZEROS: Self = Self { opaque: [MaybeUninit::zeroed(); 128] };
}

impl fmt::Debug for vncurl_cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("vncurl_cursor").finish_non_exhaustive()
    }
}

impl Filled for vncurl_list {
    const EMPTY: Self = Self {
        struct_size: size_of::<Self>(),
        total: -1,
        len: 0,
        refusal: vncurl_refusal::None,
        request_id: vncurl_str::EMPTY,
        code: vncurl_str::EMPTY,
        message: vncurl_str::EMPTY,
        cursor: vncurl_cursor::ZEROS,
    };
}

/// Check the reply to vncurl_statuses_request(), whose instances have an id and a state alone.
///
/// A refusal is a reply like any other: the call succeeds, and out->refusal says why.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   http_status  the HTTP status
///   body         the whole body, as it came; it must stay as it is as long as `out` is used
///
/// Out
///   buf, cap     receives request id, code and message, unescaped; never more than the body's
///                length and 64 bytes. NULL with cap 0 only measures
///   len          bytes written; on VNCURL_STATUS_BUFFER_TOO_SMALL the exact bytes needed;
///                0 on any other failure
///   out          the page, for vncurl_list_next(); empty on failure
///   error        what went wrong and where in the body; NULL when not wanted
///
/// Returns
///   VNCURL_STATUS_OK, _BUFFER_TOO_SMALL, _UNKNOWN_PROVIDER, _MALFORMED_REPLY,
///   _UNEXPECTED_STATUS when a gateway or proxy answered, or _INVALID_ARGUMENT.
///
/// Pointers
///   The body is borrowed as long as `out` is used, the others for the call; nothing is allocated.
///   The body must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_statuses_read(
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_list,
    error: *mut vncurl_error,
) -> vncurl_status {
    let read = |provider: &'static Provider, status, body| {
        provider.read_statuses(status, body).map(|read| Page::of(read, Cursor::Instances))
    };
    let (replied, output) =
        (Replied { provider, http_status, body }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_list(replied, output, out, read) }
}

/// Check the reply to vncurl_instances_request().
///
/// In, Out, Returns, Pointers
///   as for vncurl_statuses_read()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_instances_read(
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_list,
    error: *mut vncurl_error,
) -> vncurl_status {
    let read = |provider: &'static Provider, status, body| {
        provider.read_instances(status, body).map(|read| Page::of(read, Cursor::Instances))
    };
    let (replied, output) =
        (Replied { provider, http_status, body }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_list(replied, output, out, read) }
}

/// Check the reply to vncurl_regions_request(), for vncurl_list_next_region().
///
/// In, Out, Returns, Pointers
///   as for vncurl_statuses_read()
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_regions_read(
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_list,
    error: *mut vncurl_error,
) -> vncurl_status {
    let read = |provider: &'static Provider, status, body| {
        provider.read_regions(status, body).map(|read| Page::of(read, Cursor::Regions))
    };
    let (replied, output) =
        (Replied { provider, http_status, body }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_list(replied, output, out, read) }
}

/// A reply as C hands it over.
#[derive(Clone, Copy, Debug)]
struct Replied {
    provider: vncurl_str,
    http_status: c_int,
    body: vncurl_str,
}

/// What a page is to C, whatever it lists.
struct Page {
    pieces: [Piece<'static>; 3],
    facts: vncurl_list,
}

impl Page {
    fn of<I>(read: ListReply<'static, I>, cursor: fn(Iter<'static, I>) -> Cursor) -> Self {
        let facts = vncurl_list::EMPTY;
        match read {
            ListReply::List(list) => {
                let List { total, request_id, .. } = list;
                let facts = vncurl_list {
                    total: total.map_or(-1, i64::from),
                    len: list.len(),
                    cursor: vncurl_cursor::holding(cursor(list.iter())),
                    ..facts
                };
                Self { pieces: [Piece::Text(request_id), Piece::NONE, Piece::NONE], facts }
            }
            ListReply::Refusal(refusal) => {
                let facts = vncurl_list { refusal: vncurl_refusal::of(refusal.kind), ..facts };
                Self { pieces: pieces_of(refusal), facts }
            }
        }
    }
}

/// Let `read` read a page.
///
/// # Safety
///
/// The provider and the body as for [`Lent::text`], the body as long as `out` is used; the others
/// as for [`fill`].
unsafe fn fill_list(
    replied: Replied,
    output: Output,
    out: *mut vncurl_list,
    read: fn(&'static Provider, u16, &'static [u8]) -> Result<Page, Error>,
) -> vncurl_status {
    let call = |room: &mut [u8], lent: &Lent| {
        // SAFETY: the caller's contract; that the body outlives the page is the program's part.
        let (provider, body) =
            unsafe { (lent.provider(replied.provider)?, lent.bytes(replied.body)?) };
        let Page { pieces, facts } =
            read(provider, reply::http_status(replied.http_status)?, body)?;
        let (len, [request_id, code, message]) = write_pieces(pieces, room)?;
        Ok((len, vncurl_list { request_id, code, message, ..facts }))
    };
    // SAFETY: the caller's contract is the same.
    unsafe { fill(output, out, call) }
}

impl Lent {
    /// Where a list goes on.
    ///
    /// # Safety
    ///
    /// `place` is NULL or points to a `vncurl_list` that a call filled, or at least to as many
    /// bytes as its `struct_size` says; it is aligned, and the caller's alone for `'a`.
    pub(crate) unsafe fn cursor<'a>(
        &self,
        place: *mut vncurl_list,
    ) -> Result<&'a mut Cursor, Failure> {
        self.check(place.cast::<usize>(), 1)?;
        // SAFETY: the caller's contract, and `check` refused NULL.
        unsafe {
            check_struct_size(place, vncurl_list::EARLIER)?;
            self.kept_mut(&raw mut (*place).cursor)
        }
    }
}

/// Hand out the next item: what `take` makes of it, if there is one. A buffer that is too short
/// leaves it the next one.
pub(crate) fn next_item<I, T: Filled>(
    items: &mut (impl Iterator<Item = I> + Clone),
    take: impl FnOnce(I) -> Result<(usize, T), Failure>,
) -> Result<(usize, T), Failure> {
    let mut ahead = items.clone();
    let taken = ahead.next().map_or(Ok((0, T::EMPTY)), take)?;
    *items = ahead;
    Ok(taken)
}
