//! Signed requests for a transport of the user's own.

use std::sync::{Mutex, PoisonError};

use pyo3::{prelude::*, types::PyString};
use vncurl::{
    Credentials,
    core::{
        AddressKind, Call, Endpoint, Error as CoreError, Guest, Method, Page, Provider, Reply,
        Request as CoreRequest, Search, SignatureVersion, Site, identifier::check_region,
        sign::SigningKey,
    },
};

use crate::{
    console_url::{page, written},
    failure::{Timestamp, raise_input, raise_usage},
    options,
    provider::by_name,
    reply::refused,
    request::Request,
};

/// Room for a request without a token; one with a token is written into more.
const ROOM: usize = 768;

/// Signs requests and sends nothing: for a transport of your own.
///
/// It keeps its signing key for a day; threads may share it.
///
/// Args:
///     provider: Name of the cloud product, such as "tencent-cvm" or "alibaba-ecs".
///     region: The instances' region, such as "ap-guangzhou"; not needed for the list of regions.
///     key_id: Names the key pair: Tencent's SecretId, Alibaba's AccessKeyId.
///     secret: Signs; never sent or shown.
///     token: Third part of temporary credentials.
///     endpoint: Where requests go instead of the cloud's own host: "https://host[:port]", or
///         "http://" with a loopback address.
///     site: Which of the cloud's own hosts: "main", or "intl" for Tencent's international ones.
///     signature: How requests are signed, such as "tencent-v1-hmacsha256".
///     method: Where the parameters travel: "get", "post-body" or "post-query".
///     unsigned_payload: Leave the body out of the signature: "tc3" alone.
///
/// Raises:
///     InputError: An argument cannot be used.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Signer {
    provider: &'static Provider,
    region: Option<String>,
    credentials: Credentials,
    endpoint: Option<String>,
    site: Site,
    signature: Option<&'static SignatureVersion>,
    method: Option<Method>,
    unsigned_payload: bool,
    kept: Mutex<Option<SigningKey>>,
}

#[pymethods]
impl Signer {
    #[new]
    #[pyo3(signature = (provider, *, region = None, key_id, secret, token = None, endpoint = None,
                        site = "main", signature = None, method = None, unsigned_payload = false))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn new(
        py: Python<'_>,
        provider: &str,
        region: Option<String>,
        key_id: String,
        secret: String,
        token: Option<String>,
        endpoint: Option<String>,
        site: &str,
        signature: Option<&str>,
        method: Option<&str>,
        unsigned_payload: bool,
    ) -> PyResult<Self> {
        let credentials = Credentials::new(key_id, secret);
        let signer = Self {
            provider: by_name(py, provider)?,
            region,
            credentials: match token {
                Some(token) => credentials.with_token(token),
                None => credentials,
            },
            endpoint,
            site: options::site(py, site)?,
            signature: signature.map(|name| options::signature(py, name)).transpose()?,
            method: method.map(|name| options::method(py, name)).transpose()?,
            unsigned_payload,
            kept: Mutex::new(None),
        };
        signer.check().map_err(|error| raise_input(py, error))?;
        Ok(signer)
    }

    /// Write the signed request for the VNC URL of an instance.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///     timestamp: Unix seconds.
    ///     nonce: Unique for each request; Alibaba refuses one that it has seen, "tc3" needs none,
    ///         and Tencent's version 1 takes a number.
    ///
    /// Raises:
    ///     InputError: An argument cannot be used.
    #[pyo3(signature = (instance_id, timestamp, nonce = ""))]
    fn request(
        &self,
        py: Python<'_>,
        instance_id: &str,
        timestamp: Timestamp,
        nonce: &str,
    ) -> PyResult<Request> {
        self.write(py, timestamp.0, nonce, |call, credentials, key, room| {
            self.provider.vnc_request(instance_id, call, credentials, key, room)
        })
    }

    /// Read the reply to request() and build the console URL: parse_reply() and console_url() in
    /// one.
    ///
    /// Args:
    ///     instance_id: The instance, such as "ins-r9hr2upy".
    ///     status: The HTTP status.
    ///     body: The whole body.
    ///     windows: Whether the guest runs Windows; Alibaba's page must be told.
    ///     viewer: The viewer page instead of the cloud's own: an address without "?", or the name
    ///         of an older page.
    ///     password: The instance's console password, 6 letters or digits, for Alibaba's page.
    ///
    /// Raises:
    ///     Refused: The cloud said no; the class tells why.
    ///     ReplyError: The body is not what the cloud documents, or its VNC URL cannot be used.
    ///     InputError: Another argument cannot be used.
    #[pyo3(signature = (instance_id, status, body, *, windows = None, viewer = None,
                        password = None))]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn console_url<'py>(
        &self,
        py: Python<'py>,
        instance_id: &str,
        status: u16,
        body: &[u8],
        windows: Option<bool>,
        viewer: Option<&str>,
        password: Option<&str>,
    ) -> PyResult<Bound<'py, PyString>> {
        let provider = self.provider;
        match provider.read_reply(status, body) {
            Ok(Reply::VncUrl(reply)) => {
                let guest = Guest { instance_id, windows, page: page(provider, viewer), password };
                written(py, provider, &reply.vnc_url, &guest)
            }
            Ok(Reply::Refusal(refusal)) => Err(refused(py, &refusal)),
            Err(error) => Err(raise_input(py, error)),
        }
    }

    /// Write the signed request for the states of instances; parse_statuses() reads the reply.
    ///
    /// Args:
    ///     instance_ids: At most Provider.ids_max ids; all instances of the region when there are none.
    ///     offset: How many instances come before the page: a multiple of limit.
    ///     limit: Most instances of the page, at most Provider.statuses_page_max, which it is when
    ///         not given.
    ///     timestamp: Unix seconds.
    ///     nonce: As in request().
    ///
    /// Raises:
    ///     InputError: An argument cannot be used.
    #[pyo3(signature = (instance_ids = None, *, offset = 0, limit = None, timestamp,
                        nonce = ""))]
    #[expect(clippy::needless_pass_by_value, reason = "Python's list is converted once")]
    fn statuses_request(
        &self,
        py: Python<'_>,
        instance_ids: Option<Vec<String>>,
        offset: u32,
        limit: Option<u8>,
        timestamp: Timestamp,
        nonce: &str,
    ) -> PyResult<Request> {
        let ids: Vec<_> = instance_ids.iter().flatten().map(String::as_str).collect();
        let page = Page { offset, limit: limit.unwrap_or(self.provider.statuses_page_max()) };
        self.write(py, timestamp.0, nonce, |call, credentials, key, room| {
            self.provider.statuses_request(&ids, page, call, credentials, key, room)
        })
    }

    /// Write the signed request for instances with their names, addresses and systems;
    /// parse_instances() reads the reply.
    ///
    /// Args:
    ///     instance_ids: Only those of these ids.
    ///     name: Only those of this name.
    ///     address: Only those with this address, of the kind that address_kind names.
    ///     address_kind: "private", "public" or, at Alibaba, "elastic".
    ///     offset: How many instances come before the page: a multiple of limit.
    ///     limit: Most instances of the page, at most Provider.instances_page_max.
    ///     timestamp: Unix seconds.
    ///     nonce: As in request().
    ///
    /// Raises:
    ///     InputError: An argument cannot be used, or more than one search was given.
    #[pyo3(signature = (*, instance_ids = None, name = None, address = None,
                        address_kind = "private", offset = 0, limit = None, timestamp,
                        nonce = ""))]
    #[expect(clippy::needless_pass_by_value, reason = "Python's list is converted once")]
    #[expect(clippy::too_many_arguments, reason = "they are Python's keywords")]
    fn instances_request(
        &self,
        py: Python<'_>,
        instance_ids: Option<Vec<String>>,
        name: Option<&str>,
        address: Option<&str>,
        address_kind: &str,
        offset: u32,
        limit: Option<u8>,
        timestamp: Timestamp,
        nonce: &str,
    ) -> PyResult<Request> {
        let ids: Option<Vec<_>> =
            instance_ids.as_ref().map(|ids| ids.iter().map(String::as_str).collect());
        let search = match (&ids, name, address) {
            (None, None, None) => Search::All,
            (Some(ids), None, None) => Search::Ids(ids),
            (None, Some(name), None) => Search::Name(name),
            (None, None, Some(address)) => {
                Search::Address { address, kind: kind_of_address(py, address_kind)? }
            }
            _ => return Err(raise_usage(py, "give one of instance_ids, name and address")),
        };
        let page = Page { offset, limit: limit.unwrap_or(self.provider.instances_page_max()) };
        self.write(py, timestamp.0, nonce, |call, credentials, key, room| {
            self.provider.instances_request(search, page, call, credentials, key, room)
        })
    }

    /// Write the signed request for the product's regions; parse_regions() reads the reply.
    ///
    /// Args:
    ///     timestamp: Unix seconds.
    ///     nonce: As in request().
    ///
    /// Raises:
    ///     InputError: An argument cannot be used.
    #[pyo3(signature = (*, timestamp, nonce = ""))]
    fn regions_request(
        &self,
        py: Python<'_>,
        timestamp: Timestamp,
        nonce: &str,
    ) -> PyResult<Request> {
        self.write(py, timestamp.0, nonce, |call, credentials, key, room| {
            self.provider.regions_request(call, credentials, key, room)
        })
    }

    /// Name of the provider.
    #[getter]
    fn provider(&self) -> &'static str {
        self.provider.name
    }

    /// The region that is asked, or None.
    #[getter]
    fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    fn __repr__(&self) -> String {
        let region = self.region().map_or("None".to_owned(), |region| format!("{region:?}"));
        let key_id = self.credentials.key_id();
        format!("Signer({:?}, region={region}, key_id={key_id:?}, secret=...)", self.provider())
    }
}

impl Signer {
    /// What can be judged before there is a request.
    fn check(&self) -> Result<(), CoreError> {
        self.region.as_deref().map_or(Ok(()), check_region)?;
        let call = self.call()?;
        self.provider.signing_key_for(&call, &self.credentials.borrow()).map(drop)
    }

    fn call(&self) -> Result<Call<'_>, CoreError> {
        Ok(Call {
            region: self.region.as_deref(),
            endpoint: self.endpoint.as_deref().map(Endpoint::parse).transpose()?,
            site: self.site,
            signature: self.signature,
            method: self.method,
            unsigned_payload: self.unsigned_payload,
            ..Call::default()
        })
    }

    /// Write a request with the kept key, or with a new one when the day is over.
    fn write(
        &self,
        py: Python<'_>,
        timestamp: u64,
        nonce: &str,
        write: impl for<'b> Fn(
            &Call<'_>,
            &vncurl::core::Credentials<'_>,
            &SigningKey,
            &'b mut [u8],
        ) -> Result<CoreRequest<'b>, CoreError>,
    ) -> PyResult<Request> {
        let write = || -> Result<Request, CoreError> {
            let credentials = self.credentials.borrow();
            let call = Call { timestamp, nonce, ..self.call()? };
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let key = match &mut *kept {
                Some(key) if key.serves(timestamp) => &*key,
                // The first request, or the first of another day.
                other => other.insert(self.provider.signing_key_for(&call, &credentials)?),
            };
            let mut room = [0; ROOM];
            match write(&call, &credentials, key, &mut room) {
                Err(CoreError::BufferTooSmall { needed }) => {
                    let mut room = vec![0; needed];
                    let request = write(&call, &credentials, key, &mut room)?;
                    Ok(Request::new(py, &request))
                }
                other => other.map(|request| Request::new(py, &request)),
            }
        };
        write().map_err(|error| raise_input(py, error))
    }
}

/// The kind of address of that name.
fn kind_of_address(py: Python<'_>, name: &str) -> PyResult<AddressKind> {
    match name {
        "private" => Ok(AddressKind::Private),
        "public" => Ok(AddressKind::Public),
        "elastic" => Ok(AddressKind::Elastic),
        _ => Err(raise_usage(py, &format!("no kind of address is called {name:?}"))),
    }
}
