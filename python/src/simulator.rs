//! The simulator inside this process; `vncurl.sim` wraps it.

use std::{
    io,
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pyo3::{prelude::*, types::PyBytes};
use vncurl_sim::{ALIBABA_TEMPORARY, Bridge, Options, TENCENT_TEMPORARY};

use crate::failure::{raise_local, raise_usage};

/// A running simulator, until stop().
#[pyclass(frozen, name = "_Simulator", module = "vncurl._vncurl")]
pub(crate) struct Simulator {
    running: Mutex<Option<vncurl_sim::Simulator>>,
    banner: String,
}

impl Simulator {
    fn running(&self) -> MutexGuard<'_, Option<vncurl_sim::Simulator>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Simulator {
    #[new]
    #[pyo3(signature = (*, port, fleet, unlimited, novnc, bridges, ca_out))]
    fn new(
        py: Python<'_>,
        port: u16,
        fleet: u32,
        unlimited: bool,
        novnc: Option<PathBuf>,
        bridges: Vec<(String, String)>,
        ca_out: Option<PathBuf>,
    ) -> PyResult<Self> {
        let bridges: Result<Vec<Bridge>, _> =
            bridges.into_iter().map(|(id, server)| format!("{id}={server}").parse()).collect();
        let bridges = bridges.map_err(|_| raise_usage(py, "a bridge's server is not HOST:PORT"))?;
        let options = Options {
            port,
            fleet,
            unlimited,
            novnc,
            bridges,
            tls_ca_out: ca_out,
            ..Options::default()
        };
        let started = py.detach(|| vncurl_sim::Simulator::start(&options));
        let running = started.map_err(|error| {
            let message = format!("the simulator does not start: {error}");
            if error.kind() == io::ErrorKind::InvalidInput {
                raise_usage(py, &message)
            } else {
                raise_local(py, &message)
            }
        })?;
        Ok(Self { banner: running.banner(), running: Mutex::new(Some(running)) })
    }

    /// One line of JSON: address, credentials, instances.
    fn banner(&self) -> &str {
        &self.banner
    }

    /// Ask the simulator's own control: status and body.
    fn control<'py>(
        &self,
        py: Python<'py>,
        method: &str,
        path: &str,
        body: &[u8],
    ) -> PyResult<(u16, Bound<'py, PyBytes>)> {
        let answered = py
            .detach(|| self.running().as_ref().map(|running| running.control(method, path, body)));
        let response = answered.ok_or_else(|| raise_usage(py, "the simulator was closed"))?;
        Ok((response.status(), PyBytes::new(py, response.body())))
    }

    /// Stop it and wait until its connections have ended; a second time does nothing.
    fn stop(&self, py: Python<'_>) {
        py.detach(|| drop(self.running().take()));
    }

    /// The temporary pair that "tencent" or "alibaba" accepts, with its token.
    #[staticmethod]
    fn temporary_credentials(cloud: &str) -> (&'static str, &'static str, &'static str) {
        let pair = if cloud == "alibaba" { ALIBABA_TEMPORARY } else { TENCENT_TEMPORARY };
        (pair.key_id, pair.secret, pair.token.unwrap_or_default())
    }
}
