//! Randomness from the operating system: request ids, tokens, page nonces.

use crate::verify::hex;

/// The operating system gave no random bytes.
pub(crate) type NoRandomness = getrandom::Error;

/// `N` bytes that nobody can guess.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// `simulator-` and a random UUID (version 4), so that no request id can be taken for a cloud's.
pub(crate) fn request_id() -> Result<String, NoRandomness> {
    let mut digits = hex(&bytes::<16>()?);
    digits.replace_range(12..13, "4");
    digits.replace_range(16..17, "a");
    for at in [20, 16, 12, 8] {
        digits.insert(at, '-');
    }
    Ok(format!("simulator-{digits}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_request_id_says_simulator_and_has_the_shape_of_a_uuid() {
        let id = super::request_id().unwrap();
        let groups: Vec<usize> = id.split('-').map(str::len).collect();
        assert_eq!(groups, [9, 8, 4, 4, 4, 12], "{id}");
        assert!(id.starts_with("simulator-") && id.get(24..25) == Some("4"), "{id}");
        assert_ne!(id, super::request_id().unwrap());
    }
}
