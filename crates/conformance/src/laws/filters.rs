//! Which jobs a filter leaves, as far as a page says it beyond doubt, and values to filter by.

use contract::{Clause, Fact, Location, Match, TimeFormat};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::Ground;

/// One filter of an operation.
#[derive(Clone, Copy)]
pub(crate) struct Filter<'a> {
    pub(crate) clause: &'a Clause,
    pub(crate) at: &'a Location,
    fields: &'a str,
    comparison: Match,
}

impl<'a> Filter<'a> {
    /// The filters that no doubt turns off, in the order of the file.
    pub(crate) fn all(ground: Ground<'a>) -> impl Iterator<Item = Self> {
        ground.operation.clauses.iter().filter(move |clause| !ground.is_off(clause)).filter_map(|clause| {
            match &clause.fact {
                Fact::Filter { at, field, r#match } => {
                    Some(Self { clause, at, fields: field, comparison: *r#match })
                }
                _ => None,
            }
        })
    }

    /// Whether a job fits a value. Where pages are silent, a job that might fit does: the case of letters, the
    /// instant of the limit itself.
    pub(crate) fn leaves(self, wanted: &Value, job: &Value) -> bool {
        self.values(job).any(|found| self.matches(wanted, found))
    }

    /// What a job could be found by, each of them a value of the filter.
    pub(crate) fn learnt(self, ground: Ground<'_>, job: &Value) -> Vec<Value> {
        let of_field = |found: &Value| match self.comparison {
            Match::Equals | Match::Contains => vec![found.clone()],
            Match::OneOf => vec![json!([found])],
            Match::After => moved(ground, self.at, found, -SignedDuration::from_secs(1)),
            Match::Before => moved(ground, self.at, found, SignedDuration::from_secs(1)),
            Match::Tags => {
                let tags = found.as_array().map(Vec::as_slice).unwrap_or_default();
                tags.iter().map(|tag| json!([{ "Key": tag["Key"], "Values": [tag["Value"]] }])).collect()
            }
        };
        let usable = |value: &Value| {
            // An empty text filters by nothing.
            let says_something = value.as_str().is_none_or(|text| !text.is_empty());
            let item = Location {
                side: self.at.side,
                path: self.at.path.iter().cloned().chain(["*".to_owned()]).collect(),
            };
            let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
            says_something
                && ground.allows(self.at, value)
                && items.iter().all(|value| ground.allows(&item, value))
        };
        self.values(job).flat_map(of_field).filter(usable).collect()
    }

    /// How this filter compares.
    pub(crate) fn comparison(self) -> Match {
        self.comparison
    }

    fn values<'b>(self, job: &'b Value) -> impl Iterator<Item = &'b Value> + use<'a, 'b> {
        self.fields
            .split('|')
            .filter_map(move |path| path.split('/').try_fold(job, |value, name| value.get(name)))
            .filter(|value| !value.is_null())
    }

    fn matches(self, wanted: &Value, found: &Value) -> bool {
        match self.comparison {
            Match::Equals => found == wanted,
            Match::Contains => match (found.as_str(), wanted.as_str()) {
                (Some(found), Some(wanted)) => found.to_lowercase().contains(&wanted.to_lowercase()),
                _ => false,
            },
            Match::OneOf => wanted.as_array().is_some_and(|wanted| wanted.contains(found)),
            Match::After => times(found, wanted).is_none_or(|(found, wanted)| found >= wanted),
            Match::Before => times(found, wanted).is_none_or(|(found, wanted)| found <= wanted),
            Match::Tags => wanted.as_array().into_iter().flatten().all(|wanted| {
                found.as_array().into_iter().flatten().any(|tag| {
                    tag["Key"] == wanted["Key"]
                        && wanted["Values"].as_array().is_none_or(|values| values.contains(&tag["Value"]))
                })
            }),
        }
    }
}

/// The instant of a time on the wire; without a zone it is taken as UTC, on both sides alike.
pub(crate) fn instant(value: &Value) -> Option<Timestamp> {
    let text = value.as_str()?;
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

fn times(found: &Value, wanted: &Value) -> Option<(Timestamp, Timestamp)> {
    Some((instant(found)?, instant(wanted)?))
}

/// A time that lies so far from a job's own, written as the filter wants it and without a fraction.
fn moved(ground: Ground<'_>, at: &Location, found: &Value, by: SignedDuration) -> Vec<Value> {
    let Some(time) = instant(found).and_then(|time| time.checked_add(by).ok()) else { return Vec::new() };
    let format = match ground.operation.time_format(at) {
        Some(TimeFormat::Civil) => "%Y-%m-%d %H:%M:%S",
        _ => "%Y-%m-%dT%H:%M:%SZ",
    };
    vec![json!(time.strftime(format).to_string())]
}
