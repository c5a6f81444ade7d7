//! `vncurl sim`: serve the simulator until it is stopped.

use std::io;

use vncurl_sim::{Options, Simulator};

use crate::{
    args::SimOptions,
    failure::Failure,
    output::{Output, answer},
};

pub(crate) fn run(options: &SimOptions, output: &Output) -> Result<(), Failure> {
    let SimOptions { port, fleet, unlimited, .. } = *options;
    let simulator = Simulator::start(&Options { port, fleet, unlimited, ..Options::default() })
        .map_err(Failure::local("listening on 127.0.0.1"))?;
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
