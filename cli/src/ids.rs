//! Instance ids from the command line, or from standard input.

use std::io;

use vncurl::core::{
    identifier::check_instance_id,
    provider::{Provider, by_instance_id},
};

use crate::failure::Failure;

/// The word that stands for the ids on standard input.
pub(crate) const STANDARD_INPUT: &str = "-";

/// The ids that were given, all checked: those of the command line, and where `-` stands among
/// them, those of standard input.
///
/// Of each line the text before the first tab counts, so that what `vncurl status` printed can be
/// read again.
pub(crate) fn read(given: &[String]) -> Result<Vec<String>, Failure> {
    let mut ids = Vec::new();
    for id in given {
        if id == STANDARD_INPUT {
            let text = io::read_to_string(io::stdin())
                .map_err(Failure::local("reading standard input"))?;
            ids.extend(of_lines(&text));
        } else {
            ids.push(id.clone());
        }
    }
    if ids.is_empty() && !given.is_empty() {
        return Err(Failure::NoIds);
    }
    for (number, id) in (1..).zip(&ids) {
        check_instance_id(id).map_err(|error| Failure::BadId { number, error })?;
    }
    Ok(ids)
}

fn of_lines(text: &str) -> impl Iterator<Item = String> {
    let ids = text.lines().map(|line| line.split('\t').next().unwrap_or_default().trim());
    ids.filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Check that all ids are of the first one's provider.
pub(crate) fn check_one_provider(ids: &[String]) -> Result<(), Failure> {
    let name = |id: &String| by_instance_id(id).map(|provider: &Provider| provider.name);
    let first = ids.first().and_then(name);
    let other = (1..).zip(ids).find(|(_, id)| name(id) != first);
    other.map_or(Ok(()), |(number, _)| Err(Failure::MixedProviders { number }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_holds_an_id_before_its_first_tab() {
        let ids: Vec<_> = of_lines("ins-a\tRUNNING\tready\r\n\n  ins-b \nins-c").collect();
        assert_eq!(ids, ["ins-a", "ins-b", "ins-c"]);
    }

    #[test]
    fn ids_of_two_providers_are_told_apart_by_their_number() {
        let check = |ids: &[&str]| {
            let ids: Vec<_> = ids.iter().map(|&id| id.to_owned()).collect();
            match check_one_provider(&ids) {
                Err(Failure::MixedProviders { number }) => number,
                _ => 0,
            }
        };
        assert_eq!(check(&["ins-a", "ins-b"]), 0);
        assert_eq!(check(&["ins-a", "ins-b", "i-c"]), 3);
        assert_eq!(check(&["ins-a", "vm-b"]), 2);
    }
}
