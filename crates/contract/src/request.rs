//! The documented members of a request, read from its query or its body.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::{Location, Operation, RequestMembers, ValueType};

/// What a request sent beside method, path and the constants of its query.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SentMembers {
    /// By name; values of a query are texts.
    pub values: Map<String, Value>,
    /// Names that occur in the query more than once.
    pub repeated: Vec<String>,
    /// Why the body could not be read, as the end of a sentence.
    pub unreadable: Option<String>,
}

impl SentMembers {
    /// The documented members that a request sent; of a repeated name the last value.
    #[must_use]
    pub fn of(operation: &Operation, target: &str, body: &[u8]) -> Self {
        let mut members = Self::default();
        match operation.request_members {
            RequestMembers::Query => {
                let constants: Vec<&str> = operation.query_constants().map(|(name, _)| name).collect();
                for (name, text) in query_pairs(target) {
                    if constants.contains(&name.as_str()) {
                        continue;
                    }
                    if members.values.insert(name.clone(), Value::from(text)).is_some() {
                        members.repeated.push(name);
                    }
                }
            }
            // A client that has nothing to ask may send nothing.
            RequestMembers::Body if body.iter().all(u8::is_ascii_whitespace) => {}
            RequestMembers::Body => match serde_json::from_slice(body) {
                Ok(Value::Object(values)) => members.values = values,
                Ok(_) => members.unreadable = Some("JSON that is not an object".to_owned()),
                Err(error) => members.unreadable = Some(format!("text that is not JSON: {error}")),
            },
        }
        members
    }

    /// The members as one JSON object, texts of a query as the types that the contract gives them.
    #[must_use]
    pub fn typed(&self, operation: &Operation) -> Value {
        if operation.request_members == RequestMembers::Body {
            return Value::Object(self.values.clone());
        }
        let typed = |(name, value): (&String, &Value)| {
            let value_type = operation.value_type(&Location::of_request(name));
            (name.clone(), value.as_str().map_or_else(|| value.clone(), |text| typed(text, value_type)))
        };
        Value::Object(self.values.iter().map(typed).collect())
    }
}

/// The pairs of a query, percent-decoded; `+` stays `+`, as RFC 3986 has it.
#[must_use]
pub fn query_pairs(target: &str) -> Vec<(String, String)> {
    let Some((_, query)) = target.split_once('?') else { return Vec::new() };
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

/// A text of a query as the type that its member has; text that does not fit stays text.
fn typed(text: &str, value_type: Option<ValueType>) -> Value {
    match value_type {
        Some(ValueType::Integer) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Some(ValueType::Number | ValueType::Boolean) => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        _ => Value::from(text),
    }
}
