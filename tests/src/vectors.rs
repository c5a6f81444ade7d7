//! Files of signed requests captured from the clouds' own SDKs: `vncurl-vectors/1`, described in
//! `tests/vectors/README.md`.

use std::{fs, path::Path};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use vncurl_core::sign;

use crate::{
    parameters::{behind_path, signature_parameter},
    signing::{Case, SigningRequest, Steps},
};

#[derive(Deserialize)]
struct File {
    format: String,
    count: usize,
    vectors: Vec<Value>,
}

/// What a vector of every algorithm has.
#[derive(Deserialize)]
struct AnyVector {
    id: String,
    algorithm: String,
}

/// A vector of the canonical-request family.
#[derive(Deserialize)]
struct Vector {
    id: String,
    algorithm: String,
    inputs: Inputs,
    intermediate: Intermediate,
    expected: Expected,
    wire: Wire,
}

/// A vector of the sorted-parameter family.
#[derive(Deserialize)]
struct SortedVector {
    id: String,
    algorithm: String,
    inputs: Inputs,
    intermediate: SortedIntermediate,
    expected: SortedExpected,
    wire: Wire,
}

#[derive(Deserialize)]
struct SortedIntermediate {
    /// Alibaba alone has it.
    canonicalized_query: Option<String>,
    string_to_sign: String,
}

#[derive(Deserialize)]
struct SortedExpected {
    signature: String,
}

#[derive(Deserialize)]
struct Inputs {
    #[serde(alias = "secret_id", alias = "access_key_id")]
    key_id: String,
    #[serde(alias = "secret_key", alias = "access_key_secret")]
    secret: String,
    timestamp: u64,
    #[serde(default)]
    service: String,
}

#[derive(Deserialize)]
struct Intermediate {
    signed_headers: String,
    payload: String,
    payload_hashed_text: Option<String>,
    credential_scope: Option<String>,
    canonical_request: String,
    string_to_sign: String,
}

#[derive(Deserialize)]
struct Expected {
    signature: String,
    authorization: String,
}

#[derive(Deserialize)]
struct Wire {
    method: String,
    url: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

/// Every vector of `dir` whose algorithm exists, in the order of the files' names.
///
/// # Errors
///
/// What is wrong, with the file: no file at all, a file that cannot be read, another format, a
/// count that is not the number of vectors, a vector that lacks something, an id that came before.
pub fn vectors(dir: &Path) -> Result<Vec<Case>, String> {
    let mut cases: Vec<Case> = Vec::new();
    let mut ids = std::collections::HashSet::new();
    for path in json_files(dir)? {
        let fault = |what: String| format!("{}: {what}", path.display());
        let text = fs::read(&path).map_err(|error| fault(error.to_string()))?;
        let file: File = serde_json::from_slice(&text).map_err(|error| fault(error.to_string()))?;
        if file.format != "vncurl-vectors/1" {
            return Err(fault(format!("unknown format {:?}", file.format)));
        }
        if file.vectors.is_empty() || file.count != file.vectors.len() {
            let (count, len) = (file.count, file.vectors.len());
            return Err(fault(format!("count is {count}, with {len} vectors")));
        }
        for (index, vector) in file.vectors.into_iter().enumerate() {
            let fault = |what: String| fault(format!("vector {index}: {what}"));
            let any: AnyVector = parsed(&vector).map_err(fault)?;
            if !ids.insert(any.id.clone()) {
                return Err(fault(format!("the id {:?} came before", any.id)));
            }
            if sign::by_name(&any.algorithm).is_some() {
                let case = if vector.pointer("/intermediate/signed_headers").is_some() {
                    parsed::<Vector>(&vector).and_then(Case::try_from)
                } else {
                    parsed::<SortedVector>(&vector).and_then(Case::try_from)
                };
                cases.push(case.map_err(fault)?);
            }
        }
    }
    Ok(cases)
}

fn parsed<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

fn json_files(dir: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let fault = |error: std::io::Error| format!("{}: {error}", dir.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(dir).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(format!("{}: no *.json file in it", dir.display()));
    }
    paths.sort();
    Ok(paths)
}

impl TryFrom<Vector> for Case {
    type Error = String;

    fn try_from(vector: Vector) -> Result<Self, String> {
        let Vector { id, algorithm, inputs, intermediate, expected, wire } = vector;
        let signed: Vec<_> = intermediate.signed_headers.split(';').collect();
        let is_signed = |name: &str| signed.contains(&name.to_ascii_lowercase().as_str());
        let request = SigningRequest {
            algorithm,
            method: wire.method,
            path: path_of(&wire.url)?,
            query: wire.query,
            headers: wire.headers.into_iter().filter(|(name, _)| is_signed(name)).collect(),
            payload: intermediate.payload_hashed_text.unwrap_or(intermediate.payload),
            service: inputs.service,
            timestamp: inputs.timestamp,
            key_id: inputs.key_id,
            secret: inputs.secret,
        };
        if request.headers.len() != signed.len() {
            return Err(format!("{id}: a signed header is not in wire.headers"));
        }
        let expected = Steps {
            canonical_request: intermediate.canonical_request,
            string_to_sign: intermediate.string_to_sign,
            signature: expected.signature,
            authorization: expected.authorization,
        };
        if let Some(scope) = &intermediate.credential_scope
            && !expected.hold_scope(scope)
        {
            return Err(format!("{id}: its steps do not hold its credential_scope {scope:?}"));
        }
        Ok(Self { id, request, expected })
    }
}

impl TryFrom<SortedVector> for Case {
    type Error = String;

    fn try_from(vector: SortedVector) -> Result<Self, String> {
        let SortedVector { id, algorithm, inputs, intermediate, expected, wire } = vector;
        let is_host = |name: &str| name.eq_ignore_ascii_case("host");
        let request = SigningRequest {
            algorithm,
            method: wire.method,
            path: path_of(&wire.url)?,
            query: wire.query,
            headers: wire.headers.into_iter().filter(|(name, _)| is_host(name)).collect(),
            payload: wire.body.unwrap_or_default(),
            service: inputs.service,
            timestamp: inputs.timestamp,
            key_id: inputs.key_id,
            secret: inputs.secret,
        };
        let parameters = intermediate
            .canonicalized_query
            .or_else(|| behind_path(&intermediate.string_to_sign).map(str::to_owned));
        let SortedExpected { signature } = expected;
        let expected = Steps {
            canonical_request: parameters.ok_or("its string to sign holds no parameters")?,
            string_to_sign: intermediate.string_to_sign,
            authorization: signature_parameter(&signature),
            signature,
        };
        Ok(Self { id, request, expected })
    }
}

/// The path of an absolute URL.
fn path_of(url: &str) -> Result<String, String> {
    let (_, rest) = url.split_once("://").ok_or("wire.url has no scheme")?;
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    Ok(rest.find('/').map_or("/", |at| &rest[at..]).to_owned())
}
