//! The parameters of a call, written as each cloud takes them: flat and sorted, or as JSON.

use core::fmt;

#[cfg(any(feature = "lists", feature = "sorted"))]
use super::Free;
use crate::{
    sign::Spelling,
    text::{Sink, order::in_order},
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
    /// What lists and the sorted-parameter signatures send besides.
    #[cfg(any(feature = "lists", feature = "sorted"))]
    Free(Free<'a>),
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
    #[cfg(feature = "sorted")]
    pub(crate) fn optional(name: &'a str, value: Option<&'a str>) -> Self {
        Self { name, value: value.map_or(Value::Absent, |text| Value::Free(Free::Text(text))) }
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
        for parameter in in_order(sent, |a, b| a.name.cmp(b.name)) {
            pairs.write(parameter)?;
        }
        Ok(())
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
                #[cfg(any(feature = "lists", feature = "sorted"))]
                Value::Free(value) => value.write_json(out)?,
            }
        }
        let end: &[u8] = if separator == b"{\"" { b"{}" } else { b"}" };
        out.put([end])
    }
}

/// Writes `name=value` pairs.
pub(super) struct Pairs<'o, S: ?Sized> {
    pub(super) out: &'o mut S,
    pub(super) spelling: Spelling,
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
            #[cfg(any(feature = "lists", feature = "sorted"))]
            Value::Free(ref value) => value.write_pairs(self, name),
        }
    }

    pub(super) fn name<const N: usize>(&mut self, pieces: [&[u8]; N]) -> fmt::Result {
        let [between, equals] = self.spelling.separators();
        if !core::mem::replace(&mut self.is_first, false) {
            self.out.put([between])?;
        }
        self.out.put(pieces)?;
        self.out.put([equals])
    }
}
