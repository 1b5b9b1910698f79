//! Makes items and answers from the templates of a contract; the same number gives the same item.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use crate::Operation;

/// Item number `number`, counted from 1, as every server of the operation makes it.
#[must_use]
pub fn item(operation: &Operation, number: usize) -> Value {
    filled(&operation.simulation.item, number)
}

fn filled(template: &Value, number: usize) -> Value {
    match template {
        Value::String(text) => Value::String(text.replace("{n}", &number.to_string())),
        Value::Array(items) => Value::Array(items.iter().map(|item| filled(item, number)).collect()),
        Value::Object(members) => match generator(members) {
            Some((name, argument)) => generated(name, argument, number),
            None => Value::Object(
                members.iter().map(|(name, member)| (name.clone(), filled(member, number))).collect(),
            ),
        },
        other => other.clone(),
    }
}

/// A template with its slots and placeholders filled; a slot without a value leaves its member out.
#[must_use]
pub fn fill(template: &Value, slot: &dyn Fn(&str) -> Option<Value>, text: &dyn Fn(&str) -> String) -> Value {
    match template {
        Value::String(written) => Value::String(text(written)),
        Value::Array(items) => Value::Array(items.iter().map(|item| fill(item, slot, text)).collect()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter_map(|(name, member)| {
                    let inner = member.as_object().and_then(generator);
                    let value = match inner {
                        Some(("$slot", argument)) => slot(argument.as_str().unwrap_or_default())?,
                        _ => fill(member, slot, text),
                    };
                    Some((name.clone(), value))
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

fn generator(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && name.starts_with('$')).then_some((name.as_str(), argument))
}

fn generated(name: &str, argument: &Value, number: usize) -> Value {
    match name {
        "$cycle" => match argument.as_array() {
            Some(choices) if !choices.is_empty() => filled(&choices[(number - 1) % choices.len()], number),
            _ => Value::Null,
        },
        "$count" => {
            let from = argument["from"].as_i64().unwrap_or(0);
            let step = argument["step"].as_i64().unwrap_or(1);
            Value::from(from + step * steps(number))
        }
        "$time" => time(argument, number).map_or(Value::Null, Value::String),
        _ => Value::Null,
    }
}

fn time(argument: &Value, number: usize) -> Option<String> {
    let from: Timestamp = argument["from"].as_str()?.parse().ok()?;
    let step = argument["step-seconds"].as_i64().unwrap_or(0);
    let at = from.checked_add(SignedDuration::from_secs(step.checked_mul(steps(number))?)).ok()?;
    Some(match argument["format"].as_str() {
        Some("civil") => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        _ => at.to_string(),
    })
}

fn steps(number: usize) -> i64 {
    i64::try_from(number - 1).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_always_gives_the_same_item() {
        let template = json!({"name": "job-{n}", "phase": {"$cycle": ["a", "b"]}, "tries": {"$count": {"from": 5, "step": 2}},
            "at": {"$time": {"from": "2024-01-01T00:00:00.5Z", "step-seconds": 60}}, "civil": {"$time": {"from": "2024-01-01T00:00:00Z", "step-seconds": 60, "format": "civil"}}});
        assert_eq!(
            filled(&template, 3),
            json!({"name": "job-3", "phase": "a", "tries": 9, "at": "2024-01-01T00:02:00.5Z", "civil": "2024-01-01 00:02:00"})
        );
    }
}
