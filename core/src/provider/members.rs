//! The members of a reply's objects that are read; all others are read over.

use crate::{
    Error,
    error::ReplyFault,
    text::{
        Text,
        json::{Kind, Reader},
    },
};

/// The value of a key that may stand only once in its object; `null` counts as absent, as the
/// clouds' own SDKs take it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Once<'a> {
    pub(crate) stood: bool,
    pub(crate) text: Option<Text<'a>>,
}

impl<'a> Once<'a> {
    /// Take the value.
    #[inline]
    pub(crate) fn set(&mut self, text: Option<Text<'a>>) -> Result<(), ReplyFault> {
        if core::mem::replace(&mut self.stood, true) {
            return Err(ReplyFault::DuplicateKey);
        }
        self.text = text;
        Ok(())
    }
}

/// A member that is read: the depth of its object, its name, and the place of its value.
pub(super) type Member = (u8, &'static str, u8);

/// Read a document to its end, and the values of `members`.
///
/// The first `objects` values are those of objects, which are stepped into; no other object is, so
/// the depth tells which of them it is. Every other value is a string or `null`.
///
/// # Errors
///
/// [`Error::MalformedReply`] with the byte.
#[cold]
pub(super) fn read_members<'a>(
    body: &'a [u8],
    members: &[Member],
    objects: u8,
    values: &mut [Once<'a>],
) -> Result<(), Error> {
    let mut reader = Reader::new(body)?;
    read_into(&mut reader, members, objects, values).map_err(|fault| reader.fault(fault))
}

fn read_into<'a>(
    reader: &mut Reader<'a>,
    members: &[Member],
    objects: u8,
    values: &mut [Once<'a>],
) -> Result<(), ReplyFault> {
    let mut inside = reader.begin_object()?;
    loop {
        match reader.advance()? {
            Kind::End => return Ok(()),
            Kind::Name if inside => {}
            _ => {
                inside &= reader.depth() > 0;
                continue;
            }
        }
        let (name, depth) = (reader.text(), reader.depth());
        let mut known = members.iter().filter(|(own, ..)| *own == depth);
        let value = known.find(|(_, own, _)| name == **own).map(|(.., place)| *place);
        let Some((place, value)) =
            value.and_then(|place| Some((place, values.get_mut(usize::from(place))?)))
        else {
            reader.pass_value()?;
            continue;
        };
        let at = reader.at();
        let mut text = None;
        if place >= objects {
            text = reader.next_string()?;
        } else if !reader.begin_object()? {
            reader.advance()?;
            return Err(reader.fault_at(at, ReplyFault::WrongType));
        }
        if let Err(fault) = value.set(text) {
            return Err(reader.fault_at(at, fault));
        }
    }
}
