//! The simulator's HTML: self-contained, everything escaped, nothing loaded from anywhere.

mod about;

use core::fmt::Write as _;

use crate::random::{self, NoRandomness};
use crate::verify::hex;
use crate::viewer::Visit;
use crate::wire::Response;

pub(crate) use about::about;

const STYLE: &str = "\
:root{color-scheme:dark}\
body{margin:0;background:#14171c;color:#d7dce3;font:16px/1.55 system-ui,sans-serif}\
main{max-width:calc(642px + 2.5rem);box-sizing:border-box;margin:0 auto;padding:2.5rem 1.25rem}\
header{color:#8b95a3;font-size:.9rem;margin-bottom:1.75rem}\
h1{font-size:1.45rem;line-height:1.3;margin:0 0 1rem;color:#f2f5f8}\
h1.good{color:#7fd69a}h1.bad{color:#f0a08c}\
code,td{font-family:ui-monospace,monospace;font-size:.92em}\
table{border-collapse:collapse;margin:1rem 0;width:100%}\
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid #2a2f37;\
overflow-wrap:anywhere}\
th{color:#8b95a3;font-weight:500;width:12rem}\
li{margin:.4rem 0}\
#words{margin:0 0 1rem;padding:0;min-height:1.55em;list-style:none}\
#screen{height:400px;background:#10141b;border:1px solid #2a2f37;border-radius:4px;overflow:hidden}\
#screen canvas{display:block;margin:0 auto;max-width:100%;max-height:100%;outline:none}\
#screen:focus-within{border-color:#5b86c4}\
[data-console=closed] #screen{opacity:.45}[data-console=refused] #screen{display:none}\
footer{margin-top:2.25rem;color:#8b95a3;font-size:.9rem}";

/// What every viewer page does, and the two viewers it may do it with.
const COUNTDOWN: &str = include_str!("page/countdown.js");
const CONSOLE: &str = include_str!("page/console.js");
const EMBEDDED: &str = include_str!("page/rfb.js");
const NOVNC: &str = include_str!("page/novnc.js");

/// The page of a visit to a viewer. `origin` is that of the addresses, such as
/// `ws://127.0.0.1:4567`; the screen is shown by noVNC or by the embedded viewer.
pub(crate) fn viewer(
    visit: &Visit,
    origin: &str,
    with_novnc: bool,
) -> Result<Response, NoRandomness> {
    let good = visit.findings.is_empty();
    let (class, head) =
        if good { ("good", "The address is valid") } else { ("bad", heading(visit.outcome())) };
    let machine = visit.instance.map_or("unknown", |instance| instance.id);
    let mut body = format!(
        "<main data-outcome=\"{}\" data-parameter=\"{}\">\
         <header>vncurl simulator · {} · not a real cloud</header>\
         <h1 id=\"head\" class=\"{class}\">{head}</h1><ul id=\"words\">",
        escape(visit.outcome()),
        escape(visit.parameter),
        escape(visit.provider),
    );
    // Writing to a String does not fail.
    for finding in &visit.findings {
        let (text, code) = (escape(finding.text), escape(finding.code));
        let _ = write!(body, "<li>{text} <code>{code}</code></li>");
    }
    let _ = write!(
        body,
        "</ul><table><tr><th>Instance</th><td>{}</td></tr><tr><th>Address valid for</th>\
         <td id=\"left\" data-ms=\"{}\">{}.{} s</td></tr></table>",
        escape(machine),
        visit.remaining_ms,
        visit.remaining_ms / 1_000,
        visit.remaining_ms / 100 % 10,
    );
    if good {
        body.push_str("<div id=\"screen\"></div>");
    }
    let ending = match (good, with_novnc) {
        (false, _) => "The cloud's own page would not have said what is wrong.",
        (true, false) => "The screen is shown by the simulator's own viewer.",
        (true, true) => "The screen is shown by noVNC.",
    };
    let _ = write!(
        body,
        "<footer>The simulator compared the address, byte for byte, with what it issued. \
         {ending}</footer></main>",
    );
    let script = match (good, with_novnc) {
        (false, _) => COUNTDOWN.to_owned(),
        (true, false) => [EMBEDDED, COUNTDOWN, CONSOLE].concat(),
        (true, true) => [NOVNC, COUNTDOWN, CONSOLE].concat(),
    };
    html(
        "vncurl simulator: console",
        &body,
        Some(Script { text: &script, origin, with_novnc: good && with_novnc }),
    )
}

/// What a page runs and whom it may talk to.
struct Script<'a> {
    text: &'a str,
    origin: &'a str,
    with_novnc: bool,
}

fn heading(outcome: &str) -> &'static str {
    match outcome {
        "double-encoded" => "The address was double-encoded",
        "under-encoded" => "The address was decoded on its way",
        "altered" => "The address was altered",
        "expired" => "The address has expired",
        "used" => "The address has been used",
        "not-running" => "The instance is not running",
        "budget-spent" => "Too many reconnects within a minute",
        "unknown" => "The address is unknown",
        "other-cloud" => "The address belongs to another cloud",
        "address-missing" => "The address is missing",
        _ => "The console URL is incomplete",
    }
}

fn html(title: &str, body: &str, script: Option<Script<'_>>) -> Result<Response, NoRandomness> {
    let nonce = hex(&random::bytes::<16>()?);
    let (script, allowed) = script.map_or_else(Default::default, |script| {
        // What a script with the nonce imports is let through; noVNC's pointer is a data: image.
        let images = if script.with_novnc { "; img-src data:" } else { "" };
        (
            format!("<script type=\"module\" nonce=\"{nonce}\">\n{}</script>", script.text),
            format!("; connect-src 'self' {}{images}", script.origin),
        )
    });
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{}</title><style nonce=\"{nonce}\">{STYLE}</style></head>\
         <body>{body}{script}</body></html>\n",
        escape(title),
    );
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'{allowed}; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    Ok(Response::new(200, "text/html; charset=utf-8", page)
        .with_header("Content-Security-Policy", policy)
        // The query holds the address; it must not travel on in a Referer.
        .with_header("Referrer-Policy", "no-referrer"))
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}
