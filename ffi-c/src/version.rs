//! Versions of the header and of the library.

use core::ffi::{CStr, c_char};

/// First number of the version that this header belongs to.
pub const VNCURL_VERSION_MAJOR: u32 = 0;
/// Second number of it; before 1.0 a change here may break the ABI.
pub const VNCURL_VERSION_MINOR: u32 = 1;
/// Third number of it.
pub const VNCURL_VERSION_PATCH: u32 = 0;

/// Name the version of the library that is linked.
///
/// Returns
///   static, NUL-terminated text such as "0.1.0"
#[unsafe(no_mangle)]
pub extern "C" fn vncurl_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn header_and_manifest_have_the_same_version() {
        let header =
            format!("{VNCURL_VERSION_MAJOR}.{VNCURL_VERSION_MINOR}.{VNCURL_VERSION_PATCH}");
        assert_eq!(header, env!("CARGO_PKG_VERSION"));
        // SAFETY: vncurl_version() hands out a static text that ends in NUL.
        let library = unsafe { CStr::from_ptr(vncurl_version()) };
        assert_eq!(library.to_str().unwrap(), env!("CARGO_PKG_VERSION"));
    }
}
