//! What a service that gives credentials answers.

use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::SourceFault;

/// A status and a body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Zeroizing<Vec<u8>>,
}

impl Reply {
    /// The body of an answer with status 200.
    fn body(&self) -> Result<&[u8], SourceFault> {
        if self.status == 200 { Ok(&self.body) } else { Err(SourceFault::Status(self.status)) }
    }

    /// The one word that the body is, blanks around it taken away: a role's name or a token.
    pub(crate) fn word(&self) -> Result<&str, SourceFault> {
        let text = core::str::from_utf8(self.body()?).unwrap_or_default().trim();
        if is_word(text) {
            Ok(text)
        } else {
            Err(SourceFault::Reply { problem: "its answer is not a single name" })
        }
    }

    /// The body as JSON of this form. The parser's own message may quote a value.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, SourceFault> {
        let problem = "its answer is not the JSON of temporary credentials";
        serde_json::from_slice(self.body()?).map_err(|_| SourceFault::Reply { problem })
    }
}

/// Whether a text can stand in a path or a header as it is, and leads to no other path.
pub(crate) fn is_word(text: &str) -> bool {
    let holds = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
    (1..=512).contains(&text.len()) && text.bytes().all(holds) && !text.starts_with('.')
}
