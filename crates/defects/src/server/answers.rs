//! Servers whose answers have another shape than the reference shows.

use contract::{Fact, Side, TimeFormat, ValueType};
use serde_json::{Value, json};

use super::defect::{ServerDefect, ServerMutation};
use crate::context::OperationView;
use crate::message::Answer;

/// Changes every value of the answer at which the contract has such a fact.
fn change_at(operation: &OperationView, answer: &mut Answer, such: impl Fn(&Fact) -> Option<Value>) {
    if operation.is_error(answer) {
        return;
    }
    answer.change(|page| {
        for clause in &operation.contract.clauses {
            let Some(at) = clause.fact.at().filter(|at| at.side == Side::Response) else { continue };
            let Some(new) = such(&clause.fact) else { continue };
            let pointers: Vec<String> = at.values(page).into_iter().map(|found| found.pointer).collect();
            for pointer in pointers {
                if let Some(value) = page.pointer_mut(&pointer) {
                    *value = new.clone();
                }
            }
        }
    });
}

pub(super) const FAMILY: &[ServerDefect] = &[
    ServerDefect {
        name: "texts-as-numbers",
        what: "gives numbers where texts are required",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| {
                matches!(fact, Fact::Member { r#type: ValueType::String, .. }).then(|| json!(5))
            });
        }),
        made_for: &["*/body-of-a-page"],
    },
    ServerDefect {
        name: "times-in-another-format",
        what: "gives times as seconds since 1970",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| match fact {
                Fact::Timestamp { format: TimeFormat::Rfc3339 | TimeFormat::Civil, .. } => {
                    Some(json!("1700000000"))
                }
                _ => None,
            });
        }),
        made_for: &["*/as-the-format-says"],
    },
    ServerDefect {
        name: "times-without-seconds",
        what: "gives times to the minute, without the seconds that their format requires",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| match fact {
                Fact::Timestamp { format: TimeFormat::Rfc3339, .. } => Some(json!("2024-04-01T11:48Z")),
                Fact::Timestamp { format: TimeFormat::Civil, .. } => Some(json!("2024-04-01 11:48")),
                _ => None,
            });
        }),
        made_for: &["*/as-the-format-says"],
    },
    ServerDefect {
        name: "choices-that-nobody-listed",
        what: "gives values that the reference does not list",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| {
                matches!(fact, Fact::Choice { .. }).then(|| json!("neither"))
            });
        }),
        made_for: &["*/choice-of-the-answer"],
    },
    ServerDefect {
        name: "positions-that-are-too-long",
        what: "gives a position that is longer than the reference lets it be",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| match fact {
                Fact::Length { maximum, .. } => {
                    Some(json!("p".repeat(usize::try_from(maximum + 1).unwrap_or_default())))
                }
                _ => None,
            });
        }),
        made_for: &["response-next-token/of-the-answer"],
    },
    ServerDefect {
        name: "positions-with-a-blank",
        what: "gives a position that its pattern forbids",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            change_at(operation, answer, |fact| {
                matches!(fact, Fact::Pattern { .. }).then(|| json!("two words"))
            });
        }),
        made_for: &["response-next-token/spelling-of-the-answer"],
    },
    ServerDefect {
        name: "another-status-of-success",
        what: "answers a page under another status than the reference's",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if !operation.is_error(answer) {
                answer.status = 202;
            }
        }),
        made_for: &["response/status/*"],
    },
    ServerDefect {
        name: "calls-a-page-plain-text",
        what: "calls a page plain text",
        mutation: ServerMutation::Answer(|_, _, _, answer| answer.set_header("content-type", "text/plain")),
        made_for: &["response/content-type/*"],
    },
];
