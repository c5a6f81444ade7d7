//! `vncurl explain`.

use serde_json::Value;

use crate::shell::run;

#[test]
fn explain_shows_the_steps_and_neither_secret_nor_token() {
    let keys = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAIkeyid"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "marker-secret"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "marker-token"),
    ];
    let arguments = ["explain", "i-abc", "--region", "cn-hangzhou", "--linux"];
    let done = run(&arguments, &keys);
    assert_eq!(done.code, 0, "{}", done.err);
    for part in
        ["POST\n/\nInstanceId=i-abc&RegionId=cn-hangzhou\nhost:", "ACS3-HMAC-SHA256\n", "(token)"]
    {
        assert!(done.out.contains(part), "{part} in {}", done.out);
    }
    assert!(done.err.contains("Nothing was sent") && done.err.contains("minutes"));
    assert!(!(done.out + &done.err).contains("marker"));
    let json = run(&[&arguments[..], &["--json"]].concat(), &keys);
    let explained: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(explained["algorithm"], "ACS3-HMAC-SHA256");
    assert!(!json.out.contains("marker"));
}
