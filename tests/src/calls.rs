//! Every way to call a provider.

use vncurl_core::{
    Call, Cloud, Credentials, Endpoint, Method, PROVIDERS, Provider, SIGNATURE_VERSIONS,
    SignatureVersion, Site, sign::SigningKey,
};

/// 2023-11-15T12:00:00Z.
pub const NOON: u64 = 1_700_049_600;

/// Credentials without a token.
pub const CREDENTIALS: Credentials<'static> =
    Credentials { key_id: "EXAMPLE-key-id", secret: "EXAMPLE-secret", token: None };

/// A token with everything that a query must encode.
const TOKEN: &str = "EXAMPLE/token+with=what&is%encoded~";

/// Provider, way to sign, call and credentials, and the key for them.
#[derive(Clone, Debug)]
pub struct Way {
    /// All that tells it from the others.
    pub name: String,
    /// Who is asked.
    pub provider: &'static Provider,
    /// How the request is signed.
    pub signature: &'static SignatureVersion,
    /// Where its parameters travel.
    pub method: Method,
    /// The same, and the rest.
    pub call: Call<'static>,
    /// Who signs.
    pub credentials: Credentials<'static>,
    /// The key of `credentials`.
    pub key: SigningKey,
}

/// Every provider with every way of its cloud to sign.
pub fn signed_ways() -> impl Iterator<Item = (&'static Provider, &'static SignatureVersion)> {
    PROVIDERS.into_iter().flat_map(|provider| {
        let versions = SIGNATURE_VERSIONS.into_iter();
        versions
            .filter(|version| version.cloud == provider.cloud)
            .map(move |version| (provider, version))
    })
}

/// Every provider, signature version and method, in an ordinary region.
#[must_use]
pub fn usual_ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for (provider, signature) in signed_ways() {
        for method in signature.methods {
            let region = match provider.cloud {
                Cloud::Alibaba => "cn-hangzhou",
                _ => "ap-guangzhou",
            };
            let call = Call {
                region: Some(region),
                timestamp: NOON,
                nonce: "11886",
                signature: Some(signature),
                method: Some(*method),
                ..Call::default()
            };
            let key = signature.signing_key(provider, &CREDENTIALS, NOON);
            ways.push(Way {
                name: format!("{}, {}, {}", provider.name, signature.name, method.as_str()),
                provider,
                signature,
                method: *method,
                call,
                credentials: CREDENTIALS,
                key: key.expect("a key for the provider's own signature version"),
            });
        }
    }
    ways
}

/// The usual ways, each with and without token, finance region, other site, endpoint, and, where
/// the signature version can leave it out, the body.
#[must_use]
pub fn ways() -> Vec<Way> {
    let loopback = Endpoint::parse("http://127.0.0.1:8080").expect("an endpoint");
    let mut ways = usual_ways();
    let mut vary = |name: &str, change: &dyn Fn(&mut Way) -> bool| {
        let mut changed = ways.clone();
        changed.retain_mut(|way| {
            way.name = format!("{}, {name}", way.name);
            change(way)
        });
        ways.extend(changed);
    };
    vary("finance region", &|way| {
        way.call.region = Some("ap-shanghai-fsi");
        true
    });
    vary("endpoint", &|way| {
        way.call.endpoint = Some(loopback);
        true
    });
    vary("site intl", &|way| {
        way.call.site = Site::Intl;
        way.provider.cloud == Cloud::Tencent
    });
    vary("token", &|way| {
        way.credentials.token = Some(TOKEN);
        true
    });
    vary("unsigned payload", &|way| {
        way.call.unsigned_payload = true;
        way.signature.unsigned_payload
    });
    ways
}
