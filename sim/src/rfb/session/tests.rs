use super::*;
use crate::rfb::{Cell, Style};

fn output(session: &mut Session) -> Vec<u8> {
    let mut all = Vec::new();
    loop {
        match session.take_output() {
            piece if piece.is_empty() => return all,
            piece => all.extend(piece),
        }
    }
}

/// A session whose handshake is over.
fn begun() -> Session {
    let mut session = Session::new("vncurl simulator ins-demo0001");
    session.feed(b"RFB 003.008\n\x01\x01").unwrap();
    output(&mut session);
    session
}

fn request(incremental: bool, area: [u16; 4]) -> Vec<u8> {
    let mut bytes = vec![3, incremental.into()];
    bytes.extend(area.into_iter().flat_map(u16::to_be_bytes));
    bytes
}

const ALL: [u16; 4] = [0, 0, 640, 400];

/// The rectangles of an update in 32 bits.
fn rectangles(update: &[u8]) -> Vec<[u16; 4]> {
    assert_eq!(update[..2], [0, 0]);
    let count = u16::from_be_bytes([update[2], update[3]]);
    let mut rest = &update[4..];
    let mut found = Vec::new();
    for _ in 0..count {
        let area: [u16; 4] =
            core::array::from_fn(|at| u16::from_be_bytes([rest[at * 2], rest[at * 2 + 1]]));
        assert_eq!(rest[8..12], [0; 4]);
        rest = &rest[12 + usize::from(area[2]) * usize::from(area[3]) * 4..];
        found.push(area);
    }
    assert!(rest.is_empty(), "{} bytes too many", rest.len());
    found
}

fn with(screen: &Screen, row: usize, column: usize) -> Screen {
    let mut screen = screen.clone();
    screen.set(row, column, Cell { character: b'#', style: Style::Text });
    screen
}

#[test]
fn the_handshake_is_that_of_rfb_3_8_without_a_password() {
    let mut session = Session::new("name");
    assert_eq!(output(&mut session), b"RFB 003.008\n");
    session.feed(b"RFB 003.008\n").unwrap();
    assert_eq!(output(&mut session), [1, 1]);
    session.feed(&[1]).unwrap();
    assert_eq!(output(&mut session), [0, 0, 0, 0]);
    session.feed(&[0]).unwrap();
    let init = output(&mut session);
    assert_eq!(init[..4], [2, 128, 1, 144]); // 640, 400
    assert_eq!(init[4..20], PixelFormat::NATIVE_BYTES);
    assert_eq!(init[20..], *b"\0\0\0\x04name");
}

#[test]
fn a_handshake_byte_by_byte_and_at_once_is_the_same() {
    let bytes = [b"RFB 003.008\n\x01\x01".as_slice(), &request(false, ALL)].concat();
    let screen = with(&Screen::BLANK, 2, 3);
    let (mut whole, mut pieces) = (Session::new("n"), Session::new("n"));
    whole.feed(&bytes).unwrap();
    for byte in &bytes {
        pieces.feed(&[*byte]).unwrap();
    }
    whole.refresh(&screen);
    pieces.refresh(&screen);
    let sent = output(&mut whole);
    assert_eq!(sent, output(&mut pieces));
    assert_eq!(rectangles(&sent[12 + 2 + 4 + 25..]).len(), ROWS);
}

#[test]
fn an_incremental_request_waits_for_a_change_and_gets_only_that() {
    let mut session = begun();
    session.feed(&request(false, ALL)).unwrap();
    session.refresh(&Screen::BLANK);
    assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
    session.feed(&request(true, ALL)).unwrap();
    session.refresh(&Screen::BLANK);
    assert!(output(&mut session).is_empty());
    let screen = with(&with(&Screen::BLANK, 2, 3), 2, 5);
    session.refresh(&screen);
    assert_eq!(rectangles(&output(&mut session)), [[24, 32, 24, 16]]);
    // Without a request nothing is sent, and nothing is forgotten.
    let screen = with(&screen, 24, 79);
    session.refresh(&screen);
    assert!(output(&mut session).is_empty());
    session.feed(&request(true, ALL)).unwrap();
    session.refresh(&screen);
    assert_eq!(rectangles(&output(&mut session)), [[632, 384, 8, 16]]);
}

#[test]
fn a_request_for_a_part_gets_the_characters_it_touches() {
    let mut session = begun();
    session.feed(&request(false, [7, 15, 2, 2])).unwrap();
    session.refresh(&Screen::BLANK);
    assert_eq!(rectangles(&output(&mut session)), [[0, 0, 16, 16], [0, 16, 16, 16]]);
    for area in [[0, 0, 0, 0], [640, 0, 8, 8], [0, 400, 640, 1], [65_535; 4]] {
        session.feed(&request(false, area)).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(rectangles(&output(&mut session)), [[0; 4]; 0], "{area:?}");
    }
    session.feed(&request(false, [0, 0, 65_535, 65_535])).unwrap();
    session.refresh(&Screen::BLANK);
    assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
}

#[test]
fn a_change_outside_the_awaited_part_is_kept_for_later() {
    let mut session = begun();
    session.feed(&request(false, ALL)).unwrap();
    session.refresh(&Screen::BLANK);
    output(&mut session);
    let screen = with(&Screen::BLANK, 20, 20);
    session.feed(&request(true, [0, 0, 640, 160])).unwrap();
    session.refresh(&screen);
    assert!(output(&mut session).is_empty());
    session.feed(&request(true, ALL)).unwrap();
    session.refresh(&screen);
    assert_eq!(rectangles(&output(&mut session)), [[160, 320, 8, 16]]);
}

#[test]
fn ten_thousand_requests_at_once_are_one_update() {
    let mut session = begun();
    session.feed(&request(false, ALL).repeat(10_000)).unwrap();
    session.refresh(&Screen::BLANK);
    assert_eq!(rectangles(&output(&mut session)).len(), ROWS);
    session.refresh(&with(&Screen::BLANK, 0, 0));
    assert!(output(&mut session).is_empty());
}

#[test]
fn pixels_are_sent_in_the_format_that_was_set() {
    for (bits, len) in [(8_u8, 1), (16, 2), (32, 4)] {
        let mut session = begun();
        let format = [bits, bits, 1, 1, 0, 3, 0, 3, 0, 3, 4, 2, 0, 0, 0, 0];
        session.feed(&[[0, 0, 0, 0].as_slice(), &format].concat()).unwrap();
        session.feed(&request(false, [0, 0, 8, 16])).unwrap();
        session.refresh(&Screen::BLANK);
        assert_eq!(output(&mut session).len(), 4 + 12 + 8 * 16 * len, "{bits}");
    }
}

#[test]
fn keys_and_pointer_come_out_and_everything_else_is_passed_over() {
    let mut session = begun();
    let cut_text = [b"\x06\0\0\0\0\x01\0\0".as_slice(), &vec![0xff; 65_536]].concat();
    let encodings = [b"\x02\0\xff\xff".as_slice(), &vec![4; 4 * 65_535]].concat();
    let bytes = [
        cut_text.as_slice(),
        b"\x04\x01\0\0\0\0\xff\x0d",
        &encodings,
        b"\x05\x03\x01\x02\x03\x04\x04\0\0\0\0\0\0\x41",
    ]
    .concat();
    let expected = [
        Input::Key { down: true, keysym: 0xff0d },
        Input::Pointer { buttons: 3, x: 0x102, y: 0x304 },
        Input::Key { down: false, keysym: 0x41 },
    ];
    assert_eq!(session.feed(&bytes).unwrap(), expected);
    for size in [1, 3, 7, 4_096] {
        let inputs: Vec<_> = bytes
            .chunks(size)
            .flat_map(|piece| {
                let inputs = session.feed(piece).unwrap();
                assert!(session.held.len() < 20);
                inputs
            })
            .collect();
        assert_eq!(inputs, expected, "{size}");
    }
}

#[test]
fn a_client_is_told_why_as_far_as_the_protocol_has_a_place_for_it() {
    let mut session = Session::new("n");
    output(&mut session);
    assert!(session.feed(b"RFB 003.003\n").is_err());
    let told = output(&mut session);
    assert!(told.starts_with(&[0, 0, 0, 0]) && told.ends_with(b"RFB 3.8 only"), "{told:?}");
    assert_eq!(session.feed(b"RFB 003.008\n\x01\x01").unwrap(), []);
    assert!(output(&mut session).is_empty());

    let mut session = Session::new("n");
    session.feed(b"RFB 003.008\n").unwrap();
    output(&mut session);
    assert!(session.feed(&[2]).is_err());
    let told = output(&mut session);
    assert!(told.starts_with(&[0, 0, 0, 1]) && told.ends_with(b"not offered"), "{told:?}");
}

#[test]
fn garbage_ends_the_session_at_once() {
    for bytes in [b"GET / HTTP/1.1\r\n\r\n".as_slice(), b"\0", b"RFB 004.000\n", b"SSH-2.0-x"] {
        assert!(Session::new("n").feed(bytes).is_err(), "{bytes:?}");
    }
    for first in 0..=255_u8 {
        let mut bytes = vec![first; 64];
        bytes[1..].fill(0xff);
        let ended = begun().feed(&bytes).is_err();
        // What is left are the messages that 0xff fills with something sensible.
        assert!(ended || matches!(first, 2), "{first}");
    }
}

/// Any bytes after the handshake: a violation or not, but no panic and nothing piled up.
#[test]
fn random_messages_pile_nothing_up() {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..2_000 {
        let mut session = begun();
        let bytes: Vec<u8> = (0..64)
            .map(|at| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let [high, low, ..] = state.to_be_bytes();
                if at % 9 == 0 { high % 7 } else { low }
            })
            .collect();
        let _ = session.feed(&bytes);
        session.refresh(&Screen::BLANK);
        assert!(session.held.len() < 20 && session.due.len() <= ROWS);
        assert!(output(&mut session).len() <= 4 + ROWS * 12 + 640 * 400 * 4);
    }
}
