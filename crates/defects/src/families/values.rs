//! Values that do not reach the caller as the service sent them.

use contract::values::{instant, is_time};
use contract::{Fact, Side, TimeFormat, ValueType};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::alteration::{change_items, change_output, deep};
use super::nesting::Nesting;
use crate::case_view::CaseView;
use crate::context::{CallContext, OperationView};
use crate::defect::{Defect, Mutation};
use client_protocol::OutcomeResult;

/// Whether the case asks for a member of the answer of this type.
fn member(view: &CaseView<'_>, value_type: ValueType) -> bool {
    view.kind() == "member"
        && view.of_response()
        && view.may_return()
        && view.value_type() == Some(value_type)
}

/// Whether the case's script changes the list of items itself.
fn edits_the_list(view: &CaseView<'_>) -> bool {
    let list = view.operation.paging().map(|style| style.list().pointer()).unwrap_or_default();
    view.case.items == 0
        || view.case.exchanges.iter().any(|exchange| {
            exchange.items == Some(0)
                || exchange.raw.is_some()
                || exchange.edit.as_ref().is_some_and(|edit| {
                    edit.set.get(&list).is_some_and(|value| value.as_array().is_none_or(Vec::is_empty))
                        || edit.remove.contains(&list)
                })
        })
}

fn is_list_of_items(view: &CaseView<'_>) -> bool {
    view.operation.paging().is_some_and(|style| view.clause.fact.at() == Some(style.list()))
}

/// Changes the members of the answer at which the contract has such a type, wherever they are.
pub(super) fn on_members(
    context: &CallContext,
    result: &mut OutcomeResult,
    such: impl Fn(&OperationView, &contract::Location, ValueType) -> bool,
    change: impl Fn(&Value) -> Option<Value>,
) {
    let operation = &context.operation;
    change_output(result, |output| {
        for (at, value_type) in operation.contract.members(Side::Response) {
            if !such(operation, at, value_type) {
                continue;
            }
            let found: Vec<(String, Option<Value>)> =
                at.values(output).into_iter().map(|found| (found.pointer, change(found.value))).collect();
            for (pointer, new) in found {
                put(output, &pointer, new);
            }
        }
    });
}

fn put(output: &mut Value, pointer: &str, new: Option<Value>) {
    let Some((above, name)) = pointer.rsplit_once('/') else { return };
    match (output.pointer_mut(above), new) {
        (Some(Value::Object(members)), Some(new)) => drop(members.insert(name.to_owned(), new)),
        (Some(Value::Object(members)), None) => drop(members.shift_remove(name)),
        (Some(Value::Array(items)), new) => {
            if let Some(item) = name.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                *item = new.unwrap_or(Value::Null);
            }
        }
        _ => {}
    }
}

fn of_objects(view: &CaseView<'_>, nesting: Nesting) -> bool {
    member(view, ValueType::Object)
        && view.clause.fact.at().and_then(|at| Nesting::of(view.operation, at)) == Some(nesting)
}

fn lose_objects(context: &CallContext, result: &mut OutcomeResult, nesting: Nesting) {
    let such = |operation: &OperationView, at: &contract::Location, kind: ValueType| {
        kind == ValueType::Object && Nesting::of(&operation.contract, at) == Some(nesting)
    };
    on_members(context, result, such, |_| None);
}

pub(super) fn text_without_time(
    operation: &OperationView,
    at: &contract::Location,
    value_type: ValueType,
) -> bool {
    value_type == ValueType::String && operation.contract.time_format(at).is_none()
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "texts-lost",
        what: "loses every member that is a text",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(context, result, |_, _, kind| kind == ValueType::String, |_| None);
        })],
        made_for: |view| {
            member(view, ValueType::String)
                || (view.of_response() && view.kind() == "choice" && view.returns())
        },
    },
    Defect {
        name: "numbers-lost",
        what: "loses every member that is a number",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(
                context,
                result,
                |_, _, kind| matches!(kind, ValueType::Integer | ValueType::Number),
                |_| None,
            );
        })],
        made_for: |view| {
            let number = member(view, ValueType::Integer) || member(view, ValueType::Number);
            number && !view.named(&["fraction"])
        },
    },
    Defect {
        name: "booleans-turned",
        what: "takes true for false",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(
                context,
                result,
                |_, _, kind| kind == ValueType::Boolean,
                |value| Some(value.as_bool().map_or_else(|| value.clone(), |value| json!(!value))),
            );
        })],
        made_for: |view| member(view, ValueType::Boolean),
    },
    Defect {
        name: "lists-lost",
        what: "loses every list but that of the items",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(
                context,
                result,
                |operation, at, kind| {
                    let items = operation.contract.paging().is_some_and(|style| style.list() == at);
                    kind == ValueType::Array && !items
                },
                |_| None,
            );
        })],
        made_for: |view| member(view, ValueType::Array) && !is_list_of_items(view),
    },
    Defect {
        name: "items-lost",
        what: "loses the last item of a page",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| drop(items.pop()));
        })],
        made_for: |view| {
            let binds = view.clause.evidence.binds();
            binds && member(view, ValueType::Array) && is_list_of_items(view) && !edits_the_list(view)
        },
    },
    Defect {
        name: "null-for-the-items",
        what: "gives null in place of the items of a page",
        mutations: &[Mutation::Outcome(|context, result| {
            let list = context.operation.contract.paging().map(|style| style.list().clone());
            change_output(result, |output| {
                if let Some(list) = list {
                    crate::context::put(output, &list, Value::Null);
                }
            });
        })],
        made_for: |view| {
            member(view, ValueType::Array) && is_list_of_items(view) && !edits_the_list(view) && !view.walks()
        },
    },
    Defect {
        name: "items-as-texts",
        what: "gives every item as a text",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| {
                items.iter_mut().for_each(|item| *item = Value::from(item.to_string()));
            });
        })],
        made_for: |view| {
            let items = view.operation.paging().map(|style| style.list().path.clone());
            member(view, ValueType::Object)
                && view.clause.fact.at().is_some_and(|at| {
                    items.is_some_and(|items| at.path.len() == items.len() + 1 && at.path.starts_with(&items))
                })
        },
    },
    Defect {
        name: "objects-of-the-answer-lost",
        what: "loses the objects around the items",
        mutations: &[Mutation::Outcome(|context, result| lose_objects(context, result, Nesting::Outermost))],
        made_for: |view| of_objects(view, Nesting::Outermost),
    },
    Defect {
        name: "objects-beside-the-items-lost",
        what: "loses the objects beside the items",
        mutations: &[Mutation::Outcome(|context, result| {
            lose_objects(context, result, Nesting::BesideTheItems);
        })],
        made_for: |view| of_objects(view, Nesting::BesideTheItems),
    },
    Defect {
        name: "objects-of-an-item-lost",
        what: "loses the objects in an item",
        mutations: &[Mutation::Outcome(|context, result| lose_objects(context, result, Nesting::OfAnItem))],
        made_for: |view| of_objects(view, Nesting::OfAnItem),
    },
    Defect {
        name: "objects-in-objects-lost",
        what: "loses the objects inside the objects in an item",
        mutations: &[Mutation::Outcome(|context, result| lose_objects(context, result, Nesting::Deeper))],
        made_for: |view| of_objects(view, Nesting::Deeper),
    },
    Defect {
        name: "objects-of-lists-lost",
        what: "gives null for the objects in the lists of an item",
        mutations: &[Mutation::Outcome(|context, result| lose_objects(context, result, Nesting::OfAList))],
        made_for: |view| of_objects(view, Nesting::OfAList),
    },
    Defect {
        name: "texts-trimmed-and-cut",
        what: "trims texts and cuts them to forty characters",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(context, result, text_without_time, |value| {
                let cut = |text: &str| text.trim().chars().take(40).collect::<String>();
                Some(value.as_str().map_or_else(|| value.clone(), |text| Value::from(cut(text))))
            });
        })],
        made_for: |view| {
            member(view, ValueType::String)
                && view.named(&["long", "characters"])
                && view.named(&["thousand", "300"])
        },
    },
    Defect {
        name: "texts-beyond-ascii-lost",
        what: "writes a question mark for every character beyond ASCII",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(context, result, text_without_time, |value| {
                let plain = |text: &str| -> String {
                    text.chars().map(|one| if one.is_ascii() { one } else { '?' }).collect()
                };
                Some(value.as_str().map_or_else(|| value.clone(), |text| Value::from(plain(text))))
            });
        })],
        made_for: |view| member(view, ValueType::String) && view.named(&["chinese", "emoji", "unicode"]),
    },
    Defect {
        name: "texts-read-as-other-values",
        what: "reads texts that look like numbers, booleans or null as such",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(context, result, text_without_time, |value| {
                Some(
                    value
                        .as_str()
                        .and_then(|text| serde_json::from_str(text).ok())
                        .unwrap_or_else(|| value.clone()),
                )
            });
        })],
        made_for: |view| member(view, ValueType::String) && view.named(&["look-like"]),
    },
    Defect {
        name: "fractions-cut",
        what: "cuts the fraction off numbers that have one",
        mutations: &[Mutation::Answer(|_, _, answer| {
            answer.change(|body| {
                #[expect(clippy::cast_possible_truncation, reason = "this is the defect")]
                let cut = |number: f64| json!(number as i64);
                deep(body, &|value| {
                    Some(value.as_f64().filter(|_| value.is_f64()).map_or_else(|| value.clone(), cut))
                });
            });
        })],
        made_for: |view| member(view, ValueType::Integer) && view.named(&["fraction"]),
    },
    Defect {
        name: "no-list-for-an-empty-one",
        what: "takes whatever stands in place of the items for none",
        mutations: &[Mutation::Answer(|context, _, answer| {
            if let Some(list) = context.operation.contract.paging().map(|style| style.list().clone()) {
                answer.change(|body| {
                    if list.value(body).is_some_and(|found| !found.is_array()) {
                        crate::context::put(body, &list, json!([]));
                    }
                });
            }
        })],
        made_for: |view| member(view, ValueType::Array) && view.named(&["text-in-place"]),
    },
    Defect {
        name: "empty-lists-for-null",
        what: "gives empty lists as null",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, |output| {
                let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
                deep(output, &|value| Some(if empty(value) { Value::Null } else { value.clone() }));
            });
        })],
        made_for: |view| member(view, ValueType::Array) && view.named(&["no-item", "empty"]),
    },
    Defect {
        name: "empty-texts-for-null",
        what: "gives empty texts as null",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, |output| {
                deep(output, &|value| {
                    Some(if value.as_str() == Some("") { Value::Null } else { value.clone() })
                });
            });
        })],
        made_for: |view| member(view, ValueType::String) && view.named(&["no-text"]),
    },
    Defect {
        name: "numbers-as-fractions",
        what: "reads every number as a fraction of 53 bits",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, |output| {
                #[expect(clippy::cast_possible_truncation, reason = "this is the defect")]
                let rounded = |number: f64| json!(number as i64);
                deep(output, &|value| {
                    let number = value.as_f64().filter(|_| !value.is_f64());
                    Some(number.map_or_else(|| value.clone(), rounded))
                });
            });
        })],
        made_for: |view| member(view, ValueType::Integer) && view.named(&["53-bits"]),
    },
    Defect {
        name: "times-an-hour-late",
        what: "reads times as if they were an hour later",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, |output| {
                deep(output, &|value| {
                    Some(value.as_str().and_then(an_hour_later).unwrap_or_else(|| value.clone()))
                });
            });
        })],
        made_for: |view| view.of_response() && view.kind() == "timestamp" && view.may_return(),
    },
    Defect {
        name: "echo-made-up",
        what: "gives another number or text where the answer repeats the request",
        mutations: &[Mutation::Outcome(|context, result| {
            let echoes: Vec<contract::Location> = context
                .operation
                .contract
                .clauses
                .iter()
                .filter_map(|clause| match &clause.fact {
                    Fact::Echo { at, .. } => Some(at.clone()),
                    _ => None,
                })
                .collect();
            on_members(
                context,
                result,
                |_, at, _| echoes.contains(at),
                |value| Some(if value.is_number() { json!(987) } else { json!("another") }),
            );
        })],
        made_for: |view| view.kind() == "echo",
    },
];

fn an_hour_later(text: &str) -> Option<Value> {
    let later = instant(text)?.checked_add(SignedDuration::from_hours(1)).ok()?;
    if is_time(TimeFormat::Rfc3339, text) {
        return Some(Value::from(later.to_string()));
    }
    let civil = || later.strftime("%Y-%m-%d %H:%M:%S").to_string();
    is_time(TimeFormat::Civil, text).then(|| Value::from(civil()))
}
