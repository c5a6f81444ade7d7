//! What is measured: each case is one call as a user makes it, from borrowed arguments to a
//! finished text in a buffer of the caller's.

use core::hint::black_box;

use jiter::Jiter;
use sha2::block_api::compress256;
use vncurl_core::{
    ALIBABA_ECS, Call, Credentials, Guest, Provider, Reply, TENCENT_CVM,
    sign::{
        Algorithm, Signable, SigningKey,
        acs3::Acs3,
        canonical::{signature, write_authorization},
        tc3::Tc3,
    },
    text::{SliceWriter, hex::HexDigest},
};

/// One thing to measure.
pub struct Case {
    /// The table that it stands in.
    pub table: &'static str,
    /// Its name within its worker.
    pub name: &'static str,
    /// What it does, for people.
    pub title: &'static str,
    /// Most instructions that it may take.
    pub limit: Option<u64>,
    /// Does it once.
    pub run: Box<dyn FnMut()>,
}

/// Unix seconds of every signature.
const TIMESTAMP: u64 = 1_700_000_000;
/// Of no account.
pub const KEY_ID: &str = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE";
/// Of no account.
pub const SECRET: &str = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";
const NONCE: &str = "3156853299f313e23d1673dc12e1703d";

const TC3_PAYLOAD: &[u8] = br#"{"InstanceId":"ins-r9hr2upy"}"#;
const TC3_HEADERS: [(&str, &str); 2] =
    [("content-type", "application/json"), ("host", "cvm.tencentcloudapi.com")];
const ACS3_QUERY: &str = "InstanceId=i-bp1hzoinajzkh91h0001&RegionId=cn-hangzhou";
const ACS3_HEADERS: [(&str, &str); 6] = [
    ("host", "ecs.cn-hangzhou.aliyuncs.com"),
    ("x-acs-action", "DescribeInstanceVncUrl"),
    ("x-acs-content-sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("x-acs-date", "2023-11-14T22:13:20Z"),
    ("x-acs-signature-nonce", NONCE),
    ("x-acs-version", "2014-05-26"),
];

/// A reply of Tencent's with the address that its documents show, 278 bytes.
pub const REPLY: &[u8] = br#"{"Response": {"InstanceVncUrl": "wss%3A%2F%2Fbjvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DaHpjWnRVMFNhYmxKdDM5MjRHNlVTSVQwajNUSW0wb2tBbmFtREFCTmFrcy8vUUNPMG0wSHZNOUUxRm5PMmUzWmFDcWlOdDJIbUJxSTZDL0RXcHZxYnZZMmRkWWZWcEZia2lyb09XMzdKNmM9", "RequestId": "6ef60bec-0242-43af-bb20-270359fb54a7"}}"#;

/// Every case of the core's, and what the core alone is compared with; the first of a table is what
/// the others in it are compared with.
#[must_use]
pub fn all() -> Vec<Case> {
    let case = |table, name, title, limit, run| Case { table, name, title, limit, run };
    let tencent = || Console::new(&TENCENT_CVM, "ins-r9hr2upy", "ap-guangzhou");
    let alibaba = || Console::new(&ALIBABA_ECS, "i-bp1hzoinajzkh91h0001", "cn-hangzhou");
    vec![
        case("signature", "tc3-kept", "vncurl: TC3, kept signing key", Some(2_700), tc3_kept()),
        case("signature", "tc3-secret", "vncurl: TC3, bare secret", Some(6_800), tc3_secret()),
        case("signature", "acs3-kept", "vncurl: ACS3, kept signing key", Some(3_200), acs3_kept()),
        case(
            "signature",
            "tc3-check",
            "vncurl: the checks of a stranger's request, TC3's two headers",
            None,
            Box::new(|| drop(black_box(tc3_signable()))),
        ),
        case(
            "signature",
            "acs3-check",
            "vncurl: the checks of a stranger's request, ACS3's six headers",
            None,
            Box::new(|| drop(black_box(acs3_signable()))),
        ),
        case("signature", "floor-6", "floor: 6 compressions of SHA-256", None, floor::<6>()),
        case("signature", "floor-7", "floor: 7 compressions (TC3, kept)", None, floor::<7>()),
        case("signature", "floor-11", "floor: 11 compressions (ACS3, kept)", None, floor::<11>()),
        case(
            "signature",
            "floor-21",
            "floor: 21 compressions (TC3, bare secret)",
            None,
            floor::<21>(),
        ),
        case(
            "request",
            "tc3-request",
            "vncurl: Tencent, HTTP/1.1 bytes, kept signing key",
            Some(4_500),
            tencent().into_request(),
        ),
        case(
            "request",
            "acs3-request",
            "vncurl: Alibaba, HTTP/1.1 bytes, kept signing key",
            None,
            alibaba().into_request(),
        ),
        case("reply", "reply", "vncurl: checked console URL", None, tencent().into_reply()),
        case(
            "reply",
            "jiter",
            "jiter 0.18, pull parser: two values found, no URL",
            None,
            Box::new(jiter),
        ),
        case("call", "call", "vncurl: Tencent, kept signing key", None, tencent().into_call()),
    ]
}

fn authorization<A: Algorithm>(signable: &Signable<'_>, key: &SigningKey) {
    let mut buf = [0; 512];
    let signed: HexDigest = signature::<A>(key, black_box(TIMESTAMP), signable).unwrap();
    let mut out = SliceWriter::new(&mut buf);
    write_authorization::<A>(&mut out, black_box(KEY_ID), key, signable, &signed).unwrap();
    black_box(out.finish_bytes().unwrap());
}

fn tc3_signable() -> Signable<'static> {
    Signable::new(
        black_box("POST"),
        black_box("/"),
        black_box(""),
        black_box(&TC3_HEADERS),
        black_box(TC3_PAYLOAD),
    )
    .unwrap()
}

fn tc3_key() -> SigningKey {
    SigningKey::new::<Tc3>(black_box(SECRET), black_box(TIMESTAMP), black_box("cvm")).unwrap()
}

fn tc3_kept() -> Box<dyn FnMut()> {
    let (key, signable) = (tc3_key(), tc3_signable());
    Box::new(move || authorization::<Tc3>(&signable, &key))
}

fn tc3_secret() -> Box<dyn FnMut()> {
    let signable = tc3_signable();
    Box::new(move || authorization::<Tc3>(&signable, &tc3_key()))
}

fn acs3_signable() -> Signable<'static> {
    Signable::new(
        black_box("POST"),
        black_box("/"),
        black_box(ACS3_QUERY),
        black_box(&ACS3_HEADERS),
        black_box(b""),
    )
    .unwrap()
}

fn acs3_kept() -> Box<dyn FnMut()> {
    let key = SigningKey::new::<Acs3>(SECRET, TIMESTAMP, "").unwrap();
    let signable = acs3_signable();
    Box::new(move || authorization::<Acs3>(&signable, &key))
}

/// All that a call for a console needs but the time.
struct Console {
    provider: &'static Provider,
    instance_id: &'static str,
    call: Call<'static>,
    credentials: Credentials<'static>,
    key: SigningKey,
}

impl Console {
    fn new(provider: &'static Provider, instance_id: &'static str, region: &'static str) -> Self {
        let credentials = Credentials { key_id: KEY_ID, secret: SECRET, token: None };
        Self {
            provider,
            instance_id,
            call: Call {
                region: Some(region),
                timestamp: TIMESTAMP,
                nonce: NONCE,
                ..Call::default()
            },
            credentials,
            key: provider.signing_key(&credentials, TIMESTAMP).unwrap(),
        }
    }

    fn request(&self) {
        let mut buf = [0; 1024];
        let request = black_box(self.provider)
            .vnc_request(
                black_box(self.instance_id),
                black_box(&self.call),
                black_box(&self.credentials),
                &self.key,
                &mut buf,
            )
            .unwrap();
        black_box(request.http1());
    }

    fn reply(&self) {
        let provider = black_box(self.provider);
        let Ok(Reply::VncUrl(reply)) = provider.read_reply(black_box(200), black_box(REPLY)) else {
            panic!("the reply holds an address")
        };
        let guest = Guest { instance_id: black_box(self.instance_id), ..Guest::default() };
        let mut buf = [0; 512];
        let url = provider.console_url(&reply.vnc_url, &guest, &mut buf);
        black_box(url.unwrap());
        black_box(&reply.request_id);
    }

    fn into_request(self) -> Box<dyn FnMut()> {
        Box::new(move || self.request())
    }

    fn into_reply(self) -> Box<dyn FnMut()> {
        Box::new(move || self.reply())
    }

    fn into_call(self) -> Box<dyn FnMut()> {
        Box::new(move || {
            self.request();
            self.reply();
        })
    }
}

/// Only finds the two values: neither checks the address nor builds the URL.
fn jiter() {
    let mut jiter = Jiter::new(black_box(REPLY));
    let (mut vnc_url, mut request_id) = (0, 0);
    assert_eq!(jiter.next_object().unwrap(), Some("Response"));
    let mut key = jiter.next_object().unwrap().map(Key::of);
    while let Some(found) = key {
        match found {
            Key::VncUrl => vnc_url = jiter.next_str().unwrap().len(),
            Key::RequestId => request_id = jiter.next_str().unwrap().len(),
            Key::Other => jiter.next_skip().unwrap(),
        }
        key = jiter.next_key().unwrap().map(Key::of);
    }
    assert_eq!(jiter.next_key().unwrap(), None);
    jiter.finish().unwrap();
    black_box((vnc_url, request_id));
}

enum Key {
    VncUrl,
    RequestId,
    Other,
}

impl Key {
    fn of(key: &str) -> Self {
        match key {
            "InstanceVncUrl" => Self::VncUrl,
            "RequestId" => Self::RequestId,
            _ => Self::Other,
        }
    }
}

/// The least that a signature of so many blocks can cost: the hash alone.
fn floor<const BLOCKS: usize>() -> Box<dyn FnMut()> {
    Box::new(|| {
        let mut state = [0_u32; 8];
        for _ in 0..BLOCKS {
            compress256(black_box(&mut state), black_box(&[[0x61; 64]]));
        }
        black_box(state);
    })
}
