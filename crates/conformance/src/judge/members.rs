//! Which documented members a request sent, and whether a value sent is the value due.

use contract::{Fact, Location, Operation, RequestMembers, Side, TimeFormat, ValueType};
use jiff::Timestamp;
use serde_json::{Map, Value};
use simulator::query_pairs;
use simulator::tap::ReceivedRequest;

/// What a request sent beside method, path and constants.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Members {
    /// By name.
    pub(super) values: Map<String, Value>,
    /// Names that stand in the query more than once.
    pub(super) repeated: Vec<String>,
    /// Why the body could not be read.
    pub(super) unreadable: Option<String>,
}

/// The documented members that a request sent. Values of a query are texts.
pub(super) fn sent(operation: &Operation, request: &ReceivedRequest) -> Members {
    let mut members = Members::default();
    match operation.request_members {
        RequestMembers::Query => {
            let constants: Vec<&str> = operation.query_constants().map(|(name, _)| name).collect();
            for (name, text) in query_pairs(&request.target) {
                if constants.contains(&name.as_str()) {
                    continue;
                }
                if members.values.insert(name.clone(), Value::from(text)).is_some() {
                    members.repeated.push(name);
                }
            }
        }
        RequestMembers::Body if request.body.iter().all(u8::is_ascii_whitespace) => {}
        RequestMembers::Body => match serde_json::from_slice(&request.body) {
            Ok(Value::Object(values)) => members.values = values,
            Ok(_) => members.unreadable = Some("JSON that is not an object".to_owned()),
            Err(error) => members.unreadable = Some(format!("text that is not JSON: {error}")),
        },
    }
    members
}

/// Whether a request asks for the same position as `due` does.
pub(super) fn same_position(operation: &Operation, sent: &Members, due: &Map<String, Value>) -> bool {
    let Some(style) = operation.paging() else { return true };
    let name = style.position().name();
    match (sent.values.get(name), due.get(name)) {
        (None, None) => true,
        (Some(sent), Some(due)) => same_value(operation, style.position(), sent, due),
        _ => false,
    }
}

/// Whether what was sent at a location says the same as what is due there.
pub(super) fn same_value(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    if sent == due {
        return true;
    }
    if operation.time_format(at) == Some(TimeFormat::Rfc3339)
        && let (Some(sent), Some(due)) = (instant(sent), instant(due))
    {
        return sent == due;
    }
    if is_clamped(operation, at, sent, due) {
        return true;
    }
    match operation.request_members {
        RequestMembers::Query => same_text(operation.value_type(at), sent.as_str().unwrap_or_default(), due),
        RequestMembers::Body => same_inside(operation, at, sent, due),
    }
}

/// What the service treats as its limit may be sent as that limit.
fn is_clamped(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    let sent = sent.as_i64().or_else(|| sent.as_str()?.parse().ok());
    operation.clauses_at(at).any(|clause| match clause.fact {
        Fact::Clamp { maximum, .. } => sent == Some(maximum) && due.as_i64().is_some_and(|due| due > maximum),
        _ => false,
    })
}

/// Where two values are not the same by letter: a query has texts only, and forms write a blank as a plus.
fn same_text(value_type: Option<ValueType>, sent: &str, due: &Value) -> bool {
    match due {
        Value::String(due) => sent.replace('+', " ") == *due,
        Value::Number(due) if value_type == Some(ValueType::Integer) => sent == due.to_string(),
        other => serde_json::from_str::<Value>(sent).is_ok_and(|sent| sent == *other),
    }
}

fn same_inside(operation: &Operation, at: &Location, sent: &Value, due: &Value) -> bool {
    let below = |name: &str| Location {
        side: Side::Request,
        path: at.path.iter().cloned().chain([name.to_owned()]).collect(),
    };
    match (sent, due) {
        (Value::Object(sent), Value::Object(due)) => {
            due.iter().all(|(name, due)| sent.get(name).is_some_and(|sent| same_value(operation, &below(name), sent, due)))
                // A null says no more than an absent member.
                && sent.iter().all(|(name, sent)| sent.is_null() || due.contains_key(name))
        }
        (Value::Array(sent), Value::Array(due)) => {
            sent.len() == due.len()
                && sent.iter().zip(due).all(|(sent, due)| same_value(operation, &below("*"), sent, due))
        }
        (Value::Number(sent), Value::Number(due)) => {
            sent.as_f64() == due.as_f64() && sent.is_f64() == due.is_f64()
        }
        _ => false,
    }
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}
