//! The checks of `vncurl doctor`, one after another.

use core::time::Duration;
use std::{
    net::ToSocketAddrs,
    sync::mpsc,
    thread,
    time::{SystemTime, UNIX_EPOCH},
};

use vncurl::{
    Client, Credentials, Environment, Error, NetworkFault, Probe, Received,
    core::{PROVIDERS, Provider, RefusalKind, Scheme, time::http_date},
};

use crate::{defaults::Defaults, doctor::DoctorOptions, exit, failure::Failure, reach::Reach};

/// How long one question may take: who waits for a doctor wants the next answer.
const TIME: Duration = Duration::from_secs(10);

/// Seconds of a wrong clock that change nothing: a reply's `Date` has no fractions, and took its
/// time. Beyond that, a third of the URL's 15 seconds is told wrongly.
const OFFSET_MAX_S: u64 = 5;

/// One thing that was looked at.
#[derive(Debug)]
pub(crate) struct Check {
    /// Whose; none: this machine's.
    pub(crate) provider: Option<&'static str>,
    pub(crate) name: &'static str,
    pub(crate) found: Found,
}

/// What was found.
#[derive(Debug)]
pub(crate) enum Found {
    Fine(String),
    Failed(Failure),
    /// Why it was not looked at.
    Skipped(&'static str),
}

impl From<Result<String, Failure>> for Found {
    fn from(found: Result<String, Failure>) -> Self {
        found.map_or_else(Self::Failed, Self::Fine)
    }
}

/// Takes each check as it is done.
type Tell<'a> = dyn FnMut(Check) -> Result<(), Failure> + 'a;

/// [`Tell`] for one provider: the check's name, and what was found.
type Report<'a> = dyn FnMut(&'static str, Found) -> Result<(), Failure> + 'a;

/// Make every check, and hand each to `tell`.
pub(crate) fn examine(options: &DoctorOptions, tell: &mut Tell<'_>) -> Result<(), Failure> {
    let (defaults, found) = match Defaults::read() {
        Ok(defaults) => {
            let file = defaults.file().map(|path| format!("read from {}", path.display()));
            (defaults, Found::Fine(file.unwrap_or_else(|| "no file".to_owned())))
        }
        Err(failure) => (Defaults::default(), Found::Failed(failure)),
    };
    tell(Check { provider: None, name: "defaults", found })?;
    if let Err(error) = Probe::new(&Environment::of_process(), None) {
        // Nothing is reached in a way that cannot be read.
        return tell(Check { provider: None, name: "proxy", found: Found::Failed(error.into()) });
    }
    for provider in providers(options.reach.provider.as_deref().or(defaults.provider())) {
        let name = Some(provider.name.to_owned());
        let reach = Reach { provider: name, ..options.reach.clone() };
        let patient = Patient { provider, defaults: &defaults, reach };
        let tell = &mut |name, found| tell(Check { provider: Some(provider.name), name, found });
        patient.examine(options, tell)?;
    }
    Ok(())
}

/// The one that is named, else one of each cloud of which there are credentials, else one of each.
fn providers(named: Option<&str>) -> Vec<&'static Provider> {
    if named.is_some() {
        return PROVIDERS.into_iter().filter(|provider| named == Some(provider.name)).collect();
    }
    let mut clouds: Vec<&Provider> = Vec::new();
    for provider in PROVIDERS {
        if clouds.iter().all(|known| known.cloud != provider.cloud) {
            clouds.push(provider);
        }
    }
    let (with, without): (Vec<_>, Vec<_>) =
        clouds.into_iter().partition(|provider| key_id(provider).is_ok());
    if with.is_empty() { without } else { with }
}

/// The key id of the credentials that would sign.
fn key_id(provider: &Provider) -> Result<String, Failure> {
    // The region is another check's.
    let client = Client::builder(provider.name)?.region("any").build()?;
    Ok(client.credentials().key_id().to_owned())
}

/// A provider as it is reached from here.
struct Patient<'a> {
    provider: &'static Provider,
    defaults: &'a Defaults,
    reach: Reach,
}

impl Patient<'_> {
    fn examine(&self, options: &DoctorOptions, tell: &mut Report<'_>) -> Result<(), Failure> {
        let key_id = key_id(self.provider).map(|key_id| format!("key id {}", masked(&key_id)));
        let has_credentials = key_id.is_ok();
        tell("credentials", key_id.into())?;
        let ca = self.reach.ca(self.defaults, self.provider.name);
        let probe = Probe::new(&Environment::of_process(), ca.as_deref())?;
        let reached = match self.url() {
            Ok(url) => {
                tell("host", Found::Fine(url.clone()))?;
                self.go(&probe, &url, tell)?
            }
            Err(failure) => {
                tell("host", Found::Failed(failure))?;
                false
            }
        };
        tell("page", self.page(&probe, options.viewer.as_deref()).into())?;
        let found = match (options.signed, has_credentials && reached) {
            (true, true) => self.ask().into(),
            (true, false) => Found::Skipped("needs credentials and a connection"),
            (false, _) => Found::Skipped("--signed asks the cloud whether it accepts the key"),
        };
        tell("key", found)
    }

    /// The address that requests would go to.
    fn url(&self) -> Result<String, Failure> {
        // What is signed so is not sent: it only tells where it would have gone.
        let nobody = Credentials::new("nobody", "nothing");
        let builder = self.reach.builder_with(self.defaults, None)?;
        let id = format!("{}0", self.provider.instance_id_prefix);
        let request = builder.credentials(nobody).build()?.sign(&id).map_err(Failure::Client)?;
        Ok(format!("{}://{}/", request.scheme().as_str(), request.host()))
    }

    /// Go to `url` and ask for nothing; whether an answer came.
    fn go(&self, probe: &Probe, url: &str, tell: &mut Report<'_>) -> Result<bool, Failure> {
        let proxy = probe.proxy_of(url);
        let way = proxy.map_or("none on the way".to_owned(), |name| format!("that of {name}"));
        tell("proxy", Found::Fine(way))?;
        let found = match proxy {
            Some(_) => Found::Skipped("the proxy looks the host up"),
            None => look_up(url).into(),
        };
        let is_lost = matches!(found, Found::Failed(_));
        tell("dns", found)?;
        if is_lost {
            return Ok(false);
        }
        let before = now_s();
        let received = match probe.get(url, self.time()) {
            Ok(received) => received,
            Err(error) => {
                tell("connection", Found::Failed(error.into()))?;
                return Ok(false);
            }
        };
        let after = now_s();
        let safe = if url.starts_with(Scheme::Https.as_str()) {
            "TLS, certificate verified"
        } else {
            "plain HTTP to this machine"
        };
        tell("connection", Found::Fine(safe.to_owned()))?;
        tell("clock", clock(&received, before.midpoint(after)).into())?;
        Ok(true)
    }

    fn page(&self, probe: &Probe, viewer: Option<&str>) -> Result<String, Failure> {
        let viewer = viewer.or(self.defaults.get("viewer", self.provider.name));
        let page = match viewer {
            Some(page) if page.contains("://") => page,
            Some(name) => {
                let unknown = || Error::UnknownViewer { name: name.to_owned() };
                self.provider.viewer_named(name).ok_or_else(unknown)?.page
            }
            None => self.provider.viewer.page,
        };
        let received = probe.get(page, self.time()).map_err(|error| match error {
            // The library's advice is about the host of a region.
            Error::Network(NetworkFault::HostNotFound { .. }) => Failure::Found {
                kind: error.kind(),
                code: exit::NETWORK,
                message: error.to_string(),
                next: "look at this machine's DNS: the browser must find the page",
            },
            error => error.into(),
        })?;
        let status = received.answered().status;
        if (200..300).contains(&status) {
            return Ok(format!("{page} answers"));
        }
        Err(Failure::Found {
            kind: "network",
            code: exit::NETWORK,
            message: format!("{page} answers with the status {status}"),
            next: "name the page that the cloud's documents name now with --viewer, or use a newer vncurl",
        })
    }

    /// Ask for something harmless, signed.
    fn ask(&self) -> Result<String, Failure> {
        let builder = self.reach.builder_with(self.defaults, None)?;
        let regions = builder.timeout(self.time()).optional_region().build()?.regions()?;
        Ok(format!("the cloud accepts it, and tells {} regions", regions.len()))
    }

    fn time(&self) -> Duration {
        self.reach.timeout.map_or(TIME, |timeout| timeout.min(TIME))
    }
}

/// Enough of a key id to know it again.
pub(crate) fn masked(key_id: &str) -> String {
    let shown: String = key_id.chars().take(4).collect();
    format!("{shown}…")
}

/// Look a host up, no longer than the time: the system's own look-up knows no end.
fn look_up(url: &str) -> Result<String, Failure> {
    let authority = url.split('/').nth(2).unwrap_or_default().to_owned();
    let host = authority.rsplit_once(':').map_or(&*authority, |(host, _)| host).to_owned();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let named = if authority.contains(':') { authority } else { format!("{authority}:443") };
        // The receiver is gone once the time is over.
        let _ = tell.send(named.to_socket_addrs().map(Iterator::count));
    });
    match told.recv_timeout(TIME) {
        Ok(Ok(1..)) => Ok(format!("{host} has an address")),
        Ok(_) => Err(Error::Network(NetworkFault::HostNotFound { host }).into()),
        Err(_) => Err(Error::Network(NetworkFault::Timeout).into()),
    }
}

/// Compare this machine's clock with that of the reply.
fn clock(received: &Received, own_s: u64) -> Result<String, Failure> {
    let found = |message, next| Failure::Found {
        kind: RefusalKind::ClockSkew.as_str(),
        code: exit::CREDENTIALS,
        message,
        next,
    };
    let date = received.answered().date;
    let Some(cloud_s) = date.and_then(http_date) else {
        let message = "the answer has no date".to_owned();
        return Err(found(message, "look at the endpoint and at proxies on the way"));
    };
    let side = if own_s > cloud_s { "ahead of" } else { "behind" };
    match own_s.abs_diff(cloud_s) {
        0 => Ok("agrees with the host's".to_owned()),
        offset_s @ ..=OFFSET_MAX_S => Ok(format!("{offset_s} s {side} the host's")),
        offset_s => {
            Err(found(format!("{offset_s} s {side} the host's"), "set this machine's clock (NTP)"))
        }
    }
}

fn now_s() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}
