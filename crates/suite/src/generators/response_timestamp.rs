//! Response timestamp: a time reaches the caller as the same instant, and one without a zone as the same text.

use contract::values::is_time;
use contract::{Clause, Fact, Impact, Location, Side, TimeFormat};
use serde_json::{Value, json};

use crate::Case;
use crate::build::GeneratorContext;
use crate::build::edits::{edited, pointer, set};
use crate::probe::{Probe, ProbeOutcome, ProbeRequest, ProbeResponse};

/// Each way in which its format lets a time be written.
pub(crate) fn cases(context: GeneratorContext<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, format) in times(context) {
        // What only a sample shows is reported for the member that carries the time, where the reference names that.
        let member = context.members(Side::Response).find(|(_, found, _)| *found == at);
        let tested = match member {
            Some((member, _, _)) if context.binds(member) && !context.binds(clause) => member,
            _ => clause,
        };
        for (name, text) in texts(format) {
            cases.push(edited(context, clause, tested, name, set(&pointer(at), json!(text))));
        }
    }
    cases
}

fn texts(format: TimeFormat) -> &'static [(&'static str, &'static str)] {
    match format {
        TimeFormat::Rfc3339 => &[
            ("whole-seconds", "2024-02-29T23:59:59Z"),
            ("with-milliseconds", "2024-04-01T11:48:48.007Z"),
            ("with-an-offset", "2024-04-02T00:18:48+12:30"),
            ("before-1970", "1969-12-31T23:59:59Z"),
        ],
        // The second and the third do not exist everywhere, or exist twice.
        TimeFormat::Civil => &[
            ("last-second-of-a-leap-day", "2024-02-29 23:59:59"),
            ("in-the-hour-that-a-clock-skips", "2023-03-26 02:30:00"),
            ("in-the-hour-that-a-clock-repeats", "1991-09-15 01:30:00"),
            ("midnight", "2024-01-01 00:00:00"),
        ],
    }
}

/// Every time of a page is written as its format says.
pub(crate) fn probes<'a>(context: GeneratorContext<'a>) -> Vec<Probe<'a>> {
    times(context)
        .map(|(clause, at, format)| {
            Probe::once(
                context,
                clause,
                "as-the-format-says",
                ProbeRequest::input(context.minimal_input()),
                move |response| written(context, at, format, response),
            )
        })
        .collect()
}

fn written(
    context: GeneratorContext<'_>,
    at: &Location,
    format: TimeFormat,
    response: &ProbeResponse,
) -> ProbeOutcome {
    let Some(page) = response.page(*context) else {
        return ProbeOutcome::Skipped(format!("no page, but {}", response.describe(*context)));
    };
    let values: Vec<&Value> =
        at.values(page).into_iter().map(|found| found.value).filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return ProbeOutcome::Skipped("no item on the first page has this time".to_owned());
    }
    let right = |value: &Value| value.as_str().is_some_and(|text| is_time(format, text));
    match values.into_iter().find(|value| !right(value)) {
        None => ProbeOutcome::Passed,
        Some(wrong) => {
            let form = match format {
                TimeFormat::Rfc3339 => "a time in RFC 3339",
                TimeFormat::Civil => "a date and a time of day",
            };
            ProbeOutcome::Broken(
                format!("{} = {form}", at.pointer()),
                contract::truncated(wrong),
                Impact::Cosmetic,
            )
        }
    }
}

fn times<'a>(context: GeneratorContext<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, TimeFormat)> {
    context.operation.clauses.iter().filter(move |clause| !context.is_suspended(clause)).filter_map(
        |clause| match &clause.fact {
            Fact::Timestamp { at, format } if at.side == Side::Response => Some((clause, at, *format)),
            _ => None,
        },
    )
}
