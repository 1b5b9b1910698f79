//! Reads the documented members out of a request and refuses what the contract forbids.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use contract::{Clause, Fact, Location, Operation, RequestMembers, TimeFormat, ValueType};
use percent_encoding::percent_decode_str;
use regress::Regex;
use serde_json::{Map, Value};

use crate::select::instant;

/// What the simulator refuses of an operation's request members, without a server around it.
///
/// The function given back takes the documented members of a request as one JSON object. It gives `None` where the
/// simulator would answer, and else the id of the first clause that the members break and the reason that the
/// refusal names. The patterns are compiled once, here.
///
/// ```
/// let contracts = contract::Contracts::bundled()?;
/// let refusal = simulator::refusals(contracts.operation("amazon-bedrock/list-evaluation-jobs").expect("a contract"));
/// assert_eq!(refusal(&serde_json::json!({ "maxResults": 1000 })), None);
/// let (clause, _) = refusal(&serde_json::json!({ "maxResults": 1001 })).expect("a refusal");
/// assert_eq!(clause, "max-results/range");
/// # Ok::<(), contract::Problems>(())
/// ```
pub fn refusals(operation: &Operation) -> impl Fn(&Value) -> Option<(String, String)> + use<'_> {
    let validator = Validator::new(operation);
    move |input| validator.refusal(operation, input)
}

/// What an operation's limits come to, its patterns compiled once.
#[derive(Debug)]
pub(crate) struct Validator {
    patterns: BTreeMap<String, Regex>,
}

impl Validator {
    /// Compiles the patterns; one that does not compile was refused when the contract was loaded.
    pub(crate) fn new(operation: &Operation) -> Self {
        let patterns = operation
            .clauses
            .iter()
            .filter_map(|clause| match &clause.fact {
                Fact::Pattern { pattern, .. } => {
                    Some((clause.id.clone(), Regex::with_flags(pattern, "u").ok()?))
                }
                _ => None,
            })
            .collect();
        Self { patterns }
    }

    /// The first promise that the request members break: its clause's id, and the message of a refusal.
    ///
    /// Only clauses that bind and that no doubt turns off are enforced: where the page is silent the service is
    /// taken to be lenient.
    pub(crate) fn refusal(&self, operation: &Operation, input: &Value) -> Option<(String, String)> {
        operation
            .clauses
            .iter()
            .filter(|clause| clause.evidence.binds() && operation.doubt_about(&clause.id).is_none())
            .filter(|clause| is_of_request(&clause.fact))
            .find_map(|clause| {
                let seen = self.broken(clause, input)?;
                Some((clause.id.clone(), format!("{}; seen {seen}", clause.promise)))
            })
    }

    fn broken(&self, clause: &Clause, input: &Value) -> Option<String> {
        if let Fact::Required { at } = &clause.fact {
            return at.value(input).is_none_or(Value::is_null).then(|| "nothing".to_owned());
        }
        let at = clause.fact.at()?;
        at.values(input)
            .into_iter()
            .map(|located| located.value)
            // A null says no more than an absent member, and no page says otherwise.
            .find(|value| !value.is_null() && !self.holds(clause, value))
            .map(ToString::to_string)
    }

    fn holds(&self, clause: &Clause, value: &Value) -> bool {
        match &clause.fact {
            Fact::Member { r#type, .. } => r#type.holds(value),
            Fact::Range { minimum, maximum, .. } => whole(value).is_none_or(|number| {
                minimum.is_none_or(|minimum| number >= minimum.into())
                    && maximum.is_none_or(|maximum| number <= maximum.into())
            }),
            Fact::Length { minimum, maximum, .. } => value.as_str().is_none_or(|text| {
                let length = text.chars().count() as u64;
                (*minimum..=*maximum).contains(&length)
            }),
            Fact::Items { minimum, maximum, .. } => {
                value.as_array().is_none_or(|items| (*minimum..=*maximum).contains(&(items.len() as u64)))
            }
            Fact::Pattern { .. } => match (value.as_str(), self.patterns.get(&clause.id)) {
                (Some(text), Some(pattern)) => pattern.find(text).is_some(),
                _ => true,
            },
            Fact::Choice { values, .. } => values.contains(value),
            Fact::Timestamp { format: TimeFormat::Rfc3339, .. } => value.as_str().is_none_or(is_rfc3339),
            Fact::Timestamp { .. } => value.as_str().is_none_or(|text| instant(text).is_some()),
            _ => true,
        }
    }
}

/// A whole number, wide enough for those that JSON readers keep with a sign and those they keep without.
fn whole(value: &Value) -> Option<i128> {
    value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from))
}

/// A time of RFC 3339, section 5.6. The time library alone would also take what only ISO 8601 allows, such as times
/// without seconds, offsets of hours alone, and a 60th second in any minute.
fn is_rfc3339(text: &str) -> bool {
    static SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$").ok()
    });
    let shaped = SHAPE.as_ref().is_some_and(|shape| shape.find(text).is_some());
    let Ok(time) = text.parse::<jiff::Timestamp>() else { return false };
    let utc = jiff::tz::Offset::UTC.to_datetime(time);
    // Section 5.7: a leap second is the last one of a day in UTC.
    let leaps = text.get(17..19) == Some("60");
    shaped && (!leaps || (utc.hour(), utc.minute()) == (23, 59))
}

/// The documented members of a request, typed by the contract.
///
/// # Errors
/// What is wrong with the query or the body, as the message of a refusal.
pub(crate) fn input(operation: &Operation, target: &str, body: &[u8]) -> Result<Value, String> {
    match operation.request_members {
        RequestMembers::Query => Ok(Value::Object(query_members(operation, target))),
        // A client that has nothing to ask may send nothing.
        RequestMembers::Body if body.iter().all(u8::is_ascii_whitespace) => Ok(Value::Object(Map::new())),
        RequestMembers::Body => match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => Ok(Value::Object(members)),
            Ok(_) => Err("the body is not a JSON object".to_owned()),
            Err(error) => Err(format!("the body is not JSON: {error}")),
        },
    }
}

/// The pairs of a query, percent-decoded; `+` stays `+`, as RFC 3986 has it.
pub fn query_pairs(target: &str) -> Vec<(String, String)> {
    let Some((_, query)) = target.split_once('?') else { return Vec::new() };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn query_members(operation: &Operation, target: &str) -> Map<String, Value> {
    let constants: Vec<&str> = operation.query_constants().map(|(name, _)| name).collect();
    query_pairs(target)
        .into_iter()
        .filter(|(name, _)| !constants.contains(&name.as_str()))
        .map(|(name, text)| {
            let at = Location { side: contract::Side::Request, path: vec![name.clone()] };
            let value = typed(&text, operation.value_type(&at));
            (name, value)
        })
        .collect()
}

/// A text of the query as the type that its member has; text that does not fit stays text.
fn typed(text: &str, value_type: Option<ValueType>) -> Value {
    match value_type {
        Some(ValueType::Integer) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Some(ValueType::Number | ValueType::Boolean) => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        _ => Value::from(text),
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn is_of_request(fact: &Fact) -> bool {
    fact.at().is_some_and(|at| at.side == contract::Side::Request)
}
