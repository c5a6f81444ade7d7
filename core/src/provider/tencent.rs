//! What all products of Tencent Cloud share: hosts, common headers, the envelope of a reply.
//!
//! Sources: Tencent Cloud, CVM API reference, *Request Structure*, *Common Params*, *Responses*
//! (<https://www.tencentcloud.com/document/product/213/33222> and its neighbours), read 2026-11.

use super::{Answer, Api, Call, Once, Provider, VNC_ACTION, VncCall, host};
use crate::{
    Error,
    error::ReplyFault,
    sign::{
        SigningKey,
        canonical::{self, Signable},
        tc3::Tc3,
    },
    text::{
        Sink, SliceWriter,
        decimal::Decimal,
        http1::{Message, MessageWriter},
        json::{self, Reader},
    },
};

pub(super) static API: Api =
    Api { signing_key: SigningKey::new::<Tc3>, write_vnc_call, read_reply };

/// As the documents' SDKs send it. It is signed, so a transport must not append a charset.
const CONTENT_TYPE: &str = "application/json";

/// The least that the service asks for; the SDKs sign these two as well.
const SIGNED_HEADERS: &str = "content-type;host";

fn write_vnc_call<'b>(vnc: &VncCall<'_>, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
    let VncCall { provider, instance_id, call, credentials, key } = vnc;
    key.check_service(provider.service)?;
    let mut room = [0; BODY_MAX];
    let body = write_instance_body(instance_id, &mut room)?;

    let mut message = MessageWriter::new(buf, b"POST", [b"/"], own_host(provider, call));
    message.content_length(body.len());
    message.header(b"Content-Type", CONTENT_TYPE.as_bytes());
    message.header(b"X-TC-Action", VNC_ACTION.as_bytes());
    message.header(b"X-TC-Version", provider.version.as_bytes());
    message.header(b"X-TC-Timestamp", Decimal::new(call.timestamp).as_bytes());
    if let Some(region) = call.region {
        message.header(b"X-TC-Region", region.as_bytes());
    }
    if let Some(token) = credentials.token {
        message.header(b"X-TC-Token", token.as_bytes());
    }
    let headers = [("content-type", CONTENT_TYPE), ("host", message.host())];
    let signable = Signable::canonical("POST", "", &headers, SIGNED_HEADERS, body);
    let signature = canonical::signature::<Tc3>(key, call.timestamp, &signable)?;
    message.header_with(b"Authorization", |out| {
        let key_id = credentials.key_id;
        canonical::write_authorization_of::<Tc3>(
            out,
            key_id,
            key,
            SIGNED_HEADERS.as_bytes(),
            &signature,
        )
    });
    message.finish(|out| out.put([body]))
}

/// Longest body in bytes: an id has at most 64, and none of them is escaped.
const BODY_MAX: usize = 96;

/// `{"InstanceId":"ins-…"}`
fn write_instance_body<'r>(instance_id: &str, room: &'r mut [u8]) -> Result<&'r [u8], Error> {
    let mut out = SliceWriter::new(room);
    // A `SliceWriter` refuses nothing before `finish`.
    let _ = out.put([b"{\"InstanceId\":"]);
    let _ = json::write_string(&mut out, instance_id);
    let _ = out.put([b"}"]);
    out.finish_bytes()
}

/// The nearest access point, or a finance region's own: those are isolated, and the common host
/// does not reach them.
fn own_host<'a>(provider: &Provider, call: &Call<'a>) -> [&'a [u8]; 4] {
    const DOMAIN: &str = ".tencentcloudapi.com";
    let own = match call.region {
        Some(region) if region.ends_with("-fsi") => [provider.service, ".", region, DOMAIN],
        _ => [provider.service, DOMAIN, "", ""],
    };
    host(call, own)
}

/// `{"Response": {…, "RequestId": "…"}}`, with `Error` inside for a refusal.
///
/// The status is 200 for every request that the service handled, refusals included; another one
/// comes from a gateway.
fn read_reply<'a>(provider: &Provider, status: u16, body: &'a [u8]) -> Result<Answer<'a>, Error> {
    let answer = read_envelope(provider, body);
    match answer {
        Ok(Answer::Refusal { .. }) => answer,
        _ if status != 200 => Err(Error::UnexpectedStatus { status }),
        _ => answer,
    }
}

#[derive(Default)]
struct Response<'a> {
    stood: bool,
    vnc_url: Once<'a>,
    request_id: Once<'a>,
    code: Once<'a>,
    message: Once<'a>,
    has_error: bool,
}

fn read_envelope<'a>(provider: &Provider, body: &'a [u8]) -> Result<Answer<'a>, Error> {
    let mut reader = Reader::new(body)?;
    let mut response = Response::default();
    if reader.begin_object()? {
        read_members(provider, &mut reader, &mut response)?;
    }
    while reader.next()?.is_some() {}
    let Response { vnc_url, request_id, code, message, has_error, .. } = response;
    let request_id = request_id.text.unwrap_or_default();
    match (has_error, code.text, vnc_url.text) {
        (true, Some(code), _) => {
            Ok(Answer::Refusal { code, message: message.text.unwrap_or_default(), request_id })
        }
        (false, _, Some(vnc_url)) => Ok(Answer::VncUrl { vnc_url, request_id }),
        _ => Err(Error::MalformedReply { at: body.len(), fault: ReplyFault::MissingKey }),
    }
}

/// Read the members of the outermost object, of `Response` in it and of `Error` in that: no other
/// object is stepped into, so the depth tells which of them it is.
#[inline]
fn read_members<'a>(
    provider: &Provider,
    reader: &mut Reader<'a>,
    response: &mut Response<'a>,
) -> Result<(), Error> {
    while reader.depth() > 0 {
        let Some(name) = reader.next_name()? else { continue };
        let text = match reader.depth() {
            1 if name == *"Response" => {
                open_object(reader, &mut response.stood)?;
                continue;
            }
            2 if name == *provider.vnc_url_key => &mut response.vnc_url,
            2 if name == *"RequestId" => &mut response.request_id,
            2 if name == *"Error" => {
                open_object(reader, &mut response.has_error)?;
                continue;
            }
            3 if name == *"Code" => &mut response.code,
            3 if name == *"Message" => &mut response.message,
            _ => {
                reader.skip_value()?;
                continue;
            }
        };
        text.read(reader)?;
    }
    Ok(())
}

/// Step into an object that may stand only once.
fn open_object(reader: &mut Reader<'_>, stood: &mut bool) -> Result<(), Error> {
    let at = reader.at();
    let fault = |fault| Err(Error::MalformedReply { at, fault });
    if core::mem::replace(stood, true) {
        return fault(ReplyFault::DuplicateKey);
    }
    if reader.begin_object()? {
        return Ok(());
    }
    reader.next()?;
    fault(ReplyFault::WrongType)
}
