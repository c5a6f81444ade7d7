//! A home folder, an environment and a metadata service of a test's own.
#![allow(dead_code, reason = "each test program uses its part")]

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, Mutex},
    thread,
};

use vncurl::{
    Credentials, Environment, Error, Found, SourceFault, Sources,
    core::Cloud::{self, Alibaba, Tencent},
};

/// A time at which every test starts, in Unix seconds: 2026-11-05T10:13:20Z.
pub(crate) const NOW: u64 = 1_793_873_600;

/// Each file's secrets hold one of these, and nothing printable may.
pub(crate) const MARKERS: [&str; 2] = ["marker-secret", "marker-token"];

/// An empty home folder and the variables that are set.
pub(crate) struct Machine {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
    profile: Option<String>,
    pub(crate) now: u64,
}

impl Machine {
    /// A machine whose metadata service, at a port that nothing listens at, refuses at once.
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let variables = vec![("HOME".to_owned(), home.path().to_str().unwrap().to_owned())];
        Self { home, variables, profile: None, now: NOW }
            .set("VNCURL_METADATA_URL", "http://127.0.0.1:9")
    }

    pub(crate) fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.retain(|(own, _)| own != name);
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.variables.retain(|(own, _)| own != name);
        self
    }

    pub(crate) fn profile(mut self, name: &str) -> Self {
        self.profile = Some(name.to_owned());
        self
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.home.path().join(path)
    }

    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(path, text);
        self
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        Self::mode(&path, 0o600);
    }

    pub(crate) fn mode(path: &std::path::Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    pub(crate) fn in_environment<T>(&self, run: impl FnOnce(&Environment<'_>) -> T) -> T {
        let read = |name: &str| {
            self.variables.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
        };
        run(&Environment::new(&read))
    }

    pub(crate) fn find(&self, cloud: Cloud) -> Result<Found, Error> {
        let found = self.in_environment(|environment| {
            let sources = Sources::new(environment, self.now);
            let sources = match &self.profile {
                Some(profile) => sources.profile(profile),
                None => sources,
            };
            Credentials::find(cloud, &sources)
        });
        let printed = match &found {
            Ok(found) => format!("{found:?} {} {:?}", found.origin, found.origin.warnings),
            Err(error) => format!("{error:?} {error} {}", error.advice()),
        };
        for marker in MARKERS {
            assert!(!printed.contains(marker), "{printed}");
        }
        found
    }

    pub(crate) fn tencent(&self) -> Result<Found, Error> {
        self.find(Tencent)
    }

    pub(crate) fn alibaba(&self) -> Result<Found, Error> {
        self.find(Alibaba)
    }
}

/// The key id that was found, and the word for its source.
pub(crate) fn who(found: Result<Found, Error>) -> (String, &'static str) {
    let found = found.unwrap_or_else(|error| panic!("{error}"));
    (found.credentials.key_id().to_owned(), found.origin.source.as_str())
}

/// The fault of a source that is set up.
pub(crate) fn fault(found: Result<Found, Error>) -> SourceFault {
    match found {
        Err(Error::Source { fault, .. }) => fault,
        other => panic!("{other:?}"),
    }
}

/// What is wrong with a file.
pub(crate) fn problem(found: Result<Found, Error>) -> String {
    match found {
        Err(Error::File { problem, .. }) => problem,
        other => panic!("{other:?}"),
    }
}

/// Every place that was looked at, when there were no credentials.
pub(crate) fn looked(found: Result<Found, Error>) -> String {
    match found {
        Err(Error::NoCredentials { looked }) => Error::NoCredentials { looked }.to_string(),
        other => panic!("{other:?}"),
    }
}

/// An HTTP reply.
pub(crate) fn http(status: &str, body: &str) -> Vec<u8> {
    let len = body.len();
    format!("HTTP/1.1 {status}\r\nContent-Length: {len}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// A service on loopback that answers each request's head; it keeps the heads.
pub(crate) struct Service {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Service {
    pub(crate) fn start(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let keep = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let head = read_head(&mut stream);
                let reply = answer(&head);
                keep.lock().unwrap().push(head);
                let _ = stream.write_all(&reply);
            }
        });
        Self { url, seen }
    }

    /// The request lines so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        let line = |head: &String| head.lines().next().unwrap_or_default().to_owned();
        self.seen.lock().unwrap().iter().map(line).collect()
    }

    /// The heads so far, in lower case.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.seen.lock().unwrap().iter().map(|head| head.to_ascii_lowercase()).collect()
    }
}

fn read_head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}
