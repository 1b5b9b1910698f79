//! Which items a filter leaves, and values to filter by.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::values::instant;
use crate::{Clause, Constraints, Fact, Location, Match, Operation, TagNames, TimeFormat};

/// One filter of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Filter<'a> {
    /// The clause that states it.
    pub clause: &'a Clause,
    /// The request member that asks for it.
    pub at: &'a Location,
    /// How it compares.
    pub comparison: Match,
    fields: &'a str,
    tags: Option<&'a TagNames>,
}

/// How a filter is read where the reference leaves something open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// One definite answer, as a server has to give: letters by their case, times strictly later or earlier.
    Definite,
    /// Whatever a server may do: letters of any case, the instant of the limit itself.
    Lenient,
}

impl<'a> Filter<'a> {
    /// The filter that a clause states, if it states one.
    #[must_use]
    pub fn of(clause: &'a Clause) -> Option<Self> {
        match &clause.fact {
            Fact::Filter { at, field, r#match, tags } => {
                Some(Self { clause, at, comparison: *r#match, fields: field, tags: tags.as_ref() })
            }
            _ => None,
        }
    }

    /// The filters that no ambiguity suspends, in the order of the file.
    pub fn effective(operation: &'a Operation) -> impl Iterator<Item = Self> {
        operation.clauses.iter().filter(|clause| !operation.is_suspended(clause)).filter_map(Self::of)
    }

    /// Whether an item passes the filter with this value.
    #[must_use]
    pub fn passes(self, wanted: &Value, item: &Value, reading: Reading) -> bool {
        self.values(item).any(|found| self.matches(wanted, found, reading))
    }

    /// Values of the filter by which this item can be found.
    #[must_use]
    pub fn values_that_find(self, operation: &'a Operation, item: &Value) -> Vec<Value> {
        let list = Constraints::of(operation, self.at);
        let one = self.at.items();
        let one = Constraints::of(operation, &one);
        let usable = |value: &Value| {
            // An empty text filters by nothing.
            let says_something = value.as_str().is_none_or(|text| !text.is_empty());
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            says_something && list.fits(value) && items.iter().all(|value| one.fits(value))
        };
        self.values(item).flat_map(|found| self.wanted_for(operation, found)).filter(usable).collect()
    }

    fn wanted_for(self, operation: &Operation, found: &Value) -> Vec<Value> {
        match self.comparison {
            Match::Equals | Match::Contains => vec![found.clone()],
            Match::OneOf => vec![json!([found])],
            Match::After => moved(operation, self.at, found, -SignedDuration::from_secs(1)),
            Match::Before => moved(operation, self.at, found, SignedDuration::from_secs(1)),
            Match::Tags => {
                let Some(TagNames { key, value, values }) = self.tags else { return Vec::new() };
                let tags = found.as_array().map(Vec::as_slice).unwrap_or_default();
                tags.iter().map(|tag| json!([{ key: tag[key], values: [tag[value]] }])).collect()
            }
        }
    }

    fn values<'b>(self, item: &'b Value) -> impl Iterator<Item = &'b Value> + use<'a, 'b> {
        self.fields
            .split('|')
            .filter_map(move |path| path.split('/').try_fold(item, |value, name| value.get(name)))
            .filter(|value| !value.is_null())
    }

    fn matches(self, wanted: &Value, found: &Value, reading: Reading) -> bool {
        let lenient = reading == Reading::Lenient;
        match self.comparison {
            Match::Equals => found == wanted,
            Match::Contains => match (found.as_str(), wanted.as_str()) {
                (Some(found), Some(wanted)) if lenient => {
                    found.to_lowercase().contains(&wanted.to_lowercase())
                }
                (Some(found), Some(wanted)) => found.contains(wanted),
                _ => false,
            },
            Match::OneOf => wanted.as_array().is_some_and(|wanted| wanted.contains(found)),
            Match::After => times(found, wanted)
                .map_or(lenient, |(found, wanted)| found > wanted || (lenient && found == wanted)),
            Match::Before => times(found, wanted)
                .map_or(lenient, |(found, wanted)| found < wanted || (lenient && found == wanted)),
            Match::Tags => self.has_tags(wanted, found),
        }
    }

    /// Each tag that the filter names is among the item's, with one of the values if it names any.
    fn has_tags(self, wanted: &Value, found: &Value) -> bool {
        let Some(TagNames { key, value, values }) = self.tags else { return true };
        let has = |wanted: &Value| {
            found.as_array().into_iter().flatten().any(|tag| {
                let any = wanted[values]
                    .as_array()
                    .is_none_or(|values| values.is_empty() || values.contains(&tag[value]));
                tag[key] == wanted[key] && any
            })
        };
        wanted.as_array().into_iter().flatten().all(has)
    }
}

fn times(found: &Value, wanted: &Value) -> Option<(Timestamp, Timestamp)> {
    Some((instant(found.as_str()?)?, instant(wanted.as_str()?)?))
}

/// A time that lies so far from an item's own, written as the filter wants it and without a fraction.
fn moved(operation: &Operation, at: &Location, found: &Value, by: SignedDuration) -> Vec<Value> {
    let time = found.as_str().and_then(instant).and_then(|time| time.checked_add(by).ok());
    let format = match operation.time_format(at) {
        Some(TimeFormat::Civil) => "%Y-%m-%d %H:%M:%S",
        _ => "%Y-%m-%dT%H:%M:%SZ",
    };
    time.map(|time| json!(time.strftime(format).to_string())).into_iter().collect()
}
