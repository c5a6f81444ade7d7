//! From an instance id to its console.

use core::{
    fmt::{self, Write as _},
    time::Duration,
};
use std::{
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
};

use ureq::Proxy;
use vncurl_core::{
    Call, Endpoint, Error as CoreError, Guest, Provider, Reply, identifier::check_instance_id,
    provider::by_instance_id, sign::SigningKey, text::Text,
};
use zeroize::Zeroizing;

use crate::{
    ClientBuilder, Console, Credentials, Error, Refused, SignedRequest, builder::Clock,
    error::provider, scrub::scrubbed, transport::Transport,
};

/// Asks one cloud product for consoles.
///
/// It keeps its connection and, for a day, its signing key. Threads may share it. `Debug` shows the
/// provider, the region and the key id.
pub struct Client {
    pub(crate) provider: &'static Provider,
    pub(crate) region: String,
    pub(crate) credentials: Credentials,
    pub(crate) endpoint: Option<String>,
    pub(crate) viewer: Option<String>,
    pub(crate) windows: Option<bool>,
    pub(crate) ca_file: Option<PathBuf>,
    pub(crate) timeout: Duration,
    pub(crate) clock: Clock,
    pub(crate) proxy: Option<Proxy>,
    pub(crate) signing_key: Mutex<Option<SigningKey>>,
    pub(crate) transport: OnceLock<Transport>,
}

impl Client {
    /// Start from a provider's name, such as `tencent-cvm`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownProvider`].
    pub fn builder(provider_name: &str) -> Result<ClientBuilder, Error> {
        Ok(ClientBuilder::new(provider(provider_name)?))
    }

    /// Start from an instance id, whose prefix tells the provider: `ins-…`, `i-…`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownProvider`] for an id of no known form.
    pub fn builder_of(instance_id: &str) -> Result<ClientBuilder, Error> {
        check_instance_id(instance_id).map_err(Error::Input)?;
        let provider = by_instance_id(instance_id)
            .ok_or_else(|| Error::NoProviderOfId { instance_id: instance_id.to_owned() })?;
        Ok(ClientBuilder::new(provider))
    }

    /// The provider that is asked.
    #[must_use]
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// The region that is asked.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Who signs.
    #[must_use]
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// Ask for the console of `instance_id`: one request, one reply, one console URL.
    ///
    /// # Errors
    ///
    /// Every [`Error`]. What can be judged beforehand is judged before anything is sent.
    pub fn console(&self, instance_id: &str) -> Result<Console, Error> {
        let guest = Guest {
            instance_id,
            windows: self.windows,
            page: self.viewer.as_deref(),
            ..Guest::default()
        };
        // A VNC URL lives for seconds, so nothing that is missing may be found out after it came.
        self.console_url(&Text::plain(PROBE), &guest)?;
        let request = self.sign(instance_id)?;
        let answered = self.transport(&request)?.send(&request)?;
        match self.provider.read_reply(answered.status, &answered.body).map_err(Error::Reply)? {
            Reply::Refusal(refusal) => Err(Error::Refused(Refused::new(&refusal))),
            Reply::VncUrl(reply) => Ok(Console {
                provider: self.provider,
                instance_id: instance_id.to_owned(),
                url: self.console_url(&reply.vnc_url, &guest)?,
                not_after: request
                    .timestamp()
                    .saturating_add(u64::from(self.provider.vnc_url_valid_s)),
                request_id: reply.request_id.to_string(),
            }),
        }
    }

    /// Sign the request for `instance_id` without sending it.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] and [`Error::NoRandomness`].
    pub fn sign(&self, instance_id: &str) -> Result<SignedRequest, Error> {
        let endpoint = match &self.endpoint {
            Some(endpoint) => Some(Endpoint::parse(endpoint).map_err(Error::Input)?),
            None => None,
        };
        let nonce = nonce()?;
        let call = Call {
            region: Some(&self.region),
            endpoint,
            timestamp: (self.clock)(),
            nonce: &nonce,
            ..Call::default()
        };
        scrubbed(|| self.sign_call(instance_id, &call)).map_err(Error::Input)
    }

    fn sign_call(&self, instance_id: &str, call: &Call<'_>) -> Result<SignedRequest, CoreError> {
        let credentials = self.credentials.borrow();
        let mut kept = self.signing_key.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buf = Zeroizing::new(Vec::new());
        loop {
            let key = match kept.take() {
                Some(key) => key,
                None => self.provider.signing_key(&credentials, call.timestamp)?,
            };
            let needed =
                match self.provider.vnc_request(instance_id, call, &credentials, &key, &mut buf) {
                    Ok(request) => {
                        let signed = SignedRequest::new(&request, call.timestamp);
                        *kept = Some(key);
                        return Ok(signed);
                    }
                    // The day is over: derive the key of the new one.
                    Err(CoreError::SigningKeyMismatch) => continue,
                    Err(CoreError::BufferTooSmall { needed }) => needed,
                    Err(error) => return Err(error),
                };
            *kept = Some(key);
            buf.resize(needed, 0);
        }
    }

    /// The console URL, in room of exactly its length.
    fn console_url(
        &self,
        vnc_url: &Text<'_>,
        guest: &Guest<'_>,
    ) -> Result<Zeroizing<String>, Error> {
        let build =
            |buf: &mut [u8]| self.provider.console_url(vnc_url, guest, buf).map(str::to_owned);
        let url = match build(&mut []) {
            Err(CoreError::BufferTooSmall { needed }) => {
                build(&mut Zeroizing::new(vec![0; needed]))
            }
            other => other,
        };
        url.map(Zeroizing::new).map_err(|error| match error {
            CoreError::InvalidVncUrl { .. } => Error::Reply(error),
            _ => Error::Input(error),
        })
    }

    fn transport(&self, request: &SignedRequest) -> Result<&Transport, Error> {
        if let Some(transport) = self.transport.get() {
            return Ok(transport);
        }
        let url = request.origin();
        let (ca_file, proxy) = (self.ca_file.as_deref(), self.proxy.clone());
        let made = Transport::new(&url, ca_file, self.timeout, proxy)?;
        Ok(self.transport.get_or_init(|| made))
    }
}

/// A VNC URL that passes every check: with it, the guest's and the page's are made beforehand.
const PROBE: &str = "wss%3A%2F%2Flocalhost";

/// 128 random bits in hexadecimal digits.
fn nonce() -> Result<String, Error> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| Error::NoRandomness)?;
    let mut nonce = String::with_capacity(32);
    for byte in random {
        // A `String` takes every text.
        let _ = write!(nonce, "{byte:02x}");
    }
    Ok(nonce)
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("provider", &self.provider.name)
            .field("region", &self.region)
            .field("key_id", &self.credentials.key_id())
            .finish_non_exhaustive()
    }
}
