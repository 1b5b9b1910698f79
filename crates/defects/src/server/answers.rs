//! Servers whose answers have another shape than the page shows.

use contract::{Fact, Side, TimeFormat, ValueType};
use serde_json::{Value, json};

use super::{ServerDefect, Twist};
use crate::message::Answer;
use crate::scene::Ground;

/// Changes every value of the answer at which the contract has such a fact.
fn change_at(ground: &Ground, answer: &mut Answer, such: impl Fn(&Fact) -> Option<Value>) {
    if ground.is_error(answer) {
        return;
    }
    answer.change(|page| {
        for clause in &ground.operation.clauses {
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
        what: "gives numbers where texts are promised",
        does: Twist::Answer(|ground, _, _, answer| {
            change_at(ground, answer, |fact| {
                matches!(fact, Fact::Member { r#type: ValueType::String, .. }).then(|| json!(5))
            });
        }),
        made_for: &["*/body-of-a-page"],
    },
    ServerDefect {
        name: "times-in-another-format",
        what: "gives times as seconds since 1970",
        does: Twist::Answer(|ground, _, _, answer| {
            change_at(ground, answer, |fact| match fact {
                Fact::Timestamp { format: TimeFormat::Rfc3339 | TimeFormat::Civil, .. } => {
                    Some(json!("1700000000"))
                }
                _ => None,
            });
        }),
        made_for: &["*/as-the-format-says"],
    },
    ServerDefect {
        name: "choices-that-nobody-listed",
        what: "gives values that the page does not list",
        does: Twist::Answer(|ground, _, _, answer| {
            change_at(ground, answer, |fact| matches!(fact, Fact::Choice { .. }).then(|| json!("neither")));
        }),
        made_for: &["*/choice-of-the-answer"],
    },
    ServerDefect {
        name: "positions-that-are-too-long",
        what: "gives a position that is longer than the page lets it be",
        does: Twist::Answer(|ground, _, _, answer| {
            change_at(ground, answer, |fact| match fact {
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
        does: Twist::Answer(|ground, _, _, answer| {
            change_at(ground, answer, |fact| {
                matches!(fact, Fact::Pattern { .. }).then(|| json!("two words"))
            });
        }),
        made_for: &["response-next-token/spelling-of-the-answer"],
    },
    ServerDefect {
        name: "another-status-of-success",
        what: "answers a page under another status than the page's",
        does: Twist::Answer(|ground, _, _, answer| {
            if !ground.is_error(answer) {
                answer.status = 202;
            }
        }),
        made_for: &["response/status/*"],
    },
    ServerDefect {
        name: "calls-a-page-plain-text",
        what: "calls a page plain text",
        does: Twist::Answer(|_, _, _, answer| answer.set_header("content-type", "text/plain")),
        made_for: &["response/content-type/*"],
    },
];
