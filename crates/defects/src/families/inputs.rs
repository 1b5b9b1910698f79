//! Input that is refused although the reference allows it, or mended although it does not.

use client_protocol::{Call, ErrorKind, OutcomeResult};
use contract::{Fact, Location, Rule, Side, TimeFormat, ValueType};
use serde_json::{Map, Value, json};

use super::alteration::refused;
use crate::case_view::CaseView;
use crate::context::{CallContext, OperationView};
use crate::defect::{Defect, Mutation};

fn allowed(view: &CaseView<'_>) -> bool {
    view.of_request() && view.returns()
}

fn forbidden(view: &CaseView<'_>) -> bool {
    view.forbidden() && !view.may_return()
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "refuses-numbers-at-the-limit",
        what: "refuses the smallest and the greatest number that the reference allows",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(context, |fact, value| match fact {
                Fact::Range { minimum, maximum, .. } => {
                    let number = value.as_i64();
                    number.is_some() && (number == *minimum || number == *maximum)
                }
                _ => false,
            })
        })],
        made_for: |view| allowed(view) && view.kind() == "range",
    },
    Defect {
        name: "refuses-texts-at-the-limit",
        what: "refuses the shortest and the longest text that the reference allows",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(context, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { minimum, maximum, .. }, Some(text)) => {
                    let length = text.chars().count() as u64;
                    length == *minimum || length == *maximum
                }
                _ => false,
            })
        })],
        made_for: |view| allowed(view) && view.kind() == "length",
    },
    Defect {
        name: "measures-texts-in-bytes",
        what: "takes the limit of a text's characters for one of its bytes",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(context, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { maximum, .. }, Some(text)) => text.len() as u64 > *maximum,
                _ => false,
            })
        })],
        made_for: |view| {
            let Fact::Length { at, maximum, .. } = &view.clause.fact else { return false };
            let input = Value::Object(view.case.input.clone());
            allowed(view)
                && at
                    .values(&input)
                    .iter()
                    .any(|found| found.value.as_str().is_some_and(|text| text.len() as u64 > *maximum))
        },
    },
    Defect {
        name: "refuses-values-to-choose-from",
        what: "knows none of the values that the reference lists",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(
                context,
                |fact, value| matches!(fact, Fact::Choice { values, .. } if values.contains(value)),
            )
        })],
        made_for: |view| allowed(view) && view.kind() == "choice",
    },
    Defect {
        name: "refuses-texts-with-a-pattern",
        what: "takes no text where the reference gives a pattern",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(context, |fact, value| matches!(fact, Fact::Pattern { .. }) && value.is_string())
        })],
        made_for: |view| allowed(view) && view.kind() == "pattern",
    },
    Defect {
        name: "refuses-times",
        what: "takes no time for one",
        mutations: &[Mutation::Instead(|context| {
            refuse_if(context, |fact, value| matches!(fact, Fact::Timestamp { .. }) && value.is_string())
        })],
        made_for: |view| allowed(view) && view.kind() == "timestamp",
    },
    Defect {
        name: "refuses-whatever-is-given",
        what: "refuses every call",
        mutations: &[Mutation::Instead(|_| Some(refused("no input is taken here")))],
        made_for: |view| {
            view.asks(Rule::ValidInputAccepted)
                || (allowed(view) && matches!(view.kind(), "clamp" | "default" | "required"))
        },
    },
    Defect {
        name: "clips-numbers-to-the-limit",
        what: "sends the nearest number that the reference allows",
        mutations: &[Mutation::Call(|context, call| {
            mend(context, call, |fact, value| match (fact, value.as_i64()) {
                (Fact::Range { minimum, maximum, .. }, Some(number)) => {
                    let number = minimum.map_or(number, |minimum| number.max(minimum));
                    Some(json!(maximum.map_or(number, |maximum| number.min(maximum))))
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |view| forbidden(view) && view.kind() == "range",
    },
    Defect {
        name: "cuts-texts-to-the-limit",
        what: "sends as much of a text as the reference allows, or leaves it out",
        mutations: &[Mutation::Call(|context, call| {
            mend(context, call, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { minimum, maximum, .. }, Some(text)) => {
                    let surplus = (text.chars().count() as u64).saturating_sub(*maximum);
                    // The end is kept, for it may have to be of another kind than the middle.
                    let kept = |index: &usize| *index == 0 || *index as u64 > surplus;
                    let cut: String = text
                        .chars()
                        .enumerate()
                        .filter(|(index, _)| kept(index))
                        .map(|(_, one)| one)
                        .collect();
                    (cut.chars().count() as u64 >= *minimum).then(|| Value::from(cut))
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |view| forbidden(view) && view.kind() == "length" && !view.named(&["pattern"]),
    },
    Defect {
        name: "drops-unknown-choices",
        what: "leaves out a value that is not among those listed",
        mutations: &[Mutation::Call(|context, call| {
            mend(context, call, |fact, value| match fact {
                Fact::Choice { values, .. } => values.contains(value).then(|| value.clone()),
                _ => Some(value.clone()),
            });
        })],
        made_for: |view| {
            let required = view.operation.clauses.iter().any(
                |clause| matches!(&clause.fact, Fact::Required { at } if Some(at) == view.clause.fact.at()),
            );
            forbidden(view) && view.kind() == "choice" && !required
        },
    },
    Defect {
        name: "mends-the-case-of-choices",
        what: "sends the listed value that reads alike but for its case, or the first",
        mutations: &[Mutation::Call(|context, call| {
            mend(context, call, |fact, value| match (fact, value.as_str()) {
                (Fact::Choice { values, .. }, Some(text)) => {
                    let alike = |one: &&Value| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(text));
                    values.iter().find(alike).or(values.first()).cloned()
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |view| forbidden(view) && view.kind() == "choice",
    },
    Defect {
        name: "mends-texts-to-the-pattern",
        what: "leaves out the characters that a pattern does not allow",
        mutations: &[Mutation::Call(|context, call| {
            mend(context, call, |fact, value| match (fact, value.as_str()) {
                (Fact::Pattern { .. }, Some(text)) => {
                    let kept: String =
                        text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
                    (!kept.is_empty()).then(|| Value::from(kept))
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |view| forbidden(view) && view.kind() == "pattern",
    },
    Defect {
        name: "fills-in-what-is-required",
        what: "makes up a required member that the caller did not give",
        mutations: &[Mutation::Again(|context, result| {
            was_refused(context, result)
                .then(|| Call { input: Value::Object(minimal(&context.operation)), ..context.call.clone() })
        })],
        made_for: |view| forbidden(view) && view.kind() == "required",
    },
    Defect {
        name: "leaves-out-what-is-refused",
        what: "asks again without the members when the input is refused",
        mutations: &[Mutation::Again(|context, result| {
            was_refused(context, result)
                .then(|| Call { input: Value::Object(minimal(&context.operation)), ..context.call.clone() })
        })],
        made_for: |view| {
            forbidden(view) && matches!(view.kind(), "member" | "timestamp" | "items" | "length")
        },
    },
];

/// Whether the client or the service refused the input, the first time.
pub(crate) fn was_refused(context: &CallContext, result: &OutcomeResult) -> bool {
    let refused = match result {
        OutcomeResult::Failed { error, .. } => {
            error.kind == ErrorKind::Refused
                || error.code.as_ref() == Some(&context.operation.provider.refusals.validation.code)
        }
        OutcomeResult::Unsupported { .. } => true,
        _ => false,
    };
    refused && context.again == 0
}

/// The smallest input that the reference allows.
pub(crate) fn minimal(operation: &OperationView) -> Map<String, Value> {
    let mut input = Map::new();
    for clause in &operation.contract.clauses {
        if let Fact::Required { at } = &clause.fact
            && at.side == Side::Request
            && at.path.len() == 1
        {
            input.insert(at.name().to_owned(), sample(operation, at));
        }
    }
    input
}

fn sample(operation: &OperationView, at: &Location) -> Value {
    let choice = operation.contract.clauses_at(at).find_map(|clause| match &clause.fact {
        Fact::Choice { values, .. } => values.first().cloned(),
        _ => None,
    });
    choice.unwrap_or_else(|| match operation.contract.value_type(at) {
        Some(ValueType::Integer | ValueType::Number) => json!(1),
        Some(ValueType::Boolean) => json!(true),
        Some(ValueType::Array) => json!([]),
        Some(ValueType::Object) => json!({}),
        _ if operation.contract.time_format(at) == Some(TimeFormat::Rfc3339) => json!("2024-04-01T11:48:48Z"),
        _ => json!("a"),
    })
}

/// Refuses the call if a fact about the request finds such a value in its input.
fn refuse_if(context: &CallContext, such: impl Fn(&Fact, &Value) -> bool) -> Option<OutcomeResult> {
    let facts = context.operation.contract.clauses.iter().map(|clause| &clause.fact);
    let found = facts
        .filter_map(|fact| Some((fact, fact.at().filter(|at| at.side == Side::Request)?)))
        .any(|(fact, at)| at.values(&context.call.input).iter().any(|found| such(fact, found.value)));
    found.then(|| refused("the input is out of bounds"))
}

/// Changes every value that a fact speaks of; `None` takes it out.
fn mend(context: &CallContext, call: &mut Call, change: impl Fn(&Fact, &Value) -> Option<Value>) {
    for clause in &context.operation.contract.clauses {
        let Some(at) = clause.fact.at().filter(|at| at.side == Side::Request) else { continue };
        let found: Vec<(String, Option<Value>)> = at
            .values(&call.input)
            .into_iter()
            .map(|found| (found.pointer, change(&clause.fact, found.value)))
            .collect();
        for (pointer, new) in found.into_iter().rev() {
            match new {
                Some(new) => {
                    if let Some(value) = call.input.pointer_mut(&pointer) {
                        *value = new;
                    }
                }
                None => take_out(&mut call.input, &pointer),
            }
        }
    }
}

fn take_out(document: &mut Value, pointer: &str) {
    let Some((above, name)) = pointer.rsplit_once('/') else { return };
    match document.pointer_mut(above) {
        Some(Value::Object(members)) => drop(members.shift_remove(name)),
        Some(Value::Array(items)) => {
            if let Some(index) = name.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        _ => {}
    }
}
