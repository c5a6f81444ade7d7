//! The whole way: an instance id in, a console out.

use std::{path::PathBuf, sync::Arc};

use pyo3::prelude::*;
use vncurl::{Credentials, Error, Opening, Step};

use crate::{
    console::{Console, Progress},
    consoles::Consoles,
    failure::{raise, raise_usage},
    flow::Flow,
    instance::{Instance, Region},
    options,
    origin::Origin,
    statuses::{Statuses, each_id},
    wait::{Clock, in_background, seconds, sleep},
};

/// Asks one cloud product for consoles.
///
/// It keeps its connection and, for a day, its signing key; threads may share it. What is not given
/// comes from where the cloud's own tools look: environment variables, their files, the instance's
/// role (origin says which it was); or is an error: there are no defaults for a region or a key.
/// Credentials that end are renewed. Ctrl-C ends every call at once.
///
/// Args:
///     provider: Name of the cloud product, such as "tencent-cvm" or "alibaba-ecs"; providers()
///         has them all.
///     region: The instance's region, such as "ap-guangzhou"; regions() alone does without.
///     key_id: Names the key pair: Tencent's SecretId, Alibaba's AccessKeyId.
///     secret: Signs; never sent or shown. Give it together with key_id.
///     token: Third part of temporary credentials.
///     profile: The profile of the cloud's own tools that the credentials come from, and nothing
///         else; in place of key_id and secret.
///     endpoint: Where to send requests instead of the cloud's own host: "https://host[:port]", or
///         "http://" with a loopback address.
///     site: Which of the cloud's own hosts: "main", or "intl" for Tencent's international ones.
///     signature: How requests are signed: "tc3", "tencent-v1-hmacsha1", "tencent-v1-hmacsha256",
///         "acs3" or "alibaba-rpc"; the cloud's present way when not given.
///     method: Where the parameters travel: "get", "post-body" or "post-query"; the signature's
///         usual way when not given.
///     unsigned_payload: Leave the body out of the signature: "tc3" alone.
///     viewer: The viewer page instead of the cloud's own: an address without "?", or the name of
///         an older page, such as "0.0.7".
///     windows: Whether the guest runs Windows; where the page must be told and this is not given,
///         the cloud is asked.
///     password: The instance's console password, 6 letters or digits, for Alibaba's page.
///     ca_file: A PEM file whose certificates are trusted besides the usual roots.
///     timeout: Seconds that a call may take in all.
///
/// Raises:
///     InputError: An argument cannot be used.
///     BadCredentials: There are no credentials; the message lists where they were looked for. Or
///         those that there are have ended, or cannot be used.
///     NetworkError: The metadata service that a profile asks for was not reached.
///     LocalError: A file cannot be read, or is malformed.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Client(Arc<vncurl::Client>);

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (provider, *, region = None, key_id = None, secret = None, token = None,
                        profile = None, endpoint = None, site = "main", signature = None, method = None,
                        unsigned_payload = false, viewer = None, windows = None, password = None,
                        ca_file = None, timeout = 40.0))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn new(
        py: Python<'_>,
        provider: &str,
        region: Option<String>,
        key_id: Option<String>,
        secret: Option<String>,
        token: Option<String>,
        profile: Option<String>,
        endpoint: Option<String>,
        site: &str,
        signature: Option<&str>,
        method: Option<&str>,
        unsigned_payload: bool,
        viewer: Option<String>,
        windows: Option<bool>,
        password: Option<String>,
        ca_file: Option<PathBuf>,
        timeout: f64,
    ) -> PyResult<Self> {
        let mut builder = vncurl::Client::builder(provider)
            .map_err(|error| raise(py, &error))?
            .timeout(seconds(py, "the timeout", timeout)?)
            .optional_region()
            .site(options::site(py, site)?)
            .unsigned_payload(unsigned_payload);
        let given = key_id.is_some();
        builder = match (key_id, secret, token) {
            (Some(_), Some(_), _) if profile.is_some() => {
                return Err(raise_usage(py, "give either a profile or key_id and secret"));
            }
            (Some(key_id), Some(secret), token) => {
                let credentials = Credentials::new(key_id, secret);
                builder.credentials(match token {
                    Some(token) => credentials.with_token(token),
                    None => credentials,
                })
            }
            (None, None, None) => builder,
            _ => return Err(raise_usage(py, "key_id and secret belong together")),
        };
        if let Some(profile) = profile {
            builder = builder.profile(profile);
        }
        if let Some(name) = signature {
            builder = builder.signature(name).map_err(|error| raise(py, &error))?;
        }
        if let Some(name) = method {
            builder = builder.method(options::method(py, name)?);
        }
        if let Some(region) = region {
            builder = builder.region(region);
        }
        if let Some(endpoint) = endpoint {
            builder = builder.endpoint(endpoint);
        }
        if let Some(viewer) = viewer {
            builder = builder.viewer(viewer);
        }
        if let Some(windows) = windows {
            builder = builder.windows(windows);
        }
        if let Some(password) = password {
            builder = builder.password(password);
        }
        if let Some(ca_file) = ca_file {
            builder = builder.ca_file(ca_file);
        }
        // Where credentials are looked for, a metadata service may take seconds to be silent.
        let client = if given {
            py.detach(|| builder.build())
        } else {
            in_background(py, move || builder.build())?
        };
        Ok(Self(Arc::new(client.map_err(|error| raise(py, &error))?)))
    }

    /// Ask for the console of an instance.
    ///
    /// What can be asked again (throttled, busy, a fault of the cloud, a lost connection) is asked
    /// again until the time-out is over; a refused clock is corrected once.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///     wait_running: Wait for an instance that does not run, for so many seconds in all, or the
    ///         client's timeout where that is longer.
    ///     progress: Called with a Progress whenever there is a reason to wait; what it raises ends
    ///         the call.
    ///
    /// Raises:
    ///     Refused: The cloud said no; the class tells why.
    ///     NetworkError: The request did not reach the cloud in time, or the reply not us.
    ///     ReplyError: The reply cannot be read, or its VNC URL cannot be used.
    ///     InputError: The id cannot be used; nothing was sent.
    #[pyo3(signature = (instance_id, *, wait_running = None, progress = None))]
    fn console(
        &self,
        py: Python<'_>,
        instance_id: &str,
        wait_running: Option<f64>,
        progress: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Console> {
        let raised = |error: Error| raise(py, &error);
        self.check_region(py)?;
        let tell = |news: Progress| progress.map_or(Ok(()), |call| call.call1((news,)).map(drop));
        let wait_running =
            wait_running.map(|time| seconds(py, "wait_running", time)).transpose()?;
        let clock = Clock::start();
        let opening = Opening::new(Arc::clone(&self.0), instance_id, wait_running, clock.now_ms());
        let mut opening = opening.map_err(raised)?;
        loop {
            self.renew(py)?;
            let before = opening.retry().offset_s();
            let request = match opening.next(clock.now_ms()).map_err(raised)? {
                Step::Send(request) => request,
                Step::Wait { until_ms } => {
                    let time = clock.until(until_ms);
                    tell(Progress::waiting(time, opening.retry().last_refusal()))?;
                    sleep(py, time)?;
                    continue;
                }
                Step::Expired { last } => return Err(raised(Error::Deadline { last })),
            };
            let client = Arc::clone(&self.0);
            let left = clock.until(opening.retry().deadline_ms());
            match in_background(py, move || client.exchange(&request, left))? {
                Ok(received) => {
                    let received = opening.receive(clock.now_ms(), &received.answered());
                    if let Some(console) = received.map_err(raised)? {
                        return Ok(Console::new(console));
                    }
                }
                Err(Error::Network(fault)) => {
                    opening.lost(clock.now_ms(), fault).map_err(raised)?;
                }
                Err(error) => return Err(raised(error)),
            }
            let offset_s = opening.retry().offset_s();
            if offset_s != before {
                tell(Progress::clock_corrected(offset_s))?;
            }
        }
    }

    /// Ask for the consoles of many instances, at the rate that the cloud permits.
    ///
    /// Each is handed over at once, in the order in which they come: open it before taking the
    /// next, since it lives for seconds. What fails is handed over too, and the others go on.
    ///
    /// Args:
    ///     instance_ids: The instances.
    ///
    /// Returns:
    ///     An iterator of Opened.
    fn consoles(&self, instance_ids: &Bound<'_, PyAny>) -> PyResult<Consoles> {
        self.check_region(instance_ids.py())?;
        let ids = each_id(instance_ids)?.map(|id| id?.extract::<String>());
        Ok(Consoles::start(&self.0, ids.collect::<PyResult<Vec<_>>>()?))
    }

    /// The states of these instances, or of all of the region; in constant memory.
    ///
    /// Args:
    ///     instance_ids: Any iterable of ids, read as the states are; all of the region when not
    ///         given.
    ///
    /// Returns:
    ///     An iterator of Instance with an id and a state alone. An id that the cloud does not list
    ///     has no state and the refusal "not-found".
    #[pyo3(signature = (instance_ids = None))]
    fn statuses(
        &self,
        py: Python<'_>,
        instance_ids: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Statuses> {
        self.check_region(py)?;
        Statuses::start(&self.0, instance_ids)
    }

    /// The product's regions; the one call that needs no region.
    fn regions(&self, py: Python<'_>) -> PyResult<Vec<Region>> {
        let client = Arc::clone(&self.0);
        let regions = in_background(py, move || client.regions())?;
        let regions = regions.map_err(|error| raise(py, &error))?;
        Ok(regions.into_iter().map(Region::from).collect())
    }

    /// The instances of the region that have this id, name or address.
    ///
    /// Args:
    ///     wanted: Such as "ins-r9hr2upy", "web-1" or "10.0.0.1".
    fn find(&self, py: Python<'_>, wanted: String) -> PyResult<Vec<Instance>> {
        self.check_region(py)?;
        let client = Arc::clone(&self.0);
        let found = in_background(py, move || client.find(&wanted))?;
        let found = found.map_err(|error| raise(py, &error))?;
        Ok(found.into_iter().map(Instance::from).collect())
    }

    /// The way to a console step by step, for a transport of your own.
    ///
    /// Credentials whose end is near are renewed first; the flow itself sends nothing.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///     wait_running: Wait for an instance that does not run, for so many seconds in all, or the
    ///         client's timeout where that is longer.
    ///
    /// Raises:
    ///     InputError: The id cannot be used.
    ///     BadCredentials: The credentials have ended, and there are no new ones.
    #[pyo3(signature = (instance_id, *, wait_running = None))]
    fn flow(
        &self,
        py: Python<'_>,
        instance_id: String,
        wait_running: Option<f64>,
    ) -> PyResult<Flow> {
        self.check_region(py)?;
        let wait_running =
            wait_running.map(|time| seconds(py, "wait_running", time)).transpose()?;
        self.renew(py)?;
        Flow::new(py, &self.0, instance_id, wait_running)
    }

    /// Name of the provider.
    #[getter]
    fn provider(&self) -> &'static str {
        self.0.provider().name
    }

    /// The region that is asked; None where the provider needs none and none was given.
    #[getter]
    fn region(&self) -> Option<&str> {
        self.0.region()
    }

    /// Where the credentials were found; None when they were given.
    #[getter]
    fn origin(&self) -> Option<Origin> {
        self.0.origin().map(Origin::of)
    }

    fn __repr__(&self) -> String {
        let region = self.region().map_or("None".to_owned(), |region| format!("{region:?}"));
        let credentials = self.0.credentials();
        let key_id = credentials.key_id();
        format!("Client({:?}, region={region}, key_id={key_id:?}, secret=...)", self.provider())
    }
}

impl Client {
    /// Renew credentials whose end is near, which may take a request.
    fn renew(&self, py: Python<'_>) -> PyResult<()> {
        if self.0.credentials().not_after().is_none() {
            return Ok(()); // They do not end.
        }
        let client = Arc::clone(&self.0);
        in_background(py, move || client.renew_credentials())?.map_err(|error| raise(py, &error))
    }

    /// Everything but the list of regions needs a region, where the provider does.
    fn check_region(&self, py: Python<'_>) -> PyResult<()> {
        let provider = self.0.provider();
        if provider.needs_region && self.0.region().is_none() {
            return Err(raise(py, &Error::NoRegion { cloud: provider.cloud }));
        }
        Ok(())
    }
}
