//! The strict XML reader on chosen documents: what it hands out, what it refuses, and where.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

use vncurl_core::{
    Error,
    error::ReplyFault,
    text::xml::{DEPTH_MAX, Event, Reader},
};
use vncurl_tests::published;

/// All pieces of a document: `<name`, text in quotes, `>` for an end.
fn read(document: &[u8]) -> Result<String, Error> {
    let mut reader = Reader::new(document)?;
    let mut pieces = Vec::new();
    let mut depth = 0;
    loop {
        let next = reader.next();
        if let Err(error) = next {
            assert!(reader.next().is_err() && reader.next().is_err(), "goes on after {error}");
            return Err(error);
        }
        match next? {
            Some(Event::Start(name)) => {
                depth += 1;
                pieces.push(format!("<{name}"));
            }
            Some(Event::Content(content)) => pieces.push(format!("'{content}'")),
            Some(Event::End) => {
                depth -= 1;
                pieces.push(">".to_owned());
            }
            None => {
                assert_eq!(reader.at(), document.len());
                return Ok(pieces.join(" "));
            }
        }
        assert_eq!(reader.depth(), depth);
    }
}

fn malformed(at: usize, fault: ReplyFault) -> Result<String, Error> {
    Err(Error::MalformedReply { at, fault })
}

fn published_documents() -> Vec<String> {
    let documents: Vec<String> = published::replies()
        .into_iter()
        .map(|reply| reply.body)
        .filter(|body| body.starts_with('<') && body.contains("RequestId"))
        .collect();
    assert_eq!(documents.len(), 5);
    documents
}

#[test]
fn documents_are_read_piece_by_piece() {
    let table = [
        ("<a/>", "<a >"),
        ("<a></a>", "<a >"),
        ("<a ></a \n>", "<a >"),
        ("<a>x</a>", "<a 'x' >"),
        ("<a>\n <b>x</b>\n <c/>\t</a>\n", "<a <b 'x' > <c > >"),
        ("<a> </a>", "<a ' ' >"),
        ("<a>x<b/>y<b> </b>z</a>", "<a 'x' <b > 'y' <b ' ' > 'z' >"),
        ("<a> <!-- x --> <b/> <?x y?> </a>", "<a <b > >"),
        ("<a><!-- x --></a>", "<a '' >"),
        ("<a>x<!-- - > ]]> & < y -->z</a>", "<a 'xz' >"),
        ("<a>x<?p <a> & ??>z</a>", "<a 'xz' >"),
        ("<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a '<>&\"'' >"),
        ("<a>&#60;&#x3c;&#x3C;&#00060;&#x1F600;</a>", "<a '<<<<\u{1f600}' >"),
        ("<a>&amp;amp;</a>", "<a '&amp;' >"),
        ("<a><![CDATA[x<y&z&amp;<!--]]]></a>", "<a 'x<y&z&amp;<!--]' >"),
        ("<a>[<![CDATA[]]>]<![CDATA[]]]]><![CDATA[>]]></a>", "<a '[]]]>' >"),
        ("<a><![CDATA[ ]]><b/><![CDATA[]]></a>", "<a ' ' <b > >"),
        ("<a>&#32;<b/></a>", "<a ' ' <b > >"),
        ("<a>]] ]></a>", "<a ']] ]>' >"),
        ("<a>x\r\ny\rz\n\r</a>", "<a 'x\ny\nz\n\n' >"),
        ("<a>x&#13;&#10;<![CDATA[\r\n]]></a>", "<a 'x\r\n\n' >"),
        (
            "<a>\u{4e2d}\u{ff0c}\u{fffd}\u{7f}\u{85}</a>",
            "<a '\u{4e2d}\u{ff0c}\u{fffd}\u{7f}\u{85}' >",
        ),
        ("<a b='1' c = \"2\"\n d=''/>", "<a >"),
        ("<a b='\"&lt;>]]>\u{e9}' c=\"'&#9;\t\n\"/>", "<a >"),
        ("<a b='1' b='2' x:y='3'/>", "<a >"),
        ("<x:y.z-1_\u{b7}\u{e9}/>", "<x:y.z-1_\u{b7}\u{e9} >"),
        ("<?xml version='1.0'?><a/>", "<a >"),
        ("<?xml version = \"1.0\" encoding='utf-8' standalone=\"no\" ?>\n<a/>", "<a >"),
        ("<?xml\tversion='1.0'\nstandalone='yes'?><a/>", "<a >"),
        ("<?xml-stylesheet href='x'?><!-- x --> <?p?><a/> <!----><?p\n?>\n", "<a >"),
        ("<!-- --><a/>", "<a >"),
    ];
    for (document, expected) in table {
        assert_eq!(read(document.as_bytes()).as_deref(), Ok(expected), "{document}");
    }
}

#[test]
fn what_the_standard_does_not_allow_is_refused_at_the_byte() {
    let table: [(&[u8], usize); 88] = [
        (b"x", 0),
        (b"<html>\n<br></html>", 13),
        (b"{\"Code\": \"x\"}", 0),
        ("\u{feff}<a/>".as_bytes(), 0),
        (b"</a>", 1),
        (b"< a/>", 1),
        (b"<1/>", 1),
        (b"<-a/>", 1),
        ("<\u{b7}/>".as_bytes(), 1),
        ("<\u{d7}/>".as_bytes(), 1),
        ("<a\u{d7}/>".as_bytes(), 2),
        ("<a\u{37e}/>".as_bytes(), 2),
        (b"<a/ >", 3),
        (b"<a></a/>", 6),
        (b"<a><//a>", 5),
        (b"<a></ a>", 5),
        (b"<a></a x='1'>", 7),
        (b"<a></b>", 5),
        (b"<a></A>", 5),
        (b"<a></aa>", 5),
        (b"<aa></a>", 6),
        (b"<a><b></a></b>", 8),
        // Behind and in front of the root.
        (b"<a/><b/>", 4),
        (b"<a/></a>", 4),
        (b"<a/>x", 4),
        (b"<a/>&#32;", 4),
        (b"<a/><![CDATA[]]>", 6),
        (b"x<a/>", 0),
        (b"&lt;<a/>", 0),
        (b"<![CDATA[]]><a/>", 2),
        (b"<a/>\0", 4),
        (b"<!-- x -->y<a/>", 10),
        // A document type, and with it entities.
        (b"<!DOCTYPE a><a/>", 2),
        (b"<?xml version='1.0'?>\n<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", 24),
        (b"<!DOCTYPE a [<!ENTITY b 'xxxxxxxx'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;&c;</a>", 2),
        (b"<a/><!DOCTYPE a>", 6),
        (b"<a><!DOCTYPE a></a>", 5),
        (b"<a>&nbsp;</a>", 3),
        (b"<a b='&c;'/>", 6),
        (b"<a>& b</a>", 3),
        (b"<a>&amp</a>", 3),
        (b"<a>&#0;</a>", 3),
        (b"<a>&#8;</a>", 3),
        (b"<a>&#xD800;</a>", 3),
        (b"<a>&#xDFFF;</a>", 3),
        (b"<a>&#xFFFE;</a>", 3),
        (b"<a>&#x110000;</a>", 3),
        (b"<a>&#4294967361;</a>", 3),
        (b"<a>&#;</a>", 3),
        (b"<a>&#X41;</a>", 3),
        // Attributes.
        (b"<a b=1/>", 5),
        (b"<a b/>", 4),
        (b"<a b='1'c='2'/>", 8),
        (b"<a'b'='1'/>", 2),
        (b"<a b='<'/>", 6),
        (b"<a b='&'/>", 6),
        (b"<a b='1\"/>", 10),
        (b"<a b='\x01'/>", 6),
        (b"<a =''/>", 3),
        // Text.
        (b"<a>]]></a>", 3),
        (b"<a>x]]]></a>", 5),
        (b"<a>\x0b</a>", 3),
        (b"<a>xxxxxxxxxxxxxxxxxxxxxxxx\0</a>", 27),
        ("<a>\u{fffe}</a>".as_bytes(), 3),
        ("<a>x\u{ffff}</a>".as_bytes(), 4),
        (b"<a><![CDATA[\x1f]]></a>", 12),
        (b"<a><![cdata[x]]></a>", 6),
        (b"<a><!-- -- --></a>", 10),
        (b"<a><!-- ---></a>", 10),
        (b"<a><!- - --></a>", 6),
        ("<a><!--\u{ffff}--></a>".as_bytes(), 7),
        // Processing instructions and the declaration.
        (b" <?xml version='1.0'?><a/>", 3),
        (b"<a><?xml version='1.0'?></a>", 5),
        (b"<?XML version='1.0'?><a/>", 2),
        (b"<??><a/>", 2),
        (b"<? p?><a/>", 2),
        (b"<?p,?><a/>", 3),
        (b"<?p \x02?><a/>", 4),
        (b"<?xml?><a/>", 5),
        (b"<?xml ?><a/>", 6),
        (b"<?xml encoding='UTF-8'?><a/>", 6),
        (b"<?xml version='1.1'?><a/>", 15),
        (b"<?xml version=1.0?><a/>", 14),
        (b"<?xml version='1.0\"?><a/>", 25),
        (b"<?xml version='1.0'encoding='UTF-8'?><a/>", 19),
        (b"<?xml version='1.0' encoding='GBK'?><a/>", 30),
        (b"<?xml version='1.0' standalone='no' encoding='UTF-8'?><a/>", 36),
        (b"<?xml version='1.0' standalone='YES'?><a/>", 32),
    ];
    for (document, at) in table {
        // A quote that is not closed reaches to the end.
        let fault = if at == document.len() { ReplyFault::Truncated } else { ReplyFault::Syntax };
        let shown = String::from_utf8_lossy(document);
        assert_eq!(read(document), malformed(at, fault), "{shown}");
    }
}

#[test]
fn a_byte_that_is_not_utf8_is_found_unless_there_is_a_fault_before_it() {
    let table: [(&[u8], usize); 9] = [
        (b"\xff", 0),
        (b"\xff\xfe<\0a\0/\0>\0", 0),
        (b"<a>x\xc3</a>", 4),
        (b"<a>\xed\xa0\x80</a>", 3),
        (b"<a>\xc0\xaf</a>", 3),
        (b"<a \xff='1'/>", 3),
        (b"<a>&am\xff</a>", 6),
        (b"<a><!--\x80--></a>", 7),
        (b"<a/>\xff", 4),
    ];
    for (document, at) in table {
        let shown = String::from_utf8_lossy(document);
        assert_eq!(read(document), malformed(at, ReplyFault::NotUtf8), "{shown}");
    }
    assert_eq!(read(b"<a></b>\xff"), malformed(5, ReplyFault::Syntax));
}

#[test]
fn elements_stand_32_deep_and_no_deeper() {
    let nested = |depth| ["<a>".repeat(depth), "</a>".repeat(depth)].concat();
    assert_eq!(DEPTH_MAX, 32);
    assert!(read(nested(DEPTH_MAX).as_bytes()).is_ok());
    let at = 3 * DEPTH_MAX;
    assert_eq!(read(nested(DEPTH_MAX + 1).as_bytes()), malformed(at, ReplyFault::TooDeep));
    let empty_inside = nested(DEPTH_MAX).replacen("<a></a>", "<a><b/></a>", 1);
    assert_eq!(read(empty_inside.as_bytes()), malformed(at, ReplyFault::TooDeep));
    // Depth is not width.
    let wide = ["<a>", &"<b><c/></b>".repeat(1_000), "</a>"].concat();
    assert!(read(wide.as_bytes()).is_ok());
}

#[test]
fn published_replies_are_read() {
    let read: Vec<String> =
        published_documents().iter().map(|document| read(document.as_bytes()).unwrap()).collect();
    let vnc_url = "ws%3A%2F%2Fhz01-vncproxy.aliyun.com%2Fwebsockify%2F%3Fs%3D\
                   Dvh%252FIA%252BYc73gWO48cBx2gBxUDVzaAnSKr74pq30mzqUYgeUMcB%252FbkNixDxdEA996";
    let expected = [
        format!(
            "<DescribeInstanceVncUrlResponse <RequestId '1450F2D7-5435-4420-BBC9-49C5xxxxxxxx' > \
             <VncUrl '{vnc_url}' > >"
        ),
        format!(
            "<DescribeInstanceVncUrlResponse <RequestId '1450F2D7-5435-4420-BBC9-49C514B0157E' > \
             <VncUrl '{vnc_url}' > >"
        ),
        "<Error <RequestId '540CFF28-407A-40B5-B6A5-74Bxxxxxxxxx' > <HostId 'ecs.aliyuncs.com' > \
         <Code 'MissingParameter.CommandId' > <Message 'The input parameter \u{201c}CommandId\u{201d} \
         that is mandatory for processing this request is not supplied.' > >"
            .to_owned(),
        "<Error <RequestId 'B3311876-0000-0000-0000-000000000000' > \
         <HostId 'ecs.cn-hangzhou.aliyuncs.com' > <Code 'InvalidAction.NotFound' > \
         <Message 'Specified api is not found, please check your url and method.' > \
         <Recommend 'https://api.aliyun.com/troubleshoot?q=InvalidAction.NotFound&product=Ecs\
         &requestId=B3311876-0000-0000-0000-000000000000' > >"
            .to_owned(),
        "<Error <RequestId '37AC22B8-AA25-45DE-86A9-F2F7A160E3CB' > <HostId 'ecs.aliyuncs.com' > \
         <Code 'SignatureDoesNotMatch' > <Message 'Specified signature is not matched with our \
         calculation. server string to sign is:GET&%2F&AccessKeyId%3Dtestid' > >"
            .to_owned(),
    ];
    assert_eq!(read, expected);
}

#[test]
fn every_truncation_is_an_error_at_its_end() {
    let all = "<?xml version='1.0' encoding=\"utf-8\" standalone='no' ?><!-- - --><?p q??>\n\
               <a b = 'c&lt;' d=\"&#x41;\" ><e/>x]]&amp;&quot;&#65;<![CDATA[]]]]><!-- --></a >";
    for document in published_documents().iter().map(String::as_str).chain([all]) {
        assert!(read(document.as_bytes()).is_ok());
        for len in 0..document.len() {
            let whole = document.is_char_boundary(len);
            let fault = if whole { ReplyFault::Truncated } else { ReplyFault::NotUtf8 };
            let at = (0..=len).rev().find(|at| document.is_char_boundary(*at)).unwrap();
            assert_eq!(read(&document.as_bytes()[..len]), malformed(at, fault), "{document}");
        }
    }
    // Behind the root a document is whole at any time that no mark is open.
    for (document, whole) in [("<a/> <!-- -->", [4, 5]), ("<a/>\n<?p ??>", [4, 5])] {
        for len in 4..document.len() {
            let got = read(&document.as_bytes()[..len]);
            let truncated = malformed(len, ReplyFault::Truncated);
            assert!(if whole.contains(&len) { got.is_ok() } else { got == truncated }, "{len}");
        }
    }
}

#[test]
fn content_shows_its_length_alone() {
    let mut reader = Reader::new(b"<a>wss%3A%2F%2Fsecret</a>").unwrap();
    reader.next().unwrap();
    let content = reader.next().unwrap();
    assert_eq!(format!("{content:?}"), "Some(Content(Content(18 bytes)))");
    assert_eq!(format!("{reader:?}"), "Reader { at: 21, depth: 1, .. }");
    let Some(Event::Content(content)) = content else { panic!("no content") };
    assert_eq!(format!("{:?}", content.characters()), "Characters(18 bytes)");
}
