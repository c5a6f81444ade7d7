//! Random requests of every provider, signature version and method, sent as HTTP/1.1 bytes to the
//! simulator, which verifies them with code of its own.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::{SystemTime, UNIX_EPOCH},
};

use vncurl_core::{
    Call, Cloud, Credentials, Endpoint, Error, Page, Provider, Request, Search, SignatureVersion,
    identifier::Nonce, sign::SigningKey,
};
use vncurl_sim::{
    ALIBABA, ALIBABA_TEMPORARY, Options, PublishedCredentials, Simulator, TENCENT,
    TENCENT_TEMPORARY,
};
use vncurl_tests::{
    calls::signed_ways,
    random::{Random, count},
};

/// A connection that is kept.
struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(authority: &str) -> Self {
        Self { stream: BufReader::new(TcpStream::connect(authority).unwrap()) }
    }

    /// Send a request and give the reply's status and body.
    fn ask(&mut self, request: &[u8]) -> (u16, String) {
        self.stream.get_mut().write_all(request).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let header = line.trim_end().to_ascii_lowercase();
            if let Some(value) = header.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if header.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).unwrap();
        (status, String::from_utf8(body).unwrap())
    }
}

/// The published credentials of a cloud, with or without a token.
fn published(cloud: Cloud, with_token: bool) -> PublishedCredentials {
    match (cloud, with_token) {
        (Cloud::Tencent, false) => TENCENT,
        (Cloud::Tencent, true) => TENCENT_TEMPORARY,
        (_, false) => ALIBABA,
        (_, true) => ALIBABA_TEMPORARY,
    }
}

/// An id that the provider's instances could have.
fn id(provider: &Provider, random: &mut Random) -> String {
    let letters = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let tail: String = (0..8).map(|_| char::from(random.one_of(letters))).collect();
    format!("{}{tail}", provider.instance_id_prefix)
}

/// A name with everything that a query or a JSON text must escape.
fn name(random: &mut Random) -> String {
    let pieces = [
        "a",
        "Z",
        "~",
        "*",
        "+",
        " ",
        "%",
        "&",
        "=",
        "/",
        "\"",
        "\\",
        "\u{e9}",
        "\u{4e2d}",
        "\u{1f600}",
    ];
    (0..=random.below(12)).map(|_| random.one_of(&pieces)).collect()
}

fn write<'b>(
    provider: &'static Provider,
    call: &Call<'_>,
    credentials: &Credentials<'_>,
    key: &SigningKey,
    random: &mut Random,
    buf: &'b mut [u8],
) -> Result<Request<'b>, Error> {
    let ids: Vec<String> =
        (0..=random.below(provider.ids_max().into())).map(|_| id(provider, random)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).take(provider.ids_max().into()).collect();
    let first = Page { offset: 0, limit: provider.statuses_page_max() };
    match random.below(5) {
        0 => provider.statuses_request(&ids, first, call, credentials, key, buf),
        1 => {
            let name = name(random);
            let page = Page { offset: 0, limit: provider.instances_page_max() };
            let search = Search::Name(&name);
            provider.instances_request(search, page, call, credentials, key, buf)
        }
        2 => provider.regions_request(call, credentials, key, buf),
        _ => provider.vnc_request(ids[0], call, credentials, key, buf),
    }
}

/// Whether a refusal is of the request's form or signature, and not of what it asks for.
fn is_of_the_signature(body: &str) -> bool {
    [
        "AuthFailure",
        "Signature",
        "TimeStamp",
        "IllegalTimestamp",
        "AccessKey",
        "SecurityToken",
        "UnsupportedProtocol",
        "InvalidRequest",
    ]
    .iter()
    .any(|word| body.contains(word))
}

fn agree(provider: &'static Provider, version: &'static SignatureVersion, seed: u64) {
    let simulator = Simulator::start(&Options { unlimited: true, ..Options::default() }).unwrap();
    let endpoint = Endpoint::parse(simulator.url()).unwrap();
    let mut connection = Connection::open(simulator.url().strip_prefix("http://").unwrap());
    let mut random = Random::new(seed);
    let region = if provider.cloud == Cloud::Tencent { "ap-guangzhou" } else { "cn-hangzhou" };
    let mut kept = None;
    let mut answered = 0;
    for _ in 0..count(1_000).min(20_000) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let nonce = Nonce::new(random.number());
        let own = published(provider.cloud, random.below(4) == 0);
        let credentials = Credentials { key_id: own.key_id, secret: own.secret, token: own.token };
        let call = Call {
            region: Some(region),
            endpoint: Some(endpoint),
            // Both clouds take 60 s of skew.
            timestamp: now - 60 + random.number() % 120,
            nonce: nonce.as_str(),
            signature: Some(version),
            method: Some(random.one_of(version.methods)),
            unsigned_payload: version.unsigned_payload && random.below(4) == 0,
            ..Call::default()
        };
        let key = version.signing_key(provider, &credentials, call.timestamp).unwrap();
        let mut buf = [0; 16 * 1024];
        let request = write(provider, &call, &credentials, &key, &mut random, &mut buf).unwrap();
        let (status, body) = connection.ask(request.http1());
        assert!(
            !is_of_the_signature(&body),
            "{status} {body}\n{:?}",
            String::from_utf8_lossy(request.http1())
        );
        answered += 1;
        kept = Some(request.http1().to_vec());
    }
    assert!(answered >= 1_000);
    // The check sees a wrong signature: the last request with one byte of it changed.
    let mut wrong = kept.unwrap();
    let text = String::from_utf8_lossy(&wrong).into_owned();
    let at = text.find("Signature=").unwrap() + "Signature=".len() + 3;
    wrong[at] = if wrong[at] == b'a' { b'b' } else { b'a' };
    let (status, body) = connection.ask(&wrong);
    assert!(is_of_the_signature(&body), "{status} {body}");
}

#[test]
fn the_simulator_takes_what_core_signs_in_every_way() {
    for (seed, (provider, version)) in (4_001..).zip(signed_ways()) {
        agree(provider, version, seed);
    }
}
