//! The signed request for a VNC URL, in the caller's buffer.

use core::fmt;

use crate::{
    Credentials, Error,
    endpoint::Scheme,
    identifier::{check_instance_id, check_region},
    provider::{ActionCall, Call, Cloud, Parameter, Provider, SignatureVersion, VNC_ACTION, Value},
    sign::SigningKey,
    text::http1::Message,
};

/// A signed request: its parts for an HTTP library, and the whole as HTTP/1.1 bytes.
///
/// All parts are places in one message, so what a transport sends is what was signed. `Debug`
/// shows where it goes and not what it holds: a signature stays valid for minutes.
///
/// # Examples
///
/// ```
/// // A write without room measures:
/// use vncurl_core::{Call, Credentials, Error, TENCENT_CVM};
///
/// let credentials = Credentials { key_id: "AKIDEXAMPLE", secret: "EXAMPLE-secret", token: None };
/// let call = Call { region: Some("ap-beijing"), timestamp: 1_700_000_000, ..Call::default() };
/// let key = TENCENT_CVM.signing_key(&credentials, call.timestamp)?;
/// let write = |buf| TENCENT_CVM.vnc_request("ins-r9hr2upy", &call, &credentials, &key, buf).map(|_| ());
/// let Err(Error::BufferTooSmall { needed }) = write(&mut []) else { panic!("it takes room") };
/// assert!((400..1000).contains(&needed));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone)]
pub struct Request<'b> {
    message: Message<'b>,
    scheme: Scheme,
}

impl<'b> Request<'b> {
    /// `POST` or `GET`.
    #[must_use]
    pub fn method(&self) -> &'b str {
        self.message.method()
    }

    /// How to connect: TLS, or plain HTTP to a loopback address.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The `Host` header's value and the authority of the URL: `host` or `host:port`. It is
    /// signed.
    #[must_use]
    pub fn host(&self) -> &'b str {
        self.message.host()
    }

    /// The request target: `/`, with `?` and the query when there is one. It is signed.
    #[must_use]
    pub fn path_and_query(&self) -> &'b str {
        self.message.target()
    }

    /// Name and value of every header but `Host` and `Content-Length`, which HTTP libraries add
    /// themselves. Send each unchanged: some are signed.
    pub fn headers(&self) -> impl Iterator<Item = (&'b str, &'b str)> + Clone + use<'b> {
        self.message.headers()
    }

    /// The body, byte for byte as signed; empty where the parameters are in the query.
    #[must_use]
    pub fn body(&self) -> &'b str {
        self.message.body()
    }

    /// The whole request as HTTP/1.1 bytes, for a device that has a connection and no HTTP library.
    #[must_use]
    pub fn http1(&self) -> &'b [u8] {
        self.message.bytes()
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method())
            .field("scheme", &self.scheme)
            .field("host", &self.host())
            .finish_non_exhaustive()
    }
}

impl Provider {
    /// Derive the signing key for the UTC day of `timestamp`, to be kept for further requests.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSecret`] and [`Error::TimeOutOfRange`]; [`Error::InvalidKeyId`] and
    /// [`Error::InvalidToken`] too, so that nothing is found out later.
    pub fn signing_key(
        &self,
        credentials: &Credentials<'_>,
        timestamp: u64,
    ) -> Result<SigningKey, Error> {
        self.api.signature.signing_key(self, credentials, timestamp)
    }

    /// Derive the signing key for `call`: of its signature version and the UTC day of its time.
    ///
    /// # Errors
    ///
    /// Those of [`SignatureVersion::signing_key`].
    pub fn signing_key_for(
        &self,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
    ) -> Result<SigningKey, Error> {
        let signature = call.signature.unwrap_or(self.api.signature);
        signature.signing_key(self, credentials, call.timestamp)
    }

    /// Write the signed request for the VNC URL of `instance_id` into `buf`.
    ///
    /// About 700 bytes, more with a token. `key` is [`Provider::signing_key`] of the same
    /// credentials and UTC day. Same arguments, same bytes.
    ///
    /// # Errors
    ///
    /// [`Error::BufferTooSmall`] with the exact length; [`Error::SigningKeyMismatch`] when the key
    /// is of another day, provider or signature version; [`Error::RegionMissing`] (all but
    /// Tencent's ECM need it), [`Error::SignatureVersionMismatch`], [`Error::UnsupportedMethod`],
    /// [`Error::UnknownSite`], and the `Invalid…` of what the arguments hold. Nothing that was refused here can
    /// be sent.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{ALIBABA_ECS, Call, Credentials};
    ///
    /// let credentials = Credentials { key_id: "LTAIEXAMPLE", secret: "EXAMPLE-secret", token: None };
    /// let call = Call {
    ///     region: Some("cn-hangzhou"),
    ///     timestamp: 1_700_000_000,
    ///     nonce: "152305173910045921",
    ///     ..Call::default()
    /// };
    /// let key = ALIBABA_ECS.signing_key(&credentials, call.timestamp)?;
    /// let mut buf = [0; 1024];
    /// let id = "i-bp1hzoinajzkh91h0001";
    /// let request = ALIBABA_ECS.vnc_request(id, &call, &credentials, &key, &mut buf)?;
    /// assert_eq!(request.host(), "ecs.cn-hangzhou.aliyuncs.com");
    /// assert!(request.headers().any(|(name, _)| name == "Authorization"));
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn vnc_request<'b>(
        &self,
        instance_id: &str,
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        check_instance_id(instance_id)?;
        let region = self.region_parameter(call);
        let own = [Parameter::unreserved("InstanceId", instance_id), region];
        self.request(VNC_ACTION, &own, call, credentials, key, buf)
    }

    /// Alibaba's actions take the region as a parameter of their own; the others' requests carry
    /// it beside the action.
    pub(crate) fn region_parameter<'a>(&self, call: &Call<'a>) -> Parameter<'a> {
        let region = call.region.filter(|_| self.cloud == Cloud::Alibaba);
        Parameter::new("RegionId", region.map_or(Value::Absent, Value::Unreserved))
    }

    /// Write the signed request for an action in a region.
    pub(crate) fn request<'b>(
        &self,
        action: &'static str,
        parameters: &[Parameter<'_>],
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        if self.needs_region && call.region.is_none() {
            return Err(Error::RegionMissing);
        }
        self.request_anywhere(action, parameters, call, credentials, key, buf)
    }

    /// Write the signed request for an action that needs no region.
    pub(crate) fn request_anywhere<'b>(
        &self,
        action: &'static str,
        parameters: &[Parameter<'_>],
        call: &Call<'_>,
        credentials: &Credentials<'_>,
        key: &SigningKey,
        buf: &'b mut [u8],
    ) -> Result<Request<'b>, Error> {
        call.region.map_or(Ok(()), check_region)?;
        let method = call.method_for(self)?;
        credentials.check_sent()?;
        let signature = call.signature.unwrap_or(self.api.signature);
        let action =
            ActionCall { provider: self, action, parameters, call, credentials, key, method };
        let message = (signature.write_call)(&action, buf)?;
        let scheme = call.endpoint.map_or(Scheme::Https, |endpoint| endpoint.scheme());
        Ok(Request { message, scheme })
    }
}

impl SignatureVersion {
    /// Derive the signing key for a request to `provider`, for the UTC day of `timestamp` where the
    /// key is narrowed to one, to be kept for further requests.
    ///
    /// # Errors
    ///
    /// Those of [`Provider::signing_key`], and [`Error::SignatureVersionMismatch`].
    pub fn signing_key(
        &self,
        provider: &Provider,
        credentials: &Credentials<'_>,
        timestamp: u64,
    ) -> Result<SigningKey, Error> {
        if self.cloud != provider.cloud {
            return Err(Error::SignatureVersionMismatch);
        }
        credentials.check()?;
        (self.signing_key)(credentials.secret, timestamp, provider.service)
    }
}
