//! The signed requests for lists.

use core::ffi::{c_char, c_int};

use vncurl_core::{AddressKind, Error, Page, Search};

use crate::{
    call::vncurl_call,
    credentials::vncurl_credentials,
    fill::Output,
    lent::{Lent, Versioned},
    request::{Asked, Signer, fill_request, vncurl_request},
    signing_key::vncurl_signing_key,
    status::{Failure, vncurl_error, vncurl_status},
    text::vncurl_str,
};

/// vncurl_search.by: all instances of the region.
pub const VNCURL_SEARCH_ALL: c_int = 0;
/// vncurl_search.by: those of these ids; at least one, and at most vncurl_provider.ids_max.
pub const VNCURL_SEARCH_IDS: c_int = 1;
/// vncurl_search.by: those of this name; 1 to 128 bytes without controls. Not for states.
pub const VNCURL_SEARCH_NAME: c_int = 2;
/// vncurl_search.by: those with this address, such as "10.0.0.1". Not for states.
pub const VNCURL_SEARCH_ADDRESS: c_int = 3;

/// An address of the private network; for Tencent's ECM every address.
pub const VNCURL_ADDRESS_PRIVATE: c_int = 1;
/// An address of the internet.
pub const VNCURL_ADDRESS_PUBLIC: c_int = 2;
/// An address of the internet that is bound to the instance: Alibaba keeps these apart.
pub const VNCURL_ADDRESS_ELASTIC: c_int = 4;

/// The most ids that a search takes.
pub const VNCURL_IDS_MAX: usize = 100;

/// Which instances to list.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_search {
    /// sizeof (struct vncurl_search).
    pub struct_size: usize,
    /// VNCURL_SEARCH_....
    pub by: c_int,
    /// For VNCURL_SEARCH_ADDRESS one of VNCURL_ADDRESS_... that vncurl_provider.address_kinds holds.
    pub address_kind: c_int,
    /// For VNCURL_SEARCH_IDS the ids.
    pub ids: *const vncurl_str,
    /// How many: at most VNCURL_IDS_MAX.
    pub id_count: usize,
    /// For VNCURL_SEARCH_NAME the name, for VNCURL_SEARCH_ADDRESS the address.
    pub text: vncurl_str,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_search {}

/// A part of a list.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_page {
    /// sizeof (struct vncurl_page).
    pub struct_size: usize,
    /// How many items come before it: a multiple of limit.
    pub offset: u32,
    /// Most items that it holds, up to vncurl_provider.statuses_page_max or .instances_page_max;
    /// 0 for so many.
    pub limit: u32,
}

// SAFETY: repr(C), `struct_size` first, integers alone.
unsafe impl Versioned for vncurl_page {}

/// Write the signed request for the states of instances.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   search       all, or by ids; NULL: all
///   page         which part of the list; NULL: the first, as long as the cloud gives it
///   call, credentials, kept
///                as for vncurl_request_write()
///
/// Out
///   buf, cap, len, out, error
///                as for vncurl_request_write(); with many ids about 4 KiB, more with a token
///
/// Returns
///   as vncurl_request_write(), and VNCURL_STATUS_PAGE_OUT_OF_RANGE, which too many ids give too,
///   and _UNSUPPORTED_ACTION for a search that this list does not know.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_statuses_request(
    provider: vncurl_str,
    search: *const vncurl_search,
    page: *const vncurl_page,
    call: *const vncurl_call,
    credentials: *const vncurl_credentials,
    kept: *const vncurl_signing_key,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_request,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |lent: &Lent, signer: &Signer<'_>, room: &mut [u8]| {
        let Signer { provider, call, credentials, key } = signer;
        let mut ids = [""; VNCURL_IDS_MAX];
        // SAFETY: the header's "Pointers" covers what is lent.
        let (search, page) = unsafe {
            (lent.search(search, &mut ids)?, lent.page(page, provider.statuses_page_max())?)
        };
        let ids = match search {
            Search::All => &[],
            Search::Ids([]) => return Err(Error::PageOutOfRange.into()),
            Search::Ids(ids) => ids,
            _ => return Err(Error::UnsupportedAction.into()),
        };
        let request = provider.statuses_request(ids, page, call, credentials, key, room)?;
        Ok(vncurl_request::of(&request))
    };
    let (asked, output) =
        (Asked { provider, call, credentials, kept }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_request(asked, output, out, write) }
}

/// Write the signed request for instances with their names, addresses and systems.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   search       which; NULL: all of the region
///   page         which part of the list; NULL: the first, as long as the cloud gives it
///   call, credentials, kept
///                as for vncurl_request_write()
///
/// Out
///   buf, cap, len, out, error
///                as for vncurl_request_write(); with many ids about 4 KiB, more with a token
///
/// Returns
///   as vncurl_request_write(), and VNCURL_STATUS_PAGE_OUT_OF_RANGE, which no or too many ids give
///   too, _INVALID_SEARCH, and _UNSUPPORTED_ACTION for a kind of address that the provider does
///   not search by.
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_instances_request(
    provider: vncurl_str,
    search: *const vncurl_search,
    page: *const vncurl_page,
    call: *const vncurl_call,
    credentials: *const vncurl_credentials,
    kept: *const vncurl_signing_key,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_request,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |lent: &Lent, signer: &Signer<'_>, room: &mut [u8]| {
        let Signer { provider, call, credentials, key } = signer;
        let mut ids = [""; VNCURL_IDS_MAX];
        // SAFETY: the header's "Pointers" covers what is lent.
        let (search, page) = unsafe {
            (lent.search(search, &mut ids)?, lent.page(page, provider.instances_page_max())?)
        };
        let request = provider.instances_request(search, page, call, credentials, key, room)?;
        Ok(vncurl_request::of(&request))
    };
    let (asked, output) =
        (Asked { provider, call, credentials, kept }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_request(asked, output, out, write) }
}

/// Write the signed request for a product's regions.
///
/// In
///   provider     name of a provider, e.g. "tencent-cvm"
///   call         needs no region, and asks the host of the one that it names
///   credentials, kept
///                as for vncurl_request_write()
///
/// Out
///   buf, cap, len, out, error
///                as for vncurl_request_write()
///
/// Returns
///   as vncurl_request_write()
///
/// Pointers
///   Borrowed for the call; nothing is kept or allocated. What is lent must lie outside buf.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vncurl_regions_request(
    provider: vncurl_str,
    call: *const vncurl_call,
    credentials: *const vncurl_credentials,
    kept: *const vncurl_signing_key,
    buf: *mut c_char,
    cap: usize,
    len: *mut usize,
    out: *mut vncurl_request,
    error: *mut vncurl_error,
) -> vncurl_status {
    let write = |_: &Lent, signer: &Signer<'_>, room: &mut [u8]| {
        let Signer { provider, call, credentials, key } = signer;
        Ok(vncurl_request::of(&provider.regions_request(call, credentials, key, room)?))
    };
    let (asked, output) =
        (Asked { provider, call, credentials, kept }, Output { buf, cap, len, error });
    // SAFETY: the header's "Pointers" covers them all.
    unsafe { fill_request(asked, output, out, write) }
}

impl Lent {
    /// Which instances, with their ids in `room`; all for NULL.
    ///
    /// # Safety
    ///
    /// As for [`Lent::optional`], each text as for [`Lent::text`], the ids as for [`Lent::array`].
    unsafe fn search<'a>(
        &self,
        place: *const vncurl_search,
        room: &'a mut [&'a str; VNCURL_IDS_MAX],
    ) -> Result<Search<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        let Some(given) = (unsafe { self.optional(place)? }) else {
            return Ok(Search::All);
        };
        // SAFETY: the caller's contract is the same.
        let text = unsafe { self.text(given.text)? };
        Ok(match given.by {
            VNCURL_SEARCH_ALL => Search::All,
            VNCURL_SEARCH_IDS => {
                let places = room.get_mut(..given.id_count).ok_or(Error::PageOutOfRange)?;
                // SAFETY: the caller's contract is the same; an id is a pointer and a length.
                let lent = unsafe { self.array(given.ids, given.id_count)? };
                for (place, id) in places.iter_mut().zip(lent) {
                    // SAFETY: the caller's contract is the same.
                    *place = unsafe { self.text(*id)? };
                }
                Search::Ids(places)
            }
            VNCURL_SEARCH_NAME => Search::Name(text),
            VNCURL_SEARCH_ADDRESS => {
                let kind = match given.address_kind {
                    VNCURL_ADDRESS_PRIVATE => AddressKind::Private,
                    VNCURL_ADDRESS_PUBLIC => AddressKind::Public,
                    VNCURL_ADDRESS_ELASTIC => AddressKind::Elastic,
                    _ => return Err(Failure::UnknownNumber),
                };
                Search::Address { address: text, kind }
            }
            _ => return Err(Failure::UnknownNumber),
        })
    }

    /// A part of a list, `most` items long where no other length is wanted.
    ///
    /// # Safety
    ///
    /// As for [`Lent::optional`].
    unsafe fn page(&self, place: *const vncurl_page, most: u8) -> Result<Page, Failure> {
        // SAFETY: the caller's contract is the same.
        let given = unsafe { self.optional(place)? };
        let (offset, limit) = given.map_or((0, 0), |page| (page.offset, page.limit));
        let limit = u8::try_from(limit).map_err(|_| Error::PageOutOfRange)?;
        Ok(Page { offset, limit: if limit == 0 { most } else { limit } })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_as_many_ids_as_any_provider() {
        for provider in vncurl_core::PROVIDERS {
            assert!(usize::from(provider.ids_max()) <= VNCURL_IDS_MAX, "{}", provider.name);
        }
    }
}
