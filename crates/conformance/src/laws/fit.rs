//! Which values keep every promise of a member, and texts that are made to keep them.

use contract::{Clause, Fact, Location, RequestMembers, Side, TimeFormat, ValueType};
use jiff::Timestamp;
use jiff::civil::DateTime;
use regress::Regex;
use serde_json::Value;

use super::Ground;

/// What the page promises of one member, its patterns compiled once.
pub(crate) struct Promises<'a> {
    clauses: Vec<(&'a Clause, Option<Regex>)>,
    in_the_query: bool,
}

impl<'a> Promises<'a> {
    /// The promises of a member, also those that do not bind and those that a doubt turns off: a value is
    /// allowed beyond doubt where it keeps all of them.
    pub(crate) fn of(ground: Ground<'a>, at: &Location) -> Self {
        let of_member = |clause: &&Clause| clause.fact.at() == Some(at);
        let compiled = |clause: &'a Clause| {
            let pattern = match &clause.fact {
                Fact::Pattern { pattern, .. } => Regex::with_flags(pattern, "u").ok(),
                _ => None,
            };
            (clause, pattern)
        };
        Self {
            clauses: ground.operation.clauses.iter().filter(of_member).map(compiled).collect(),
            in_the_query: at.side == Side::Request
                && ground.operation.request_members == RequestMembers::Query,
        }
    }

    /// The clauses that a value breaks. A value of a wrong type breaks no other promise.
    pub(crate) fn broken(&self, value: &Value) -> Vec<&'a Clause> {
        let breaks_type =
            |fact: &Fact| matches!(fact, Fact::Member { r#type, .. } if !self.holds(*r#type, value));
        let wrong_type: Vec<&Clause> = self
            .clauses
            .iter()
            .map(|(clause, _)| *clause)
            .filter(|clause| breaks_type(&clause.fact))
            .collect();
        if !wrong_type.is_empty() {
            return wrong_type;
        }
        self.clauses
            .iter()
            .filter(|(clause, pattern)| breaks(&clause.fact, pattern.as_ref(), value))
            .map(|(clause, _)| *clause)
            .collect()
    }

    /// Whether a value keeps every promise.
    pub(crate) fn fits(&self, value: &Value) -> bool {
        self.broken(value).is_empty()
    }

    /// Whether a value breaks this promise and no other.
    pub(crate) fn breaks_only(&self, clause: &Clause, value: &Value) -> bool {
        matches!(self.broken(value).as_slice(), [broken] if broken.id == clause.id)
    }

    /// A text of so many code points that keeps every promise but, maybe, that of its length.
    pub(crate) fn text(&self, length: usize) -> Option<String> {
        self.text_from(CHARACTERS, length)
    }

    /// The same, of characters that UTF-16 writes in two units and UTF-8 in four bytes.
    pub(crate) fn text_outside_the_basic_plane(&self, length: usize) -> Option<String> {
        self.text_from(OUTSIDE_THE_BASIC_PLANE, length)
    }

    fn text_from(&self, characters: &str, length: usize) -> Option<String> {
        let keeps = |text: &String| {
            let broken = self.broken(&Value::from(text.as_str()));
            broken.iter().all(|clause| matches!(clause.fact, Fact::Length { .. }))
        };
        // Characters that may stand alone may mostly stand together; ends often allow less than the middle does.
        let alone: String = characters.chars().filter(|one| keeps(&one.to_string())).collect();
        let cycled = (!alone.is_empty()).then(|| alone.chars().cycle().take(length).collect());
        let repeated = characters.chars().map(|one| one.to_string().repeat(length));
        let framed = characters.chars().filter(|_| length > 2).flat_map(|end| {
            let middle = move |inner: char| format!("{end}{}{end}", inner.to_string().repeat(length - 2));
            characters.chars().map(middle)
        });
        cycled.into_iter().chain(repeated).chain(framed).find(keeps)
    }

    // A query has texts only, so that a number is a text there like any other.
    fn holds(&self, value_type: ValueType, value: &Value) -> bool {
        value_type.holds(value)
            || (self.in_the_query
                && value_type == ValueType::String
                && (value.is_number() || value.is_boolean()))
    }
}

// Letters and digits first, so that texts are readable where the pattern lets them be.
const CHARACTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:+= é评";

const OUTSIDE_THE_BASIC_PLANE: &str = "😀🌙𠀀𝒜";

fn breaks(fact: &Fact, pattern: Option<&Regex>, value: &Value) -> bool {
    match (fact, value) {
        (Fact::Range { minimum, maximum, .. }, value) => value.as_i64().is_some_and(|number| {
            minimum.is_some_and(|minimum| number < minimum) || maximum.is_some_and(|maximum| number > maximum)
        }),
        (Fact::Length { minimum, maximum, .. }, Value::String(text)) => {
            !(*minimum..=*maximum).contains(&(text.chars().count() as u64))
        }
        (Fact::Items { minimum, maximum, .. }, Value::Array(items)) => {
            !(*minimum..=*maximum).contains(&(items.len() as u64))
        }
        (Fact::Pattern { .. }, Value::String(text)) => {
            pattern.is_some_and(|pattern| pattern.find(text).is_none())
        }
        (Fact::Choice { values, .. }, value) => !values.contains(value),
        (Fact::Timestamp { format: TimeFormat::Rfc3339, .. }, Value::String(text)) => {
            text.parse::<Timestamp>().is_err()
        }
        (Fact::Timestamp { format: TimeFormat::Civil, .. }, Value::String(text)) => {
            text.parse::<DateTime>().is_err()
        }
        _ => false,
    }
}
