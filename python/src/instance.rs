//! Instances and regions as a cloud lists them.

use pyo3::{prelude::*, types::PyTuple};
use vncurl::core::{self, RefusalKind};

/// An instance as the cloud lists it.
#[pyclass(frozen, eq, hash, module = "vncurl")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Instance {
    /// The id.
    #[pyo3(get)]
    id: String,
    /// The name that its owner gave it, or None where the list says none.
    #[pyo3(get)]
    name: Option<String>,
    /// The state, in the cloud's own word, or None where the list says none.
    #[pyo3(get)]
    state: Option<String>,
    /// Why it has no console now, as far as the state tells, in one word such as "not-running".
    #[pyo3(get)]
    refusal: Option<&'static str>,
    /// Whether it runs Windows, or None where the list does not say.
    #[pyo3(get)]
    windows: Option<bool>,
    private_addresses: Vec<String>,
    public_addresses: Vec<String>,
    /// The region that was asked, or None where that is not known.
    #[pyo3(get)]
    region: Option<String>,
}

#[pymethods]
impl Instance {
    /// Its addresses in private networks.
    #[getter]
    fn private_addresses<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.private_addresses)
    }

    /// Its addresses in the internet.
    #[getter]
    fn public_addresses<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.public_addresses)
    }

    fn __repr__(&self) -> String {
        let shown = |name: &str, value: &Option<String>| {
            value.as_ref().map_or_else(String::new, |value| format!(", {name}={value:?}"))
        };
        format!(
            "Instance(id={:?}{}{}{})",
            self.id,
            shown("name", &self.name),
            shown("state", &self.state),
            shown("region", &self.region)
        )
    }
}

impl From<vncurl::Instance> for Instance {
    fn from(listed: vncurl::Instance) -> Self {
        Self {
            id: listed.id,
            name: listed.name,
            state: listed.state,
            refusal: listed.refusal.map(RefusalKind::as_str),
            windows: listed.windows,
            private_addresses: listed.private_addresses,
            public_addresses: listed.public_addresses,
            region: listed.region,
        }
    }
}

impl From<core::Instance<'_>> for Instance {
    fn from(listed: core::Instance<'_>) -> Self {
        Self {
            id: listed.id().to_string(),
            name: listed.name().map(|name| name.to_string()),
            state: listed.state().map(|state| state.to_string()),
            refusal: listed.refusal().map(RefusalKind::as_str),
            windows: listed.windows(),
            private_addresses: listed.private_addresses().map(|each| each.to_string()).collect(),
            public_addresses: listed.public_addresses().map(|each| each.to_string()).collect(),
            region: None,
        }
    }
}

/// A region as the cloud lists it.
#[pyclass(frozen, eq, hash, get_all, module = "vncurl")]
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Region {
    /// The id, such as "ap-guangzhou".
    id: String,
    /// The name for people, or None where the list says none.
    name: Option<String>,
    /// Whether instances can be bought there now, or None where the list does not say.
    available: Option<bool>,
}

#[pymethods]
impl Region {
    fn __repr__(&self) -> String {
        let name = self.name.as_ref().map_or_else(String::new, |name| format!(", name={name:?}"));
        format!("Region(id={:?}{name})", self.id)
    }
}

impl From<vncurl::Region> for Region {
    fn from(listed: vncurl::Region) -> Self {
        Self { id: listed.id, name: listed.name, available: listed.available }
    }
}

impl From<core::Region<'_>> for Region {
    fn from(listed: core::Region<'_>) -> Self {
        Self {
            id: listed.id().to_string(),
            name: listed.name().map(|name| name.to_string()),
            available: listed.available(),
        }
    }
}
