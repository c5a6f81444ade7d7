//! Percent-encoding and query strings, read and written on bytes.

use core::fmt::Write as _;

/// A parameter: name and value, decoded.
pub(crate) type Pair = (Vec<u8>, Vec<u8>);

/// Encode everything but the unreserved characters of RFC 3986, section 2.3.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Decode every `%XX` and leave all else, `+` included, as it is.
///
/// `None` where a `%` is not followed by two hexadecimal digits.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte == b'%' {
            let (digits, tail) = rest.split_first_chunk::<2>()?;
            let digits = digits.iter().all(u8::is_ascii_hexdigit).then_some(digits)?;
            out.push(u8::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?);
            rest = tail;
        } else {
            out.push(byte);
        }
    }
    Some(out)
}

/// The parameters of a query or of a form body, in the order of the text; `+` is a space.
///
/// `None` where a `%` is not followed by two hexadecimal digits. A parameter without `=` has an
/// empty value; an empty piece (`a&&b`) is none.
pub(crate) fn pairs(query: &[u8]) -> Option<Vec<Pair>> {
    query
        .split(|&byte| byte == b'&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| {
            let (name, value) = match piece.iter().position(|&byte| byte == b'=') {
                Some(at) => (piece.get(..at)?, piece.get(at.checked_add(1)?..)?),
                None => (piece, &[][..]),
            };
            Some((form_decode(name)?, form_decode(value)?))
        })
        .collect()
}

fn form_decode(text: &[u8]) -> Option<Vec<u8>> {
    let spaced: Vec<u8> = text.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
    decode(&spaced)
}

/// The value of `name` in a raw query, not decoded: the first piece `name=…`.
pub(crate) fn raw_value<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query.split('&').find_map(|piece| piece.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_encoding_and_decoding() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(encode(&all).as_bytes()), Some(all));
        assert_eq!(encode(b"aZ9-_.~ +*/%"), "aZ9-_.~%20%2B%2A%2F%25");
    }

    #[test]
    fn a_percent_sign_without_two_digits_is_refused() {
        for text in ["%", "%4", "%g0", "%0g", "a%", "%+1", "% 1", "%\u{e9}0"] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
            assert_eq!(pairs(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_plus_is_a_space_in_pairs_and_a_plus_in_decode() {
        assert_eq!(decode(b"a+b%2B"), Some(b"a+b+".to_vec()));
        assert_eq!(
            pairs(b"a+b=c+%2B&&d"),
            Some(vec![(b"a b".to_vec(), b"c +".to_vec()), (b"d".to_vec(), Vec::new()),])
        );
    }
}
