//! What every call to a cloud takes.

use core::{ffi::c_int, mem::offset_of};

use vncurl_core::{Call, Endpoint, Method, Site, provider};

use crate::{
    lent::{Lent, Versioned},
    status::Failure,
    text::vncurl_str,
};

/// vncurl_call.site: the cloud's common hosts.
pub const VNCURL_SITE_MAIN: c_int = 0;
/// vncurl_call.site: Tencent's international site, `SERVICE.intl.tencentcloudapi.com`.
pub const VNCURL_SITE_INTL: c_int = 1;

/// vncurl_call.method: the signature version's usual one.
pub const VNCURL_METHOD_DEFAULT: c_int = 0;
/// vncurl_call.method: GET, parameters in the query.
pub const VNCURL_METHOD_GET: c_int = 1;
/// vncurl_call.method: POST, parameters in the body: JSON for TC3, a form for the older signatures.
pub const VNCURL_METHOD_POST_BODY: c_int = 2;
/// vncurl_call.method: POST, parameters in the query and no body.
pub const VNCURL_METHOD_POST_QUERY: c_int = 3;

/// What every call to a cloud takes, whatever it asks for.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct vncurl_call {
    /// sizeof (struct vncurl_call).
    pub struct_size: usize,
    /// The cloud's region, such as "ap-guangzhou".
    pub region: vncurl_str,
    /// Where to send the request, `https://host[:port]`, or `http://` with a loopback address;
    /// empty: the cloud's own host.
    pub endpoint: vncurl_str,
    /// Unique for each request, 1 to 64 of A-Z, a-z, 0-9 and -; vncurl_nonce_write() makes one that
    /// all take. Alibaba refuses one that it has seen. Tencent's TC3 takes none; its signature
    /// version 1 takes a number of 1 to 18 digits, the first not zero.
    pub nonce: vncurl_str,
    /// Unix seconds. Tencent refuses a request that is more than 300 s from its clock, Alibaba one
    /// that is more than 15 minutes from its own.
    pub timestamp: u64,
    /// Which of the cloud's own hosts, VNCURL_SITE_..., when there is no endpoint.
    pub site: c_int,
    /// How the request is signed: "tc3", "tencent-v1-hmacsha1" or "tencent-v1-hmacsha256" for
    /// Tencent, "acs3" or "alibaba-rpc" for Alibaba; empty: the cloud's present way, the first.
    pub signature: vncurl_str,
    /// Where the parameters travel, VNCURL_METHOD_....
    pub method: c_int,
    /// 1 signs the text "UNSIGNED-PAYLOAD" in place of the body, for a sender that cannot hash its
    /// body first: "tc3" alone. Else 0.
    pub unsigned_payload: c_int,
}

// SAFETY: repr(C), `struct_size` first, pointers and integers alone.
unsafe impl Versioned for vncurl_call {
    const EARLIER: &'static [usize] = &[offset_of!(Self, site)];
}

impl Lent {
    /// Where, when and how a request is sent and signed.
    ///
    /// # Safety
    ///
    /// As for [`Lent::required`], and each text as for [`Lent::text`].
    pub(crate) unsafe fn call<'a>(&self, place: *const vncurl_call) -> Result<Call<'a>, Failure> {
        // SAFETY: the caller's contract is the same.
        let (given, region, endpoint, nonce, signature) = unsafe {
            let given = self.required(place)?;
            (
                given,
                self.optional_text(given.region)?,
                self.optional_text(given.endpoint)?,
                self.text(given.nonce)?,
                self.optional_text(given.signature)?,
            )
        };
        let version = |name| provider::signature_version(name).ok_or(Failure::UnknownAlgorithm);
        Ok(Call {
            region,
            endpoint: endpoint.map(Endpoint::parse).transpose()?,
            site: match given.site {
                VNCURL_SITE_MAIN => Site::Main,
                VNCURL_SITE_INTL => Site::Intl,
                _ => return Err(Failure::UnknownNumber),
            },
            timestamp: given.timestamp,
            nonce,
            signature: signature.map(version).transpose()?,
            method: match given.method {
                VNCURL_METHOD_DEFAULT => None,
                VNCURL_METHOD_GET => Some(Method::Get),
                VNCURL_METHOD_POST_BODY => Some(Method::PostBody),
                VNCURL_METHOD_POST_QUERY => Some(Method::PostQuery),
                _ => return Err(Failure::UnknownNumber),
            },
            unsigned_payload: Self::flag(given.unsigned_payload)?,
        })
    }
}
