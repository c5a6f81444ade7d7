//! The parameters of an action, from JSON or from the flat names of a query or form.

use serde_json::{Map, Value};

use crate::Refusal;
use crate::percent::Pair;

/// Most parts of a flat name, such as `Filters.0.Values.1`.
const DEPTH_CAP: usize = 4;

/// The parameters of one call.
pub(super) struct Parameters {
    members: Map<String, Value>,
    /// Whether numbers came as text, as they do in a query.
    flat: bool,
}

/// A condition: the name's value is one of these.
pub(super) struct Filter<'p> {
    pub(super) name: &'p str,
    pub(super) values: Vec<&'p str>,
}

impl Parameters {
    /// From the body of a `POST`.
    pub(super) fn from_json(body: &[u8]) -> Result<Self, Refusal> {
        let members = serde_json::from_slice::<Map<String, Value>>(body)
            .map_err(|_| invalid("the parameters are not a JSON object"))?;
        Ok(Self { members, flat: false })
    }

    /// From decoded pairs; those whose names `common` knows belong to the request itself.
    pub(super) fn from_pairs(pairs: &[Pair], common: &[&str]) -> Result<Self, Refusal> {
        let mut members = Map::new();
        for (name, value) in pairs {
            let text =
                |bytes| str::from_utf8(bytes).map_err(|_| invalid("a name or value is no UTF-8"));
            let (name, value) = (text(name)?, text(value)?);
            if !common.contains(&name) {
                let parts: Vec<&str> = name.split('.').collect();
                if parts.len() > DEPTH_CAP || !insert(&mut members, &parts, value) {
                    return Err(invalid(format!("the parameter `{name}` contradicts another")));
                }
            }
        }
        let members = members.into_iter().map(|(name, value)| (name, listed(value)));
        Ok(Self { members: members.collect(), flat: true })
    }

    /// Refuse every parameter but these.
    pub(super) fn only(&self, names: &[&str]) -> Result<(), Refusal> {
        match self.members.keys().find(|name| !names.contains(&&***name)) {
            Some(name) => {
                let message = format!("the parameter `{name}` is not recognised");
                Err(Refusal::tencent("UnknownParameter", message))
            }
            None => Ok(()),
        }
    }

    /// A parameter that is absent or null is not there.
    fn get(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        self.get(name)
            .map(|value| {
                value.as_str().ok_or_else(|| invalid(format!("`{name}` must be a string")))
            })
            .transpose()
    }

    pub(super) fn texts(&self, name: &str) -> Result<Option<Vec<&str>>, Refusal> {
        self.get(name)
            .map(|value| {
                strings(value).ok_or_else(|| invalid(format!("`{name}` must be a list of strings")))
            })
            .transpose()
    }

    pub(super) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        self.get(name)
            .map(|value| {
                let number = match value {
                    Value::String(text) if self.flat => text.parse().ok(),
                    value => value.as_i64(),
                };
                number.ok_or_else(|| invalid(format!("`{name}` must be an integer")))
            })
            .transpose()
    }

    pub(super) fn filters(&self) -> Result<Vec<Filter<'_>>, Refusal> {
        let Some(filters) = self.get("Filters") else {
            return Ok(Vec::new());
        };
        let message = "`Filters` must be a list of `Name` and `Values`, all strings";
        let filters = filters.as_array().ok_or_else(|| invalid(message))?.iter();
        filters.map(|filter| Filter::read(filter).ok_or_else(|| invalid(message))).collect()
    }
}

impl<'p> Filter<'p> {
    fn read(filter: &'p Value) -> Option<Self> {
        let name = filter.get("Name")?.as_str()?;
        Some(Self { name, values: strings(filter.get("Values")?)? })
    }
}

fn strings(value: &Value) -> Option<Vec<&str>> {
    value.as_array()?.iter().map(Value::as_str).collect()
}

/// Put `value` at the end of the path `parts`; false when something else is in its way.
fn insert(members: &mut Map<String, Value>, parts: &[&str], value: &str) -> bool {
    match parts {
        [] => false,
        [last] => members.insert((*last).to_owned(), value.into()).is_none(),
        [first, rest @ ..] => {
            let child = members.entry((*first).to_owned()).or_insert_with(|| Map::new().into());
            child.as_object_mut().is_some_and(|child| insert(child, rest, value))
        }
    }
}

/// Turn every object with the keys 0, 1, 2, … into a list.
fn listed(value: Value) -> Value {
    let Value::Object(members) = value else {
        return value;
    };
    let count = members.len();
    let is_list = (0..count).all(|at| members.contains_key(&at.to_string()));
    let mut members: Map<String, Value> =
        members.into_iter().map(|(name, value)| (name, listed(value))).collect();
    if !is_list {
        return Value::Object(members);
    }
    (0..count).filter_map(|at| members.remove(&at.to_string())).collect()
}

fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::tencent("InvalidParameter", message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::percent;

    fn flat(query: &str) -> Result<Parameters, Refusal> {
        Parameters::from_pairs(&percent::pairs(query.as_bytes()).unwrap(), &["Action"])
    }

    #[test]
    fn flat_names_and_json_say_the_same() {
        let flat = flat(
            "Action=A&InstanceIds.1=b&InstanceIds.0=a&Limit=7&Filters.0.Name=n\
             &Filters.0.Values.0=v&Filters.0.Values.1=w",
        )
        .unwrap();
        let json = br#"{"InstanceIds":["a","b"],"Limit":7,"Offset":null,
            "Filters":[{"Name":"n","Values":["v","w"]}]}"#;
        for parameters in [flat, Parameters::from_json(json).unwrap()] {
            assert_eq!(parameters.texts("InstanceIds").unwrap(), Some(vec!["a", "b"]));
            assert_eq!(parameters.integer("Limit").unwrap(), Some(7));
            assert_eq!(parameters.integer("Offset").unwrap(), None);
            let filters = parameters.filters().unwrap();
            assert_eq!((filters[0].name, &*filters[0].values), ("n", &["v", "w"][..]));
            assert!(parameters.only(&["InstanceIds", "Limit", "Filters", "Offset"]).is_ok());
            assert!(parameters.only(&["InstanceIds"]).is_err());
        }
    }

    #[test]
    fn a_gap_a_contradiction_and_a_path_too_deep_are_no_list() {
        assert!(flat("A.0=x&A.2=y").unwrap().texts("A").is_err());
        assert!(flat("A=x&A.0=y").is_err());
        assert!(flat("A.0=x&A=y").is_err());
        assert!(flat(&format!("A{}=x", ".0".repeat(100_000))).is_err());
        assert!(flat("A=%ff").is_err());
    }

    #[test]
    fn a_number_as_text_is_a_number_in_a_query_only() {
        assert_eq!(flat("Limit=5").unwrap().integer("Limit").unwrap(), Some(5));
        assert!(Parameters::from_json(br#"{"Limit":"5"}"#).unwrap().integer("Limit").is_err());
    }
}
