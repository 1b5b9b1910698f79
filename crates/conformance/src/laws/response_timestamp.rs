//! Response timestamp: a time reaches the caller as the same instant, and one without a zone as the same text.

use contract::{Case, Clause, Fact, Location, Side, TimeFormat};
use serde_json::{Value, json};

use super::response_member::{edited, pointer, set};
use super::{Ground, filters};
use crate::finding::Harm;
use crate::probe::{Answered, Ask, Heard, Probe};

/// Each way in which its format lets a time be written.
pub(crate) fn cases(ground: Ground<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (clause, at, format) in times(ground) {
        // What is only seen in a sample is told as the member that carries the time, where the page names that.
        let member = ground.members(Side::Response).find(|(_, found, _)| *found == at);
        let about = match member {
            Some((member, _, _)) if ground.binds(member) && !ground.binds(clause) => member,
            _ => clause,
        };
        for (name, text) in texts(format) {
            cases.push(edited(ground, clause, about, name, set(&pointer(at), json!(text))));
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
pub(crate) fn probes<'a>(ground: Ground<'a>) -> Vec<Probe<'a>> {
    times(ground)
        .map(|(clause, at, format)| {
            Probe::once(ground, clause, "as-the-format-says", Ask::input(ground.input()), move |heard| {
                written(ground, at, format, heard)
            })
        })
        .collect()
}

fn written(ground: Ground<'_>, at: &Location, format: TimeFormat, heard: &Heard) -> Answered {
    let Some(page) = heard.page(ground) else {
        return Answered::NotApplicable(format!("no page came, but {}", heard.told(ground)));
    };
    let values: Vec<&Value> =
        at.values(page).into_iter().map(|found| found.value).filter(|value| !value.is_null()).collect();
    if values.is_empty() {
        return Answered::NotApplicable("no job on the first page has this time".to_owned());
    }
    let right = |value: &Value| match format {
        TimeFormat::Rfc3339 => value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_ok()),
        TimeFormat::Civil => filters::instant(value).is_some(),
    };
    match values.into_iter().find(|value| !right(value)) {
        None => Answered::Kept,
        Some(wrong) => {
            let form = match format {
                TimeFormat::Rfc3339 => "a time in RFC 3339",
                TimeFormat::Civil => "a date and a time of day",
            };
            Answered::Broken(format!("{} = {form}", at.pointer()), crate::judge::shown(wrong), Harm::Differs)
        }
    }
}

fn times<'a>(ground: Ground<'a>) -> impl Iterator<Item = (&'a Clause, &'a Location, TimeFormat)> {
    ground.operation.clauses.iter().filter(move |clause| !ground.is_off(clause)).filter_map(|clause| {
        match &clause.fact {
            Fact::Timestamp { at, format } if at.side == Side::Response => Some((clause, at, *format)),
            _ => None,
        }
    })
}
