//! The page at `/`: what a person needs to begin.

use core::fmt::Write as _;

use super::{escape, html};
use crate::account::{ALIBABA, TENCENT};
use crate::instance::INSTANCES;
use crate::machines::Machines;
use crate::random::NoRandomness;
use crate::viewer::VIEWERS;
use crate::wire::Response;

/// The page at `/` at `now_ms`. `origin` is that of the addresses, such as `ws://127.0.0.1:4567`.
pub(crate) fn about(
    origin: &str,
    machines: &Machines,
    now_ms: u64,
) -> Result<Response, NoRandomness> {
    // `ws` and `wss` become `http` and `https`.
    let endpoint = origin.replacen("ws", "http", 1);
    let mut body = format!(
        "<main><header>vncurl simulator · not a real cloud</header>\
         <h1>A small cloud on loopback</h1>\
         <p>It verifies both signatures of Tencent Cloud (<code>TC3-HMAC-SHA256</code>, version 1) \
         and of Alibaba Cloud (<code>ACS3-HMAC-SHA256</code>, RPC 1.0), answers as CVM, ECM, \
         Lighthouse and ECS do, and issues console addresses that are good for 15 seconds. \
         Endpoint: <code>{}</code></p>\
         <table><tr><th>Cloud</th><th>Key id (published)</th><th>Secret (published)</th></tr>",
        escape(&endpoint),
    );
    for (cloud, pair) in [("tencent", TENCENT), ("alibaba", ALIBABA)] {
        row(&mut body, &[cloud, pair.key_id, pair.secret]);
    }
    body.push_str(
        "</table><table><tr><th>Instance</th><th>Provider</th><th>Region</th><th>System</th>\
         <th>State</th></tr>",
    );
    // Those that are always there; a fleet would be too long to be read.
    for seen in machines.all(now_ms).take(INSTANCES.len()) {
        let instance = seen.instance;
        let system = if instance.windows { "Windows" } else { "Linux" };
        let cells = [instance.id, instance.provider, instance.region, system, seen.state.name];
        row(&mut body, &cells);
    }
    body.push_str(
        "</table><p>Viewer pages, which check the address they are given and show the screen \
         behind it:</p><ul>",
    );
    for viewer in &VIEWERS {
        // Writing to a String does not fail.
        let _ = write!(body, "<li><code>{}?{}=…</code></li>", viewer.path, viewer.parameter);
    }
    body.push_str(
        "</ul><footer>What was asked and what the server expected to be signed: \
         <code>GET /_sim/journal</code> with the header <code>X-Vncurl-Sim: 1</code>.</footer>\
         </main>",
    );
    html("vncurl simulator", &body, None)
}

fn row(body: &mut String, cells: &[&str]) {
    body.push_str("<tr>");
    for cell in cells {
        let _ = write!(body, "<td>{}</td>", escape(cell));
    }
    body.push_str("</tr>");
}
