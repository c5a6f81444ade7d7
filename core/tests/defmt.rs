//! What a device's log holds: never a secret, a token, a signature or a VNC URL.
#![expect(unsafe_code, reason = "a global logger is declared so")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::sync::Mutex;

use vncurl_core::{
    Call, Credentials, Error, Guest, RefusalKind, Reply, TENCENT_CVM,
    flow::{Answered, Flow, Job, Outcome, Settings},
};

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[defmt::global_logger]
struct Logger;

// SAFETY: there is one test and one thread.
unsafe impl defmt::Logger for Logger {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        LOG.lock().unwrap().extend_from_slice(bytes);
    }
}

defmt::timestamp!("");

/// What a device writes for `value`.
fn logged(value: &impl defmt::Format) -> String {
    LOG.lock().unwrap().clear();
    defmt::println!("{}", value);
    LOG.lock().unwrap().iter().copied().map(char::from).collect()
}

#[test]
fn a_log_holds_what_helps_and_no_secret() {
    const URL: &str = "wss%3A%2F%2Fvnc.example%2Fmarker-url";
    let credentials =
        Credentials { key_id: "AKID-shown", secret: "marker-secret", token: Some("marker-token") };
    let call = Call { region: Some("ap-guangzhou"), ..Call::default() };
    let guest = Guest { instance_id: "ins-shown", password: None, ..Guest::default() };
    let job = Job { provider: &TENCENT_CVM, call, credentials, guest };
    let key = TENCENT_CVM.signing_key(&credentials, 0).unwrap();
    let mut flow = Flow::new(&job, Settings { timeout_ms: 9, ..Settings::default() }, 0).unwrap();
    let mut buf = [0; 1024];
    let next = flow.next(&job, 0, 1, &mut buf).unwrap();
    let body = format!(r#"{{"Response":{{"InstanceVncUrl":"{URL}","RequestId":"1"}}}}"#);
    let refusal = r#"{"Response":{"Error":{"Code":"AuthFailure","Message":"marker-echo"}}}"#;
    let Ok(reply @ Reply::VncUrl(_)) = TENCENT_CVM.read_reply(200, body.as_bytes()) else {
        panic!()
    };
    let refusal = TENCENT_CVM.read_reply(200, refusal.as_bytes()).unwrap();
    let answered = Answered { status: 200, body: body.as_bytes(), ..Answered::default() };
    let mut out = [0; 1024];
    let mut flow = flow.clone();
    let outcome = flow.receive(&job, 0, 1, &answered, &mut out).unwrap();
    assert!(matches!(outcome, Outcome::Done(_)));
    let password = Guest { password: Some("marker-password"), ..guest };
    let all = [
        (logged(&credentials), "AKID-shown"),
        (logged(&key), "cvm/tc3_request"),
        (logged(&next), "cvm.tencentcloudapi.com"),
        (logged(&guest), "ins-shown"),
        (logged(&password), "ins-shown"),
        (logged(&refusal), "AuthFailure"),
        (logged(&reply), ""),
        (logged(&outcome), ""),
        (logged(&Error::RegionMissing), ""),
        (logged(&RefusalKind::Busy), ""),
    ];
    for (text, shown) in &all {
        assert!(!text.is_empty() && text.contains(shown), "{text:?} lacks {shown}");
        for secret in ["marker", "Signature="] {
            assert!(!text.contains(secret), "{text:?}");
        }
    }
}
