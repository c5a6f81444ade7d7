//! What all products of Tencent Cloud share: hosts, common headers, the envelope of a reply.
//!
//! Sources: Tencent Cloud, CVM API reference, *Request Structure*, *Common Params*, *Responses*
//! (<https://www.tencentcloud.com/document/product/213/33222> and its neighbours), read 2026-11.

use core::fmt;

use super::{
    ActionCall, Api, Call, Cloud, Method, Once, Provider, SignatureVersion, Site, Viewer, host,
    members::{Member, read_members},
    parameters::Parameters,
    read_usual,
};
use crate::{
    COMPACT, Error, Refusal, Reply, VncUrl, crypto,
    error::ReplyFault,
    sign::{
        SigningKey,
        canonical::{self, Algorithm, Canonical},
        tc3::Tc3,
    },
    text::{
        Sink, SliceWriter,
        hex::HexDigest,
        http1::{Message, MessageWriter},
        json::Usual,
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
    let ActionCall { provider, parameters, call: how, credentials, key, method, .. } = *call;
    key.check_service(provider.service)?;
    let parameters = Parameters { own: parameters, common: &[] };
    let mut room = [0; SHORT_BODY];
    let body = if is_get(method) { Body::Short(&[]) } else { Body::new(parameters, &mut room) };
    let mut message = write_head(call, parameters, body.len(), buf);
    let hashed_payload = if how.unsigned_payload {
        message.header(b"X-TC-Content-SHA256", UNSIGNED_PAYLOAD.as_bytes());
        crypto::hashed_payload(UNSIGNED_PAYLOAD.as_bytes())
    } else {
        body.hash()
    };
    let mut signature = [0; 32];
    sign(call, &message, &hashed_payload, &mut signature)?;
    message.header_with(b"Authorization", |out| {
        let key_id = credentials.key_id;
        canonical::write_authorization_of::<Tc3>(
            shared(out),
            key_id,
            key,
            SIGNED_HEADERS.as_bytes(),
            &HexDigest::new(&signature),
        )
    });
    message.finish(|out| body.write(out))
}

fn verb(method: Method) -> &'static str {
    if BY_GET { method.verb() } else { Method::PostBody.verb() }
}

/// Whether the parameters are in the query.
fn is_get(method: Method) -> bool {
    BY_GET && method == Method::Get
}

/// The request line and the headers that do not depend on the payload.
#[cfg_attr(feature = "compact", inline(never))]
fn write_head<'b>(
    call: &ActionCall<'_>,
    parameters: Parameters<'_>,
    body_len: usize,
    buf: &'b mut [u8],
) -> MessageWriter<'b> {
    let ActionCall { provider, action, call: how, credentials, method, .. } = *call;
    let by_get = is_get(method);
    let target = |out: &mut SliceWriter<'_>| {
        if by_get { parameters.write_target(shared(out)) } else { shared(out).put([b"/"]) }
    };
    let verb = verb(method).as_bytes();
    let mut message = MessageWriter::new(buf, verb, target, own_host(provider, how));
    if !by_get {
        message.content_length(body_len);
    }
    message.header(b"Content-Type", content_type(method).as_bytes());
    message.header(b"X-TC-Action", action.as_bytes());
    message.header(b"X-TC-Version", provider.version.as_bytes());
    message.number_header(b"X-TC-Timestamp", how.timestamp);
    if let Some(region) = how.region {
        message.header(b"X-TC-Region", region.as_bytes());
    }
    if let Some(token) = credentials.token {
        message.header(b"X-TC-Token", token.as_bytes());
    }
    message
}

fn content_type(method: Method) -> &'static str {
    if is_get(method) { FORM } else { JSON }
}

#[cfg_attr(feature = "compact", inline(never))]
fn sign(
    call: &ActionCall<'_>,
    message: &MessageWriter<'_>,
    hashed_payload: &HexDigest,
    signature: &mut [u8; 32],
) -> Result<(), Error> {
    let content_type = content_type(call.method).as_bytes();
    let request = Canonical {
        verb: verb(call.method),
        query: if BY_GET { message.query() } else { b"" },
        headers: &[("content-type", content_type), ("host", message.host())],
        signed_headers: SIGNED_HEADERS,
        hashed_payload,
    };
    request.sign::<Tc3>(call.key, call.call.timestamp, signature)
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
        if COMPACT {
            return Self::Long { parameters, len };
        }
        out.finish_bytes().map_or(Self::Long { parameters, len }, Self::Short)
    }

    fn len(&self) -> usize {
        match self {
            Self::Short(body) => body.len(),
            Self::Long { len, .. } => *len,
        }
    }

    #[cfg_attr(feature = "compact", inline(never))]
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
            Self::Short(body) => shared(out).put([body]),
            Self::Long { parameters, .. } => parameters.write_json(shared(out)),
        }
    }
}

/// The nearest access point of the site, or a finance region's own: those are isolated, and no
/// other host reaches them.
pub(super) fn own_host<'a>(provider: &'a Provider, call: &Call<'a>) -> [&'a [u8]; 4] {
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
fn read_reply(status: u16, body: &[u8]) -> Result<Reply<'_>, Error> {
    if !COMPACT
        && status == 200
        && let Some(reply) = read_usual_envelope(Usual::new(body))
    {
        return Ok(reply);
    }
    let reply = read_envelope(body);
    match reply {
        Ok(Reply::Refusal(_)) => reply,
        _ if status != 200 => Err(Error::UnexpectedStatus { status }),
        _ => reply,
    }
}

/// The envelope of a VNC URL.
#[inline]
fn read_usual_envelope(json: Usual<'_>) -> Option<Reply<'_>> {
    let (reply, json) = read_usual(VNC_URL_KEY, json.token(b'{')?.name("Response")?)?;
    json.token(b'}')?.is_empty().then_some(reply)
}

/// What an envelope may hold.
const RESPONSE: u8 = 0;
const ERROR: u8 = 1;
const VNC_URL: u8 = 2;
const REQUEST_ID: u8 = 3;
const CODE: u8 = 4;
const MESSAGE: u8 = 5;
const OLD_CODE: u8 = 6;
const OLD_MESSAGE: u8 = 7;

/// Key of the VNC URL in every product's reply.
const VNC_URL_KEY: &str = "InstanceVncUrl";

static MEMBERS: [Member; 8] = [
    (1, "Response", RESPONSE),
    (2, "Error", ERROR),
    (2, VNC_URL_KEY, VNC_URL),
    (2, "RequestId", REQUEST_ID),
    (3, "Code", CODE),
    (3, "Message", MESSAGE),
    (1, "codeDesc", OLD_CODE),
    (1, "message", OLD_MESSAGE),
];

/// Any envelope.
#[cold]
fn read_envelope(body: &[u8]) -> Result<Reply<'_>, Error> {
    let mut values = [Once::default(); 8];
    read_members(body, &MEMBERS, ERROR + 1, &mut values)?;
    let [response, error, vnc_url, request_id, code, message, old_code, old_message] = &values;
    let request_id = request_id.text.unwrap_or_default();
    let refused = error.stood || !response.stood;
    let (code, message) = if response.stood { (code, message) } else { (old_code, old_message) };
    match if refused { code.text } else { vnc_url.text } {
        None => Err(Error::MalformedReply { at: body.len(), fault: ReplyFault::MissingKey }),
        Some(code) if refused => {
            Ok(Reply::Refusal(Refusal::new(code, message.text.unwrap_or_default(), request_id)))
        }
        Some(vnc_url) => Ok(Reply::VncUrl(VncUrl { vnc_url, request_id })),
    }
}
