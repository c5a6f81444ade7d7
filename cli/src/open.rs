//! `vncurl open`: open the console in the system's browser.

use crate::{args::Target, failure::Failure, output::Output, redirect::Redirect, url::lifetime};

pub(crate) fn run(target: &Target, output: &Output) -> Result<(), Failure> {
    let client = target.client()?;
    // Everything that can fail on this machine fails before the address begins to age.
    let redirect = Redirect::bind().map_err(Failure::local("listening on 127.0.0.1"))?;
    let console = client.console(&target.instance)?;
    let address = redirect.address().to_owned();
    let served = redirect.serve(console.url(), console.provider().vnc_url_valid_s);
    webbrowser::open(&address).map_err(Failure::local("starting the browser"))?;
    if !served.wait() {
        return Err(Failure::NotOpened);
    }
    if output.is_json() {
        output.console(&console)?;
    }
    output.remark(&format!(
        "Opened the console of {}. {}",
        console.instance_id(),
        lifetime(&console)
    ));
    Ok(())
}
