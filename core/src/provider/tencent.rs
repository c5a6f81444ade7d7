//! What all products of Tencent Cloud share: hosts, common headers, the envelope of a reply.
//!
//! Sources: Tencent Cloud, CVM API reference, *Request Structure*, *Common Params*, *Responses*
//! (<https://www.tencentcloud.com/document/product/213/33222> and its neighbours), read 2026-11.

use core::fmt;

use super::{
    ActionCall, Api, Call, Cloud, Method, Once, Provider, SignatureVersion, Site, Viewer, host,
    parameters::Parameters, read_usual,
};
use crate::{
    COMPACT, Error, Refusal, Reply, VncUrl, crypto,
    error::ReplyFault,
    sign::{
        SigningKey,
        canonical::{self, Algorithm, Signable},
        tc3::Tc3,
    },
    text::{
        Sink, SliceWriter, Text,
        decimal::Decimal,
        hex::HexDigest,
        http1::{Message, MessageWriter},
        json::{Reader, Usual},
        sink::shared,
    },
};

pub(super) static API: Api = Api { signature: &TC3, read_reply };

/// The page that CVM's and Lighthouse's documents name; the source is in their files.
pub(super) const VIEWER: Viewer = Viewer {
    name: "active_vnc",
    page: "https://img.qcloud.com/qcloud/app/active_vnc/index.html",
    read_on: "2026-11-01",
    keep_alive_s: None,
    vnc_url: "InstanceVncUrl",
    guest: None,
};

/// Signature version 3: a JSON body, everything else in headers.
pub static TC3: SignatureVersion = SignatureVersion {
    name: "tc3",
    algorithm: Tc3::ROW.name,
    cloud: Cloud::Tencent,
    methods: if BY_GET { &[Method::PostBody, Method::Get] } else { &[Method::PostBody] },
    unsigned_payload: true,
    signing_key: SigningKey::new::<Tc3>,
    write_call,
};

/// Whether TC3 can be asked for by `GET`, which needs the query in order.
const BY_GET: bool = cfg!(feature = "tencent-get");

/// As the documents' SDKs send them. They are signed, so a transport must not append a charset.
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The least that the service asks for; the SDKs sign these two as well.
const SIGNED_HEADERS: &str = "content-type;host";

/// What is signed in place of a body that is not.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";

fn write_call<'b>(call: &ActionCall<'_>, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
    let ActionCall { provider, action, parameters, call: how, credentials, key, method } = *call;
    key.check_service(provider.service)?;
    let by_get = BY_GET && method == Method::Get;
    let parameters = Parameters { own: parameters, common: &[] };
    let mut room = [0; SHORT_BODY];
    let body = if by_get { Body::Short(&[]) } else { Body::new(parameters, &mut room) };
    let content_type = if by_get { FORM } else { JSON };

    let verb = method.verb();
    let target = |out: &mut SliceWriter<'_>| {
        if by_get { parameters.write_target(shared(out)) } else { out.put([b"/"]) }
    };
    let mut message = MessageWriter::new(buf, verb.as_bytes(), target, own_host(provider, how));
    if !by_get {
        message.content_length(body.len());
    }
    message.header(b"Content-Type", content_type.as_bytes());
    message.header(b"X-TC-Action", action.as_bytes());
    message.header(b"X-TC-Version", provider.version.as_bytes());
    message.header(b"X-TC-Timestamp", Decimal::new(how.timestamp).as_bytes());
    if let Some(region) = how.region {
        message.header(b"X-TC-Region", region.as_bytes());
    }
    if let Some(token) = credentials.token {
        message.header(b"X-TC-Token", token.as_bytes());
    }
    let hashed_payload = if how.unsigned_payload {
        message.header(b"X-TC-Content-SHA256", UNSIGNED_PAYLOAD.as_bytes());
        crypto::hashed_payload(UNSIGNED_PAYLOAD.as_bytes())
    } else {
        body.hash()
    };
    let headers = [("content-type", content_type), ("host", message.host())];
    let signable =
        Signable::canonical(verb, message.query(), &headers, SIGNED_HEADERS, hashed_payload);
    let signature = canonical::signature::<Tc3>(key, how.timestamp, &signable)?;
    message.header_with(b"Authorization", |out| {
        let key_id = credentials.key_id;
        canonical::write_authorization_of::<Tc3>(
            shared(out),
            key_id,
            key,
            SIGNED_HEADERS.as_bytes(),
            signature.as_bytes(),
        )
    });
    message.finish(|out| body.write(out))
}

/// Room for a short body, in bytes: the longest instance id has 64, and none of them is escaped.
const SHORT_BODY: usize = if COMPACT { 0 } else { 96 };

/// A JSON body.
enum Body<'a> {
    /// Written once.
    Short(&'a [u8]),
    /// Written each time that it is needed, since a list of ids would fill a device's stack.
    Long { parameters: Parameters<'a>, len: usize },
}

impl<'a> Body<'a> {
    fn new(parameters: Parameters<'a>, room: &'a mut [u8]) -> Self {
        let mut out = SliceWriter::new(room);
        // A `SliceWriter` refuses nothing before `finish`.
        let _ = parameters.write_json(shared(&mut out));
        let len = out.len();
        out.finish_bytes().map_or(Self::Long { parameters, len }, Self::Short)
    }

    fn len(&self) -> usize {
        match self {
            Self::Short(body) => body.len(),
            Self::Long { len, .. } => *len,
        }
    }

    fn hash(&self) -> HexDigest {
        match self {
            Self::Short(body) => crypto::hashed_payload(body),
            Self::Long { parameters, .. } => {
                crypto::hashed_text(|hash| parameters.write_json(shared(hash)))
            }
        }
    }

    fn write(&self, out: &mut SliceWriter<'_>) -> fmt::Result {
        match self {
            Self::Short(body) => out.put([body]),
            Self::Long { parameters, .. } => parameters.write_json(shared(out)),
        }
    }
}

/// The nearest access point of the site, or a finance region's own: those are isolated, and no
/// other host reaches them.
pub(super) fn own_host<'a>(provider: &Provider, call: &Call<'a>) -> [&'a [u8]; 4] {
    const DOMAIN: &str = ".tencentcloudapi.com";
    let own = match (call.region, call.site) {
        (Some(region), _) if region.ends_with("-fsi") => [provider.service, ".", region, DOMAIN],
        (_, Site::Intl) => [provider.service, ".intl", DOMAIN, ""],
        _ => [provider.service, DOMAIN, "", ""],
    };
    host(call, own)
}

/// `{"Response": {…, "RequestId": "…"}}`, with `Error` inside for a refusal; before version 3 a
/// refusal was `{"code": …, "message": "…", "codeDesc": "…"}`.
///
/// The status is 200 for every request that the service handled, refusals included; another one
/// comes from a gateway.
fn read_reply<'a>(provider: &Provider, status: u16, body: &'a [u8]) -> Result<Reply<'a>, Error> {
    if !COMPACT
        && status == 200
        && let Some(reply) = read_usual_envelope(provider, Usual::new(body))
    {
        return Ok(reply);
    }
    let reply = read_envelope(provider, body);
    match reply {
        Ok(Reply::Refusal(_)) => reply,
        _ if status != 200 => Err(Error::UnexpectedStatus { status }),
        _ => reply,
    }
}

/// The envelope of a VNC URL.
#[inline]
fn read_usual_envelope<'a>(provider: &Provider, json: Usual<'a>) -> Option<Reply<'a>> {
    let (reply, json) = read_usual(provider, json.token(b'{')?.name("Response")?)?;
    json.token(b'}')?.is_empty().then_some(reply)
}

#[derive(Default)]
struct Response<'a> {
    stood: bool,
    vnc_url: Once<'a>,
    request_id: Once<'a>,
    code: Once<'a>,
    message: Once<'a>,
    has_error: bool,
    old_code: Once<'a>,
    old_message: Once<'a>,
}

/// Any envelope.
#[cold]
fn read_envelope<'a>(provider: &Provider, body: &'a [u8]) -> Result<Reply<'a>, Error> {
    let mut reader = Reader::new(body)?;
    let mut response = Response::default();
    if reader.begin_object()? {
        read_members(provider, &mut reader, &mut response)?;
    }
    while reader.next()?.is_some() {}
    if let (false, Some(code)) = (response.stood, response.old_code.text) {
        let message = response.old_message.text.unwrap_or_default();
        return Ok(Reply::Refusal(Refusal::new(code, message, Text::default())));
    }
    let Response { vnc_url, request_id, code, message, has_error, .. } = response;
    let request_id = request_id.text.unwrap_or_default();
    match (has_error, code.text, vnc_url.text) {
        (true, Some(code), _) => {
            let message = message.text.unwrap_or_default();
            Ok(Reply::Refusal(Refusal::new(code, message, request_id)))
        }
        (false, _, Some(vnc_url)) => Ok(Reply::VncUrl(VncUrl { vnc_url, request_id })),
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
            1 if name == *"codeDesc" => &mut response.old_code,
            1 if name == *"message" => &mut response.old_message,
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
