//! Consoles of many instances, each handed over as soon as it is there.

use core::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, SyncSender},
    },
    thread::{self, JoinHandle},
};

use vncurl_core::quota::Limiter;

use crate::{Client, Console, Error, limit::Limit};

/// Requests that go on at once: what keeps the permitted rate up when the way takes half a second.
const LANES: usize = 8;

/// Consoles that wait to be taken: as few as can be, since each lives for seconds.
const WAITING_MAX: usize = 1;

/// An instance's console, or why there is none.
#[derive(Debug)]
pub struct Opened {
    /// The instance.
    pub instance_id: String,
    /// Its console.
    pub console: Result<Console, Error>,
}

/// Consoles of many instances, in the order in which they come; dropped, it asks for no more.
pub struct Consoles {
    opened: Receiver<Opened>,
    total: usize,
    stop: Arc<AtomicBool>,
    lanes: Vec<JoinHandle<()>>,
}

impl Client {
    /// Ask for the consoles of `instance_ids` at the rate that the cloud permits.
    ///
    /// Each console is handed over at once, since it lives for 15 s: take it and open it before
    /// taking the next. What fails is handed over too, with its id, and the others go on.
    ///
    /// # Examples
    ///
    /// ```
    /// # if cfg!(not(feature = "transport")) { return Ok(()) } // nothing would be sent
    /// # let simulator = vncurl_sim::Simulator::start(&vncurl_sim::Options::default()).unwrap();
    /// # let client = vncurl::Client::builder("tencent-cvm")?
    /// #     .region("ap-guangzhou")
    /// #     .credentials(vncurl::Credentials::new(vncurl_sim::TENCENT.key_id, vncurl_sim::TENCENT.secret))
    /// #     .endpoint(simulator.url())
    /// #     .build()?;
    /// use std::sync::Arc;
    ///
    /// let client = Arc::new(client);
    /// for opened in client.consoles(["ins-demo0001".to_owned(), "ins-none0001".to_owned()]) {
    ///     match opened.console {
    ///         Ok(console) => println!("{}: {}", opened.instance_id, console.url()), // open it at once
    ///         Err(error) => eprintln!("{}: {error}", opened.instance_id),
    ///     }
    /// }
    /// # Ok::<(), vncurl::Error>(())
    /// ```
    pub fn consoles(self: &Arc<Self>, instance_ids: impl IntoIterator<Item = String>) -> Consoles {
        let ids: VecDeque<String> = instance_ids.into_iter().collect();
        let total = ids.len();
        let (hand_over, opened) = mpsc::sync_channel(WAITING_MAX);
        let ids = Arc::new(Mutex::new(ids));
        let stop = Arc::new(AtomicBool::new(false));
        let limit = Arc::new(Limit::new(Limiter::per_second(self.provider.requests_per_s)));
        let lanes = (0..LANES.min(total))
            .map(|_| {
                let lane = Lane {
                    client: Arc::clone(self),
                    ids: Arc::clone(&ids),
                    stop: Arc::clone(&stop),
                    limit: Arc::clone(&limit),
                    hand_over: hand_over.clone(),
                };
                thread::spawn(move || lane.run())
            })
            .collect();
        Consoles { opened, total, stop, lanes }
    }
}

/// One of the threads that ask.
struct Lane {
    client: Arc<Client>,
    ids: Arc<Mutex<VecDeque<String>>>,
    stop: Arc<AtomicBool>,
    limit: Arc<Limit>,
    hand_over: SyncSender<Opened>,
}

impl Lane {
    fn run(&self) {
        while !self.stop.load(Ordering::Relaxed) {
            let next = self.ids.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(instance_id) = next else { return };
            let console = self.limit.run(|| self.client.console(&instance_id));
            // Nobody takes it any more when the other end is gone.
            if self.hand_over.send(Opened { instance_id, console }).is_err() {
                return;
            }
        }
    }
}

impl Consoles {
    /// How many instances were asked for.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }
}

impl Iterator for Consoles {
    type Item = Opened;

    fn next(&mut self) -> Option<Opened> {
        self.opened.recv().ok()
    }
}

impl Drop for Consoles {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // A lane that waits to hand a console over must not wait for ever.
        let (_, nothing) = mpsc::channel();
        self.opened = nothing;
        for lane in self.lanes.drain(..) {
            // A lane that panicked has nothing more to say.
            let _ = lane.join();
        }
    }
}

impl fmt::Debug for Consoles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Consoles").field("total", &self.total).finish_non_exhaustive()
    }
}
