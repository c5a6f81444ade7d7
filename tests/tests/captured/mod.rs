//! Requests that were captured from the clouds' own SDKs.

use serde_json::Value;
use vncurl_tests::root;

/// The vectors of a file, as many as it says.
pub fn vectors(file: &str) -> Vec<Value> {
    let path = root().join("tests/vectors/sdk").join(file);
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let vectors = document["vectors"].as_array().unwrap().clone();
    assert_eq!(Some(vectors.len() as u64), document["count"].as_u64());
    vectors
}

/// A text; empty where there is none.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

/// The refusal's code, or "ok".
pub fn code(verification: vncurl_sim::verify::Verification) -> std::borrow::Cow<'static, str> {
    verification.outcome.map_or_else(|refusal| refusal.code, |()| "ok".into())
}
