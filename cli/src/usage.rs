//! What is wrong with a command line: clap's words, and a tip where it has none that helps.

use clap::{
    Error,
    error::{ContextKind, ContextValue},
};
use vncurl::core::{identifier::check_instance_id, provider::by_instance_id};

/// The error, with what to type for whoever names an instance where a command is expected.
pub(crate) fn with_tip(mut error: Error) -> Error {
    if let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand)
        && by_instance_id(word).is_some()
        && check_instance_id(word).is_ok()
    {
        let tip = format!("its console is opened by 'vncurl open {word}'");
        // The commands that are spelled alike would be no help.
        error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}
