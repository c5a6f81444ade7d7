//! What the cloud answered, borrowed from the body.

use crate::{Error, Refusal, provider::Provider, text::Text};

/// A well-formed reply: the VNC URL, or a refusal.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Reply<'a> {
    /// The cloud gave the address.
    VncUrl(VncUrl<'a>),
    /// The cloud said no.
    Refusal(Refusal<'a>),
}

/// The address that the cloud gave.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct VncUrl<'a> {
    /// The VNC URL as it arrived, not yet checked: hand it to
    /// [`Provider::console_url`](crate::Provider::console_url), which checks it.
    pub vnc_url: Text<'a>,
    /// The cloud's id of the call; empty when it sent none.
    pub request_id: Text<'a>,
}

impl Provider {
    /// Read the reply to [`Provider::vnc_request`].
    ///
    /// `status` is the HTTP status, `body` the whole body.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedReply`] with the byte at which the body stops being the documented JSON,
    /// and [`Error::UnexpectedStatus`] when a gateway answered instead of the service.
    ///
    /// # Examples
    ///
    /// ```
    /// use vncurl_core::{RefusalKind, Reply, TENCENT_CVM};
    ///
    /// let body = br#"{"Response": {"RequestId": "R-1", "Error":
    ///     {"Code": "InvalidInstanceId.NotFound", "Message": "no such instance"}}}"#;
    /// let Reply::Refusal(refusal) = TENCENT_CVM.read_reply(200, body)? else { panic!("not refused") };
    /// assert_eq!(refusal.kind, RefusalKind::NotFound);
    /// # Ok::<(), vncurl_core::Error>(())
    /// ```
    pub fn read_reply<'a>(&self, status: u16, body: &'a [u8]) -> Result<Reply<'a>, Error> {
        (self.api.read_reply)(status, body)
    }
}

#[cfg(test)]
mod tests {
    use std::{format, string::String, vec::Vec};

    use super::*;
    use crate::provider::{ALIBABA_ECS, TENCENT_CVM};

    /// What was read, or the fault with its offset, counted from `start`.
    fn read(provider: &Provider, body: &[u8], start: usize) -> Result<[String; 2], String> {
        match provider.read_reply(200, body) {
            Ok(Reply::VncUrl(reply)) => {
                Ok([reply.vnc_url, reply.request_id].map(|t| format!("{t}")))
            }
            Ok(Reply::Refusal(reply)) => Ok([reply.code, reply.request_id].map(|t| format!("{t}"))),
            Err(Error::MalformedReply { at, fault }) => Err(format!("{fault:?} at {}", at - start)),
            Err(other) => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn the_short_way_through_a_reply_ends_where_the_long_one_does() {
        let flat = [
            r#"{"VncUrl":"a%2Fb","RequestId":"1-2"}"#,
            r#"{"RequestId": "1-2", "VncUrl": "a%2Fb"}"#,
            r#"{"VncUrl":"a","VncUrl":"b"}"#,
            r#"{"RequestId":"1","RequestId":"2"}"#,
            r#"{"VncUrl":"a","RequestId":"1","requestId":"2"}"#,
        ];
        let bodies = flat.iter().flat_map(|body| {
            let inner = body.replace("VncUrl", "InstanceVncUrl");
            let spaced = format!("{{\"Response\": {inner}}}");
            let close = format!("{{\"Response\":{inner}}}");
            let old = format!("{{\"Response\":{inner},\"codeDesc\":\"c\"}}");
            let tencent = [spaced, close, old].map(|body| (&TENCENT_CVM, body));
            core::iter::once((&ALIBABA_ECS, String::from(*body))).chain(tencent)
        });
        for (provider, body) in bodies {
            for at in 0..=body.len() {
                let (front, back) = body.as_bytes().split_at(at);
                let rest = back.get(1..).unwrap_or_default();
                for byte in *b" \n,:\"\\{}x\x1f\x7f\x80" {
                    for behind in [rest, back] {
                        let changed = [front, &[byte], behind].concat();
                        // A blank in front is read on the long way alone.
                        let long: Vec<u8> = [b"\n", &*changed].concat();
                        assert_eq!(read(provider, &changed, 0), read(provider, &long, 1));
                    }
                }
            }
        }
    }
}
