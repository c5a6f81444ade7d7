//! Where credentials came from.

use pyo3::{prelude::*, types::PyTuple};

/// Where credentials were found, and why every other source gave none. It holds no secret.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Origin(vncurl::Origin);

impl Origin {
    pub(crate) fn of(origin: &vncurl::Origin) -> Self {
        Self(origin.clone())
    }
}

#[pymethods]
impl Origin {
    /// The kind of source: "environment", "credentials-file", "tccli", "aliyun-cli",
    /// "instance-role" or "credentials-uri".
    #[getter]
    fn source(&self) -> &'static str {
        self.0.source.as_str()
    }

    /// Variables, a profile and its file, or an address.
    #[getter]
    fn place(&self) -> &str {
        &self.0.place
    }

    /// The region that the same profile names, or None.
    #[getter]
    fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Every other source in the order in which they are asked: pairs of the place and why it was
    /// passed over.
    #[getter]
    fn skipped<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.skipped.iter().map(|looked| (&looked.place, &*looked.found)))
    }

    /// What a person should know about the source, such as a file that every user can read.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.warnings.iter().map(ToString::to_string))
    }

    fn __repr__(&self) -> String {
        format!("Origin(source={:?}, place={:?})", self.source(), self.place())
    }
}
