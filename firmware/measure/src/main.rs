//! Measures what core's calls take: peak stack, by painting it, and instructions, by the emulator's
//! count. One line for each call: name, bytes of stack, instructions.
#![no_std]
#![no_main]

#[cfg(target_arch = "arm")]
#[path = "cortex_m.rs"]
mod machine;
#[cfg(target_arch = "riscv32")]
#[path = "riscv.rs"]
mod machine;
mod painted;

use core::{fmt::Write, hint::black_box, panic::PanicInfo};

use vncurl_core::{
    ALIBABA_ECS, Call, Credentials, Guest, ListReply, Page, Provider, Reply, Search,
    SignatureVersion, TENCENT_CVM,
    flow::{Answered, Flow, Job, Next, Outcome, Settings},
    provider::{ACS3, ALIBABA_RPC, TC3, TENCENT_V1_HMACSHA1},
    sign::{Signable, SigningKey, canonical, tc3::Tc3},
    text::Text,
};

use crate::machine::Console;

const CREDENTIALS: Credentials<'static> = Credentials {
    key_id: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    secret: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
    token: None,
};

const NOW: u64 = 1_700_000_000;

const VNC_URL: &str = "wss%3A%2F%2Fgzvnc.qcloud.com%3A26789%2Fvnc%3Fs%3DY1hMeGxwRnRPU0dLVzFEWkFB\
    %26password%3D%26isWindows%3Dfalse";

const TENCENT_REPLY: &str = "{\"Response\": {\"InstanceVncUrl\": \"wss%3A%2F%2Fgzvnc.qcloud.com%3A\
    26789%2Fvnc%3Fs%3DY1hMeGxwRnRPU0dLVzFEWkFB%26password%3D%26isWindows%3Dfalse\", \"RequestId\": \
    \"3a685fe7-327a-4815-9bb4-c20587f25939\"}}";

const REFUSAL: &str = "{\"Response\": {\"Error\": {\"Code\": \"UnsupportedOperation.InstanceState\
    Stopped\", \"Message\": \"The instance is stopped.\"}, \"RequestId\": \
    \"3a685fe7-327a-4815-9bb4-c20587f25939\"}}";

const STALE: &str = "{\"Response\": {\"Error\": {\"Code\": \"AuthFailure.SignatureExpire\", \
    \"Message\": \"expired\"}, \"RequestId\": \"3a685fe7-327a-4815-9bb4-c20587f25939\"}}";

const ALIBABA_REPLY: &str = "{\"RequestId\":\"473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E\",\"VncUrl\":\
    \"wss%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3DDvh%252FIA%253D%253D\"}";

const TENCENT_LIST: &str = "{\"Response\": {\"TotalCount\": 1, \"InstanceSet\": [{\"InstanceId\": \
    \"ins-r9hr2upy\", \"InstanceName\": \"web\", \"InstanceState\": \"RUNNING\", \"OsName\": \
    \"Debian 12\", \"PublicIpAddresses\": [\"203.0.113.9\"]}], \"RequestId\": \
    \"3a685fe7-327a-4815-9bb4-c20587f25939\"}}";

const ALIBABA_LIST: &str = "{\"TotalCount\":1,\"PageNumber\":1,\"PageSize\":100,\"Instances\":{\"Instance\":\
    [{\"InstanceId\":\"i-bp1hzoinajzkh91h0001\",\"InstanceName\":\"web\",\"Status\":\"Running\",\
    \"OSType\":\"linux\",\"PublicIpAddress\":{\"IpAddress\":[\"203.0.113.9\"]}}]},\"RequestId\":\
    \"473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E\"}";

const ALIBABA_XML_LIST: &str = "<DescribeInstancesResponse><TotalCount>1</TotalCount><Instances>\
    <Instance><InstanceId>i-bp1hzoinajzkh91h0001</InstanceId><Status>Running</Status></Instance>\
    </Instances><RequestId>473469C7-AA6F-4DC5-B3DB-A3DC0DE3C83E</RequestId></DescribeInstancesResponse>";

fn line(name: &str, run: &mut dyn FnMut()) {
    let (stack, instructions) = painted::cost(run);
    let _ = writeln!(Console, "{name}\t{stack}\t{instructions}");
}

/// A bare secret to a signed request.
fn request(name: &str, provider: &Provider, signature: &'static SignatureVersion, buf: &mut [u8]) {
    let call = Call {
        region: Some("ap-guangzhou"),
        timestamp: NOW,
        nonce: "482195730164827395",
        signature: Some(signature),
        ..Call::default()
    };
    let call = black_box(call);
    line(name, &mut || {
        if let Ok(key) = &provider.signing_key_for(&call, &CREDENTIALS) {
            let _ = black_box(provider.vnc_request("ins-r9hr2upy", &call, &CREDENTIALS, key, buf));
        }
    });
}

/// All measurements; the emulator ends behind them.
fn measure() -> ! {
    let (mut buf, mut out) = ([0; 1536], [0; 1024]);
    let headers = [("content-type", "application/json"), ("host", "cvm.tencentcloudapi.com")];
    let body = b"{\"InstanceId\":\"ins-r9hr2upy\"}";
    if let Ok(signable) = Signable::new("POST", "/", "", black_box(&headers), body) {
        line("TC3 signature, from the secret", &mut || {
            // Borrowed where it is: to move a key takes its size of stack.
            if let Ok(key) = &SigningKey::new::<Tc3>(CREDENTIALS.secret, black_box(NOW), "cvm") {
                let _ = black_box(canonical::signature::<Tc3>(key, NOW, &signable));
            }
        });
        if let Ok(key) = SigningKey::new::<Tc3>(CREDENTIALS.secret, NOW, "cvm") {
            line("TC3 signature, with a kept key", &mut || {
                let _ = black_box(canonical::signature::<Tc3>(&key, black_box(NOW), &signable));
            });
        }
    }
    request("request, TC3", &TENCENT_CVM, &TC3, &mut buf);
    request("request, Tencent v1 with SHA-1", &TENCENT_CVM, &TENCENT_V1_HMACSHA1, &mut buf);
    request("request, ACS3", &ALIBABA_ECS, &ACS3, &mut buf);
    request("request, RPC 1.0", &ALIBABA_ECS, &ALIBABA_RPC, &mut buf);
    lists(&mut buf);
    reads(&mut out);
    flow(&mut buf, &mut out);
    machine::exit()
}

/// A list of instances: the request, one reply in each notation, and what its first instance holds.
fn lists(buf: &mut [u8]) {
    let call = Call {
        region: Some("ap-guangzhou"),
        timestamp: NOW,
        nonce: "482195730164827395",
        ..Call::default()
    };
    for (name, provider) in
        [("list request, Tencent", &TENCENT_CVM), ("list request, Alibaba", &ALIBABA_ECS)]
    {
        let (call, search) = (black_box(call), black_box(Search::Name("web")));
        line(name, &mut || {
            if let Ok(key) = &provider.signing_key_for(&call, &CREDENTIALS) {
                let page = Page { offset: 0, limit: 100 };
                let request =
                    provider.instances_request(search, page, &call, &CREDENTIALS, key, buf);
                let _ = black_box(request);
            }
        });
    }
    for (name, of_instance, provider, body) in [
        ("list, Tencent", "an instance of it, Tencent", &TENCENT_CVM, TENCENT_LIST),
        ("list, Alibaba", "an instance of it, Alibaba", &ALIBABA_ECS, ALIBABA_LIST),
        ("list, Alibaba, XML", "an instance of it, XML", &ALIBABA_ECS, ALIBABA_XML_LIST),
    ] {
        line(name, &mut || {
            let listed = provider.read_instances(200, black_box(body.as_bytes()));
            if !matches!(black_box(listed), Ok(ListReply::List(list)) if list.len() == 1) {
                let _ = writeln!(Console, "the list is not read");
            }
        });
        if let Ok(ListReply::List(list)) = provider.read_instances(200, body.as_bytes()) {
            line(of_instance, &mut || {
                let _ = black_box(list.iter().next());
            });
        }
    }
}

fn reads(out: &mut [u8]) {
    for (name, provider, body) in [
        ("reply, Tencent", &TENCENT_CVM, TENCENT_REPLY),
        ("reply, Tencent, a refusal", &TENCENT_CVM, REFUSAL),
        ("reply, Alibaba", &ALIBABA_ECS, ALIBABA_REPLY),
    ] {
        line(name, &mut || {
            let _ = black_box(provider.read_reply(200, black_box(body.as_bytes())));
        });
    }
    let guest = Guest { instance_id: "ins-r9hr2upy", windows: Some(false), ..Guest::default() };
    for (name, provider) in
        [("console URL, Tencent", &TENCENT_CVM), ("console URL, Alibaba", &ALIBABA_ECS)]
    {
        line(name, &mut || {
            let vnc_url = black_box(Text::plain(VNC_URL));
            let _ = black_box(provider.console_url(&vnc_url, &guest, out).is_ok());
        });
    }
    if let Ok(Reply::VncUrl(reply)) = TENCENT_CVM.read_reply(200, TENCENT_REPLY.as_bytes()) {
        line("WebSocket address", &mut || {
            let _ = black_box(TENCENT_CVM.websocket_url(&reply.vnc_url, out).is_ok());
        });
    }
}

/// A flow on a device without a clock: refused once, then done.
fn flow(buf: &mut [u8], out: &mut [u8]) {
    let job = Job {
        provider: &TENCENT_CVM,
        call: Call { region: Some("ap-guangzhou"), ..Call::default() },
        credentials: CREDENTIALS,
        guest: Guest { instance_id: "ins-r9hr2upy", ..Guest::default() },
    };
    let settings = Settings { timeout_ms: 30_000, ..Settings::default() };
    let Ok(mut flow) = Flow::new(black_box(&job), settings, 0) else { return };
    for (next, receive, body) in [
        ("flow, first step", "flow, a refused clock", STALE),
        ("flow, next step", "flow, the console", TENCENT_REPLY),
    ] {
        line(next, &mut || {
            let step = flow.next(&job, 1_000, black_box(7), buf);
            if !matches!(step, Ok(Next::Send(_))) {
                let _ = writeln!(Console, "the flow does not send");
            }
        });
        let date = Some("Tue, 14 Nov 2023 22:13:20 GMT");
        let answered = Answered { status: 200, date, body: body.as_bytes(), ..Answered::default() };
        line(receive, &mut || {
            let outcome = flow.receive(&job, 1_000, black_box(7), &answered, out);
            if !matches!(outcome, Ok(Outcome::Again | Outcome::Done(_))) {
                let _ = writeln!(Console, "the flow does not get on");
            }
        });
    }
    let _ = writeln!(Console, "object\tFlow\t{}", size_of::<Flow>());
    let _ = writeln!(Console, "object\tSigningKey\t{}", size_of::<SigningKey>());
    let _ = writeln!(Console, "object\tJob\t{}", size_of::<Job<'_>>());
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    let _ = writeln!(Console, "panic");
    machine::exit()
}
