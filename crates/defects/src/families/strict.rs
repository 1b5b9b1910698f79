//! Answers that are taken too strictly, and values that nobody sent.

use client_protocol::{ErrorKind, OutcomeResult};
use contract::{Clause, Fact, Location, Rule, Side};
use serde_json::{Value, json};

use super::alteration::{change_items, change_output, empty_page, failed, returned};
use super::values::{on_members, text_without_time};
use crate::context::OperationView;
use crate::defect::{Defect, Mutation};

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "strict-about-members",
        what: "fails where the answer has a member that the reference does not know",
        mutations: &[Mutation::Outcome(|context, result| {
            let unknown = |output: &Value| has_unknown(&context.operation, output, &mut Vec::new());
            if context.past.len() == 1
                || matches!(result, OutcomeResult::Returned { output, .. } if unknown(output))
            {
                fail(result);
            }
        })],
        made_for: |view| view.asks(Rule::UnknownMember),
    },
    Defect {
        name: "strict-about-values",
        what: "fails where the answer has a value that the reference does not list",
        mutations: &[Mutation::Outcome(|_, result| fail(result))],
        made_for: |view| view.asks(Rule::UnknownValue),
    },
    Defect {
        name: "unknown-values-for-null",
        what: "gives null for a text",
        mutations: &[Mutation::Outcome(|context, result| {
            on_members(context, result, text_without_time, |_| Some(Value::Null));
        })],
        made_for: |view| {
            let lists = |clause: &Clause| matches!(&clause.fact, Fact::Choice { at, .. } if at.side == Side::Response);
            view.asks(Rule::UnknownValue) && view.operation.clauses.iter().any(lists)
        },
    },
    Defect {
        name: "strict-about-nulls",
        what: "fails where the answer has a null",
        mutations: &[Mutation::Outcome(|_, result| fail(result))],
        made_for: |view| view.asks(Rule::NullMember) && view.may_return(),
    },
    Defect {
        name: "strict-about-absent-members",
        what: "fails where the answer lacks a member",
        mutations: &[Mutation::Outcome(|_, result| fail(result))],
        made_for: |view| view.asks(Rule::AbsentMember) && view.may_return(),
    },
    Defect {
        name: "members-made-up",
        what: "gives its caller members that the service did not send",
        mutations: &[Mutation::Outcome(|context, result| {
            change_items(context, result, |items| {
                for item in items.iter_mut().filter_map(Value::as_object_mut) {
                    item.insert("madeUp".to_owned(), json!("x"));
                }
            });
            change_output(result, |output| {
                drop(output.as_object_mut().map(|all| all.insert("madeUp".to_owned(), json!("x"))));
            });
        })],
        made_for: |view| view.asks(Rule::ValuesUnchanged) && view.returns(),
    },
    Defect {
        name: "page-made-up",
        what: "makes up a page without items where the answer has none to read",
        mutations: &[Mutation::Outcome(|context, result| {
            if matches!(result, OutcomeResult::Failed { .. }) && !context.past.is_empty() {
                *result = returned(empty_page(&context.operation));
            }
        })],
        made_for: |view| view.asks(Rule::ValuesUnchanged) && !view.returns(),
    },
];

fn fail(result: &mut OutcomeResult) {
    if matches!(result, OutcomeResult::Returned { .. }) {
        *result = failed(ErrorKind::Decode, "the answer is not of the shape that the reference shows");
    }
}

fn has_unknown(operation: &OperationView, value: &Value, path: &mut Vec<String>) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, inner)| {
            path.push(name.clone());
            let at = Location { side: Side::Response, path: path.clone() };
            let found = operation.contract.value_type(&at).is_none() || has_unknown(operation, inner, path);
            path.pop();
            found
        }),
        Value::Array(items) => {
            path.push("*".to_owned());
            let found = items.iter().any(|item| has_unknown(operation, item, path));
            path.pop();
            found
        }
        _ => false,
    }
}
