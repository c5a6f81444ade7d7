//! JSON, XML, percent-encoding, times, identifiers.

use core::hint::black_box;

use vncurl_core::{
    identifier::{Nonce, check_instance_id, check_nonce, check_region},
    text::{SliceWriter, Text, json, percent, query, xml},
    time::{UtcText, http_date},
};

use crate::{bytes, keep, number, text};

/// Read a JSON document to its end.
pub fn json() {
    let Ok(mut reader) = json::Reader::new(bytes()) else { return };
    while let Ok(Some(token)) = reader.next() {
        keep(token);
        if black_box(false) {
            keep(reader.skip_value());
        }
    }
    keep((reader.at(), reader.depth()));
}

/// Read an XML document to its end.
pub fn xml() {
    let Ok(mut reader) = xml::Reader::new(bytes()) else { return };
    while let Ok(Some(event)) = reader.next() {
        if let xml::Event::Content(content) = event {
            let mut buf = [0; 64];
            let mut out = SliceWriter::new(&mut buf);
            keep((content.raw().len(), content.as_plain(), content.write(&mut out).is_ok()));
            let mut characters = content.characters();
            keep(characters.next());
            keep(characters.rest().len());
            keep(content.decode(&mut [0; 64]));
        }
        keep(event);
    }
    keep((reader.at(), reader.depth()));
}

/// Text out of a reply.
pub fn borrowed() {
    let text = black_box(Text::plain(text()));
    let mut buf = [0; 64];
    let mut out = SliceWriter::new(&mut buf);
    keep((text.as_plain(), text.is_empty(), text.len(), text.starts_with(crate::text())));
    keep((text.write(&mut out), text == *crate::text()));
    keep(json::write_string(&mut out, crate::text()));
    keep(out.finish_bytes());
    keep(text.decode(&mut buf));
}

/// Percent-encoding and queries.
pub fn encoding() {
    let mut buf = [0; 64];
    let mut out = SliceWriter::new(&mut buf);
    keep(percent::write_encoded(&mut out, text()));
    keep(percent::write_byte(&mut out, bytes().first().copied().unwrap_or_default()));
    keep(percent::is_unreserved(bytes().first().copied().unwrap_or_default()));
    keep(percent::decode(bytes()).filter(|piece| *piece == percent::Decoded::Broken).count());
    keep((query::check(text()), query::write_canonical(&mut out, text())));
    keep(query::write_merged(&mut out, text(), text(), text(), query::Spelling::Encoded));
}

/// Times and identifiers.
pub fn times() {
    keep(http_date(text()));
    keep(UtcText::new(number()).map(|utc| keep((utc.as_str().len(), utc.date().len()))));
    keep((check_region(text()), check_instance_id(text()), check_nonce(text())));
    keep(Nonce::new(number()).as_str().len());
}
