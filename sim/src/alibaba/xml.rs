//! A reply as XML, in the manner of the cloud's own.
//!
//! The declaration has single quotes, `Recommend` is a CDATA section in which `&` stands bare, and
//! everywhere else `&`, `<` and `>` are entities: a reader has to know all three.
//!
//! Source: the XML samples of Alibaba Cloud's command line and ECS *Response parameters*, read
//! 2026-08.

use serde_json::Value;

/// `value` as the document whose root is called `root`.
pub(super) fn document(root: &str, value: &Value) -> String {
    let mut out = String::from("<?xml version='1.0' encoding='UTF-8'?>");
    // The name of the action becomes a name of an element only when it can be one.
    let named = root.bytes().all(|byte| byte.is_ascii_alphanumeric());
    element(&mut out, if named { root } else { "Response" }, value);
    out
}

/// A list is its element again and again; an object has its members inside.
fn element(out: &mut String, name: &str, value: &Value) {
    if let Value::Array(list) = value {
        for value in list {
            element(out, name, value);
        }
        return;
    }
    out.push('<');
    out.push_str(name);
    out.push('>');
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                element(out, name, value);
            }
        }
        Value::String(text) if name == "Recommend" => {
            // The end of a CDATA section cannot stand in one.
            out.push_str("<![CDATA[");
            out.push_str(&text.replace("]]>", ""));
            out.push_str("]]>");
        }
        Value::String(text) => escape(out, text),
        other => escape(out, &other.to_string()),
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML 1.0 has no way to write these.
            '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}' => {
                out.push('\u{fffd}');
            }
            _ => out.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_repeat_and_text_is_escaped_except_where_the_cloud_does_not() {
        let value = json!({
            "A": { "B": [{ "C": 1 }, { "C": true }] },
            "Message": "a<b>&\u{1}c",
            "Recommend": "https://h/?q=1&r=]]>2",
        });
        assert_eq!(
            document("Error", &value),
            "<?xml version='1.0' encoding='UTF-8'?><Error><A><B><C>1</C></B><B><C>true</C></B></A>\
             <Message>a&lt;b&gt;&amp;\u{fffd}c</Message>\
             <Recommend><![CDATA[https://h/?q=1&r=2]]></Recommend></Error>",
        );
        assert!(document("a><b", &json!({})).ends_with("<Response></Response>"));
    }
}
