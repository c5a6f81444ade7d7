//! A short way through a document as the clouds spell it: objects whose members are plain strings,
//! and one space behind a colon or a comma, or none.

use super::plain::plain_len;
use crate::text::Text;

/// What of a document was not read yet.
///
/// Everything that is taken was checked as strictly as a [`Reader`](super::Reader) checks it. What
/// is none of a usual document gives `None`: it may be valid all the same, and only a reader, from
/// the start, says where it is not.
#[derive(Clone, Copy)]
pub(crate) struct Usual<'a> {
    rest: &'a [u8],
}

impl<'a> Usual<'a> {
    /// Start at the front of `document`.
    pub(crate) const fn new(document: &'a [u8]) -> Self {
        Self { rest: document }
    }

    /// What is behind `token`.
    #[inline]
    pub(crate) fn token(self, token: u8) -> Option<Self> {
        self.rest.strip_prefix(&[token]).map(Self::new)
    }

    /// What is behind a space, if there is one.
    #[inline]
    pub(crate) fn space(self) -> Self {
        self.token(b' ').unwrap_or(self)
    }

    /// What is behind the name of a member, when it is `name`, and its colon.
    #[inline]
    pub(crate) fn name(self, name: &str) -> Option<Self> {
        let rest = self.rest.strip_prefix(b"\"")?.strip_prefix(name.as_bytes())?;
        rest.strip_prefix(b"\":").map(|rest| Self::new(rest).space())
    }

    /// What is behind a comma.
    #[inline]
    pub(crate) fn comma(self) -> Option<Self> {
        self.token(b',').map(Self::space)
    }

    /// A string of plain ASCII, and what is behind it.
    #[inline]
    pub(crate) fn string(self) -> Option<(Text<'a>, Self)> {
        let rest = self.rest.strip_prefix(b"\"")?;
        let (text, behind) = rest.split_at_checked(plain_len(rest))?;
        Some((Text::json(text, false), Self::new(behind.strip_prefix(b"\"")?)))
    }

    /// Whether nothing is left.
    #[inline]
    pub(crate) const fn is_empty(self) -> bool {
        self.rest.is_empty()
    }
}
