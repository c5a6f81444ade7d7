//! Raises the exceptions of `vncurl.errors`.

use pyo3::{exceptions::PyOverflowError, prelude::*, types::PyDict};
use vncurl::{
    Error, SourceFault,
    core::{Error as CoreError, RefusalKind},
};

/// Name of the class for a refusal: the word in camel case.
fn refusal_class(kind: RefusalKind) -> String {
    kind.as_str().split('-').fold(String::new(), |name, word| {
        let (first, rest) = word.split_at_checked(1).unwrap_or_default();
        name + &first.to_ascii_uppercase() + rest
    })
}

/// The exception for a failure of the client.
pub(crate) fn raise(py: Python<'_>, error: &Error) -> PyErr {
    let class = match error {
        Error::Refused(refused) => &refusal_class(refused.kind),
        Error::NotReady { kind, .. } => &refusal_class(*kind),
        Error::NotListed { .. } => "NotFound",
        Error::Network(_)
        | Error::Deadline { .. }
        | Error::Source { fault: SourceFault::Network(_), .. } => "NetworkError",
        Error::Reply(_) => "ReplyError",
        Error::File { .. } | Error::NoRandomness => "LocalError",
        Error::NoCredentials { .. } | Error::Source { .. } => "BadCredentials",
        _ => "InputError",
    };
    let at = match error {
        Error::Input(error) | Error::Reply(error) => error.at(),
        _ => None,
    };
    let refused = match error {
        Error::Refused(refused) | Error::OsUnknown { refused: Some(refused) } => Some(refused),
        _ => None,
    };
    let state = match error {
        Error::NotReady { state, .. } => Some(state),
        _ => None,
    };
    let difference = refused.and_then(|refused| Some(refused.difference.as_ref()?.to_string()));
    exception(py, class, &error.to_string(), |details| {
        details.set_item("kind", error.kind())?;
        details.set_item("advice", error.advice())?;
        details.set_item("code", refused.map(|refused| &refused.code))?;
        details.set_item("request_id", refused.map(|refused| &refused.request_id))?;
        details.set_item("at", at)?;
        details.set_item("state", state)?;
        details.set_item("difference", difference)?;
        details.set_item("clock_offset_s", refused.and_then(|refused| refused.clock_offset_s))
    })
}

/// An instance of a class of `vncurl.errors`, or what kept it from being made.
fn exception(
    py: Python<'_>,
    class: &str,
    message: &str,
    describe: impl FnOnce(&Bound<'_, PyDict>) -> PyResult<()>,
) -> PyErr {
    let details = PyDict::new(py);
    let made = describe(&details).and_then(|()| {
        py.import("vncurl.errors")?.getattr(class)?.call((message,), Some(&details))
    });
    made.map_or_else(|error| error, PyErr::from_value)
}

/// The exception for an argument that only this surface has.
pub(crate) fn raise_usage(py: Python<'_>, message: &str) -> PyErr {
    exception(py, "InputError", message, |details| {
        details.set_item("kind", "usage")?;
        details.set_item("advice", "correct it and ask again; nothing was sent")
    })
}

/// The exception for a file or a socket of this machine.
pub(crate) fn raise_local(py: Python<'_>, message: &str) -> PyErr {
    exception(py, "LocalError", message, |details| {
        details.set_item("kind", "local")?;
        details.set_item("advice", "look at the file or the port that is named")
    })
}

/// Unix seconds from Python's unbounded `int`.
#[derive(Clone, Copy)]
pub(crate) struct Timestamp(pub(crate) u64);

impl<'a, 'py> FromPyObject<'a, 'py> for Timestamp {
    type Error = PyErr;

    fn extract(object: Borrowed<'a, 'py, PyAny>) -> PyResult<Self> {
        let py = object.py();
        object.extract().map(Self).map_err(|error| {
            let outside = error.is_instance_of::<PyOverflowError>(py);
            if outside { raise_input(py, CoreError::TimeOutOfRange) } else { error }
        })
    }
}

/// The exception for an argument that core refuses.
pub(crate) fn raise_input(py: Python<'_>, error: CoreError) -> PyErr {
    let error = match error {
        CoreError::MalformedReply { .. }
        | CoreError::UnexpectedStatus { .. }
        | CoreError::InvalidVncUrl { .. } => Error::Reply(error),
        _ => Error::Input(error),
    };
    raise(py, &error)
}
