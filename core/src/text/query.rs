//! The canonical query string: sorted by name in byte order, percent-encoded by RFC 3986, every
//! parameter as `name=value`, joined by `&`.

use core::{cmp::Ordering, fmt};

use crate::{
    Error,
    text::{
        Sink,
        order::in_order,
        percent::{self, Decoded, is_unreserved},
        scan::prefix_len,
        sink::{ByRef, shared},
        split::{pieces, split_once},
    },
};

/// Write the canonical form of `query`, a query as it stands on the wire.
///
/// The wire's order and spelling are free (`+` or `%20` for a space, `%7e` for `~`); the canonical
/// form is the same for all of them. A parameter without a value becomes `name=`. Empty pieces
/// (`a=1&&b=2`) are no parameters.
///
/// # Errors
///
/// Only those of `out`. A `%` without two hexadecimal digits ends its name or value: check the
/// query with [`check`] first.
pub fn write_canonical(out: &mut (impl Sink + ?Sized), query: &str) -> fmt::Result {
    write_all(shared(&mut ByRef(out)), [query, ""], None, Spelling::Encoded)
}

/// How names and values are spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Percent-encoded.
    Encoded,
    /// Percent-encoded, and then all of it once more, separators included: as a parameter of a
    /// string to sign, which Alibaba's version 1.0 makes of them.
    EncodedTwice,
    /// As they are.
    Raw,
}

impl Spelling {
    /// What stands between two parameters, and between a name and its value.
    #[inline]
    pub(crate) const fn separators(self) -> [&'static [u8]; 2] {
        match self {
            Self::Encoded | Self::Raw => [b"&", b"="],
            Self::EncodedTwice => [b"%26", b"%3D"],
        }
    }

    /// What stands before the two digits of a byte that is percent-encoded.
    #[inline]
    pub(crate) const fn escape(self) -> &'static [u8] {
        match self {
            Self::Encoded | Self::Raw => b"%",
            Self::EncodedTwice => b"%25",
        }
    }
}

/// Write the parameters of a query and of a form together, in order of name and without the one
/// named `except`.
///
/// # Errors
///
/// Those of `out`; in [`Spelling::Raw`] also [`fmt::Error`] for a name or value that is not UTF-8.
pub fn write_merged(
    out: &mut (impl Sink + ?Sized),
    query: &str,
    form: &str,
    except: &str,
    spelling: Spelling,
) -> fmt::Result {
    write_all(shared(&mut ByRef(out)), [query, form], Some(except), spelling)
}

fn write_all(
    out: &mut (impl Sink + ?Sized),
    [query, form]: [&str; 2],
    except: Option<&str>,
    spelling: Spelling,
) -> fmt::Result {
    let wanted = |parameter: &Parameter<'_>| {
        except.is_none_or(|except| !decoded(parameter.name).eq(except.bytes()))
    };
    let all = parameters(query).chain(parameters(form)).filter(wanted);
    let [between, equals] = spelling.separators();
    let mut separator: &[u8] = b"";
    for Parameter { name, value } in in_order(all, Parameter::compare) {
        out.put([separator])?;
        write_spelled(out, name, spelling)?;
        out.put([equals])?;
        write_spelled(out, value, spelling)?;
        separator = between;
    }
    Ok(())
}

/// Check that `query` can stand in a request line and decodes.
///
/// # Errors
///
/// [`Error::InvalidRequestLine`] for a blank, a control, a `#`, a byte that is not ASCII, or a `%`
/// without two hexadecimal digits.
pub fn check(query: &str) -> Result<(), Error> {
    let visible = query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let decodes = percent::decode(query.as_bytes()).all(|piece| piece != Decoded::Broken);
    if visible && decodes { Ok(()) } else { Err(Error::InvalidRequestLine) }
}

/// Whether `query` is canonical already, as a program that writes parameters in order sends it.
///
/// Says so only of what can be told at a glance: nothing in it is percent-encoded.
pub(crate) fn is_canonical(query: &str) -> bool {
    let mut rest = query.as_bytes();
    let mut last: &[u8] = b"";
    while !rest.is_empty() {
        let (name, after) = split_unreserved(rest);
        let Some((b'=', after)) = after.split_first() else { return false };
        let (_, after) = split_unreserved(after);
        rest = match after {
            [] => after,
            [b'&', next @ ..] if !next.is_empty() => next,
            _ => return false,
        };
        if name < last {
            return false;
        }
        last = name;
    }
    true
}

/// The unreserved bytes at the front of `text`, and what follows them.
fn split_unreserved(text: &[u8]) -> (&[u8], &[u8]) {
    text.split_at_checked(prefix_len(text, is_unreserved)).unwrap_or_default()
}

/// One parameter, as it is spelled on the wire.
#[derive(Clone, Copy)]
struct Parameter<'a> {
    name: &'a str,
    value: &'a str,
}

impl Parameter<'_> {
    /// Order of the decoded names, byte by byte: `InstanceId.12` comes before `InstanceId.2`.
    fn compare(&self, other: &Self) -> Ordering {
        decoded(self.name).cmp(decoded(other.name))
    }
}

fn parameters(query: &str) -> impl Iterator<Item = Parameter<'_>> + Clone {
    pieces(query, b'&').filter(|piece| !piece.is_empty()).map(|piece| {
        let (name, value) = split_once(piece, b'=').unwrap_or((piece, ""));
        Parameter { name, value }
    })
}

/// The bytes that `text` stands for in a query, where `+` is a space.
fn decoded(text: &str) -> impl Iterator<Item = u8> + Clone + '_ {
    let mut raw = percent::decode(text.as_bytes());
    let mut bytes = text.bytes();
    core::iter::from_fn(move || {
        let Decoded::Byte(byte) = raw.next()? else {
            return None;
        };
        match bytes.next()? {
            b'+' => Some(b' '),
            b'%' => {
                bytes.nth(1)?;
                Some(byte)
            }
            plain => Some(plain),
        }
    })
}

fn write_spelled(out: &mut (impl Sink + ?Sized), text: &str, spelling: Spelling) -> fmt::Result {
    let mut bytes = decoded(text);
    while let Some(byte) = bytes.next() {
        if byte.is_ascii() {
            if spelling == Spelling::Raw || is_unreserved(byte) {
                out.put([&[byte]])?;
            } else {
                percent::write_escape(out, spelling.escape(), byte)?;
            }
        } else if spelling != Spelling::Raw {
            percent::write_escape(out, spelling.escape(), byte)?;
        } else {
            write_character(out, byte, &mut bytes)?;
        }
    }
    Ok(())
}

/// Write the character that `first` begins and `rest` goes on with; a sink takes whole ones.
fn write_character(
    out: &mut (impl Sink + ?Sized),
    first: u8,
    rest: &mut impl Iterator<Item = u8>,
) -> fmt::Result {
    // The number of leading ones is the number of the character's bytes (RFC 3629, section 3).
    let len = first.leading_ones() as usize;
    let mut bytes = [first, 0, 0, 0];
    for place in bytes.get_mut(1..len).ok_or(fmt::Error)? {
        *place = rest.next().ok_or(fmt::Error)?;
    }
    let bytes = bytes.get(..len).unwrap_or_default();
    core::str::from_utf8(bytes).map_err(|_| fmt::Error)?;
    out.put([bytes])
}

/// Whether every name and value of `query` decodes to UTF-8.
pub(crate) fn is_text(query: &str) -> bool {
    struct Nowhere;
    impl Sink for Nowhere {
        fn put<const N: usize>(&mut self, _: [&[u8]; N]) -> fmt::Result {
            Ok(())
        }
    }
    parameters(query).all(|parameter| {
        [parameter.name, parameter.value]
            .iter()
            .all(|text| write_spelled(shared(&mut Nowhere), text, Spelling::Raw).is_ok())
    })
}

#[cfg(test)]
mod tests {
    use std::string::String;

    use super::*;

    fn canonical(query: &str) -> String {
        let mut out = String::new();
        write_canonical(&mut out, query).unwrap();
        out
    }

    #[test]
    fn parameters_are_sorted_by_their_decoded_names() {
        assert_eq!(
            canonical("b=2&A=1&a=0&InstanceId.2=x&InstanceId.12=y"),
            "A=1&InstanceId.12=y&InstanceId.2=x&a=0&b=2"
        );
        assert_eq!(canonical("%62=2&a=1"), "a=1&b=2");
    }

    #[test]
    fn every_spelling_becomes_the_same_text() {
        assert_eq!(canonical("a=b+c%7e*%2b%2A"), "a=b%20c~%2A%2B%2A");
        assert_eq!(canonical("a&&=b&"), "=b&a=");
        assert_eq!(canonical(""), "");
    }

    #[test]
    fn a_query_and_a_form_are_merged_without_the_signature() {
        let merged = |spelling| {
            let mut out = String::new();
            let (query, form) = ("b=%E4%B8%AD&Signature=x", "a=1+2&%53ignature=y");
            write_merged(&mut out, query, form, "Signature", spelling).unwrap();
            out
        };
        assert_eq!(merged(Spelling::Encoded), "a=1%202&b=%E4%B8%AD");
        assert_eq!(merged(Spelling::Raw), "a=1 2&b=\u{4e2d}");
    }

    #[test]
    fn raw_text_must_be_text() {
        for bad in ["a=%ff", "a=%E4%B8", "%80=", "a=%f8%80%80%80%80", "a=%C0%80"] {
            assert!(!is_text(bad), "{bad}");
        }
        assert!(is_text("a=%E4%B8%AD&b=%F0%9F%98%80+&c"));
    }

    #[test]
    fn what_is_called_canonical_is_its_own_canonical_form() {
        for query in ["", "a=", "=b", "a=1&b=2", "a=1&a=2", "InstanceId=i-1&RegionId=cn-hangzhou"] {
            assert!(is_canonical(query), "{query}");
            assert_eq!(canonical(query), query);
        }
        for query in
            ["a", "&", "a=1&", "&a=1", "a=1&&b=2", "b=1&a=2", "a=b=c", "a=+", "a=%20", "a b"]
        {
            assert!(!is_canonical(query), "{query}");
        }
    }

    #[test]
    fn a_query_that_no_request_line_holds_is_refused() {
        for bad in ["a b", "a=\n", "a#b", "a=\u{e9}", "a=%", "a=%4", "a=%zz"] {
            assert_eq!(check(bad), Err(Error::InvalidRequestLine), "{bad}");
        }
        assert_eq!(check("a=%7E+~!*'()&b"), Ok(()));
    }
}
