//! The simulator's nodes of ECM have the form that Tencent's documents print.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

#[path = "../../sim/tests/signer/mod.rs"]
mod signer;

use serde_json::Value;
use signer::{Draft, HOST, NOW, json};
use vncurl_sim::Cloud;
use vncurl_tests::root;

/// The members that a node has in the printed examples, with the same kinds of values.
#[test]
fn a_node_has_the_members_of_the_printed_examples() {
    fn shape(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                members.iter().map(|(name, value)| (name.clone(), shape(value))).collect()
            }
            Value::Array(values) => values.first().map(shape).into_iter().collect(),
            Value::Number(_) => 0.into(),
            Value::Bool(_) => true.into(),
            _ => "".into(),
        }
    }
    let path = root().join("tests/vectors/published/lists.json");
    let document: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut vectors = document["vectors"].as_array().unwrap().iter();
    let printed = vectors.find(|vector| vector["id"] == "tencent-ecm-nodes").unwrap();
    let printed: Value = serde_json::from_str(printed["body"].as_str().unwrap()).unwrap();
    let mut wanted = shape(&printed["Response"]["NodeSet"][0]);
    // Newer than the printed examples, and in the official SDK's model.
    wanted["LBSupported"] = true.into();
    let request = Draft::tencent_action("ecm", "DescribeNode", "{}").tc3();
    let answer = json(&Cloud::new(HOST).handle(NOW * 1_000, &request));
    for node in answer["Response"]["NodeSet"].as_array().unwrap() {
        assert_eq!(shape(node), wanted);
    }
}
