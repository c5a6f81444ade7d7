//! A one-shot loopback address that redirects to the console URL.
//!
//! A browser is started with an address in its arguments, which every process of the machine can
//! read. So it is given this address instead, which nobody can guess, which works once, and which
//! is worth nothing afterwards.

use core::{
    fmt,
    net::{Ipv4Addr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use zeroize::Zeroizing;

/// Longest request head that is read, in bytes.
const HEAD_MAX: usize = 16 * 1024;

/// How long a connection may take to send its request. Browsers open some ahead of time and never
/// use them, so each has a thread of its own and keeps nobody waiting.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// A listener that waits for one browser.
#[derive(Debug)]
pub(crate) struct Redirect {
    listener: TcpListener,
    /// What follows the `/`.
    key: String,
    address: String,
}

/// Tells when the browser came; the address is closed when this goes.
pub(crate) struct Served {
    came: Receiver<()>,
    within: Duration,
    listening: SocketAddr,
    door: Arc<Door>,
}

/// What the threads of one address share.
struct Door {
    key: String,
    /// Where it leads, until the browser came.
    console_url: Mutex<Option<Zeroizing<String>>>,
    closed: AtomicBool,
}

impl Redirect {
    /// Listen on a free port of 127.0.0.1, behind a path of 128 random bits.
    pub(crate) fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let key = format!("{:032x}", u128::from_be_bytes(random));
        let address = format!("http://127.0.0.1:{}/{key}", listener.local_addr()?.port());
        Ok(Self { listener, key, address })
    }

    /// The address to hand to the browser.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Redirect the first request for the address to `console_url`, in the background, for as long
    /// as that can be opened.
    pub(crate) fn serve(self, console_url: &str, valid_s: u16) -> io::Result<Served> {
        let (tell, came) = mpsc::channel();
        let door = Arc::new(Door {
            key: self.key,
            console_url: Mutex::new(Some(Zeroizing::new(console_url.to_owned()))),
            closed: AtomicBool::new(false),
        });
        let listening = self.listener.local_addr()?;
        let (listener, own) = (self.listener, Arc::clone(&door));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { return };
                if own.closed.load(Ordering::Relaxed) {
                    return;
                }
                let (door, tell) = (Arc::clone(&own), tell.clone());
                thread::spawn(move || {
                    // A connection that breaks is as good as one that never came.
                    let _ = door.answer(stream, &tell);
                });
            }
        });
        Ok(Served { came, within: Duration::from_secs(valid_s.into()), listening, door })
    }
}

impl Served {
    /// Wait for the browser, no longer than the console URL lives; whether it came.
    pub(crate) fn wait(self) -> bool {
        self.came.recv_timeout(self.within).is_ok()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.door.closed.store(true, Ordering::Relaxed);
        // Wakes the thread that listens, so that it sees this and ends.
        let _ = TcpStream::connect(self.listening);
    }
}

impl fmt::Debug for Served {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Served").field("within", &self.within).finish_non_exhaustive()
    }
}

impl Door {
    fn answer(&self, mut stream: TcpStream, tell: &Sender<()>) -> io::Result<()> {
        stream.set_read_timeout(Some(HEAD_TIME))?;
        let head = read_head(&mut stream)?;
        let wanted = format!("GET /{} HTTP/1.", self.key);
        // A probe or a preview of another path must not use the address up.
        if !head.starts_with(wanted.as_bytes()) {
            return refuse(stream, "404 Not Found");
        }
        let taken = self.console_url.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(console_url) = taken else { return refuse(stream, "410 Gone") };
        write!(
            stream,
            "HTTP/1.1 302 Found\r\nLocation: {}\r\nCache-Control: no-store\r\n\
             Referrer-Policy: no-referrer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            *console_url
        )?;
        stream.flush()?;
        stream.shutdown(Shutdown::Write)?;
        // The receiver is gone once the time is over; then nobody has to be told.
        let _ = tell.send(());
        Ok(())
    }
}

fn refuse(mut stream: TcpStream, status: &str) -> io::Result<()> {
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    stream.shutdown(Shutdown::Write)
}

fn read_head(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let len = stream.read(&mut piece)?;
        if len == 0 || head.len() > HEAD_MAX {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        head.extend_from_slice(piece.get(..len).unwrap_or_default());
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(address: &str, path: &str) -> String {
        let authority = address.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut stream = TcpStream::connect(authority).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {authority}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn only_the_unguessable_path_leads_to_the_console_and_only_once() {
        let redirect = Redirect::bind().unwrap();
        let address = redirect.address().to_owned();
        let served = redirect.serve("https://viewer.example/?x=1", 15).unwrap();
        // Half a request, left open, must not be in the way.
        let authority = address.strip_prefix("http://").unwrap().split('/').next().unwrap();
        let mut half = TcpStream::connect(authority).unwrap();
        half.write_all(b"GET /").unwrap();
        for path in ["/", "/favicon.ico", "/0123"] {
            let answer = get(&address, path);
            assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("viewer"), "{path}");
        }
        let answer = get(&address, &address[address.rfind('/').unwrap()..]);
        assert!(
            answer.starts_with("HTTP/1.1 302 Found\r\nLocation: https://viewer.example/?x=1\r\n")
        );
        let again = get(&address, &address[address.rfind('/').unwrap()..]);
        assert!(again.starts_with("HTTP/1.1 410") && !again.contains("viewer"), "{again}");
        assert!(served.wait());
    }
}
