//! The settings of a client, checked together.

use core::{fmt, time::Duration};
#[cfg(feature = "transport")]
use std::path::PathBuf;
use std::{
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use vncurl_core::{
    Endpoint, Method, Provider, SignatureVersion, Site, console::check_page,
    identifier::check_region, provider::signature_version,
};
use zeroize::Zeroizing;

use crate::{
    Client, Credentials, Environment, Error, Transport,
    connection::Connection,
    identity::{Identity, Sought, identity},
};

/// How long a call may take when nobody says otherwise: Alibaba's own SDK waits 36 s for this one.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Tells the time in Unix seconds.
pub(crate) type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Settings of a [`Client`]; whatever is not set comes from the environment, or is an error.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use vncurl::{Client, Credentials};
///
/// let client = Client::builder_of("ins-r9hr2upy")? // the id's prefix tells the provider
///     .region("ap-guangzhou")
///     .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLE-secret"))
///     .timeout(Duration::from_secs(20))
///     .build()?;
/// assert_eq!(client.provider().name, "tencent-cvm");
/// # Ok::<(), vncurl::Error>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientBuilder {
    provider: &'static Provider,
    region: Option<String>,
    credentials: Option<Credentials>,
    profile: Option<String>,
    endpoint: Option<String>,
    site: Site,
    signature: Option<&'static SignatureVersion>,
    method: Option<Method>,
    unsigned_payload: bool,
    viewer: Option<String>,
    windows: Option<bool>,
    password: Option<Zeroizing<String>>,
    optional_region: bool,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "transport")]
    ca_file: Option<PathBuf>,
    timeout: Duration,
    clock: Clock,
}

impl ClientBuilder {
    pub(crate) fn new(provider: &'static Provider) -> Self {
        Self {
            provider,
            region: None,
            credentials: None,
            profile: None,
            endpoint: None,
            site: Site::Main,
            signature: None,
            method: None,
            unsigned_payload: false,
            viewer: None,
            windows: None,
            password: None,
            optional_region: false,
            transport: None,
            #[cfg(feature = "transport")]
            ca_file: None,
            timeout: TIMEOUT,
            clock: Arc::new(system_clock),
        }
    }

    /// The provider that will be asked.
    #[must_use]
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// The cloud's region, such as `ap-guangzhou`; else the cloud's environment variable names it, or
    /// the profile that the credentials come from. A profile that was named goes before the variable.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Who signs; else they are looked for, see [`Credentials::find`].
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The profile of the cloud's own tools that the credentials come from, and nothing else.
    pub fn profile(mut self, name: impl Into<String>) -> Self {
        self.profile = Some(name.into());
        self
    }

    /// Where to send requests instead of the cloud's own host: `https://host[:port]`, or `http://`
    /// with a loopback address.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Which of the cloud's own hosts, when there is no endpoint.
    pub fn site(mut self, site: Site) -> Self {
        self.site = site;
        self
    }

    /// How requests are signed, by name, such as `tencent-v1-hmacsha256`; the cloud's present way
    /// when not set.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownSignature`].
    pub fn signature(mut self, name: &str) -> Result<Self, Error> {
        let version = signature_version(name);
        let unknown = || Error::UnknownSignature { name: name.to_owned() };
        self.signature = Some(version.ok_or_else(unknown)?);
        Ok(self)
    }

    /// The HTTP method, and where it carries the parameters.
    pub fn method(mut self, method: Method) -> Self {
        self.method = Some(method);
        self
    }

    /// Leave the body out of the signature: Tencent's TC3 alone.
    pub fn unsigned_payload(mut self, unsigned: bool) -> Self {
        self.unsigned_payload = unsigned;
        self
    }

    /// The viewer page instead of the provider's own: an address without `?`, or the name of an
    /// older page of the provider, such as `0.0.7`.
    pub fn viewer(mut self, page: impl Into<String>) -> Self {
        self.viewer = Some(page.into());
        self
    }

    /// The instance's console password, 6 letters or digits, for a page that takes one.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(Zeroizing::new(password.into()));
        self
    }

    /// Do without a region: for [`Client::regions`], which needs none.
    pub fn optional_region(mut self) -> Self {
        self.optional_region = true;
        self
    }

    /// Whether the guest runs Windows; Alibaba's page must be told.
    pub fn windows(mut self, windows: bool) -> Self {
        self.windows = Some(windows);
        self
    }

    /// What requests are sent over, instead of the built-in transport; the proxy of the environment
    /// and [`ClientBuilder::ca_file`] are the built-in one's. It is not asked for credentials: those
    /// of an instance's role are had without TLS and without a proxy.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use vncurl::{Client, Credentials, Error, NetworkFault, Received, SignedRequest, Transport};
    ///
    /// struct Offline;
    ///
    /// impl Transport for Offline {
    ///     fn send(
    ///         &self,
    ///         request: &SignedRequest,
    ///         _body_max: u64,
    ///         _timeout: Duration,
    ///     ) -> Result<Received, NetworkFault> {
    ///         Err(NetworkFault::HostNotFound { host: request.host().to_owned() })
    ///     }
    /// }
    ///
    /// let client = Client::builder("tencent-cvm")?
    ///     .region("ap-guangzhou")
    ///     .credentials(Credentials::new("AKIDEXAMPLE", "EXAMPLE-secret"))
    ///     .transport(Offline)
    ///     .build()?;
    /// assert!(matches!(client.console("ins-r9hr2upy"), Err(Error::Network(_))));
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// A PEM file whose certificates the built-in transport trusts besides the usual roots. Feature
    /// `transport`.
    #[cfg(feature = "transport")]
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// How long a call may take in all; 40 s when not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What tells the time, in Unix seconds, instead of the system's clock.
    pub fn clock(mut self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Check every setting, also with each other, and make the client.
    ///
    /// Nothing is sent, but where credentials must be looked for and neither environment nor files
    /// have them: then the metadata service of the cloud is asked.
    ///
    /// # Errors
    ///
    /// [`Error::NoRegion`], those of [`Credentials::find`], and [`Error::Input`] for a setting that
    /// cannot be used.
    pub fn build(self) -> Result<Client, Error> {
        self.build_in(&Environment::of_process())
    }

    /// [`ClientBuilder::build`] in an environment of the caller's.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn build_in(self, environment: &Environment<'_>) -> Result<Client, Error> {
        let sought =
            Sought { region: self.region, credentials: self.credentials, profile: self.profile };
        if let Some(region) = &sought.region {
            check_region(region).map_err(Error::Input)?;
        }
        if let Some(endpoint) = &self.endpoint {
            Endpoint::parse(endpoint).map_err(Error::Input)?;
        }
        let viewer = self.viewer.map(|page| page_of(self.provider, page)).transpose()?;
        #[cfg(feature = "transport")]
        let built_in = || Connection::built_in(self.ca_file, environment);
        #[cfg(not(feature = "transport"))]
        let built_in = || Ok(Connection::None);
        let connection = self.transport.map_or_else(built_in, |own| Ok(Connection::Own(own)))?;
        let Identity { region, signers, origin } =
            identity(self.provider, self.optional_region, sought, environment, (self.clock)())?;
        let client = Client {
            provider: self.provider,
            region,
            signers: Arc::new(signers),
            origin,
            endpoint: self.endpoint,
            site: self.site,
            signature: self.signature,
            method: self.method,
            unsigned_payload: self.unsigned_payload,
            viewer,
            windows: self.windows,
            password: self.password,
            timeout: self.timeout,
            clock: self.clock,
            kept: Mutex::default(),
            connection,
        };
        client.check()?;
        Ok(client)
    }
}

/// The address of a viewer page that is given by address or by name.
fn page_of(provider: &Provider, page: String) -> Result<String, Error> {
    if page.contains("://") {
        check_page(&page).map_err(Error::Input)?;
        return Ok(page);
    }
    match provider.viewer_named(&page) {
        Some(viewer) => Ok(viewer.page.to_owned()),
        None => Err(Error::UnknownViewer { name: page }),
    }
}

/// The system's clock; a time before 1970 becomes 1970, which every cloud refuses as skewed.
fn system_clock() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("provider", &self.provider.name)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}
