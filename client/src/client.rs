//! From an instance id to its console.

use core::{fmt, time::Duration};
use std::sync::{Arc, Mutex};

use vncurl_core::{
    Call, Endpoint, Method, Provider, SignatureVersion, Site, flow::Kept, identifier::Nonce,
    identifier::check_instance_id, provider::by_instance_id,
};
use zeroize::Zeroizing;

use crate::{
    ClientBuilder, Console, Credentials, Error, Origin, Progress, SignedRequest,
    builder::Clock,
    connection::Connection,
    drive::random,
    error::provider,
    signer::{Signer, Signers},
};

/// Asks one cloud product for consoles.
///
/// It keeps its connection and, for a day, its signing key. Threads may share it. `Debug` shows the
/// provider, the region and the key id.
///
/// # Examples
///
/// Against the simulator of the crate `vncurl-sim`; without `endpoint`, the cloud itself is asked:
///
/// ```
/// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
/// use vncurl::{Client, Credentials};
/// use vncurl_sim::{Options, Simulator, TENCENT};
///
/// let simulator = Simulator::start(&Options::default()).unwrap();
/// let client = Client::builder("tencent-cvm")?
///     .region("ap-guangzhou")
///     .credentials(Credentials::new(TENCENT.key_id, TENCENT.secret))
///     .endpoint(simulator.url())
///     .build()?;
/// let console = client.console("ins-demo0001")?;
/// assert!(console.url().starts_with("https://img.qcloud.com/"));
/// # Ok::<(), vncurl::Error>(())
/// ```
pub struct Client {
    pub(crate) provider: &'static Provider,
    pub(crate) region: Option<String>,
    pub(crate) signers: Arc<Signers>,
    pub(crate) origin: Option<Origin>,
    pub(crate) endpoint: Option<String>,
    pub(crate) site: Site,
    pub(crate) signature: Option<&'static SignatureVersion>,
    pub(crate) method: Option<Method>,
    pub(crate) unsigned_payload: bool,
    pub(crate) viewer: Option<String>,
    pub(crate) windows: Option<bool>,
    pub(crate) password: Option<Zeroizing<String>>,
    pub(crate) timeout: Duration,
    pub(crate) clock: Clock,
    /// What the last flow left, and the round of credentials that its key is of.
    pub(crate) kept: Mutex<(u64, Kept)>,
    pub(crate) connection: Connection,
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

    /// Start from an instance id, whose prefix tells the provider: `ins-…`, `ein-…`, `lhins-…`,
    /// `i-…`.
    ///
    /// # Errors
    ///
    /// [`Error::NoProviderOfId`] for an id of no known form.
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

    /// The region that is asked; nothing where the provider needs none and none was given.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// Who signs, as it stands: credentials that end change when they are renewed.
    #[must_use]
    pub fn credentials(&self) -> Arc<Credentials> {
        self.signers.current().credentials
    }

    /// Where the credentials were found; nothing when they were given.
    #[must_use]
    pub fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    /// Renew credentials whose end is near, at their source; others stay as they are.
    ///
    /// Every call that sends or signs does so by itself. Only the driver of an [`Opening`] of its
    /// own, which sends nothing itself, calls it before it starts and while it waits.
    ///
    /// [`Opening`]: crate::Opening
    ///
    /// # Errors
    ///
    /// Why there are no new ones, when the old ones have ended.
    pub fn renew_credentials(&self) -> Result<(), Error> {
        self.signer((self.clock)()).map(|_| ())
    }

    /// Who signs at the Unix second `now` of this machine, renewed if need be.
    pub(crate) fn signer(&self, now: u64) -> Result<Signer, Error> {
        self.signers.renewed(self.in_time(now))
    }

    /// A Unix second of this machine on the cloud's clock, which is what ends credentials.
    pub(crate) fn in_time(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.offset_s())
    }

    /// How requests are signed.
    #[must_use]
    pub fn signature_version(&self) -> &'static SignatureVersion {
        self.signature.unwrap_or(self.provider.signature_version())
    }

    /// Ask for the console of `instance_id`.
    ///
    /// What can be asked again (throttled, busy, a fault of the cloud, a lost connection) is asked
    /// again until the time-out is over; a refused clock is corrected once. Where the viewer page
    /// asks and nobody said, the cloud is asked first whether the guest runs Windows.
    ///
    /// # Errors
    ///
    /// Every [`Error`]. What can be judged beforehand is judged before anything is sent.
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// use vncurl::{Error, core::RefusalKind};
    ///
    /// let error = client.console("ins-none0001").unwrap_err();
    /// let Error::Refused(refused) = &error else { panic!("{error}") };
    /// assert_eq!(refused.kind, RefusalKind::NotFound);
    /// eprintln!("{error}: {}", error.advice());
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn console(&self, instance_id: &str) -> Result<Console, Error> {
        self.drive(instance_id, None, &mut |_| {})
    }

    /// [`Client::console`], telling `watcher` why it takes time. With `wait_running`, an instance
    /// that does not run is waited for, and all of it may take so long where that is longer than
    /// the client's time-out.
    ///
    /// # Errors
    ///
    /// Those of [`Client::console`].
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// use std::time::Duration;
    /// use vncurl::Progress;
    ///
    /// let mut tell = |progress: Progress| eprintln!("{progress:?}");
    /// let console =
    ///     client.console_watched("ins-demo0001", Some(Duration::from_secs(60)), &mut tell)?;
    /// assert_eq!(console.instance_id(), "ins-demo0001");
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn console_watched(
        &self,
        instance_id: &str,
        wait_running: Option<Duration>,
        watcher: &mut dyn FnMut(Progress),
    ) -> Result<Console, Error> {
        self.drive(instance_id, wait_running, watcher)
    }

    /// Sign the request for the console of `instance_id` without sending it.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] and [`Error::NoRandomness`]; those of [`Client::renew_credentials`].
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl::{Client, Credentials};
    ///
    /// let client = Client::builder("alibaba-ecs")?
    ///     .region("cn-hangzhou")
    ///     .credentials(Credentials::new("LTAIEXAMPLE", "EXAMPLE-secret"))
    ///     .build()?;
    /// let request = client.sign("i-bp1hzoinajzkh91h0001")?;
    /// assert_eq!(request.host(), "ecs.cn-hangzhou.aliyuncs.com");
    /// let steps = client.steps(&request).expect("this client signed it");
    /// assert!(steps.string_to_sign().starts_with("ACS3-HMAC-SHA256\n"));
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn sign(&self, instance_id: &str) -> Result<SignedRequest, Error> {
        let nonce = Nonce::new(random()?);
        let call = Call { timestamp: (self.clock)(), nonce: nonce.as_str(), ..self.call()? };
        let signer = self.signer(call.timestamp)?;
        self.sign_console(instance_id, &signer, &call)
    }

    /// Find out whether requests can be written: site, signature and method are judged where they
    /// meet. A region may still be missing, and credentials may have ended by now.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.region.is_none() {
            return Ok(());
        }
        let nonce = Nonce::new(0);
        let call = Call { timestamp: (self.clock)(), nonce: nonce.as_str(), ..self.call()? };
        let id = format!("{}0", self.provider.instance_id_prefix);
        self.sign_console(&id, &self.signers.current(), &call).map(drop)
    }

    fn sign_console(
        &self,
        instance_id: &str,
        signer: &Signer,
        call: &Call<'_>,
    ) -> Result<SignedRequest, Error> {
        self.sign_call(signer, call, &|call, credentials, key, buf| {
            SignedRequest::of(
                self.provider.vnc_request(instance_id, call, credentials, key, buf),
                call.timestamp,
            )
        })
        .map_err(Error::Input)
    }

    /// A client of another region that shares the connections of this one.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] for what is no region.
    pub fn in_region(&self, region: &str) -> Result<Self, Error> {
        vncurl_core::identifier::check_region(region).map_err(Error::Input)?;
        Ok(Self {
            region: Some(region.to_owned()),
            signers: Arc::clone(&self.signers),
            origin: self.origin.clone(),
            endpoint: self.endpoint.clone(),
            viewer: self.viewer.clone(),
            password: self.password.clone(),
            clock: Arc::clone(&self.clock),
            kept: Mutex::new(self.kept_as_it_is()),
            connection: self.connection.clone(),
            ..*self
        })
    }

    /// What every call takes but its time and nonce.
    pub(crate) fn call(&self) -> Result<Call<'_>, Error> {
        let endpoint = self.endpoint.as_deref().map(Endpoint::parse).transpose();
        Ok(Call {
            region: self.region.as_deref(),
            endpoint: endpoint.map_err(Error::Input)?,
            site: self.site,
            signature: self.signature,
            method: self.method,
            unsigned_payload: self.unsigned_payload,
            ..Call::default()
        })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("provider", &self.provider.name)
            .field("region", &self.region)
            .field("key_id", &self.credentials().key_id())
            .finish_non_exhaustive()
    }
}
