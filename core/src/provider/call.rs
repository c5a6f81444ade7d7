//! What every call to a cloud takes, whatever its action.

use crate::{
    Credentials, Endpoint, Error,
    provider::{Cloud, Parameter, Provider, SignatureVersion},
    sign::SigningKey,
};

/// Where, when and how a request is sent and signed.
///
/// # Examples
///
/// ```
/// use vncurl_core::{Call, Site};
///
/// let call = Call {
///     region: Some("ap-singapore"),
///     site: Site::Intl,
///     timestamp: 1_700_000_000,
///     nonce: "152305173910045921", // from a random source, new for each request
///     ..Call::default()
/// };
/// assert_eq!(call.endpoint, None); // the cloud's own host
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Call<'a> {
    /// The cloud's region, such as `ap-guangzhou`.
    pub region: Option<&'a str>,
    /// Where to send the request instead of the cloud's own host.
    pub endpoint: Option<Endpoint<'a>>,
    /// Which of the cloud's own hosts, when there is no `endpoint`.
    pub site: Site,
    /// Unix seconds. Tencent refuses a request that is more than 300 s from its clock, Alibaba one
    /// that is more than 15 minutes from its own.
    pub timestamp: u64,
    /// Unique for each request, 1 to 64 of `A-Z a-z 0-9 -`. Alibaba refuses one that it has seen.
    /// Tencent's TC3 has none and ignores it; Tencent's signature version 1 takes a number of 1 to
    /// 18 digits.
    pub nonce: &'a str,
    /// How the request is signed; the cloud's present way when not set.
    pub signature: Option<&'static SignatureVersion>,
    /// Where the parameters travel; the signature version's usual way when not set.
    pub method: Option<Method>,
    /// Sign the text `UNSIGNED-PAYLOAD` in place of the body: Tencent's TC3 alone, for a sender
    /// that cannot hash its body first.
    pub unsigned_payload: bool,
}

/// Which of a cloud's own hosts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Site {
    /// The cloud's common hosts.
    #[default]
    Main,
    /// The hosts of Tencent's international site, `<service>.intl.tencentcloudapi.com`.
    Intl,
}

impl Site {
    /// Both, in order of name.
    pub const ALL: [Self; 2] = [Self::Intl, Self::Main];

    /// The word, `main` or `intl`; the same on every surface.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Intl => "intl",
        }
    }
}

/// The HTTP method, and where it carries the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Method {
    /// `GET`, parameters in the query.
    Get,
    /// `POST`, parameters in the body: JSON for TC3, a form for the older signatures.
    PostBody,
    /// `POST`, parameters in the query and no body.
    PostQuery,
}

impl Method {
    /// All, in order of name.
    pub const ALL: [Self; 3] = [Self::Get, Self::PostBody, Self::PostQuery];

    /// The word, such as `post-body`; the same on every surface.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::PostBody => "post-body",
            Self::PostQuery => "post-query",
        }
    }

    /// `GET` or `POST`.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::PostBody | Self::PostQuery => "POST",
        }
    }
}

/// A checked call of an action.
pub(crate) struct ActionCall<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) action: &'static str,
    pub(crate) parameters: &'a [Parameter<'a>],
    pub(crate) call: &'a Call<'a>,
    pub(crate) credentials: &'a Credentials<'a>,
    pub(crate) key: &'a SigningKey,
    pub(crate) method: Method,
}

impl Call<'_> {
    /// Check what can be checked without an action.
    ///
    /// # Errors
    ///
    /// [`Error::SignatureVersionMismatch`], [`Error::UnsupportedMethod`], [`Error::UnknownSite`].
    pub(crate) fn method_for(&self, provider: &Provider) -> Result<Method, Error> {
        let signature = self.signature.unwrap_or(provider.api.signature);
        if signature.cloud != provider.cloud {
            return Err(Error::SignatureVersionMismatch);
        }
        if self.site == Site::Intl && provider.cloud != Cloud::Tencent {
            return Err(Error::UnknownSite);
        }
        let method = match self.method {
            None => signature.methods.first().copied(),
            Some(wanted) => signature.methods.contains(&wanted).then_some(wanted),
        };
        let unsigned = self.unsigned_payload && !signature.unsigned_payload;
        method.filter(|_| !unsigned).ok_or(Error::UnsupportedMethod)
    }
}
