//! What the package knows about each cloud product.

use pyo3::prelude::*;
use vncurl::{Error, core};

use crate::failure::raise;

/// One cloud product whose consoles can be asked for.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Provider(&'static core::Provider);

#[pymethods]
impl Provider {
    /// The permanent name, such as "tencent-cvm".
    #[getter]
    fn name(&self) -> &'static str {
        self.0.name
    }

    /// The cloud's and the product's name for people.
    #[getter]
    fn title(&self) -> &'static str {
        self.0.title
    }

    /// What the product's instance ids start with.
    #[getter]
    fn instance_id_prefix(&self) -> &'static str {
        self.0.instance_id_prefix
    }

    /// Requests per second that the cloud permits, or None where it does not say.
    #[getter]
    fn requests_per_s(&self) -> Option<u16> {
        self.0.requests_per_s
    }

    /// Requests for states per second that the cloud permits, or None where it does not say.
    #[getter]
    fn statuses_per_s(&self) -> Option<u16> {
        self.0.statuses_per_s()
    }

    /// Requests for instances per second that the cloud permits, or None where it does not say.
    #[getter]
    fn instances_per_s(&self) -> Option<u16> {
        self.0.instances_per_s()
    }

    /// Most ids of one request for states.
    #[getter]
    fn ids_max(&self) -> u8 {
        self.0.ids_max()
    }

    /// Most instances of one page of states.
    #[getter]
    fn statuses_page_max(&self) -> u8 {
        self.0.statuses_page_max()
    }

    /// Most instances of one page of instances.
    #[getter]
    fn instances_page_max(&self) -> u8 {
        self.0.instances_page_max()
    }

    /// Whether a call must name the region.
    #[getter]
    fn needs_region(&self) -> bool {
        self.0.needs_region
    }

    /// How requests are signed when nobody says otherwise, such as "tc3".
    #[getter]
    fn signature(&self) -> &'static str {
        self.0.signature_version().name
    }

    /// Seconds for which a console URL can be opened.
    #[getter]
    fn vnc_url_valid_s(&self) -> u16 {
        self.0.vnc_url_valid_s
    }

    /// Whether a console URL opens once only.
    #[getter]
    fn single_use(&self) -> bool {
        self.0.single_use
    }

    /// Consoles of one instance that may be opened in a minute.
    #[getter]
    fn connects_per_min(&self) -> u16 {
        self.0.connects_per_min
    }

    /// Seconds without a key or a click after which the console closes, or None where the cloud
    /// does not say.
    #[getter]
    fn keep_alive_s(&self) -> Option<u16> {
        self.0.viewer.keep_alive_s
    }

    /// Address of the viewer page.
    #[getter]
    fn viewer(&self) -> &'static str {
        self.0.viewer.page
    }

    /// Names of the viewer pages: the provider's own, then older ones that still work.
    #[getter]
    fn viewers(&self) -> Vec<&'static str> {
        self.0.viewers().map(|viewer| viewer.name).collect()
    }

    /// Whether the viewer page must be told if the guest runs Windows.
    #[getter]
    fn asks_for_os(&self) -> bool {
        self.0.viewer.asks_for_os()
    }

    fn __repr__(&self) -> String {
        format!("Provider(name={:?})", self.0.name)
    }
}

/// Every provider, in order of name.
#[pyfunction]
pub(crate) fn providers() -> Vec<Provider> {
    core::PROVIDERS.into_iter().map(Provider).collect()
}

/// The provider of that name, or the exception that says there is none.
pub(crate) fn by_name(py: Python<'_>, name: &str) -> PyResult<&'static core::Provider> {
    core::provider::by_name(name)
        .ok_or_else(|| raise(py, &Error::UnknownProvider { name: name.to_owned() }))
}
