//! Which jobs a request asks for, and in which order: filters and sorting by the contract.

use contract::{Fact, Location, Match, Operation};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::jobs::{field, job};

/// The numbers of the jobs that a request asks for.
#[derive(Debug)]
pub(crate) enum Selection {
    /// All of them, first to last or last to first; needs no memory however many there are.
    All {
        /// How many.
        count: usize,
        /// Whether the last comes first.
        reversed: bool,
    },
    /// Only these.
    Some(Vec<usize>),
}

impl Selection {
    /// How many jobs.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::All { count, .. } => *count,
            Self::Some(numbers) => numbers.len(),
        }
    }

    /// The number of the job at a position, both within bounds.
    pub(crate) fn number(&self, position: usize) -> usize {
        match self {
            Self::All { reversed: false, .. } => position + 1,
            Self::All { count, reversed: true } => count - position,
            Self::Some(numbers) => numbers[position],
        }
    }
}

/// Applies the filters and the sorting of a request to `count` jobs.
pub(crate) fn select(operation: &Operation, input: &Value, count: usize) -> Selection {
    let filters: Vec<Filter<'_>> = operation
        .clauses
        .iter()
        .filter_map(|clause| match &clause.fact {
            Fact::Filter { at, field, r#match } => Filter::new(at, field, *r#match, input),
            _ => None,
        })
        .collect();
    let reversed = reversed(operation, input);
    if filters.is_empty() {
        return Selection::All { count, reversed };
    }
    let template = &operation.simulation.job;
    let mut numbers: Vec<usize> = (1..=count)
        .filter(|number| {
            let job = job(template, *number);
            filters.iter().all(|filter| filter.leaves(&job))
        })
        .collect();
    if reversed {
        numbers.reverse();
    }
    Selection::Some(numbers)
}

/// Jobs are made in the order of their creation, so that to sort is to reverse or not.
fn reversed(operation: &Operation, input: &Value) -> bool {
    operation.clauses.iter().any(|clause| match &clause.fact {
        Fact::Sort { order, descending, .. } => order.value(input) == Some(descending),
        _ => false,
    })
}

struct Filter<'a> {
    fields: Vec<&'a str>,
    comparison: Match,
    wanted: &'a Value,
}

impl<'a> Filter<'a> {
    /// `None` where the request does not use the filter.
    fn new(at: &Location, fields: &'a str, comparison: Match, input: &'a Value) -> Option<Self> {
        let wanted = at.value(input)?;
        let unused = match wanted {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(items) => items.is_empty(),
            Value::Object(members) => members.is_empty(),
            _ => false,
        };
        (!unused).then(|| Self { fields: fields.split('|').collect(), comparison, wanted })
    }

    fn leaves(&self, job: &Value) -> bool {
        self.fields.iter().filter_map(|path| field(job, path)).any(|found| self.matches(found))
    }

    fn matches(&self, found: &Value) -> bool {
        match self.comparison {
            Match::Equals => found == self.wanted,
            Match::Contains => match (found.as_str(), self.wanted.as_str()) {
                (Some(found), Some(wanted)) => found.contains(wanted),
                _ => false,
            },
            Match::OneOf => self.wanted.as_array().is_some_and(|wanted| wanted.contains(found)),
            Match::After => instants(found, self.wanted).is_some_and(|(found, wanted)| found > wanted),
            Match::Before => instants(found, self.wanted).is_some_and(|(found, wanted)| found < wanted),
            Match::Tags => self.wanted.as_array().into_iter().flatten().all(|wanted| {
                found.as_array().into_iter().flatten().any(|tag| {
                    tag["Key"] == wanted["Key"]
                        && wanted["Values"]
                            .as_array()
                            .is_none_or(|values| values.is_empty() || values.contains(&tag["Value"]))
                })
            }),
        }
    }
}

fn instants(found: &Value, wanted: &Value) -> Option<(Timestamp, Timestamp)> {
    Some((instant(found.as_str()?)?, instant(wanted.as_str()?)?))
}

/// The instant that a text names; a time without a zone is taken as UTC, on both sides alike.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    text.parse::<Timestamp>().ok().or_else(|| {
        let civil =
            text.parse::<DateTime>().or_else(|_| DateTime::strptime("%Y-%m-%d %H:%M:%S", text)).ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}
