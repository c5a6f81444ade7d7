//! The whole way: an instance id in, a console out.

use core::time::Duration;
use std::path::PathBuf;

use pyo3::prelude::*;
use vncurl::Credentials;

use crate::failure::{raise, raise_usage};

/// Asks one cloud product for consoles.
///
/// It keeps its connection and, for a day, its signing key; threads may share it. What is not given
/// comes from the cloud's environment variables, or is an error: there are no defaults for a region
/// or a key.
///
/// Args:
///     provider: Name of the cloud product: "tencent-cvm" or "alibaba-ecs".
///     region: The instance's region, such as "ap-guangzhou".
///     key_id: Names the key pair: Tencent's SecretId, Alibaba's AccessKeyId.
///     secret: Signs; never sent or shown. Give it together with key_id.
///     token: Third part of temporary credentials.
///     endpoint: Where to send requests instead of the cloud's own host: "https://host[:port]", or
///         "http://" with a loopback address.
///     viewer: The viewer page instead of the cloud's own, without "?".
///     windows: Whether the guest runs Windows; Alibaba's page must be told.
///     ca_file: A PEM file whose certificates are trusted besides the usual roots.
///     timeout: Seconds that a call may take in all.
///
/// Raises:
///     InputError: An argument cannot be used, or there is no region.
///     BadCredentials: There are no credentials; the message lists where they were looked for.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Client(vncurl::Client);

#[pymethods]
impl Client {
    #[new]
    #[pyo3(signature = (provider, *, region = None, key_id = None, secret = None, token = None,
                        endpoint = None, viewer = None, windows = None, ca_file = None,
                        timeout = 40.0))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn new(
        py: Python<'_>,
        provider: &str,
        region: Option<String>,
        key_id: Option<String>,
        secret: Option<String>,
        token: Option<String>,
        endpoint: Option<String>,
        viewer: Option<String>,
        windows: Option<bool>,
        ca_file: Option<PathBuf>,
        timeout: f64,
    ) -> PyResult<Self> {
        let mut builder = vncurl::Client::builder(provider).map_err(|error| raise(py, &error))?;
        let timeout = Duration::try_from_secs_f64(timeout)
            .ok()
            .filter(|timeout| !timeout.is_zero())
            .ok_or_else(|| raise_usage(py, "the timeout is not a number of seconds above 0"))?;
        builder = builder.timeout(timeout);
        builder = match (key_id, secret, token) {
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
        if let Some(ca_file) = ca_file {
            builder = builder.ca_file(ca_file);
        }
        builder.build().map(Self).map_err(|error| raise(py, &error))
    }

    /// Ask for the console of an instance: one request, one reply, one console URL.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///
    /// Raises:
    ///     Refused: The cloud said no; the class tells why.
    ///     NetworkError: The request did not reach the cloud in time, or the reply not us.
    ///     ReplyError: The reply cannot be read, or its VNC URL cannot be used.
    ///     InputError: The id cannot be used; nothing was sent.
    fn console(&self, py: Python<'_>, instance_id: &str) -> PyResult<Console> {
        py.detach(|| self.0.console(instance_id)).map(Console).map_err(|error| raise(py, &error))
    }

    /// Name of the provider.
    #[getter]
    fn provider(&self) -> &'static str {
        self.0.provider().name
    }

    /// The region that is asked.
    #[getter]
    fn region(&self) -> Option<&str> {
        self.0.region()
    }

    fn __repr__(&self) -> String {
        format!(
            "Client({:?}, region={:?}, key_id={:?}, secret=...)",
            self.provider(),
            self.region(),
            self.0.credentials().key_id()
        )
    }
}

/// A console that can be opened now.
///
/// Who has the URL has the console, so repr() does not show it.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Console(vncurl::Console);

#[pymethods]
impl Console {
    /// The console URL: the viewer page that opens the console in a browser.
    #[getter]
    fn url(&self) -> &str {
        self.0.url()
    }

    /// Name of the provider that gave it.
    #[getter]
    fn provider(&self) -> &'static str {
        self.0.provider().name
    }

    /// The instance that it shows.
    #[getter]
    fn instance_id(&self) -> &str {
        self.0.instance_id()
    }

    /// Unix seconds after which it cannot be opened any more.
    #[getter]
    fn not_after(&self) -> u64 {
        self.0.not_after()
    }

    /// Whether it opens once only.
    #[getter]
    fn single_use(&self) -> bool {
        self.0.single_use()
    }

    /// The cloud's id of the call; empty when it sent none.
    #[getter]
    fn request_id(&self) -> &str {
        self.0.request_id()
    }

    fn __repr__(&self) -> String {
        format!(
            "Console(provider={:?}, instance_id={:?}, url=..., not_after={}, request_id={:?})",
            self.provider(),
            self.instance_id(),
            self.not_after(),
            self.request_id()
        )
    }
}
