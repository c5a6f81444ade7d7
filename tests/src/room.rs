//! Every output buffer that is too short.

use vncurl_core::Error;

/// Hand `write` every buffer from an empty one up, and demand the same exact answer from each that
/// is too short; then return what it wrote into the first that is not.
pub fn needed_is_exact(name: &str, write: impl Fn(&mut [u8]) -> Result<String, Error>) -> String {
    let needed = match write(&mut []) {
        Err(Error::BufferTooSmall { needed }) => needed,
        other => panic!("{name}: an empty buffer gave {other:?}"),
    };
    let mut buf = vec![0; needed];
    for room in 0..needed {
        let got = write(&mut buf[..room]);
        assert_eq!(got, Err(Error::BufferTooSmall { needed }), "{name}, {room} bytes");
    }
    let written = write(&mut buf).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(written.len(), needed, "{name}");
    written
}
