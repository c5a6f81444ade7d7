//! States of any number of instances, in constant memory.

use core::iter;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, SyncSender, TrySendError},
    },
    thread,
};

use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyIterator, PyString},
};

use crate::{
    failure::raise,
    instance::Instance,
    wait::{Hand, Taken},
};

/// Ids that are read ahead: two requests' worth.
const AHEAD: usize = 200;

type Listed = Result<vncurl::Instance, vncurl::Error>;

/// An iterator of Instance; after an error it ends.
#[pyclass(frozen, module = "vncurl")]
pub(crate) struct Statuses {
    /// Nothing while a thread waits, and after the end.
    asking: Mutex<Option<Asking>>,
}

struct Asking {
    hand: Hand<Listed>,
    ids: Option<Ids>,
}

/// The caller's ids, and the thread that asks for them.
struct Ids {
    iterator: Py<PyIterator>,
    read: Option<String>,
    hand_over: SyncSender<String>,
}

impl Statuses {
    pub(crate) fn start(
        client: &Arc<vncurl::Client>,
        instance_ids: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let client = Arc::clone(client);
        let (hand_over, listed) = mpsc::sync_channel(0);
        let hand = Hand::new(listed);
        let Some(instance_ids) = instance_ids else {
            thread::spawn(move || pass_on(client.statuses(iter::empty()), &hand_over));
            return Ok(Self { asking: Mutex::new(Some(Asking { hand, ids: None })) });
        };
        let mut ids = each_id(instance_ids)?;
        // No ids are none, where the client would take them for all of the region.
        let Some(first) = ids.next() else { return Ok(Self { asking: Mutex::new(None) }) };
        let read = Some(first?.extract()?);
        let (give, given) = mpsc::sync_channel(AHEAD);
        thread::spawn(move || pass_on(client.statuses(given), &hand_over));
        let ids = Some(Ids { iterator: ids.unbind(), read, hand_over: give });
        Ok(Self { asking: Mutex::new(Some(Asking { hand, ids })) })
    }

    fn take(&self) -> Option<Asking> {
        self.asking.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// The caller's ids, one after another. A text is an iterable too, of its letters, and each of them
/// would be asked for.
pub(crate) fn each_id<'py>(instance_ids: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyIterator>> {
    if instance_ids.is_instance_of::<PyString>() {
        return Err(PyTypeError::new_err("instance_ids is one str: give a list of ids"));
    }
    instance_ids.try_iter()
}

/// Hand items over until nobody takes them any more.
fn pass_on(mut listed: impl Iterator<Item = Listed>, hand_over: &SyncSender<Listed>) -> bool {
    listed.all(|each| hand_over.send(each).is_ok())
}

impl Ids {
    /// Hand over as many ids as there is room for; whether more will come.
    fn refill(&mut self, py: Python<'_>) -> PyResult<bool> {
        loop {
            let id = match self.read.take() {
                Some(id) => id,
                None => match self.iterator.bind(py).clone().next() {
                    Some(id) => id?.extract()?,
                    None => return Ok(false),
                },
            };
            match self.hand_over.try_send(id) {
                Ok(()) => {}
                Err(TrySendError::Full(id)) => {
                    self.read = Some(id);
                    return Ok(true);
                }
                Err(TrySendError::Disconnected(_)) => return Ok(false),
            }
        }
    }
}

#[pymethods]
impl Statuses {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Instance>> {
        let Some(Asking { mut hand, mut ids }) = self.take() else { return Ok(None) };
        loop {
            if let Some(own) = &mut ids
                && !own.refill(py)?
            {
                ids = None;
            }
            let taken;
            (hand, taken) = hand.take_soon(py)?;
            match taken {
                Taken::NotYet => {}
                Taken::End => return Ok(None),
                Taken::Value(Err(error)) => return Err(raise(py, &error)),
                Taken::Value(Ok(instance)) => {
                    let asking = Some(Asking { hand, ids });
                    *self.asking.lock().unwrap_or_else(PoisonError::into_inner) = asking;
                    return Ok(Some(instance.into()));
                }
            }
        }
    }
}
