//! Answers that are taken too strictly, and values that nobody sent.

use client_protocol::{ErrorKind, OutcomeResult};
use contract::{Clause, Fact, Location, Rule, Side};
use serde_json::{Value, json};

use super::common::{change_jobs, change_output, empty_page, failed, returned};
use super::values::{on_members, text_without_time};
use crate::defect::{Defect, Does};
use crate::scene::Ground;

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "strict-about-members",
        what: "fails where the answer has a member that the page does not know",
        does: &[Does::Outcome(|scene, result| {
            let unknown = |output: &Value| has_unknown(&scene.ground, output, &mut Vec::new());
            if scene.past.len() == 1
                || matches!(result, OutcomeResult::Returned { output, .. } if unknown(output))
            {
                fail(result);
            }
        })],
        made_for: |aim| aim.asks(Rule::UnknownMember),
    },
    Defect {
        name: "strict-about-values",
        what: "fails where the answer has a value that the page does not list",
        does: &[Does::Outcome(|_, result| fail(result))],
        made_for: |aim| aim.asks(Rule::UnknownValue),
    },
    Defect {
        name: "unknown-values-for-null",
        what: "gives null for a text",
        does: &[Does::Outcome(|scene, result| {
            on_members(scene, result, text_without_time, |_| Some(Value::Null));
        })],
        made_for: |aim| {
            let lists = |clause: &Clause| matches!(&clause.fact, Fact::Choice { at, .. } if at.side == Side::Response);
            aim.asks(Rule::UnknownValue) && aim.operation.clauses.iter().any(lists)
        },
    },
    Defect {
        name: "strict-about-nulls",
        what: "fails where the answer has a null",
        does: &[Does::Outcome(|_, result| fail(result))],
        made_for: |aim| aim.asks(Rule::NullMember) && aim.may_return(),
    },
    Defect {
        name: "strict-about-absent-members",
        what: "fails where the answer lacks a member",
        does: &[Does::Outcome(|_, result| fail(result))],
        made_for: |aim| aim.asks(Rule::AbsentMember) && aim.may_return(),
    },
    Defect {
        name: "members-made-up",
        what: "gives its caller members that the service did not send",
        does: &[Does::Outcome(|scene, result| {
            change_jobs(scene, result, |jobs| {
                for job in jobs.iter_mut().filter_map(Value::as_object_mut) {
                    job.insert("madeUp".to_owned(), json!("x"));
                }
            });
            change_output(result, |output| {
                drop(output.as_object_mut().map(|all| all.insert("madeUp".to_owned(), json!("x"))));
            });
        })],
        made_for: |aim| aim.asks(Rule::ValuesUnchanged) && aim.returns(),
    },
    Defect {
        name: "page-made-up",
        what: "makes up a page without jobs where the answer has none to read",
        does: &[Does::Outcome(|scene, result| {
            if matches!(result, OutcomeResult::Failed { .. }) && !scene.past.is_empty() {
                *result = returned(empty_page(&scene.ground));
            }
        })],
        made_for: |aim| aim.asks(Rule::ValuesUnchanged) && !aim.returns(),
    },
];

fn fail(result: &mut OutcomeResult) {
    if matches!(result, OutcomeResult::Returned { .. }) {
        *result = failed(ErrorKind::Decode, "the answer is not of the shape that the page shows");
    }
}

fn has_unknown(ground: &Ground, value: &Value, path: &mut Vec<String>) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, inner)| {
            path.push(name.clone());
            let at = Location { side: Side::Response, path: path.clone() };
            let found = ground.operation.value_type(&at).is_none() || has_unknown(ground, inner, path);
            path.pop();
            found
        }),
        Value::Array(items) => {
            path.push("*".to_owned());
            let found = items.iter().any(|item| has_unknown(ground, item, path));
            path.pop();
            found
        }
        _ => false,
    }
}
