//! Requests signed for the published credentials, with room to spoil every part of them.
//!
//! This is the client's half, written for the tests alone; that it is right is shown by the
//! simulator, whose half is checked against vectors that were captured elsewhere.
#![allow(dead_code, reason = "every test program uses another part")]

use std::fmt::Write as _;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};
use vncurl_sim::{ALIBABA, Cloud, PublishedCredentials, Request, Response, TENCENT};

/// 2023-11-14T22:13:20Z.
pub const NOW: u64 = 1_700_000_000;
pub const DATE: &str = "2023-11-14";
pub const DATE_TIME: &str = "2023-11-14T22:13:20Z";
pub const HOST: &str = "127.0.0.1:4567";

/// A request before it is signed.
#[derive(Clone)]
pub struct Draft {
    pub method: &'static str,
    pub path: String,
    pub query: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub key_id: String,
    pub secret: String,
    /// Tencent only: date and service of the credential scope.
    pub scope: (String, String),
    /// Names, sorted.
    pub signed: Vec<String>,
}

impl Draft {
    pub fn tencent(instance_id: &str) -> Self {
        Self {
            method: "POST",
            path: "/".to_owned(),
            query: String::new(),
            headers: owned(&[
                ("Host", HOST),
                ("Content-Type", "application/json"),
                ("X-TC-Action", "DescribeInstanceVncUrl"),
                ("X-TC-Version", "2017-03-12"),
                ("X-TC-Region", "ap-guangzhou"),
                ("X-TC-Timestamp", &NOW.to_string()),
            ]),
            body: format!(r#"{{"InstanceId":"{instance_id}"}}"#),
            key_id: TENCENT.key_id.to_owned(),
            secret: TENCENT.secret.to_owned(),
            scope: (DATE.to_owned(), "cvm".to_owned()),
            signed: vec!["content-type".to_owned(), "host".to_owned()],
        }
    }

    /// Any action of any of Tencent's products, with a body of JSON.
    pub fn tencent_action(service: &str, action: &str, body: &str) -> Self {
        let version = match service {
            "ecm" => "2019-07-19",
            "lighthouse" => "2020-03-24",
            _ => "2017-03-12",
        };
        let draft = Self::tencent("").header("X-TC-Action", action).header("X-TC-Version", version);
        let draft = if service == "ecm" { draft.header("X-TC-Region", "") } else { draft };
        Self { body: body.to_owned(), scope: (DATE.to_owned(), service.to_owned()), ..draft }
    }

    /// Any action of ECS; the query must be canonical.
    pub fn alibaba_action(action: &str, query: &str, nonce: &str) -> Self {
        let draft =
            Self::alibaba("").header("x-acs-action", action).header("x-acs-signature-nonce", nonce);
        Self { query: query.to_owned(), ..draft }
    }

    pub fn alibaba(instance_id: &str) -> Self {
        Self {
            method: "POST",
            path: "/".to_owned(),
            query: format!("InstanceId={instance_id}&RegionId=cn-hangzhou"),
            headers: owned(&[
                ("host", HOST),
                ("x-acs-action", "DescribeInstanceVncUrl"),
                ("x-acs-content-sha256", &hex(&Sha256::digest(b""))),
                ("x-acs-date", DATE_TIME),
                ("x-acs-signature-nonce", "nonce-1"),
                ("x-acs-version", "2014-05-26"),
            ]),
            body: String::new(),
            key_id: ALIBABA.key_id.to_owned(),
            secret: ALIBABA.secret.to_owned(),
            scope: (String::new(), String::new()),
            signed: [
                "host",
                "x-acs-action",
                "x-acs-content-sha256",
                "x-acs-date",
                "x-acs-signature-nonce",
                "x-acs-version",
            ]
            .map(str::to_owned)
            .to_vec(),
        }
    }

    /// Set, or with "" remove, a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(sent, _)| !sent.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Set a header and sign it.
    pub fn signed_header(mut self, name: &str, value: &str) -> Self {
        self = self.header(name, value);
        self.signed.push(name.to_ascii_lowercase());
        self.signed.sort();
        self.signed.dedup();
        self
    }

    fn value(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(sent, _)| sent.eq_ignore_ascii_case(name));
        found.map_or(String::new(), |(_, value)| value.clone())
    }

    fn canonical(&self, query: &str, lower: bool) -> Vec<u8> {
        let mut headers = String::new();
        for name in &self.signed {
            let value = self.value(name);
            let value = if lower { value.to_lowercase() } else { value };
            let _ = writeln!(headers, "{name}:{}", value.trim());
        }
        let body = hex(&Sha256::digest(self.body.as_bytes()));
        format!(
            "{}\n{}\n{query}\n{headers}\n{}\n{body}",
            self.method,
            self.path,
            self.signed.join(";"),
        )
        .into_bytes()
    }

    /// The signed request of Tencent's kind.
    pub fn tc3(&self) -> Request {
        let (date, service) = &self.scope;
        let scope = format!("{date}/{service}/tc3_request");
        let string_to_sign = format!(
            "TC3-HMAC-SHA256\n{}\n{scope}\n{}",
            self.value("x-tc-timestamp"),
            hex(&Sha256::digest(self.canonical(&self.query, true))),
        );
        let key = mac(format!("TC3{}", self.secret).as_bytes(), date);
        let key = mac(&mac(&key, service), "tc3_request");
        let authorization = format!(
            "TC3-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={}, Signature={}",
            self.key_id,
            self.signed.join(";"),
            hex(&mac(&key, &string_to_sign)),
        );
        self.request(&authorization)
    }

    /// The signed request of Alibaba's kind; the query must be canonical already.
    pub fn acs3(&self) -> Request {
        let canonical = self.canonical(&self.query, false);
        let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical)));
        let authorization = format!(
            "ACS3-HMAC-SHA256 Credential={},SignedHeaders={},Signature={}",
            self.key_id,
            self.signed.join(";"),
            hex(&mac(self.secret.as_bytes(), &string_to_sign)),
        );
        self.request(&authorization)
    }

    /// The request with any value of `Authorization`; none when it is empty.
    pub fn request(&self, authorization: &str) -> Request {
        let mut headers = self.headers.clone();
        if !authorization.is_empty() {
            headers.push(("Authorization".to_owned(), authorization.to_owned()));
        }
        let headers = headers.into_iter().map(|(name, value)| (name, value.into_bytes())).collect();
        let target = if self.query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, self.query)
        };
        Request::new(self.method, target, headers, self.body.clone().into_bytes())
    }

    /// The request as HTTP/1.1 bytes, signed as `request` was.
    pub fn bytes(request: &Request) -> Vec<u8> {
        let mut head = format!("{} {}", request.method(), request.path());
        if !request.query().is_empty() {
            let _ = write!(head, "?{}", request.query());
        }
        head.push_str(" HTTP/1.1\r\n");
        for name in [
            "Host",
            "Content-Type",
            "Authorization",
            "X-TC-Action",
            "X-TC-Version",
            "X-TC-Region",
            "X-TC-Timestamp",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version",
        ] {
            if let Some(value) = request.text(name) {
                let _ = write!(head, "{name}: {value}\r\n");
            }
        }
        let _ = write!(head, "Content-Length: {}\r\n\r\n", request.body().len());
        [head.as_bytes(), request.body()].concat()
    }
}

/// A request of the sorted-parameter kind before it is signed; pairs in the order of the wire.
#[derive(Clone)]
pub struct Sorted {
    pub method: &'static str,
    pub host: String,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    pub secret: String,
}

impl Sorted {
    /// Tencent's version 1, `GET`, by `SignatureMethod` when it is not empty.
    pub fn v1(pair: PublishedCredentials, method: &str, parameters: &[(&str, &str)]) -> Self {
        let now = NOW.to_string();
        let common = [
            ("Version", "2017-03-12"),
            ("Region", "ap-guangzhou"),
            ("Timestamp", &*now),
            ("Nonce", "11886"),
            ("SecretId", pair.key_id),
            ("SignatureMethod", method),
            ("Token", pair.token.unwrap_or("")),
        ];
        let query = [&common[..], parameters].concat();
        let query = query.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>();
        Self::get(&query, pair.secret)
    }

    /// Alibaba's RPC 1.0, `GET`.
    pub fn rpc(pair: PublishedCredentials, nonce: &str, parameters: &[(&str, &str)]) -> Self {
        let common = [
            ("Version", "2014-05-26"),
            ("RegionId", "cn-hangzhou"),
            ("Timestamp", DATE_TIME),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", nonce),
            ("AccessKeyId", pair.key_id),
            ("SecurityToken", pair.token.unwrap_or("")),
        ];
        let query = [&common[..], parameters].concat();
        let query = query.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>();
        Self::get(&query, pair.secret)
    }

    fn get(query: &[(&str, &str)], secret: &str) -> Self {
        let (query, secret) = (owned(query), secret.to_owned());
        Self { method: "GET", host: HOST.to_owned(), query, form: Vec::new(), secret }
    }

    /// Set, or with "" remove, a parameter of the query.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.query.retain(|(sent, _)| sent != name);
        if !value.is_empty() {
            self.query.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same as a `POST` whose parameters are in the form, but for the first `in_query`.
    pub fn form(mut self, in_query: usize) -> Self {
        self.method = "POST";
        self.form = self.query.split_off(in_query);
        self
    }

    fn sorted(&self) -> Vec<(String, String)> {
        let mut pairs = [&self.query[..], &self.form].concat();
        pairs.sort();
        pairs
    }

    pub fn tencent(&self) -> Request {
        let pairs = self.sorted();
        let raw: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let text = format!("{}{}/?{}", self.method, self.host, raw.join("&"));
        let is_256 = pairs.contains(&("SignatureMethod".to_owned(), "HmacSHA256".to_owned()));
        let key = self.secret.as_bytes();
        self.send(&if is_256 { mac(key, &text) } else { mac_sha1(key, &text) })
    }

    pub fn alibaba(&self) -> Request {
        let query = encoded(&self.sorted());
        let text = format!("{}&%2F&{}", self.method, percent(&query));
        self.send(&mac_sha1(format!("{}&", self.secret).as_bytes(), &text))
    }

    fn send(&self, signature: &[u8]) -> Request {
        let mut sent = self.clone();
        let last = if self.method == "POST" { &mut sent.form } else { &mut sent.query };
        last.push(("Signature".to_owned(), Base64::encode_string(signature)));
        let mut headers = vec![("Host".to_owned(), self.host.clone().into_bytes())];
        if self.method == "POST" {
            let form = b"application/x-www-form-urlencoded".to_vec();
            headers.push(("Content-Type".to_owned(), form));
        }
        let target = format!("/?{}", encoded(&sent.query));
        let target = target.trim_end_matches('?').to_owned();
        Request::new(self.method, target, headers, encoded(&sent.form).into_bytes())
    }
}

pub fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn encoded(pairs: &[(String, String)]) -> String {
    let pieces = pairs.iter().map(|(name, value)| format!("{}={}", percent(name), percent(value)));
    pieces.collect::<Vec<_>>().join("&")
}

fn mac_sha1(key: &[u8], message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// A control request with a body.
pub fn post(target: &str, body: &str) -> Request {
    let headers =
        vec![("Host".to_owned(), HOST.into()), ("X-Vncurl-Sim".to_owned(), b"1".to_vec())];
    Request::new("POST", target, headers, body.as_bytes().to_vec())
}

/// Code of a reply of Tencent's, or "ok".
pub fn tencent_code(response: &Response) -> String {
    json(response)["Response"]["Error"]["Code"].as_str().unwrap_or("ok").to_owned()
}

/// Code of a JSON reply of Alibaba's, or "ok".
pub fn alibaba_code(response: &Response) -> String {
    json(response)["Code"].as_str().unwrap_or("ok").to_owned()
}

fn owned(headers: &[(&str, &str)]) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn mac(key: &[u8], message: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// What a fresh cloud answers at `NOW`.
pub fn ask(request: &Request) -> Response {
    Cloud::new(HOST).handle(NOW * 1_000, request)
}

/// An unsigned GET with the control header.
pub fn get(target: &str) -> Request {
    let headers =
        vec![("Host".to_owned(), HOST.into()), ("X-Vncurl-Sim".to_owned(), b"1".to_vec())];
    Request::new("GET", target, headers, Vec::new())
}

/// The body as JSON.
pub fn json(response: &Response) -> serde_json::Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// The issued value of a reply of either cloud.
pub fn vnc_url(response: &Response) -> String {
    let body = json(response);
    let value = body["Response"]["InstanceVncUrl"].as_str().or(body["VncUrl"].as_str());
    value.unwrap_or_else(|| panic!("no address in {body}")).to_owned()
}
