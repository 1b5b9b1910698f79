//! When two values say the same: times by their instant, numbers by their size, texts of a query by what they mean.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use regress::Regex;
use serde_json::Value;

use crate::{Fact, Location, Operation, RequestMembers, TimeFormat, ValueType};

/// The instant that a text names; a time without a zone is taken as UTC.
///
/// Reads more than a reference requires, so that a time in an unusual form can still be compared;
/// [`is_time`] says whether the form is right.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| {
        let civil: DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })
}

/// Whether a text is a time in this format.
///
/// RFC 3339 is read by its section 5.6: seconds are required, an offset has hours and minutes, and the second 60 is
/// valid only at the end of a day in UTC (section 5.7). A civil time has a date and a time of day to the second.
#[must_use]
pub fn is_time(format: TimeFormat, text: &str) -> bool {
    static RFC_3339: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$").ok()
    });
    static CIVIL: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?$").ok());
    let shaped = |shape: &Option<Regex>| shape.as_ref().is_some_and(|shape| shape.find(text).is_some());
    match format {
        TimeFormat::Rfc3339 => {
            let Ok(time) = text.parse::<Timestamp>() else { return false };
            let utc = Offset::UTC.to_datetime(time);
            let leaps = text.get(17..19) == Some("60");
            shaped(&RFC_3339) && (!leaps || (utc.hour(), utc.minute()) == (23, 59))
        }
        TimeFormat::Civil => shaped(&CIVIL) && text.parse::<DateTime>().is_ok(),
    }
}

/// Whether a request member that was sent says the same as the one that is due.
///
/// A query has texts only, and forms write a blank as a plus; a time may be written in any zone; a number above the limit
/// to which the service clamps may be sent as that limit.
#[must_use]
pub fn same_sent(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    if sent == due || same_instant(operation, at, sent, due) || is_clamped(operation, at, sent, due) {
        return true;
    }
    match operation.request_members {
        RequestMembers::Query => {
            same_in_query(operation.value_type(at), sent.as_str().unwrap_or_default(), due)
        }
        RequestMembers::Body => same_in_body(operation, at, sent, due),
    }
}

/// Whether a response value that a client reports says the same as the one that was served: a number of another notation,
/// or the same instant where the reference says that the member is a time with a zone.
#[must_use]
pub fn same_received(operation: &Operation, at: &Location, reported: &Value, served: &Value) -> bool {
    let same_number = || match (reported, served) {
        (Value::Number(reported), Value::Number(served)) => {
            reported.as_f64() == served.as_f64() && (reported.is_f64() || served.is_f64())
        }
        _ => false,
    };
    reported == served || same_number() || same_instant(operation, at, reported, served)
}

/// Whether two values read the same to a person: a number as a text, a time written in another form.
#[must_use]
pub fn reads_the_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| reads_the_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(name, one)| other.get(name).is_some_and(|other| reads_the_same(one, other)))
        }
        (one, other) => match (written(one), written(other)) {
            (Some(one), Some(other)) => same_text(&one, &other),
            _ => one == other,
        },
    }
}

/// A number without a fraction, wide enough for those that JSON readers keep with a sign and those they keep without.
#[must_use]
pub fn whole_number(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

fn same_instant(operation: &Operation, at: &Location, one: &Value, other: &Value) -> bool {
    let instant = |value: &Value| value.as_str()?.parse::<Timestamp>().ok();
    operation.time_format(at) == Some(TimeFormat::Rfc3339)
        && matches!((instant(one), instant(other)), (Some(one), Some(other)) if one == other)
}

fn is_clamped(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    let sent = sent.as_i64().or_else(|| sent.as_str()?.parse().ok());
    operation.clauses_at(at).any(|clause| match clause.fact {
        Fact::Clamp { maximum, .. } => sent == Some(maximum) && due.as_i64().is_some_and(|due| due > maximum),
        _ => false,
    })
}

fn same_in_query(value_type: Option<ValueType>, sent: &str, due: &Value) -> bool {
    match due {
        Value::String(due) => sent.replace('+', " ") == *due,
        Value::Number(due) if value_type == Some(ValueType::Integer) => sent == due.to_string(),
        other => serde_json::from_str::<Value>(sent).is_ok_and(|sent| sent == *other),
    }
}

fn same_in_body(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    match (sent, due) {
        (Value::Object(sent), Value::Object(due)) => {
            let kept = |(name, due): (&String, &Value)| {
                sent.get(name).is_some_and(|sent| same_sent(operation, &at.child(name), sent, due))
            };
            // A null counts as an absent member.
            due.iter().all(kept) && sent.iter().all(|(name, sent)| sent.is_null() || due.contains_key(name))
        }
        (Value::Array(sent), Value::Array(due)) => {
            sent.len() == due.len()
                && sent.iter().zip(due).all(|(sent, due)| same_sent(operation, &at.items(), sent, due))
        }
        (Value::Number(sent), Value::Number(due)) => {
            sent.as_f64() == due.as_f64() && sent.is_f64() == due.is_f64()
        }
        _ => false,
    }
}

/// How a value without parts is written as a text. A whole number is written alike with a fraction of zero.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => {
            let text = value.to_string();
            Some(text.strip_suffix(".0").unwrap_or(&text).to_owned())
        }
        _ => None,
    }
}

fn same_text(one: &str, other: &str) -> bool {
    let instant = |text: &str| text.parse::<Timestamp>().ok();
    let civil = |text: &str| text.parse::<DateTime>().ok();
    one == other
        || instant(one).is_some_and(|one| instant(other) == Some(one))
        || (instant(one).is_none() && civil(one).is_some_and(|one| civil(other) == Some(one)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_seconds_and_an_offset_has_minutes() {
        for (text, right) in [
            ("2024-04-01T11:48:48Z", true),
            ("2024-04-01t11:48:48.5z", true),
            ("2024-04-02T00:18:48+12:30", true),
            ("2016-12-31T23:59:60Z", true),
            ("2024-04-01T11:48Z", false),
            ("2024-04-01T11:48:48+12", false),
            ("2024-04-01T11:48:60Z", false),
            ("2024-04-01 11:48:48Z", false),
            ("2023-02-30T11:48:48Z", false),
        ] {
            assert_eq!(is_time(TimeFormat::Rfc3339, text), right, "{text}");
        }
        for (text, right) in [
            ("2023-05-31 23:34:38", true),
            ("2023-05-31T23:34:38", true),
            ("2023-05-31 23:34", false),
            ("2023-05-31", false),
            ("2023-05-31T23:34:38Z", false),
            ("2023-02-30 11:48:48", false),
        ] {
            assert_eq!(is_time(TimeFormat::Civil, text), right, "{text}");
        }
    }

    #[test]
    fn an_instant_is_found_with_and_without_a_zone() {
        assert_eq!(instant("2024-04-01 11:48:48"), instant("2024-04-01T13:48:48+02:00"));
        assert_eq!(instant("yesterday"), None);
    }
}
