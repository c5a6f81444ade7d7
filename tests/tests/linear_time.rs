//! Twice the input takes about twice the time, whatever stands in it: no reply can hold a reader up.
//!
//! A linear reader's ratio is 2, a quadratic one's 4. What is measured is this thread's own time on a
//! processor, where the system tells it: on a machine with much else to do, the hour says nothing. The
//! least of several rounds counts, and a ratio that is too high is measured further before it counts as
//! a failure.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use core::{hint::black_box, time::Duration};
use std::{
    fs,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use vncurl_core::{
    ALIBABA_ECS, Endpoint, Guest, Instance, ListReply, Provider, Reply, TENCENT_CVM, TENCENT_ECM,
    text::{Text, json, xml},
};

const KIB: usize = 1024;
/// Each with its double, up to 1 MiB.
const SIZES: [usize; 2] = [32 * KIB, 512 * KIB];
const RATIO_MAX: u32 = 25; // in tenths
/// How far a time may be off: the system counts some of it by the tick, of 1 to 10 ms.
const FLOOR: Duration = Duration::from_millis(10);
const ROUNDS_MIN: usize = 2;
const ROUNDS_MAX: usize = 100;
/// What no round may take, so that a quadratic reader fails soon; a linear one takes some 50 ms.
const ROUND_MAX: Duration = Duration::from_secs(5);

/// Only one test is timed at a time.
static TIMED: Mutex<()> = Mutex::new(());

/// Demand linear time of `run` on the documents that `of_len` makes, each about as long as it is
/// told.
fn is_linear<D: ?Sized, O: AsRef<D>, R>(
    name: &str,
    of_len: impl Fn(usize) -> O,
    run: impl Fn(&D) -> R,
) {
    let _alone = TIMED.lock().unwrap_or_else(PoisonError::into_inner);
    for size in SIZES {
        let documents = [of_len(size), of_len(2 * size)];
        let mut least = [Duration::MAX; 2];
        for round in 1.. {
            for (least, document) in least.iter_mut().zip(&documents) {
                *least = took(|| run(black_box(document.as_ref()))).min(*least);
            }
            let linear = least[1] <= least[0] * RATIO_MAX / 10 + FLOOR;
            if linear && round >= ROUNDS_MIN {
                break;
            }
            let hopeless = round >= ROUNDS_MAX || least[1] > ROUND_MAX;
            assert!(!hopeless, "{name}: {size} bytes and twice as many: {least:?}");
        }
    }
}

/// How long a call keeps this thread's processor busy.
fn took<R>(call: impl FnOnce() -> R) -> Duration {
    let (begun, start) = (Instant::now(), processor_time());
    black_box(call());
    let end = processor_time();
    end.zip(start).map_or_else(|| begun.elapsed(), |(end, start)| end.saturating_sub(start))
}

/// This thread's time on a processor so far; nothing on a system that keeps no such file.
fn processor_time() -> Option<Duration> {
    std::thread::yield_now(); // The system brings the figure up to date.
    let figures = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(figures.split(' ').next()?.parse().ok()?))
}

/// `start`, then `piece` over and over up to `len` bytes, then `end`.
fn filled(start: &str, piece: &str, end: &str) -> impl Fn(usize) -> Vec<u8> {
    move |len| {
        let pieces = len.saturating_sub(start.len() + end.len()) / piece.len();
        [start, &piece.repeat(pieces), end].concat().into_bytes()
    }
}

fn read_json(document: &[u8]) -> usize {
    let Ok(mut reader) = json::Reader::new(document) else { return 0 };
    let mut tokens = 0;
    while let Ok(Some(token)) = reader.next() {
        tokens += 1;
        if let json::Token::String(text) | json::Token::Name(text) = token {
            tokens += text.len();
        }
    }
    tokens
}

#[test]
fn json_is_read_in_linear_time() {
    let nested = format!("{}1{},", "[".repeat(31), "]".repeat(31));
    let objects = format!("{}1{},", "{\"a\":".repeat(31), "}".repeat(31));
    for (name, start, piece, end) in [
        ("escaped quotes", "\"", "\\\"", "\""),
        ("escaped backslashes", "\"", "\\\\", "\""),
        ("escaped backslashes without an end", "\"", "\\\\", ""),
        ("escapes of letters", "\"", "\\u0041", "\""),
        ("surrogate pairs", "\"", "\\ud83d\\ude00", "\""),
        ("letters of three bytes", "\"", "\u{4e2d}", "\""),
        ("a string with an invalid end", "\"", "a", "\x01"),
        ("a string without an end", "\"", "a", ""),
        ("a long name", "{\"", "a", "\":1}"),
        ("a long escaped name", "{\"", "\\u0061", "\":1}"),
        ("many members", "{\"a\":1", ",\"a\":1", "}"),
        ("many empty strings", "[\"\"", ",\"\"", "]"),
        ("many elements", "[1", ",1", "]"),
        ("nested arrays", "[", &nested, "1]"),
        ("nested objects", "[", &objects, "1]"),
        ("arrays too deep", "", "[", ""),
        ("blanks", "", " \n", "1"),
        ("blanks without a value", "", " \n", ""),
        ("a long number", "1", "1", ""),
        ("a number with a wrong end", "1", "1", "e"),
    ] {
        is_linear(&format!("JSON, {name}"), filled(start, piece, end), read_json);
    }
}

fn read_xml(document: &[u8]) -> usize {
    let Ok(mut reader) = xml::Reader::new(document) else { return 0 };
    let mut events = 0;
    while let Ok(Some(event)) = reader.next() {
        events += 1;
        if let xml::Event::Content(content) = event {
            events += content.to_string().len();
        }
    }
    events
}

#[test]
fn xml_is_read_in_linear_time() {
    let nested = format!("{}{}", "<a>".repeat(31), "</a>".repeat(31));
    let long_names = |len: usize| {
        let name = "a".repeat(len / 2);
        format!("<{name}></{name}>").into_bytes()
    };
    let wrong_end = |len: usize| {
        let name = "a".repeat(len / 2);
        format!("<{name}></{name}b>").into_bytes()
    };
    is_linear("XML, long names", long_names, read_xml);
    is_linear("XML, a long wrong end tag", wrong_end, read_xml);
    for (name, start, piece, end) in [
        ("many attributes", "<a", " b=\"\"", "/>"),
        ("a long attribute", "<a b=\"", "c", "\"/>"),
        ("references in an attribute", "<a b=\"", "&amp;", "\"/>"),
        ("an attribute without an end", "<a b=\"", "c", ""),
        ("references", "<a>", "&lt;", "</a>"),
        ("references by number", "<a>", "&#x4e2d;", "</a>"),
        ("a long reference", "<a>&#x", "0", "41;</a>"),
        ("a reference without an end", "<a>&", "a", "</a>"),
        ("many ampersands", "<a>", "&", "</a>"),
        ("comments", "<a>", "<!---->", "</a>"),
        ("a long comment", "<a><!--", "- ", "--></a>"),
        ("a comment without an end", "<a><!--", "- ", ""),
        ("sections", "<a>", "<![CDATA[]]>", "</a>"),
        ("brackets in a section", "<a><![CDATA[", "]", "]]></a>"),
        ("a section without an end", "<a><![CDATA[", "]", ""),
        ("brackets in a text", "<a>", "]", "</a>"),
        ("blanks in a tag", "<a", " \n", "/>"),
        ("blanks behind the root", "<a/>", " \n", ""),
        ("many elements", "<a>", "<b/>", "</a>"),
        ("many texts", "<a>", "<b>c</b>", "</a>"),
        ("nested elements", "<a>", &nested, "</a>"),
        ("elements too deep", "", "<a>", ""),
        ("letters of three bytes", "<a>", "\u{4e2d}", "</a>"),
        ("line breaks", "<a>", "\r\n", "b</a>"),
        ("a declaration without an end", "<?xml version='1.0'", " ", ""),
    ] {
        is_linear(&format!("XML, {name}"), filled(start, piece, end), read_xml);
    }
}

/// Look at every property of every instance.
fn properties<'a>(reply: &ListReply<'a, Instance<'a>>) -> usize {
    let ListReply::List(list) = reply else { return 0 };
    let of = |instance: Instance<'a>| {
        let name = instance.name().map_or(0, |name| name.len());
        let refused = usize::from(instance.refusal().is_some());
        let windows = usize::from(instance.windows() == Some(true));
        let private: usize = instance.private_addresses().map(|address| address.len()).sum();
        let public: usize = instance.public_addresses().map(|address| address.len()).sum();
        instance.id().len() + name + refused + windows + private + public
    };
    list.iter().map(of).sum()
}

/// Read a page of instances, a page of states and one of regions.
fn read_lists(provider: &'static Provider) -> impl Fn(&[u8]) -> usize {
    move |body| {
        let instances = provider.read_instances(200, body).as_ref().map_or(0, properties);
        let statuses = provider.read_statuses(200, body).as_ref().map_or(0, properties);
        let regions = match provider.read_regions(200, body) {
            Ok(ListReply::List(list)) => list.iter().map(|region| region.id().len()).sum(),
            _ => 0,
        };
        instances + statuses + regions
    }
}

#[test]
fn lists_in_json_are_read_in_linear_time() {
    let nested = format!(r#""x":{}1{},"#, "[".repeat(20), "]".repeat(20));
    let set = r#"{"Response":{"InstanceSet":["#;
    let one = format!("{set}{{\"InstanceId\":\"i\",");
    for (name, start, piece, end) in [
        (
            "many items",
            set,
            r#"{"InstanceId":"i","OsName":"x","PrivateIpAddresses":["a"]},"#,
            r#"{"InstanceId":"i"}]}}"#,
        ),
        ("addresses", &format!("{one}\"PrivateIpAddresses\":["), r#""a","#, r#""a"]}]}}"#),
        ("empty addresses", &format!("{one}\"PrivateIpAddresses\":["), r#""","#, r#""a"]}]}}"#),
        ("a long system", &format!("{one}\"OsName\":\""), "\\u0057", r#""}]}}"#),
        ("a long state", &format!("{one}\"InstanceState\":\""), "\\\"", r#""}]}}"#),
        ("a long id", &format!("{set}{{\"InstanceId\":\""), "\\\\", r#""}]}}"#),
        ("nested members of an item", &one, &nested, "\"y\":1}]}}"),
        ("other members", r#"{"Response":{"#, r#""x":1,"#, r#""InstanceSet":[]}}"#),
        ("other lists", r#"{"Response":{"x":["#, r#"{"InstanceSet":[{}]},"#, "1]}}"),
        ("a long name", r#"{"Response":{""#, "\\u0049", r#"":1,"InstanceSet":[]}}"#),
    ] {
        is_linear(&format!("lists, {name}"), filled(start, piece, end), read_lists(&TENCENT_CVM));
    }
    let set = r#"{"Response":{"NodeSet":["#;
    let node = r#"{"RegionInfo":{"Region":"r"}},"#;
    let nodes = filled(set, node, r#"{"RegionInfo":{"Region":"r"}}]}}"#);
    is_linear("lists, many nodes", nodes, read_lists(&TENCENT_ECM));
}

#[test]
fn a_long_name_is_not_compared_again_for_each_thing_in_it() {
    // Half of the document is an escaped name, and half is what stands below it.
    let below = |inner: &'static str, open: &'static str, close: &'static str| {
        move |len: usize| {
            let name = "\\u0049".repeat(len / 12);
            let inner = inner.repeat(len / 2 / inner.len());
            format!(r#"{{"Response":{{"{name}":{open}{inner}1{close}}}}}"#).into_bytes()
        }
    };
    for (name, of_len) in [
        ("elements", below("1,", "[", "]")),
        ("objects", below("{},", "[", "]")),
        ("members", below(r#"{"a":1,"b":2},"#, "[", "]")),
        ("lists", below("[],", "[", "]")),
    ] {
        for provider in [&TENCENT_CVM, &ALIBABA_ECS] {
            is_linear(&format!("a name of many {name}"), of_len, read_lists(provider));
        }
    }
}

#[test]
fn lists_in_xml_are_read_in_linear_time() {
    let set = "<R><Instances>";
    let one = "<R><Instances><Instance><InstanceId>i</InstanceId>";
    let end = "</Instance></Instances></R>";
    for (name, start, piece, end) in [
        (
            "many items",
            set,
            "<Instance><InstanceId>i</InstanceId><OSType>x</OSType></Instance>",
            "</Instances></R>",
        ),
        (
            "addresses",
            &format!("{one}<PublicIpAddress>"),
            "<IpAddress>a</IpAddress>",
            &format!("</PublicIpAddress>{end}"),
        ),
        (
            "a state in sections",
            &format!("{one}<Status>"),
            "<![CDATA[]]>",
            &format!("</Status>{end}"),
        ),
        ("comments between", one, "<!-- -->", end),
        ("attributes of an item", "<R><Instances><Instance", " a=''", &format!(">{end}")),
        ("empty lists", "<R>", "<Instances></Instances>", "</R>"),
    ] {
        is_linear(
            &format!("lists in XML, {name}"),
            filled(start, piece, end),
            read_lists(&ALIBABA_ECS),
        );
    }
}

#[test]
fn replies_are_read_and_vnc_urls_judged_in_linear_time() {
    let guest = Guest { instance_id: "i-1", windows: Some(true), page: None, password: None };
    let judge = |vnc_url: &Text<'_>| {
        let mut buf = [0; 8 * KIB];
        ALIBABA_ECS.console_url(vnc_url, &guest, &mut buf).map(str::len)
    };
    let read_and_judge = |body: &[u8]| match ALIBABA_ECS.read_reply(200, body) {
        Ok(Reply::VncUrl(reply)) => judge(&reply.vnc_url),
        other => panic!("{other:?}"),
    };
    for (name, piece) in [
        ("letters", "a"),
        ("escapes", "%41"),
        ("percent signs", "%"),
        ("encoded percent signs", "%25"),
        ("escaped slashes", "\\/"),
        ("escaped letters", "\\u0061"),
        ("dots", "."),
        ("labels", "a."),
        ("colons", "%3A"),
        ("ports", "%3A1"),
        ("brackets", "%5B"),
        ("user names", "%40"),
    ] {
        let body = filled(r#"{"VncUrl":"wss%3A%2F%2F"#, piece, r#""}"#);
        is_linear(&format!("VNC URLs, {name}"), body, read_and_judge);
        // What is not too long is judged whole: at most 4,096 bytes, in as good as no time.
        for scheme in ["wss%3A%2F%2F", "wss://", "wss%3A%2F%2Fhost%2F"] {
            let mut longest = format!("{scheme}{}", piece.repeat(4096 / piece.len()));
            longest.truncate(4096);
            let time = took(|| judge(&Text::plain(&longest)).ok());
            assert!(time < Duration::from_millis(250), "{scheme}{name}: {time:?}");
        }
    }
    for (name, piece) in [("labels", "a."), ("hyphens", "-"), ("colons", ":"), ("digits", "1")] {
        for start in ["https://", "https://[", "http://127.", "https://a:"] {
            let endpoint = |text: &[u8]| {
                let text = core::str::from_utf8(text).unwrap();
                Endpoint::parse(text).is_ok()
            };
            is_linear(&format!("endpoints, {start}{name}"), filled(start, piece, ""), endpoint);
        }
    }
    let page = |text: &[u8]| {
        let page = core::str::from_utf8(text).unwrap();
        let guest = Guest { page: Some(page), ..guest };
        ALIBABA_ECS.console_url(&Text::plain("wss%3A%2F%2Fh"), &guest, &mut []).is_ok()
    };
    is_linear("viewer pages", filled("https://h/", "a/", ""), page);
}
