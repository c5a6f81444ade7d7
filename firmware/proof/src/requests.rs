//! Signed requests for a VNC URL, and the replies to them.

use core::hint::black_box;

use vncurl_core::{
    Call, Endpoint, Method, PROVIDERS, Provider, Reply, SIGNATURE_VERSIONS, Site,
    endpoint::is_loopback, provider, refusal::RefusalKind, sign::SigningKey,
};

use crate::{bytes, call, credentials, keep, number, status, tencent::request, text};

/// A provider that the optimiser cannot see.
#[must_use]
pub fn any_provider() -> &'static Provider {
    black_box(PROVIDERS[0])
}

/// Sign and write Alibaba's request.
pub fn alibaba() {
    request(&vncurl_core::ALIBABA_ECS, &call(), &mut [0; 1024]);
}

/// Read Alibaba's reply.
pub fn alibaba_reply() {
    keep(vncurl_core::ALIBABA_ECS.read_reply(status(), bytes()));
}

/// Every provider, signature version, method and endpoint.
pub fn every() {
    let mut buf = [0; 1024];
    let found = [provider::by_name(text()), provider::by_instance_id(text())];
    for provider in found.into_iter().flatten().chain(PROVIDERS) {
        for signature in SIGNATURE_VERSIONS.into_iter().chain(provider::signature_version(text())) {
            let call = Call {
                endpoint: Endpoint::parse(text()).ok(),
                site: black_box(Site::Intl),
                signature: Some(signature),
                method: black_box(Some(Method::Get)),
                unsigned_payload: black_box(true),
                ..call()
            };
            keep(signature.signing_key(provider, &credentials(), number()).is_ok());
            if let Ok(key) = provider.signing_key_for(&call, &credentials()) {
                every_part(provider, &call, &key, &mut buf);
            }
        }
        keep(provider.signature_version().name.len());
        keep(provider.viewer_named(text()).map(|viewer| (viewer.page, viewer.asks_for_os())));
        keep((provider.keep_alive_s(Some(text())), provider.viewers().count()));
        match provider.read_reply(status(), bytes()) {
            Ok(Reply::VncUrl(reply)) => keep((reply.vnc_url.len(), reply.request_id.len())),
            Ok(Reply::Refusal(refusal)) => {
                keep(refusal.compare_echo(text()));
                keep((refusal.raw_message().len(), refusal.kind, refusal.code.len()));
            }
            Err(error) => keep((error.code(), error.at(), error.message().len())),
        }
        request(provider, &call(), &mut buf);
    }
    words();
}

fn every_part(provider: &Provider, call: &Call<'_>, key: &SigningKey, buf: &mut [u8]) {
    let Ok(request) = provider.vnc_request(text(), call, &credentials(), key, buf) else { return };
    for (name, value) in request.headers() {
        keep((name.len(), value.len()));
    }
    keep(
        [request.method(), request.host(), request.path_and_query(), request.body()].map(str::len),
    );
    keep((request.scheme().as_str(), request.http1().len()));
}

fn words() {
    keep(RefusalKind::of_code(text()));
    for kind in RefusalKind::ALL {
        keep((kind.as_str().len(), kind.advice().len()));
    }
    keep((Site::ALL.map(Site::as_str), Method::ALL.map(|method| (method.as_str(), method.verb()))));
    keep(Endpoint::parse(text()).map(|own| (own.scheme().as_str(), own.authority().len())));
    keep((is_loopback(text()), credentials().check()));
}
