//! Exit codes; `docs/errors.md` has the same table.

use vncurl::core::RefusalKind;

/// Done.
pub(crate) const DONE: u8 = 0;
/// A local file, socket or program failed.
pub(crate) const LOCAL: u8 = 1;
/// The command line is wrong, or there is nothing to decide with, such as no region.
pub(crate) const USAGE: u8 = 2;
/// Credentials, permissions, clock, signature.
pub(crate) const CREDENTIALS: u8 = 3;
/// The instance has no screen now.
pub(crate) const NOT_RUNNING: u8 = 4;
/// No such instance, or another region.
pub(crate) const NOT_FOUND: u8 = 5;
/// Network and deadline.
pub(crate) const NETWORK: u8 = 6;
/// Too many requests.
pub(crate) const THROTTLED: u8 = 7;
/// Any other refusal, or a reply that cannot be read.
pub(crate) const REPLY: u8 = 8;
/// Ctrl-C, as shells count it.
pub(crate) const INTERRUPTED: u8 = 130;

/// The table as `--help` shows it.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  a local file, socket or program failed
  2  the command line is wrong, or something is not said, such as the region
  3  bad-credentials, no-permission, clock-skew, signature
  4  not-running, busy
  5  not-found, wrong-region
  6  network, or out of time
  7  throttled
  8  not-supported, bad-request, cloud-fault, unknown, or an unreadable reply
Ctrl-C ends every command: 130 in a shell. Of several instances the highest code
counts.";

/// The exit code of a failure of the client.
pub(crate) fn of_error(error: &vncurl::Error) -> u8 {
    use vncurl::Error;
    match error {
        Error::Refused(refused) => of_refusal(refused.kind),
        Error::NotReady { kind, .. } => of_refusal(*kind),
        Error::NotListed { .. } => NOT_FOUND,
        Error::Network(_) | Error::Deadline { .. } => NETWORK,
        Error::Reply(_) => REPLY,
        Error::File { .. } | Error::NoRandomness => LOCAL,
        // A key that cannot be sent is a bad credential, wherever that is found out.
        _ if error.kind() == RefusalKind::BadCredentials.as_str() => CREDENTIALS,
        _ => USAGE,
    }
}

/// The exit code of a refusal.
fn of_refusal(kind: RefusalKind) -> u8 {
    use RefusalKind as Kind;
    match kind {
        Kind::BadCredentials | Kind::NoPermission | Kind::ClockSkew | Kind::Signature => {
            CREDENTIALS
        }
        Kind::NotRunning | Kind::Busy => NOT_RUNNING,
        Kind::NotFound | Kind::WrongRegion => NOT_FOUND,
        Kind::Throttled => THROTTLED,
        _ => REPLY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::document;

    /// The help, the code and the documentation hold one table.
    #[test]
    fn every_word_has_the_exit_code_that_the_help_shows() {
        let documented = document("docs/errors.md");
        for kind in RefusalKind::ALL {
            let code = of_refusal(kind);
            let line = HELP.lines().find(|line| {
                line.split(|c: char| !c.is_ascii_lowercase() && c != '-')
                    .any(|word| word == kind.as_str())
            });
            assert_eq!(
                line.unwrap().trim().chars().next(),
                char::from_digit(code.into(), 10),
                "{kind}"
            );
            let Some(documented) = &documented else { continue };
            let row = documented.lines().find(|line| line.starts_with(&format!("| `{kind}` |")));
            assert!(row.unwrap().contains(&format!("| {code} |")), "{kind} in docs/errors.md");
        }
    }
}
