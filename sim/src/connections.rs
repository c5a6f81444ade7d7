//! The connections that are open: how many there may be, and which gives way when there are more.

use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// What a simulator's clients may take up together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Room {
    /// Connections that are served at a time.
    pub(crate) connections: usize,
    /// A connection that has been waited for so long gives its place to a new one.
    pub(crate) grace: Duration,
    /// Bytes of the long bodies that are held at a time.
    pub(crate) bodies: usize,
}

/// A body that is not longer is not counted.
const SHORT_BODY: usize = 64 * 1_024;

/// The list of open connections.
pub(crate) struct Connections {
    room: Room,
    open: Mutex<HashMap<u64, Arc<Open>>>,
    bodies: AtomicUsize,
}

struct Open {
    stream: Arc<TcpStream>,
    /// Since when the whole of a request has been waited for; nothing while one is answered.
    waiting: Mutex<Option<Instant>>,
}

/// A connection's place in the list; it is given back even if its thread should panic.
pub(crate) struct Place<'c> {
    all: &'c Connections,
    id: u64,
    open: Arc<Open>,
}

impl Connections {
    pub(crate) fn new(room: Room) -> Self {
        Self { room, open: Mutex::default(), bodies: AtomicUsize::new(0) }
    }

    /// Take `stream` into the list under the new number `id`.
    ///
    /// In a full list the client that has kept the simulator waiting longest gives way; when none
    /// has for long, there is no place.
    pub(crate) fn admit(&self, id: u64, stream: &Arc<TcpStream>) -> Option<Place<'_>> {
        let mut all = self.lock();
        if all.len() >= self.room.connections {
            let waits = |(id, open): (&u64, &Arc<Open>)| Some((open.waiting_since()?, *id));
            let (since, slowest) = all.iter().filter_map(waits).min()?;
            if since.elapsed() < self.room.grace {
                return None;
            }
            // Its thread wakes from reading, and ends.
            let _ = all.remove(&slowest)?.stream.shutdown(Shutdown::Both);
        }
        let waiting = Mutex::new(Some(Instant::now()));
        let open = Arc::new(Open { stream: Arc::clone(stream), waiting });
        all.insert(id, Arc::clone(&open));
        Some(Place { all: self, id, open })
    }

    /// Connections in the list.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// End every connection.
    pub(crate) fn shut_down(&self) {
        for open in self.lock().values() {
            let _ = open.stream.shutdown(Shutdown::Both);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Open>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn waiting_since(&self) -> Option<Instant> {
        *self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'c> Place<'c> {
    /// A request is waited for from now on; or, with `false`, one is being answered.
    pub(crate) fn waits(&self, waits: bool) {
        let mut waiting = self.open.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waits.then(Instant::now);
    }

    /// Room for a body of so many bytes, until it is dropped; `None` when others take it up.
    pub(crate) fn body(&self, len: usize) -> Option<Body<'c>> {
        let len = if len > SHORT_BODY { len } else { 0 };
        let all = self.all;
        let most = all.room.bodies;
        let sum = |held: usize| held.checked_add(len).filter(|sum| *sum <= most);
        all.bodies.fetch_update(Ordering::Relaxed, Ordering::Relaxed, sum).ok()?;
        Some(Body { all, len })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.all.lock().remove(&self.id);
    }
}

/// Room that a body takes up.
pub(crate) struct Body<'c> {
    all: &'c Connections,
    len: usize,
}

impl Drop for Body<'_> {
    fn drop(&mut self) {
        self.all.bodies.fetch_sub(self.len, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use super::*;

    /// Both ends of a connection.
    fn pair(listener: &TcpListener) -> (TcpStream, Arc<TcpStream>) {
        let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        (client, Arc::new(listener.accept().unwrap().0))
    }

    fn room(grace: Duration) -> Room {
        Room { connections: 2, grace, bodies: 1_000_000 }
    }

    #[test]
    fn in_a_full_list_the_client_that_was_waited_for_longest_gives_way() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let all = Connections::new(room(Duration::ZERO));
        let (_answered, stream) = pair(&listener);
        let answered = all.admit(0, &stream).unwrap();
        answered.waits(false);
        let (mut silent, stream) = pair(&listener);
        let _silent = all.admit(1, &stream).unwrap();
        let (_new, stream) = pair(&listener);
        let new = all.admit(2, &stream).unwrap();
        assert_eq!((silent.read(&mut [0]).unwrap(), all.len()), (0, 2));
        // Nobody is waited for now, so nobody gives way.
        new.waits(false);
        let (_late, stream) = pair(&listener);
        assert!(all.admit(3, &stream).is_none());
        drop(new);
        assert!(all.admit(4, &stream).is_some());
    }

    #[test]
    fn a_client_that_was_not_waited_for_long_keeps_its_place() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let all = Connections::new(room(Duration::from_secs(60)));
        let (_client, stream) = pair(&listener);
        let _places = [all.admit(0, &stream).unwrap(), all.admit(1, &stream).unwrap()];
        assert!(all.admit(2, &stream).is_none());
    }

    #[test]
    fn long_bodies_have_room_together_and_short_ones_always() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let all = Connections::new(room(Duration::ZERO));
        let (_client, stream) = pair(&listener);
        let place = all.admit(0, &stream).unwrap();
        let first = place.body(600_000).unwrap();
        assert!(place.body(600_000).is_none() && place.body(usize::MAX).is_none());
        let _rest = place.body(400_000).unwrap();
        assert!(place.body(SHORT_BODY).is_some() && place.body(SHORT_BODY + 1).is_none());
        drop(first);
        assert!(place.body(600_000).is_some());
    }
}
