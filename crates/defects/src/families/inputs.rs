//! Input that is refused although the page allows it, or mended although it does not.

use client_protocol::{Call, ErrorKind, OutcomeResult};
use contract::{Fact, Location, Rule, Side, TimeFormat, ValueType};
use serde_json::{Map, Value, json};

use super::common::refused;
use crate::aim::Aim;
use crate::defect::{Defect, Does};
use crate::scene::{Ground, Scene};

fn allowed(aim: &Aim<'_>) -> bool {
    aim.of_request() && aim.returns()
}

fn forbidden(aim: &Aim<'_>) -> bool {
    aim.forbidden() && !aim.may_return()
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "refuses-numbers-at-the-limit",
        what: "refuses the smallest and the greatest number that the page allows",
        does: &[Does::Instead(|scene| {
            refuse_if(scene, |fact, value| match fact {
                Fact::Range { minimum, maximum, .. } => {
                    let number = value.as_i64();
                    number.is_some() && (number == *minimum || number == *maximum)
                }
                _ => false,
            })
        })],
        made_for: |aim| allowed(aim) && aim.kind() == "range",
    },
    Defect {
        name: "refuses-texts-at-the-limit",
        what: "refuses the shortest and the longest text that the page allows",
        does: &[Does::Instead(|scene| {
            refuse_if(scene, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { minimum, maximum, .. }, Some(text)) => {
                    let length = text.chars().count() as u64;
                    length == *minimum || length == *maximum
                }
                _ => false,
            })
        })],
        made_for: |aim| allowed(aim) && aim.kind() == "length",
    },
    Defect {
        name: "measures-texts-in-bytes",
        what: "takes the limit of a text's characters for one of its bytes",
        does: &[Does::Instead(|scene| {
            refuse_if(scene, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { maximum, .. }, Some(text)) => text.len() as u64 > *maximum,
                _ => false,
            })
        })],
        made_for: |aim| {
            let Fact::Length { at, maximum, .. } = &aim.clause.fact else { return false };
            let input = Value::Object(aim.case.input.clone());
            allowed(aim)
                && at
                    .values(&input)
                    .iter()
                    .any(|found| found.value.as_str().is_some_and(|text| text.len() as u64 > *maximum))
        },
    },
    Defect {
        name: "refuses-values-to-choose-from",
        what: "knows none of the values that the page lists",
        does: &[Does::Instead(|scene| {
            refuse_if(
                scene,
                |fact, value| matches!(fact, Fact::Choice { values, .. } if values.contains(value)),
            )
        })],
        made_for: |aim| allowed(aim) && aim.kind() == "choice",
    },
    Defect {
        name: "refuses-texts-with-a-pattern",
        what: "takes no text where the page gives a pattern",
        does: &[Does::Instead(|scene| {
            refuse_if(scene, |fact, value| matches!(fact, Fact::Pattern { .. }) && value.is_string())
        })],
        made_for: |aim| allowed(aim) && aim.kind() == "pattern",
    },
    Defect {
        name: "refuses-times",
        what: "takes no time for one",
        does: &[Does::Instead(|scene| {
            refuse_if(scene, |fact, value| matches!(fact, Fact::Timestamp { .. }) && value.is_string())
        })],
        made_for: |aim| allowed(aim) && aim.kind() == "timestamp",
    },
    Defect {
        name: "refuses-whatever-is-given",
        what: "refuses every call",
        does: &[Does::Instead(|_| Some(refused("no input is taken here")))],
        made_for: |aim| {
            aim.asks(Rule::ValidInputAccepted)
                || (allowed(aim) && matches!(aim.kind(), "clamp" | "default" | "required"))
        },
    },
    Defect {
        name: "clips-numbers-to-the-limit",
        what: "sends the nearest number that the page allows",
        does: &[Does::Call(|scene, call| {
            mend(scene, call, |fact, value| match (fact, value.as_i64()) {
                (Fact::Range { minimum, maximum, .. }, Some(number)) => {
                    let number = minimum.map_or(number, |minimum| number.max(minimum));
                    Some(json!(maximum.map_or(number, |maximum| number.min(maximum))))
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |aim| forbidden(aim) && aim.kind() == "range",
    },
    Defect {
        name: "cuts-texts-to-the-limit",
        what: "sends as much of a text as the page allows, or leaves it out",
        does: &[Does::Call(|scene, call| {
            mend(scene, call, |fact, value| match (fact, value.as_str()) {
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
        made_for: |aim| forbidden(aim) && aim.kind() == "length" && !aim.named(&["pattern"]),
    },
    Defect {
        name: "drops-unknown-choices",
        what: "leaves out a value that is not among those listed",
        does: &[Does::Call(|scene, call| {
            mend(scene, call, |fact, value| match fact {
                Fact::Choice { values, .. } => values.contains(value).then(|| value.clone()),
                _ => Some(value.clone()),
            });
        })],
        made_for: |aim| {
            let required = aim.operation.clauses.iter().any(
                |clause| matches!(&clause.fact, Fact::Required { at } if Some(at) == aim.clause.fact.at()),
            );
            forbidden(aim) && aim.kind() == "choice" && !required
        },
    },
    Defect {
        name: "mends-the-case-of-choices",
        what: "sends the listed value that reads alike but for its case, or the first",
        does: &[Does::Call(|scene, call| {
            mend(scene, call, |fact, value| match (fact, value.as_str()) {
                (Fact::Choice { values, .. }, Some(text)) => {
                    let alike = |one: &&Value| one.as_str().is_some_and(|one| one.eq_ignore_ascii_case(text));
                    values.iter().find(alike).or(values.first()).cloned()
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |aim| forbidden(aim) && aim.kind() == "choice",
    },
    Defect {
        name: "mends-texts-to-the-pattern",
        what: "leaves out the characters that a pattern does not allow",
        does: &[Does::Call(|scene, call| {
            mend(scene, call, |fact, value| match (fact, value.as_str()) {
                (Fact::Pattern { .. }, Some(text)) => {
                    let kept: String =
                        text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
                    (!kept.is_empty()).then(|| Value::from(kept))
                }
                _ => Some(value.clone()),
            });
        })],
        made_for: |aim| forbidden(aim) && aim.kind() == "pattern",
    },
    Defect {
        name: "fills-in-what-is-required",
        what: "makes up a required member that the caller did not give",
        does: &[Does::Again(|scene, result| {
            was_refused(scene, result)
                .then(|| Call { input: Value::Object(minimal(&scene.ground)), ..scene.call.clone() })
        })],
        made_for: |aim| forbidden(aim) && aim.kind() == "required",
    },
    Defect {
        name: "leaves-out-what-is-refused",
        what: "asks again without the members when the input is refused",
        does: &[Does::Again(|scene, result| {
            was_refused(scene, result)
                .then(|| Call { input: Value::Object(minimal(&scene.ground)), ..scene.call.clone() })
        })],
        made_for: |aim| forbidden(aim) && matches!(aim.kind(), "member" | "timestamp" | "items" | "length"),
    },
];

/// Whether the client or the service refused the input, the first time.
pub(crate) fn was_refused(scene: &Scene, result: &OutcomeResult) -> bool {
    let refused = match result {
        OutcomeResult::Failed { error, .. } => {
            error.kind == ErrorKind::Refused
                || error.code.as_ref() == Some(&scene.ground.provider.refusals.validation.code)
        }
        OutcomeResult::Unsupported { .. } => true,
        _ => false,
    };
    refused && scene.again == 0
}

/// The smallest input that the page allows.
pub(crate) fn minimal(ground: &Ground) -> Map<String, Value> {
    let mut input = Map::new();
    for clause in &ground.operation.clauses {
        if let Fact::Required { at } = &clause.fact
            && at.side == Side::Request
            && at.path.len() == 1
        {
            input.insert(at.name().to_owned(), sample(ground, at));
        }
    }
    input
}

fn sample(ground: &Ground, at: &Location) -> Value {
    let choice = ground.operation.clauses_at(at).find_map(|clause| match &clause.fact {
        Fact::Choice { values, .. } => values.first().cloned(),
        _ => None,
    });
    choice.unwrap_or_else(|| match ground.operation.value_type(at) {
        Some(ValueType::Integer | ValueType::Number) => json!(1),
        Some(ValueType::Boolean) => json!(true),
        Some(ValueType::Array) => json!([]),
        Some(ValueType::Object) => json!({}),
        _ if ground.operation.time_format(at) == Some(TimeFormat::Rfc3339) => json!("2024-04-01T11:48:48Z"),
        _ => json!("a"),
    })
}

/// Refuses the call if a fact about the request finds such a value in its input.
fn refuse_if(scene: &Scene, such: impl Fn(&Fact, &Value) -> bool) -> Option<OutcomeResult> {
    let facts = scene.ground.operation.clauses.iter().map(|clause| &clause.fact);
    let found = facts
        .filter_map(|fact| Some((fact, fact.at().filter(|at| at.side == Side::Request)?)))
        .any(|(fact, at)| at.values(&scene.call.input).iter().any(|found| such(fact, found.value)));
    found.then(|| refused("the input is out of bounds"))
}

/// Changes every value that a fact speaks of; `None` takes it out.
fn mend(scene: &Scene, call: &mut Call, change: impl Fn(&Fact, &Value) -> Option<Value>) {
    for clause in &scene.ground.operation.clauses {
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
