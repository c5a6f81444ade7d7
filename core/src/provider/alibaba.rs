//! What all products of Alibaba Cloud share: hosts, common headers, the shape of a reply.
//!
//! Sources: Alibaba Cloud, ECS API reference, *Endpoints*, *Response parameters*, *Troubleshoot API
//! error codes*, and the SDK guide, *Request syntax and signature method V3*, read 2026-11.

use super::{
    ActionCall, Api, Call, Cloud, Method, Once, Provider, SignatureVersion, host,
    members::{Member, read_members},
    parameters::Parameters,
    read_usual,
};
use crate::{
    Error, Refusal, Reply, VncUrl, crypto,
    error::ReplyFault,
    identifier::check_nonce,
    sign::{
        SigningKey,
        acs3::Acs3,
        canonical::{self, Algorithm, Canonical},
    },
    text::{
        SliceWriter,
        hex::HexDigest,
        http1::{Message, MessageWriter},
        json::Usual,
        sink::shared,
        tree::{Node, Tree, is_xml},
    },
    time::UtcText,
};

pub(super) static API: Api = Api { signature: &ACS3, read_reply };

/// Signature method V3: parameters in the query, everything else in headers.
pub static ACS3: SignatureVersion = SignatureVersion {
    name: "acs3",
    algorithm: Acs3::ROW.name,
    cloud: Cloud::Alibaba,
    methods: &[Method::PostQuery, Method::Get],
    unsigned_payload: false,
    signing_key: SigningKey::new::<Acs3>,
    write_call,
};

/// `host` and every `x-acs-*` header that is sent, sorted: all that must be signed.
const SIGNED_HEADERS: &str =
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

/// The same with a temporary key's token.
const SIGNED_HEADERS_TOKEN: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;\
    x-acs-security-token;x-acs-signature-nonce;x-acs-version";

fn write_call<'b>(call: &ActionCall<'_>, buf: &'b mut [u8]) -> Result<Message<'b>, Error> {
    let ActionCall { provider, action, parameters, call: how, credentials, key, method } = *call;
    check_nonce(how.nonce)?;
    let date = UtcText::new(how.timestamp)?;
    let parameters = Parameters { own: parameters, common: &[] };
    let verb = method.verb();
    // The text that is sent is the canonical query itself.
    let target = |out: &mut SliceWriter<'_>| parameters.write_target(shared(out));
    let mut message = MessageWriter::new(buf, verb.as_bytes(), target, own_host(provider, how));
    if method == Method::PostQuery {
        message.content_length(0);
    }
    let hashed_payload = crypto::hashed_payload(b"");
    message.header(b"x-acs-action", action.as_bytes());
    message.header(b"x-acs-content-sha256", hashed_payload.as_bytes());
    message.header(b"x-acs-date", date.as_bytes());
    if let Some(token) = credentials.token {
        message.header(b"x-acs-security-token", token.as_bytes());
    }
    message.header(b"x-acs-signature-nonce", how.nonce.as_bytes());
    message.header(b"x-acs-version", provider.version.as_bytes());

    let host = ("host", message.host());
    let action = ("x-acs-action", action.as_bytes());
    let content = ("x-acs-content-sha256", &hashed_payload.as_bytes()[..]);
    let date = ("x-acs-date", &date.as_bytes()[..]);
    let nonce = ("x-acs-signature-nonce", how.nonce.as_bytes());
    let version = ("x-acs-version", provider.version.as_bytes());
    let mut signature = [0; 32];
    let mut sign = |headers: &[(&str, &[u8])], signed_headers| {
        let (query, hashed_payload) = (message.query(), &hashed_payload);
        let request = Canonical { verb, query, headers, signed_headers, hashed_payload };
        request.sign::<Acs3>(key, how.timestamp, &mut signature).map(|()| signed_headers)
    };
    let names: &str = match credentials.token {
        None => sign(&[host, action, content, date, nonce, version], SIGNED_HEADERS)?,
        Some(token) => {
            let token = ("x-acs-security-token", token.as_bytes());
            let headers = [host, action, content, date, token, nonce, version];
            sign(&headers, SIGNED_HEADERS_TOKEN)?
        }
    };
    message.header_with(b"Authorization", |out| {
        canonical::write_authorization_of::<Acs3>(
            shared(out),
            credentials.key_id,
            key,
            names.as_bytes(),
            &HexDigest::new(&signature),
        )
    });
    message.finish(|_| Ok(()))
}

/// `ecs.<region>.aliyuncs.com`, but for the regions that the product's row names; without a region,
/// which a list of regions may be asked for, the central `ecs.aliyuncs.com`.
pub(super) fn own_host<'a>(provider: &'a Provider, call: &Call<'a>) -> [&'a [u8]; 4] {
    let Some(region) = call.region else {
        return host(call, [provider.service, ".aliyuncs.com", "", ""]);
    };
    let listed = provider.region_hosts.iter().find(|(_, regions)| regions.contains(&region));
    let own = match listed {
        Some((host, _)) => [*host, "", "", ""],
        None => [provider.service, ".", region, ".aliyuncs.com"],
    };
    host(call, own)
}

/// A flat object, in JSON or XML; gateways and older products spell its keys in lower case. The HTTP
/// status decides whether it is a refusal: some products put a `Code` into a success.
fn read_reply(status: u16, body: &[u8]) -> Result<Reply<'_>, Error> {
    let succeeded = (200..300).contains(&status);
    if succeeded
        && let Some((reply, rest)) = read_usual(VNC_URL_KEY, Usual::new(body))
        && rest.is_empty()
    {
        return Ok(reply);
    }
    let mut values = [Once::default(); 4];
    let read = if is_xml(body) {
        read_xml(body, &mut values)
    } else {
        read_members(body, &MEMBERS, 0, &mut values)
    };
    match read {
        Err(_) if !succeeded => return Err(Error::UnexpectedStatus { status }),
        _ => read?,
    }
    let [vnc_url, request_id, code, message] = values;
    let request_id = request_id.text.unwrap_or_default();
    match (succeeded, vnc_url.text, code.text) {
        (true, Some(vnc_url), _) => Ok(Reply::VncUrl(VncUrl { vnc_url, request_id })),
        (true, None, _) => {
            Err(Error::MalformedReply { at: body.len(), fault: ReplyFault::MissingKey })
        }
        (false, _, Some(code)) => {
            let message = message.text.unwrap_or_default();
            Ok(Reply::Refusal(Refusal::new(code, message, request_id)))
        }
        (false, ..) => Err(Error::UnexpectedStatus { status }),
    }
}

/// What an object may hold.
const VNC_URL: u8 = 0;
const REQUEST_ID: u8 = 1;
const CODE: u8 = 2;
const MESSAGE: u8 = 3;

/// Key of the VNC URL in every product's reply.
const VNC_URL_KEY: &str = "VncUrl";

/// Only the outermost object's own keys count: an inner `Code` is of a detail.
static MEMBERS: [Member; 7] = [
    (1, VNC_URL_KEY, VNC_URL),
    (1, "RequestId", REQUEST_ID),
    (1, "requestId", REQUEST_ID),
    (1, "Code", CODE),
    (1, "code", CODE),
    (1, "Message", MESSAGE),
    (1, "message", MESSAGE),
];

/// What a gateway sends, or a service that nobody told the format.
#[cold]
#[inline(never)]
fn read_xml<'a>(body: &'a [u8], values: &mut [Once<'a>; 4]) -> Result<(), Error> {
    let mut tree = Tree::new(body)?;
    while let Some(node) = tree.next()? {
        let Node::Leaf(text) = node else { continue };
        let known = MEMBERS.iter().find(|(_, name, _)| tree.is_at(&[*name]));
        if let Some(value) = known.and_then(|(.., place)| values.get_mut(usize::from(*place))) {
            value.set(text).map_err(|fault| tree.fault(fault))?;
        }
    }
    Ok(())
}
