//! `vncurl sim`: serve the simulator until it is stopped.

use std::io;

use vncurl_sim::{Options, Simulator};

use crate::{
    args::SimOptions,
    failure::Failure,
    output::{Output, answer},
};

/// What fails here, in words.
pub(crate) const STARTING: &str = "starting the simulator";

pub(crate) fn run(options: &SimOptions, output: &Output) -> Result<(), Failure> {
    let simulator = Simulator::start(&Options {
        port: options.port,
        fleet: options.fleet,
        unlimited: options.unlimited,
        novnc: options.novnc.clone(),
        bridges: options.bridge.clone(),
        tls_ca_out: options.ca_out.clone(),
        ..Options::default()
    })
    .map_err(Failure::local(STARTING))?;
    answer(&simulator.banner())?;
    output.remark("Simulator: nothing here is a real machine. Ctrl-C ends it.");
    if options.parent {
        // Nothing is expected on it; its end is what counts.
        io::copy(&mut io::stdin().lock(), &mut io::sink())
            .map_err(Failure::local("reading standard input"))?;
    } else {
        simulator.wait();
    }
    Ok(())
}
