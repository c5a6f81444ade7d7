//! Signed requests for a transport of the user's own.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use vncurl::{
    Credentials,
    core::{
        Call, Endpoint, Error as CoreError, Provider, identifier::check_region, sign::SigningKey,
    },
};

use crate::{
    failure::{Timestamp, raise_input},
    provider::by_name,
    request::Request,
};

/// Room for a request without a token; one with a token is written into more.
const ROOM: usize = 1024;

/// Signs requests for VNC URLs and sends nothing: for a transport of your own.
///
/// It keeps its signing key for a day; threads may share it.
///
/// Args:
///     provider: Name of the cloud product: "tencent-cvm" or "alibaba-ecs".
///     region: The instances' region, such as "ap-guangzhou".
///     key_id: Names the key pair: Tencent's SecretId, Alibaba's AccessKeyId.
///     secret: Signs; never sent or shown.
///     token: Third part of temporary credentials.
///     endpoint: Where requests go instead of the cloud's own host: "https://host[:port]", or
///         "http://" with a loopback address.
///
/// Raises:
///     InputError: An argument cannot be used.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Signer {
    provider: &'static Provider,
    region: String,
    credentials: Credentials,
    endpoint: Option<String>,
    kept: Mutex<Option<SigningKey>>,
}

#[pymethods]
impl Signer {
    #[new]
    #[pyo3(signature = (provider, *, region, key_id, secret, token = None, endpoint = None))]
    fn new(
        py: Python<'_>,
        provider: &str,
        region: String,
        key_id: String,
        secret: String,
        token: Option<String>,
        endpoint: Option<String>,
    ) -> PyResult<Self> {
        let provider = by_name(py, provider)?;
        let credentials = Credentials::new(key_id, secret);
        let credentials = match token {
            Some(token) => credentials.with_token(token),
            None => credentials,
        };
        let checked = || {
            check_region(&region)?;
            credentials.borrow().check()?;
            endpoint.as_deref().map(Endpoint::parse).transpose()
        };
        checked().map_err(|error| raise_input(py, error))?;
        Ok(Self { provider, region, credentials, endpoint, kept: Mutex::new(None) })
    }

    /// Write the signed request for the VNC URL of an instance.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///     timestamp: Unix seconds.
    ///     nonce: Unique for each request; Alibaba refuses one that it has seen, Tencent ignores it.
    ///
    /// Raises:
    ///     InputError: An argument cannot be used.
    #[pyo3(signature = (instance_id, *, timestamp, nonce))]
    fn request(
        &self,
        py: Python<'_>,
        instance_id: &str,
        timestamp: Timestamp,
        nonce: &str,
    ) -> PyResult<Request> {
        self.write(py, instance_id, timestamp.0, nonce).map_err(|error| raise_input(py, error))
    }

    /// Name of the provider.
    #[getter]
    fn provider(&self) -> &'static str {
        self.provider.name
    }

    /// The region that is asked.
    #[getter]
    fn region(&self) -> &str {
        &self.region
    }

    fn __repr__(&self) -> String {
        format!(
            "Signer({:?}, region={:?}, key_id={:?}, secret=...)",
            self.provider.name,
            self.region,
            self.credentials.key_id()
        )
    }
}

impl Signer {
    fn write(
        &self,
        py: Python<'_>,
        instance_id: &str,
        timestamp: u64,
        nonce: &str,
    ) -> Result<Request, CoreError> {
        let endpoint = self.endpoint.as_deref().map(Endpoint::parse).transpose()?;
        let call =
            Call { region: Some(&self.region), endpoint, timestamp, nonce, ..Call::default() };
        let credentials = self.credentials.borrow();
        let derive = || self.provider.signing_key(&credentials, timestamp);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = match kept.take() {
            Some(key) => key,
            None => derive()?,
        };
        let write = |key: &SigningKey, room: &mut [u8]| {
            let request = self.provider.vnc_request(instance_id, &call, &credentials, key, room)?;
            Ok(Request::new(py, &request))
        };
        let mut room = [0; ROOM];
        let mut written = write(&key, &mut room);
        if matches!(written, Err(CoreError::SigningKeyMismatch)) {
            // The day is over: derive the key of the new one.
            key = derive()?;
            written = write(&key, &mut room);
        }
        if let Err(CoreError::BufferTooSmall { needed }) = written {
            written = write(&key, &mut vec![0; needed]);
        }
        *kept = Some(key);
        written
    }
}
