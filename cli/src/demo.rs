//! `vncurl demo`: the whole way once, against the simulator.

use core::time::Duration;
use std::io;

use vncurl::{Client, Console, Credentials, core::Cloud};
use vncurl_sim::{INSTANCES, Options, Simulator};

use crate::{
    args::DemoOptions, failure::Failure, output::Output, redirect::Redirect, url::lifetime,
};

pub(crate) fn run(options: &DemoOptions, output: &Output) -> Result<(), Failure> {
    let simulator =
        Simulator::start(&Options::default()).map_err(Failure::local("listening on 127.0.0.1"))?;
    let builder = Client::builder(&options.provider)?;
    let provider = builder.provider();
    let published = match provider.cloud {
        Cloud::Alibaba => vncurl_sim::ALIBABA,
        _ => vncurl_sim::TENCENT,
    };
    let instance = INSTANCES.iter().find(|instance| instance.provider == provider.name);
    let instance = instance.ok_or(Failure::Local {
        what: "choosing an instance",
        reason: "the simulator has none of this provider".to_owned(),
    })?;
    // The cloud's own page, at the simulator's address: there it can be opened without an account.
    let page = provider.viewer.page.splitn(4, '/').last().unwrap_or_default();
    let client = builder
        .region(instance.region)
        .credentials(Credentials::new(published.key_id, published.secret))
        .endpoint(simulator.url())
        .viewer(format!("{}/{page}", simulator.url()))
        .windows(instance.windows)
        .build()?;
    output.remark(&format!(
        "1. Simulator   {}  (a cloud on this machine: nothing here is real)",
        simulator.url()
    ));
    output.remark(&format!(
        "2. Sign        {} for {}, region {}",
        provider.title, instance.id, instance.region
    ));
    // Everything that can fail on this machine fails before the address begins to age.
    let redirect = options.open.then(Redirect::bind).transpose();
    let redirect = redirect.map_err(Failure::local("listening on 127.0.0.1"))?;
    let console = client.console(instance.id)?;
    output.remark("3. Ask         the simulator verified the signature with code of its own");
    output.remark(&format!("4. Console     request id {}", console.request_id()));
    if let Some(redirect) = redirect {
        return show(&simulator, &client, &console, redirect, output);
    }
    output.console(&console)?;
    output.remark(&lifetime(&console));
    output.remark(&format!(
        "With an account:  vncurl open INSTANCE --region REGION  starts the browser right away, at\n  {}",
        provider.viewer.page,
    ));
    if output.is_interactive() {
        output.remark("The simulator serves that page now. Enter ends it.");
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(Failure::local("reading standard input"))?;
    }
    Ok(())
}

/// Open the console in a browser, or print its address, and serve it until it closes.
fn show(
    simulator: &Simulator,
    client: &Client,
    console: &Console,
    redirect: Redirect,
    output: &Output,
) -> Result<(), Failure> {
    let valid_s = console.provider().vnc_url_valid_s;
    let patience = Duration::from_secs(valid_s.into());
    let address = redirect.address().to_owned();
    let served =
        redirect.serve(console.url(), valid_s).map_err(Failure::local("listening on 127.0.0.1"))?;
    if output.is_json() {
        output.console(console)?;
    }
    if webbrowser::open(&address).is_ok() && served.wait() {
        output.remark("5. Open        in your browser: click the screen, type help, then exit");
    } else {
        output.remark("5. Open        no browser came: open the address within 15 seconds");
        if !output.is_json() {
            output.console(console)?;
        }
    }
    while !simulator.wait_for_console(patience) {
        output.remark("The address has expired unopened. A new one:");
        output.console(&client.console(console.instance_id())?)?;
    }
    output.remark("The console is open. Ctrl-C, or its end, ends the simulator.");
    simulator.wait_for_consoles_to_close();
    output.remark("The console has closed.");
    Ok(())
}
