//! What several families need: outcomes made up, pages without an item, and values changed wherever they are.

use client_protocol::{ClientError, ErrorKind, OutcomeResult, Stopped};
use serde_json::{Map, Value, json};

use crate::context::{CallContext, OperationView};
use crate::message::Answer;

/// The client refuses the input by itself.
pub(crate) fn refused(why: &str) -> OutcomeResult {
    failed(ErrorKind::Refused, why)
}

/// The client fails.
pub(crate) fn failed(kind: ErrorKind, message: &str) -> OutcomeResult {
    let error = ClientError {
        kind,
        code: None,
        message: Some(message.to_owned()),
        http_status: None,
        request_id: None,
        native: "DefectiveError".to_owned(),
    };
    OutcomeResult::Failed { error, output: None, part: None, pages: None }
}

/// The client returns a value.
pub(crate) fn returned(output: Value) -> OutcomeResult {
    OutcomeResult::Returned { output, part: None, pages: None, stopped: Stopped::End }
}

/// A page without an item that is the last one.
pub(crate) fn empty_page(operation: &OperationView) -> Value {
    without_slots(&operation.contract.simulation.response).unwrap_or_else(|| json!({}))
}

/// The answer of success with a page without an item.
pub(crate) fn empty_answer(operation: &OperationView) -> Answer {
    Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: serde_json::to_vec(&empty_page(operation)).unwrap_or_default(),
        closes: false,
    }
}

fn without_slots(template: &Value) -> Option<Value> {
    let Value::Object(members) = template else { return Some(template.clone()) };
    if let Some(slot) = members.get("$slot").and_then(Value::as_str) {
        return match slot {
            "items" => Some(json!([])),
            "total" => Some(json!(0)),
            "page-number" => Some(json!(1)),
            "page-size" => Some(json!(10)),
            "truncated" => Some(json!(false)),
            "marker" | "request-id" => Some(json!("")),
            _ => None,
        };
    }
    let kept = members.iter().filter_map(|(name, value)| Some((name.clone(), without_slots(value)?)));
    Some(Value::Object(kept.collect()))
}

/// Changes the value of success.
pub(crate) fn change_output(result: &mut OutcomeResult, change: impl FnOnce(&mut Value)) {
    if let OutcomeResult::Returned { output, .. } = result {
        change(output);
    }
}

/// Changes the items of the value of success.
pub(crate) fn change_items(
    context: &CallContext,
    result: &mut OutcomeResult,
    change: impl FnOnce(&mut Vec<Value>),
) {
    change_output(result, |output| context.operation.change_items(output, change));
}

/// Changes every value inside, the inner ones first; `None` takes a value out.
pub(crate) fn deep(value: &mut Value, change: &impl Fn(&Value) -> Option<Value>) {
    match value {
        Value::Object(members) => {
            let old = std::mem::take(members);
            for (name, mut inner) in old {
                deep(&mut inner, change);
                if let Some(new) = change(&inner) {
                    members.insert(name, new);
                }
            }
        }
        Value::Array(items) => {
            let old = std::mem::take(items);
            for mut inner in old {
                deep(&mut inner, change);
                items.extend(change(&inner));
            }
        }
        _ => {}
    }
}

/// Changes every text of the members.
pub(crate) fn texts(members: &mut Map<String, Value>, change: &impl Fn(&str) -> String) {
    for value in members.values_mut() {
        match value {
            Value::String(text) => *text = change(text),
            other => deep(other, &|value| match value {
                Value::String(text) => Some(Value::from(change(text))),
                other => Some(other.clone()),
            }),
        }
    }
}
