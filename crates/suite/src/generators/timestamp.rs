//! Timestamp: a time is taken in every spelling that its format has, and what is no time is refused.

use contract::{Clause, Constraints, Fact, Location, TimeFormat};
use serde_json::json;

use crate::Case;
use crate::build::samples::Sample;
use crate::build::{GeneratorContext, samples};
use crate::probe::Probe;

/// Spellings of times, and texts that are none.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    timestamps(context)
        .flat_map(|(clause, at, format)| {
            samples::cases(context, clause, at, samples(context, clause, at, format))
        })
        .collect()
}

/// The same texts asked of a server.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    timestamps(context)
        .flat_map(|(clause, at, format)| {
            samples::probes(context, clause, at, samples(context, clause, at, format))
        })
        .collect()
}

fn timestamps<'a>(
    context: GeneratorContext<'a>,
) -> impl Iterator<Item = (&'a Clause, &'a Location, TimeFormat)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| {
            let Fact::Timestamp { at, format } = &clause.fact else { return None };
            samples::is_of_request(at).then_some((clause, at, *format))
        },
    )
}

const RFC_3339: &[(&str, &str)] = &[
    ("whole-seconds", "2024-04-01T11:48:48Z"),
    ("fraction-of-a-second", "2024-04-01T11:48:48.125Z"),
    ("offset-of-another-zone", "2024-04-02T00:18:48+12:30"),
    ("leap-day", "2024-02-29T23:59:59Z"),
    // Before the first second that 32 bits hold, counted from 1970.
    ("far-past", "1901-01-02T03:04:05Z"),
];

const CIVIL: &[(&str, &str)] = &[
    ("whole-seconds", "2024-04-01 11:48:48"),
    ("leap-day", "2024-02-29 23:59:59"),
    ("far-past", "1901-01-02 03:04:05"),
];

fn samples(context: GeneratorContext<'_>, clause: &Clause, at: &Location, format: TimeFormat) -> Vec<Sample> {
    let constraints = Constraints::of(context.operation, at);
    let (times, no_date) = match format {
        TimeFormat::Rfc3339 => (RFC_3339, "2023-02-30T11:48:48Z"),
        TimeFormat::Civil => (CIVIL, "2023-02-30 11:48:48"),
    };
    let times = times
        .iter()
        .filter(|(_, text)| constraints.fits(&json!(text)))
        .map(|(name, text)| Sample::allowed(*name, *text));
    let others = [("no-time", "the-day-before"), ("date-that-does-not-exist", no_date)]
        .into_iter()
        .filter(|(_, text)| constraints.breaks_only(clause, &json!(text)))
        .map(|(name, text)| Sample::forbidden(name, text));
    times.chain(others).collect()
}
