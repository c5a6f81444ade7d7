//! What a waiting client tells the person who waits.

use core::time::Duration;

use vncurl::{
    Client, Console, Error, Progress,
    core::{Provider, RefusalKind},
};

use crate::output::Output;

/// Ask for a console, and say why it takes time.
pub(crate) fn console(
    client: &Client,
    instance_id: &str,
    wait_running: Option<Duration>,
    output: &Output,
) -> Result<Console, Error> {
    let mut tell = |progress| output.remark(&line(client.provider(), progress));
    client.console_watched(instance_id, wait_running, &mut tell)
}

fn line(provider: &Provider, progress: Progress) -> String {
    match progress {
        Progress::Waiting { time, why } => {
            format!("Waiting {:.1} s: {}.", time.as_secs_f32(), reason(why))
        }
        Progress::ClockCorrected { offset_s } => {
            let seconds = offset_s.unsigned_abs();
            let side = if offset_s < 0 { "ahead of" } else { "behind" };
            format!(
                "Clock corrected by {offset_s} s: this machine's is {seconds} s {side} that of {}. \
                 Set it (NTP); until then each command loses a moment to this.",
                provider.title
            )
        }
        _ => String::new(),
    }
}

fn reason(why: Option<RefusalKind>) -> &'static str {
    match why {
        None => "no answer came",
        Some(RefusalKind::NotRunning) => "the instance does not run yet",
        Some(RefusalKind::Busy) => "the instance is busy with something else",
        Some(RefusalKind::Throttled) => "the cloud says that it is asked too often",
        Some(RefusalKind::CloudFault) => "the cloud has a fault of its own",
        Some(kind) => kind.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use vncurl::core::TENCENT_CVM;

    use super::*;

    #[test]
    fn a_corrected_clock_is_told_with_its_side_and_what_to_do() {
        let line = |offset_s| line(&TENCENT_CVM, Progress::ClockCorrected { offset_s });
        assert!(line(600).contains("600 s behind that of Tencent Cloud CVM"), "{}", line(600));
        assert!(line(-60).contains("by -60 s: this machine's is 60 s ahead of"), "{}", line(-60));
        assert!(line(1).contains("NTP"));
    }
}
