//! The parts of a request that a signature covers, checked once.

use core::fmt;

use heapless::Vec;

use crate::{
    COMPACT, Error,
    text::{
        Sink, SliceWriter,
        class::{is, is_digit, is_lower_case, is_upper_case, is_within},
        order::in_order,
        query,
        scan::all,
        sink::shared,
    },
};

/// The parts of a request that a signature covers.
///
/// Checking them and joining the headers' names is done once, however many steps are taken.
#[derive(Clone)]
pub struct Signable<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    headers: &'a [(&'a str, &'a str)],
    pub(super) payload: &'a [u8],
    signed_headers: SignedHeaders,
    pub(super) form: Form,
}

/// Longest text of joined names that is kept, in bytes; the clouds' own calls need 105.
const NAMES_MAX: usize = if COMPACT { 0 } else { 128 };

/// The signed headers: the lower-case names, sorted, joined by `;`.
#[derive(Clone)]
enum SignedHeaders {
    /// Joined once.
    Joined(Vec<u8, NAMES_MAX>),
    /// Too long to be kept: written name by name.
    Long,
}

/// What is canonical already and so is written as it stands.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) query: bool,
    /// Lower-case names in order, values without blanks around them.
    headers: bool,
    /// Values without an upper-case letter.
    lower_case_values: bool,
}

impl<'a> Signable<'a> {
    /// A request as it stands on the wire.
    ///
    /// * `method`: such as `POST`.
    /// * `path`: starts with `/`, as sent.
    /// * `query`: what follows the `?`, as sent; empty when there is none.
    /// * `headers`: name and value of the headers to sign, and no others; any order, names of any
    ///   case. Blanks around a value do not count.
    /// * `payload`: the body's bytes, or the text that is signed in their place
    ///   (`UNSIGNED-PAYLOAD`).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequestLine`] and [`Error::InvalidHeader`] for what HTTP cannot carry and
    /// what would let one text pass for another, such as a line break in a value.
    pub fn new(
        method: &'a str,
        path: &'a str,
        query: &'a str,
        headers: &'a [(&'a str, &'a str)],
        payload: &'a [u8],
    ) -> Result<Self, Error> {
        let method_holds = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
        let path_holds = path.starts_with('/')
            && path.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'?' | b'#'));
        if !method_holds || !path_holds {
            return Err(Error::InvalidRequestLine);
        }
        let mut form = Form::of_headers(headers);
        if !form.headers {
            check_headers(headers)?;
        }
        form.query = query::is_canonical(query);
        if !form.query {
            query::check(query)?;
        }
        let signed_headers = SignedHeaders::Long;
        let mut this = Self { method, path, query, headers, payload, signed_headers, form };
        let mut names = [0; NAMES_MAX];
        let mut out = SliceWriter::new(&mut names);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = this.write_signed_headers(shared(&mut out));
        if let Ok(Ok(names)) = out.finish_bytes().map(Vec::from_slice) {
            this.signed_headers = SignedHeaders::Joined(names);
        }
        Ok(this)
    }

    /// The value of the header of that lower-case name.
    pub(super) fn header(&self, name: &str) -> Option<&'a str> {
        let found = self.headers.iter().find(|header| header.0.eq_ignore_ascii_case(name));
        found.map(|(_, value)| trimmed(value))
    }

    /// The payload as a form's text; nothing when it is not text.
    pub(super) fn form(&self) -> Option<&'a str> {
        core::str::from_utf8(self.payload).ok()
    }

    /// Write every header, sorted by name, as `name:value` and a line break.
    #[inline]
    pub(super) fn write_headers(
        &self,
        out: &mut (impl Sink + ?Sized),
        lower_case_values: bool,
    ) -> fmt::Result {
        if self.form.headers && (self.form.lower_case_values || !lower_case_values) {
            return self.headers.iter().try_for_each(|(name, value)| {
                out.put([name.as_bytes(), b":", value.as_bytes(), b"\n"])
            });
        }
        self.sorted().try_for_each(|(name, value)| {
            write_lower_case(out, name)?;
            out.put([b":"])?;
            if lower_case_values {
                write_lower_case(out, trimmed(value))?;
            } else {
                out.put([trimmed(value).as_bytes()])?;
            }
            out.put([b"\n"])
        })
    }

    /// The signed headers' text, unless it is too long to be kept.
    #[inline]
    pub(super) fn signed_headers(&self) -> Option<&[u8]> {
        match &self.signed_headers {
            SignedHeaders::Joined(names) => Some(names),
            SignedHeaders::Long => None,
        }
    }

    /// Write the signed headers: the lower-case names, sorted, joined by `;`.
    pub(super) fn write_signed_headers(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        if self.form.headers
            && let Some(((first, _), others)) = self.headers.split_first()
        {
            out.put([first.as_bytes()])?;
            return others.iter().try_for_each(|(name, _)| out.put([b";", name.as_bytes()]));
        }
        let mut separator: &[u8] = b"";
        self.sorted().try_for_each(|(name, _)| {
            out.put([separator])?;
            separator = b";";
            write_lower_case(out, name)
        })
    }

    fn sorted(&self) -> impl Iterator<Item = &'a (&'a str, &'a str)> {
        let lower = |name: &'a str| name.bytes().map(|byte| byte.to_ascii_lowercase());
        in_order(self.headers.iter(), move |a, b| lower(a.0).cmp(lower(b.0)))
    }
}

impl fmt::Debug for Signable<'_> {
    /// Names only: a signed header may hold a security token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signable")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &format_args!("{}", self.headers.len()))
            .finish_non_exhaustive()
    }
}

impl Form {
    /// Look at all headers at a glance, as a program sends them that writes them in canonical form;
    /// what does not pass here is for [`check_headers`] to judge.
    fn of_headers(headers: &[(&str, &str)]) -> Self {
        let mut form = Self { query: false, headers: true, lower_case_values: true };
        let mut last = "";
        for (name, value) in headers {
            let (name_bytes, value) = (name.as_bytes(), value.as_bytes());
            let blank = |byte: Option<&u8>| byte == Some(&b' ');
            form.headers &= last < *name
                && all(name_bytes, |b| is_lower_case(b) | is_digit(b) | is(b, b'-'))
                && !blank(value.first())
                && !blank(value.last());
            if !all(value, |b| is_within(b, b' ', 0xff) & !is_upper_case(b)) {
                form.lower_case_values = false;
                form.headers &= all(value, |b| b >= b' ');
            }
            last = name;
        }
        form
    }
}

/// Check that HTTP can carry the headers and that none of them can pass for another.
fn check_headers(headers: &[(&str, &str)]) -> Result<(), Error> {
    for (index, (name, value)) in headers.iter().enumerate() {
        let name_holds = !name.is_empty() && name.bytes().all(is_token);
        let value_holds = !value.bytes().any(|b| matches!(b, b'\r' | b'\n' | 0));
        let earlier = headers.get(..index).unwrap_or_default();
        let repeated = earlier.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
        if !name_holds || !value_holds || repeated {
            return Err(Error::InvalidHeader { index });
        }
    }
    Ok(())
}

/// A byte of a header's name, RFC 9110, section 5.6.2.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A header's value without the blanks around it.
fn trimmed(value: &str) -> &str {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    let (mut start, mut end) = (0, value.len());
    while value.as_bytes().get(start).is_some_and(is_blank) {
        start = start.wrapping_add(1);
    }
    while end > start && value.as_bytes().get(end.wrapping_sub(1)).is_some_and(is_blank) {
        end = end.wrapping_sub(1);
    }
    value.get(start..end).unwrap_or_default()
}

/// Write `text` with its ASCII letters lowered.
fn write_lower_case(out: &mut (impl Sink + ?Sized), text: &str) -> fmt::Result {
    // A piece ends with each upper-case letter, so no longer character is cut.
    text.split_inclusive(|c: char| c.is_ascii_uppercase()).try_for_each(|piece| {
        match piece.as_bytes().split_last() {
            Some((last, before)) if last.is_ascii_uppercase() => {
                out.put([before, &[last.to_ascii_lowercase()]])
            }
            _ => out.put([piece.as_bytes()]),
        }
    })
}
