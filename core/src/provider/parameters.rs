//! The parameters of a call, written as each cloud takes them: flat and sorted, or as JSON.

use core::fmt;

use crate::{
    sign::sorted::Spelling,
    text::{Sink, decimal::Decimal, json, order::in_order, percent, sink::shared},
};

/// One parameter of an action or of a signature.
#[derive(Clone, Copy)]
pub(crate) struct Parameter<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: Value<'a>,
}

/// What a parameter holds.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// Nothing: the parameter is not sent.
    Absent,
    /// Text of unreserved bytes alone (RFC 3986), such as a checked id.
    Unreserved(&'a str),
    /// Any text.
    Text(&'a str),
    /// A whole number.
    Number(u64),
    /// A list of checked ids; flat, each has a parameter of its own, counted from `first`.
    Ids { ids: &'a [&'a str], first: u8 },
    /// One text that holds a JSON array of texts, as Alibaba takes some lists.
    JsonArray(&'a [&'a str]),
    /// A list of one filter, as Tencent takes it.
    Filter { name: &'a str, values: &'a [&'a str] },
}

impl<'a> Parameter<'a> {
    pub(crate) const fn new(name: &'a str, value: Value<'a>) -> Self {
        Self { name, value }
    }

    /// A parameter of unreserved bytes alone.
    pub(crate) const fn unreserved(name: &'a str, value: &'a str) -> Self {
        Self { name, value: Value::Unreserved(value) }
    }

    /// A parameter that is absent when there is no text.
    pub(crate) fn optional(name: &'a str, value: Option<&'a str>) -> Self {
        Self { name, value: value.map_or(Value::Absent, Value::Text) }
    }
}

/// An action's own parameters and those that a signature adds.
#[derive(Clone, Copy)]
pub(crate) struct Parameters<'a> {
    pub(crate) own: &'a [Parameter<'a>],
    pub(crate) common: &'a [Parameter<'a>],
}

impl Parameters<'_> {
    /// Write all as `name=value`, sorted by name in byte order and joined by `&`.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub(crate) fn write_sorted(
        &self,
        out: &mut (impl Sink + ?Sized),
        spelling: Spelling,
    ) -> fmt::Result {
        let all = self.own.iter().chain(self.common);
        let sent = all.filter(|parameter| !matches!(parameter.value, Value::Absent));
        let mut pairs = Pairs { out, spelling, is_first: true };
        // A list's members follow its name and a dot, which comes before every letter and digit.
        in_order(sent, |a, b| a.name.cmp(b.name)).try_for_each(|parameter| pairs.write(parameter))
    }

    /// Write the request target: the path `/`, and the query when there is one.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub(crate) fn write_target(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        let mut all = self.own.iter().chain(self.common);
        if all.all(|parameter| matches!(parameter.value, Value::Absent)) {
            return out.put([b"/"]);
        }
        out.put([b"/?"])?;
        self.write_sorted(out, Spelling::Encoded)
    }

    /// Write the action's own as a JSON object, as they were given.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    pub(crate) fn write_json(&self, out: &mut (impl Sink + ?Sized)) -> fmt::Result {
        let mut separator: &[u8] = b"{\"";
        for Parameter { name, value } in self.own {
            if matches!(value, Value::Absent) {
                continue;
            }
            out.put([separator, name.as_bytes(), b"\":"])?;
            separator = b",\"";
            match value {
                Value::Absent => {}
                // None of its bytes is escaped.
                Value::Unreserved(text) => out.put([b"\"", text.as_bytes(), b"\""])?,
                Value::Text(text) => json::write_string(out, text)?,
                Value::Number(number) => out.put([Decimal::new(*number).as_bytes()])?,
                Value::Ids { ids, .. } | Value::JsonArray(ids) => write_json_array(out, ids)?,
                Value::Filter { name, values } => {
                    out.put([b"[{\"Name\":"])?;
                    json::write_string(out, name)?;
                    out.put([b",\"Values\":"])?;
                    write_json_array(out, values)?;
                    out.put([b"}]"])?;
                }
            }
        }
        let end: &[u8] = if separator == b"{\"" { b"{}" } else { b"}" };
        out.put([end])
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

/// Writes `name=value` pairs.
struct Pairs<'o, S: ?Sized> {
    out: &'o mut S,
    spelling: Spelling,
    is_first: bool,
}

impl<S: Sink + ?Sized> Pairs<'_, S> {
    fn write(&mut self, parameter: &Parameter<'_>) -> fmt::Result {
        let name = parameter.name;
        match parameter.value {
            Value::Absent => Ok(()),
            Value::Unreserved(text) => {
                self.name([name.as_bytes()])?;
                self.out.put([text.as_bytes()])
            }
            Value::Text(text) => {
                self.name([name.as_bytes()])?;
                self.text(text)
            }
            Value::Number(number) => {
                self.name([name.as_bytes()])?;
                self.out.put([Decimal::new(number).as_bytes()])
            }
            Value::Ids { ids, first } => self.list([name.as_bytes(), b""], ids, first.into()),
            Value::JsonArray(texts) => {
                self.name([name.as_bytes()])?;
                match self.spelling {
                    Spelling::Raw => write_json_array(self.out, texts),
                    Spelling::Encoded => {
                        write_json_array(shared(&mut percent::Encoding { out: self.out }), texts)
                    }
                }
            }
            Value::Filter { name: filter, values } => {
                self.name([name.as_bytes(), b".0.Name"])?;
                self.text(filter)?;
                self.list([name.as_bytes(), b".0.Values"], values, 0)
            }
        }
    }

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

    fn name<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        if !core::mem::replace(&mut self.is_first, false) {
            self.out.put([b"&"])?;
        }
        self.out.put(pieces)?;
        self.out.put([b"="])
    }

    fn text(&mut self, text: &str) -> fmt::Result {
        match self.spelling {
            Spelling::Raw => self.out.put([text.as_bytes()]),
            Spelling::Encoded => percent::write_encoded(self.out, text),
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

    #[test]
    fn members_of_a_list_come_in_the_byte_order_of_their_names() {
        for len in 0..=123 {
            let texts: Vec<String> = (0..len).map(|n| format!("i-{n}")).collect();
            let ids: Vec<&str> = texts.iter().map(String::as_str).collect();
            for first in [0, 1] {
                let own = [Parameter::new("Id", Value::Ids { ids: &ids, first })];
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
            Parameter::new("InstanceIds", Value::Ids { ids: &["ins-1", "ins-2"], first: 0 }),
            Parameter::new(
                "Filters",
                Value::Filter { name: "instance-name", values: &["a \"b\""] },
            ),
            Parameter::new("Limit", Value::Number(100)),
            Parameter::optional("Token", None),
            Parameter::new("Names", Value::JsonArray(&["a&b"])),
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
        let mut empty = String::new();
        Parameters { own: &[], common: &[] }.write_json(&mut empty).unwrap();
        assert_eq!(empty, "{}");
    }
}
