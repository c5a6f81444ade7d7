//! The worker for other Rust crates.

use core::{hint::black_box, time::Duration};
use std::{env, io, sync::Arc};

use http::{HeaderMap, StatusCode};
use rusty_s3::{Bucket, S3Action, UrlStyle};
use serde_json::{Value, json};
use tencentcloud_sdk_foundation::{
    BoxFuture, Client, CommonClient, Credentials, SdkError,
    transport::{Transport, TransportRequest, TransportResponse},
};
use vncurl_bench::{
    cases::{Case, KEY_ID, REPLY, SECRET},
    worker,
};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let cases = vec![
        Case {
            table: "signature",
            name: "rusty-s3",
            title: "rusty-s3 0.11: presigned S3 URL, bare secret",
            limit: None,
            run: presigned(),
        },
        Case {
            table: "call",
            name: "tencentcloud-sdk-foundation",
            title: "tencentcloud-sdk-foundation 0.2: call on a stub",
            limit: None,
            run: call(),
        },
    ];
    worker::run(&arguments, cases)
}

/// The signature is part of a URL, and the clock is read.
fn presigned() -> Box<dyn FnMut()> {
    let endpoint = "https://s3.example.com".parse().unwrap();
    let bucket = Bucket::new(endpoint, UrlStyle::Path, "bucket", "eu-west-1").unwrap();
    let credentials = rusty_s3::Credentials::new(KEY_ID, SECRET);
    Box::new(move || {
        let action = bucket.get_object(Some(&credentials), black_box("ins-r9hr2upy"));
        black_box(action.sign(Duration::from_mins(1)));
    })
}

/// Answers every request with the reply that the core's cases read.
struct Stub;

impl Transport for Stub {
    fn send(
        &self,
        request: TransportRequest,
    ) -> BoxFuture<'_, Result<TransportResponse, SdkError>> {
        black_box(request);
        Box::pin(async {
            Ok(TransportResponse::from_bytes(StatusCode::OK, HeaderMap::new(), REPLY))
        })
    }
}

/// From the instance id to the VNC URL; no console URL is built.
fn call() -> Box<dyn FnMut()> {
    let client = Client::builder()
        .credentials(Credentials::new(KEY_ID, SECRET).unwrap())
        .shared_transport(Arc::new(Stub))
        .region("ap-guangzhou")
        .build()
        .unwrap();
    let client = CommonClient::new(client, "cvm", "2017-03-12").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    Box::new(move || {
        let input = json!({"InstanceId": black_box("ins-r9hr2upy")});
        let response = runtime.block_on(client.call::<_, Value>("DescribeInstanceVncUrl", &input));
        let response = response.unwrap();
        assert!(response.data["InstanceVncUrl"].is_string());
    })
}
