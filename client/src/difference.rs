//! Why a signature does not match, from the cloud's echo of the string that it signed itself.

use core::fmt;

use vncurl_core::{Refusal, refusal::Echo};

use crate::{Client, SignedRequest};

/// What the comparison of the two strings to sign says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// Both sides signed the same text: the secret is wrong.
    WrongSecret,
    /// The texts differ: the request was changed on its way, or signed wrongly.
    WrongRequest {
        /// Offset of the first byte that differs, in the string that was signed here.
        at: usize,
        /// The part of it that holds the byte: a parameter's name, or the number of a line.
        part: String,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongSecret => {
                f.write_str("both sides signed the same text, so the secret is wrong")
            }
            Self::WrongRequest { at, part } => write!(
                f,
                "the cloud signed another text: the first difference is at byte {at}, in {part}"
            ),
        }
    }
}

impl Difference {
    /// Compare the string that `request` was signed with to the one that the cloud echoes.
    pub(crate) fn find(
        refusal: &Refusal<'_>,
        client: &Client,
        request: &SignedRequest,
    ) -> Option<Self> {
        let steps = client.steps(request)?;
        let own = steps.string_to_sign();
        match refusal.compare_echo(own) {
            Echo::Absent => None,
            Echo::Same => Some(Self::WrongSecret),
            Echo::Differs { at } => Some(Self::WrongRequest { at, part: part_at(own, at) }),
        }
    }
}

/// What of a string to sign holds the byte at `at`: nothing of its values is told, since some are
/// secret.
fn part_at(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    if let Some((_, parameters)) = text.split_once("&%2F&") {
        let start = text.len().saturating_sub(parameters.len());
        let read = before.get(start..).unwrap_or_default();
        let first = read.rfind("%26").map_or(0, |at| at.saturating_add(3));
        let parameter = parameters.get(first..).unwrap_or_default();
        let name = parameter.split("%3D").next().unwrap_or_default();
        return format!("the parameter {name}");
    }
    format!("line {}", before.matches('\n').count().saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_that_holds_a_byte_is_named_without_its_value() {
        let text = "GET&%2F&AccessKeyId%3Dsecret%26Action%3DDo%26Timestamp%3D2016";
        assert_eq!(part_at(text, text.find("secret").unwrap()), "the parameter AccessKeyId");
        assert_eq!(part_at(text, text.find("2016").unwrap()), "the parameter Timestamp");
        assert_eq!(part_at(text, text.len()), "the parameter Timestamp");
        assert_eq!(part_at(text, 0), "the parameter AccessKeyId");
        assert_eq!(part_at("ACS3-HMAC-SHA256\nabc", 17), "line 2");
    }
}
