//! What a console URL must be, said a second time and with another crate's percent-encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use vncurl_core::{Cloud, Provider};

/// Everything but the unreserved characters of RFC 3986, section 2.3.
pub const RESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Check that `console_url` is the provider's own page with `vnc_url`, which the cloud sent, and
/// nothing else but what the page is told about the guest.
///
/// # Errors
///
/// What is wrong.
pub fn check(
    provider: &Provider,
    vnc_url: &str,
    instance_id: &str,
    windows: bool,
    console_url: &str,
) -> Result<(), String> {
    let value = if vnc_url.starts_with("ws://") || vnc_url.starts_with("wss://") {
        utf8_percent_encode(vnc_url, RESERVED).to_string()
    } else {
        vnc_url.to_owned()
    };
    let expected = match provider.cloud {
        Cloud::Tencent => format!("{}?InstanceVncUrl={value}", provider.viewer.page),
        Cloud::Alibaba => format!(
            "{}?vncUrl={value}&instanceId={instance_id}&isWindows={windows}",
            provider.viewer.page
        ),
        other => return Err(format!("{other:?} has no rule here")),
    };
    if console_url != expected {
        return Err(format!("{console_url:?} is not {expected:?}"));
    }
    let parameters = if provider.cloud == Cloud::Tencent { 1 } else { 3 };
    let count = |character| console_url.matches(character).count();
    if (count('?'), count('='), count('&')) != (1, parameters, parameters - 1) || count('#') > 0 {
        return Err(format!("{console_url:?} has other parameters"));
    }
    check_address(&value)
}

/// Check that `value` decodes once to a WebSocket address.
fn check_address(value: &str) -> Result<(), String> {
    let address = percent_decode_str(value).decode_utf8().map_err(|error| error.to_string())?;
    let harmless =
        |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\');
    let rest = address.strip_prefix("wss://").or_else(|| address.strip_prefix("ws://"));
    let authority = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    match authority {
        _ if !address.bytes().all(harmless) => Err(format!("{address:?} holds another byte")),
        None => Err(format!("{address:?} is no WebSocket address")),
        Some(authority) if authority.is_empty() || authority.contains('@') => {
            Err(format!("{address:?} has no plain host"))
        }
        Some(_) => Ok(()),
    }
}
