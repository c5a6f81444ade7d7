//! Values that are more than an id: those that lists and the sorted-parameter signatures send.

use core::fmt;

use super::parameters::Pairs;
use crate::{
    sign::Spelling,
    text::{Sink, decimal::Decimal, json, percent, sink::shared},
};

/// A value of any bytes, or of many parts.
#[derive(Clone, Copy)]
pub(crate) enum Free<'a> {
    /// Any text.
    Text(&'a str),
    /// A whole number.
    Number(u64),
    /// A list of checked ids; flat, each has a parameter of its own, counted from `first`.
    Ids { ids: &'a [&'a str], first: u8 },
    /// One text that holds a JSON array of texts, as Alibaba takes some lists.
    JsonArray(&'a [&'a str]),
    /// A list of one filter, as Tencent takes it.
    Filter { name: &'a &'static str, values: &'a [&'a str] },
}

impl Free<'_> {
    /// Write it as JSON.
    pub(super) fn write_json(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        match *self {
            Self::Text(text) => json::write_string(out, text),
            Self::Number(number) => out.put([Decimal::new(number).as_bytes()]),
            Self::Ids { ids, .. } | Self::JsonArray(ids) => write_json_array(out, ids),
            Self::Filter { name, values } => {
                out.put([b"[{\"Name\":"])?;
                json::write_string(out, name)?;
                out.put([b",\"Values\":"])?;
                write_json_array(out, values)?;
                out.put([b"}]"])
            }
        }
    }

    /// Write it as flat parameters of the name `name`.
    pub(super) fn write_pairs<S: Sink + ?Sized>(
        &self,
        pairs: &mut Pairs<'_, S>,
        name: &str,
    ) -> fmt::Result {
        let name = name.as_bytes();
        match *self {
            Self::Text(text) => {
                pairs.name([name])?;
                pairs.text(text)
            }
            Self::Number(number) => {
                pairs.name([name])?;
                pairs.number(number)
            }
            Self::Ids { ids, first } => pairs.list([name, b""], ids, first.into()),
            Self::JsonArray(texts) => {
                pairs.name([name])?;
                pairs.json_array(texts)
            }
            Self::Filter { name: filter, values } => pairs.filter(name, filter, values),
        }
    }
}

fn write_json_array(out: &mut (impl Sink + ?Sized), texts: &[&str]) -> fmt::Result {
    let mut separator: &[u8] = b"[";
    for text in texts {
        out.put([separator])?;
        json::write_string(out, text)?;
        separator = b",";
    }
    let end: &[u8] = if texts.is_empty() { b"[]" } else { b"]" };
    out.put([end])
}

impl<S: Sink + ?Sized> Pairs<'_, S> {
    /// Write a list's members in the order of their names: 12 comes before 2.
    fn list(&mut self, name: [&[u8]; 2], texts: &[&str], first: usize) -> fmt::Result {
        let end = texts.len().saturating_add(first);
        let mut member = |number: usize| {
            let Some(text) = texts.get(number.wrapping_sub(first)) else { return Ok(()) };
            let number = Decimal::new(number as u64);
            self.name([name[0], name[1], b".", number.as_bytes()])?;
            self.text(text)
        };
        if first == 0 {
            member(0)?;
        }
        let mut number = 1;
        for _ in 1..end {
            member(number)?;
            number = next_in_text_order(number, end);
        }
        Ok(())
    }

    // Apart from each other, since what one kind of value takes of a device's stack would stand below
    // every other's too.

    #[inline(never)]
    fn json_array(&mut self, texts: &[&str]) -> fmt::Result {
        match self.spelling {
            Spelling::Raw => write_json_array(self.out, texts),
            Spelling::Encoded | Spelling::EncodedTwice => {
                let escape = self.spelling.escape();
                let mut out = percent::Encoding { out: &mut *self.out, escape };
                write_json_array(shared(&mut out), texts)
            }
        }
    }

    #[inline(never)]
    fn filter(&mut self, name: &[u8], filter: &str, values: &[&str]) -> fmt::Result {
        self.name([name, b".0.Name"])?;
        self.text(filter)?;
        self.list([name, b".0.Values"], values, 0)
    }

    #[inline(never)]
    fn number(&mut self, number: u64) -> fmt::Result {
        self.out.put([Decimal::new(number).as_bytes()])
    }

    fn text(&mut self, text: &str) -> fmt::Result {
        match self.spelling {
            Spelling::Raw => self.out.put([text.as_bytes()]),
            Spelling::Encoded | Spelling::EncodedTwice => {
                percent::write_escaped(self.out, text.as_bytes(), self.spelling.escape())
            }
        }
    }
}

/// The positive number below `end` whose decimal text comes after that of `number`.
fn next_in_text_order(number: usize, end: usize) -> usize {
    let longer = number.saturating_mul(10);
    if longer < end {
        return longer;
    }
    let mut next = number.saturating_add(1);
    if next >= end {
        next = (number / 10).saturating_add(1);
    }
    // 19 is followed by 2, and 199 by 2 as well.
    while next.is_multiple_of(10) {
        next /= 10;
        if next == 0 {
            return 1;
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use std::{format, string::String, vec::Vec};

    use super::*;
    use crate::provider::{Parameter, Value, parameters::Parameters};

    #[test]
    fn members_of_a_list_come_in_the_byte_order_of_their_names() {
        for len in 0..=123 {
            let texts: Vec<String> = (0..len).map(|n| format!("i-{n}")).collect();
            let ids: Vec<&str> = texts.iter().map(String::as_str).collect();
            for first in [0, 1] {
                let own = [Parameter::new("Id", Value::Free(Free::Ids { ids: &ids, first }))];
                let mut got = String::new();
                Parameters { own: &own, common: &[] }
                    .write_sorted(&mut got, Spelling::Encoded)
                    .unwrap();
                let mut wanted: Vec<_> = (0..len)
                    .map(|n| (format!("Id.{}", n + usize::from(first)), format!("i-{n}")))
                    .collect();
                wanted.sort();
                let wanted: Vec<_> =
                    wanted.iter().map(|(name, value)| format!("{name}={value}")).collect();
                assert_eq!(got, wanted.join("&"));
            }
        }
    }

    #[test]
    fn every_kind_of_value_is_written_in_both_forms() {
        let own = [
            Parameter::new(
                "InstanceIds",
                Value::Free(Free::Ids { ids: &["ins-1", "ins-2"], first: 0 }),
            ),
            Parameter::new(
                "Filters",
                Value::Free(Free::Filter { name: &"instance-name", values: &["a \"b\""] }),
            ),
            Parameter::new("Limit", Value::Free(Free::Number(100))),
            Parameter::optional("Token", None),
            Parameter::new("Names", Value::Free(Free::JsonArray(&["a&b"]))),
        ];
        let common = [Parameter::unreserved("Action", "Do")];
        let all = Parameters { own: &own, common: &common };
        let mut json = String::new();
        all.write_json(&mut json).unwrap();
        assert_eq!(
            json,
            r#"{"InstanceIds":["ins-1","ins-2"],"Filters":[{"Name":"instance-name","Values":["a \u0022b\u0022"]}],"Limit":100,"Names":["a&b"]}"#
        );
        let sorted = |spelling| {
            let mut out = String::new();
            all.write_sorted(&mut out, spelling).unwrap();
            out
        };
        assert_eq!(
            sorted(Spelling::Raw),
            "Action=Do&Filters.0.Name=instance-name&Filters.0.Values.0=a \"b\"\
             &InstanceIds.0=ins-1&InstanceIds.1=ins-2&Limit=100&Names=[\"a&b\"]"
        );
        assert_eq!(
            sorted(Spelling::Encoded),
            "Action=Do&Filters.0.Name=instance-name&Filters.0.Values.0=a%20%22b%22\
             &InstanceIds.0=ins-1&InstanceIds.1=ins-2&Limit=100&Names=%5B%22a%26b%22%5D"
        );
        assert_eq!(
            sorted(Spelling::EncodedTwice),
            "Action%3DDo%26Filters.0.Name%3Dinstance-name%26Filters.0.Values.0%3Da%2520%2522b%2522\
             %26InstanceIds.0%3Dins-1%26InstanceIds.1%3Dins-2%26Limit%3D100\
             %26Names%3D%255B%2522a%2526b%2522%255D"
        );
        let mut empty = String::new();
        Parameters { own: &[], common: &[] }.write_json(&mut empty).unwrap();
        assert_eq!(empty, "{}");
    }
}
