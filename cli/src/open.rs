//! `vncurl open`: open the console in the system's browser.

use vncurl::{Client, Console};

use crate::{
    args::OpenOptions,
    failure::Failure,
    output::Output,
    progress,
    reconnect::{Budget, is_asked_again},
    redirect::Redirect,
    url::lifetime,
};

/// What fails here, in words.
pub(crate) const STARTING: &str = "starting the browser";

pub(crate) fn run(options: &OpenOptions, output: &Output) -> Result<(), Failure> {
    let target = &options.target;
    let builder = target.reach.builder(Some(&target.instance))?;
    let client = output.client(target.page.set(builder)?)?;
    let mut budget = Budget::new(client.provider());
    loop {
        let console = budget.open(output, || open(&client, options, output))?;
        if output.is_json() {
            output.console(&console)?;
        }
        output.remark(&format!(
            "Opened the console of {}. {}",
            console.instance_id(),
            lifetime(&console)
        ));
        if !options.reconnect || !is_asked_again(output)? {
            return Ok(());
        }
    }
}

/// Ask for a console, and lead the browser to it.
fn open(client: &Client, options: &OpenOptions, output: &Output) -> Result<Console, Failure> {
    // Everything that can fail on this machine fails before the address begins to age.
    let redirect = Redirect::bind().map_err(Failure::local("listening on 127.0.0.1"))?;
    let console =
        progress::console(client, &options.target.instance, options.wait_running, output)?;
    let address = redirect.address().to_owned();
    let served = redirect
        .serve(console.url(), console.provider().vnc_url_valid_s)
        .map_err(Failure::local("listening on 127.0.0.1"))?;
    webbrowser::open(&address).map_err(Failure::local(STARTING))?;
    if served.wait() { Ok(console) } else { Err(Failure::NotOpened) }
}
