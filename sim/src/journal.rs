//! What happened, in order: every signed request and every visit to a viewer page.

use std::collections::VecDeque;

use serde::Serialize;

/// Entries that are kept; the oldest go first.
const KEPT: usize = 1_000;

/// One line of the journal. Nothing of it is secret but the issued address, and that only for
/// its 15 seconds; the journal is given out on loopback alone.
#[derive(Serialize)]
pub(crate) struct Entry {
    /// 1 for the first, never used twice.
    pub(crate) seq: u64,
    /// Time on the simulator's clock.
    pub(crate) at: String,
    /// `request` or `page`.
    pub(crate) kind: &'static str,
    /// Name of the product; CVM's for a request that names none.
    pub(crate) provider: &'static str,
    pub(crate) method: String,
    pub(crate) action: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) instance_id: Option<String>,
    /// `ok`, the cloud's code, or the first finding about a page.
    pub(crate) outcome: String,
    /// What the outcome means, for people.
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) http_status: u16,
    /// The canonical request that the simulator expected, tokens masked.
    pub(crate) canonical_request: Option<String>,
    pub(crate) string_to_sign: Option<String>,
    /// The value as it stood in the reply.
    pub(crate) vnc_url: Option<String>,
    /// Everything that was found about a page; empty for a request.
    pub(crate) findings: Vec<&'static str>,
}

/// Longest text of an entry, in bytes: a form may hold megabytes, and a thousand are kept.
const TEXT_CAP: usize = 16 * 1_024;

/// Cut a text that is too long, and say so at its end.
fn cut(text: &mut String) {
    if text.len() > TEXT_CAP {
        let whole = text.len();
        let end = (0..=TEXT_CAP).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
        text.push_str("… (cut; ");
        text.push_str(&whole.to_string());
        text.push_str(" bytes in all)");
        // Else the room of the whole text would be kept.
        text.shrink_to_fit();
    }
}

/// The last entries.
#[derive(Default)]
pub(crate) struct Journal {
    entries: VecDeque<Entry>,
    last_seq: u64,
}

impl Journal {
    /// Append `entry` and number it; its texts are cut when they are very long.
    pub(crate) fn push(&mut self, mut entry: Entry) {
        let Entry { method, action, region, instance_id, message, .. } = &mut entry;
        cut(method);
        let texts = [action, region, instance_id, message];
        texts.into_iter().flatten().for_each(cut);
        let texts = [&mut entry.canonical_request, &mut entry.string_to_sign];
        texts.into_iter().flatten().for_each(cut);
        self.last_seq = self.last_seq.saturating_add(1);
        entry.seq = self.last_seq;
        if self.entries.len() >= KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    /// Forget the entries, and number on.
    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }

    pub(crate) fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_was_cut_takes_up_no_more_room_than_what_is_left_of_it() {
        let mut text = "ä".repeat(1_024 * 1_024);
        cut(&mut text);
        assert!(text.ends_with("… (cut; 2097152 bytes in all)"));
        assert!(text.capacity() <= TEXT_CAP.saturating_add(64), "{}", text.capacity());
    }
}
