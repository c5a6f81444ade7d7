//! Whatever request can be signed at all gives lines that no value can forge, and the signature
//! of the whole text is the signature of the steps.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vncurl_core::{
    Credentials, Error,
    sign::{self, Signable, SigningKey, acs3::Acs3, canonical, tc3::Tc3},
};

// Fields stand one after another with U+001E between, so that a seed can be read.
fuzz_target!(|input: &str| {
    let mut fields = input.split('\u{1e}');
    let mut field = || fields.next().unwrap_or_default();
    let (method, path, query, payload) = (field(), field(), field(), field());
    let (secret, timestamp, service) = (field(), field(), field());
    let timestamp = timestamp.parse().unwrap_or_default();
    let headers: Vec<_> = fields.filter_map(|header| header.split_once(':')).collect();
    let signable = match Signable::new(method, path, query, &headers, payload.as_bytes()) {
        Ok(signable) => signable,
        Err(Error::InvalidHeader { index }) => return assert!(index < headers.len()),
        Err(error) => return assert_eq!(error, Error::InvalidRequestLine),
    };
    check::<Tc3>(&signable, secret, timestamp, service);
    check::<Acs3>(&signable, secret, timestamp, service);
    // Method, path, query, headers, an empty line, the signed headers, the hash.
    let mut canonical_request = String::new();
    canonical::write_canonical_request::<Tc3>(&mut canonical_request, &signable).unwrap();
    assert_eq!(canonical_request.matches('\n').count(), 5 + headers.len());
});

fn check<A: canonical::Algorithm>(
    signable: &Signable<'_>,
    secret: &str,
    timestamp: u64,
    service: &str,
) {
    let credentials = Credentials { key_id: "id", secret, token: None };
    let algorithm = sign::by_name(A::ROW.name).unwrap();
    match algorithm.sign(signable, &credentials, timestamp, service) {
        Ok(signed) => {
            let key = SigningKey::new::<A>(secret, timestamp, service).unwrap();
            let again = canonical::signature::<A>(&key, timestamp, signable);
            assert_eq!(again.as_ref().map(|hex| hex.as_str()), Ok(signed.signature().as_str()));
            let mut authorization = String::new();
            signed.write_authorization(&mut authorization).unwrap();
            let (_, end) = authorization.rsplit_once("Signature=").unwrap();
            assert_eq!(end, signed.signature().as_str());
        }
        Err(error) => assert!(matches!(error, Error::TimeOutOfRange | Error::InvalidRequestLine)),
    }
}
