//! Servers that accept what they are to refuse.

use contract::{Fact, Refusal};
use serde_json::Value;

use super::defect::{ServerDefect, ServerMutation};
use crate::context::OperationView;
use crate::families::alteration::empty_answer;
use crate::message::{Answer, Request};

/// The code of an error, where the envelope has it.
pub(super) fn code(operation: &OperationView, answer: &Answer) -> Option<String> {
    match &operation.provider.error.code {
        contract::Place::Header(name) => answer.header(name).map(str::to_owned),
        contract::Place::Body(pointer) => answer.value()?.pointer(pointer)?.as_str().map(str::to_owned),
    }
}

pub(super) fn refused(operation: &OperationView, answer: &Answer, by: &Refusal) -> bool {
    answer.status == by.status && code(operation, answer).as_deref() == Some(by.code.as_str())
}

/// Whether some value of the request is one that a fact says such a thing of.
pub(super) fn finds(
    operation: &OperationView,
    request: &Request,
    such: impl Fn(&Fact, &Value) -> bool,
) -> bool {
    let members = operation.members(request);
    operation.contract.clauses.iter().any(|clause| {
        let at = clause.fact.at().filter(|at| at.side == contract::Side::Request);
        at.is_some_and(|at| at.values(&members).iter().any(|found| such(&clause.fact, found.value)))
    })
}

fn accept_if(
    operation: &OperationView,
    request: &Request,
    answer: &mut Answer,
    such: impl Fn(&Fact, &Value) -> bool,
) {
    if refused(operation, answer, &operation.provider.refusals.validation) && finds(operation, request, such)
    {
        *answer = empty_answer(operation);
    }
}

pub(super) const FAMILY: &[ServerDefect] = &[
    ServerDefect {
        name: "accepts-numbers-beyond-their-limits",
        what: "answers a number beyond its limits with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(operation, request, answer, |fact, _| matches!(fact, Fact::Range { .. }));
        }),
        made_for: &["max-results/one-*"],
    },
    ServerDefect {
        name: "accepts-texts-beyond-their-limits",
        what: "answers a text of any length with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(operation, request, answer, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { minimum, maximum, .. }, Some(text)) => {
                    !(*minimum..=*maximum).contains(&(text.chars().count() as u64))
                }
                _ => false,
            });
        }),
        made_for: &["name-contains/one-*", "next-token/one-*"],
    },
    ServerDefect {
        name: "accepts-texts-against-their-pattern",
        what: "answers a text against its pattern with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(operation, request, answer, |fact, _| matches!(fact, Fact::Pattern { .. }));
        }),
        made_for: &[
            "*/with-a-blank*",
            "*/with-a-hyphen*",
            "*/with-a-letter*",
            "*/with-a-line-break*",
            "*/with-a-slash*",
            "*/with-a-tab*",
            "*/with-an-*",
        ],
    },
    ServerDefect {
        name: "accepts-choices-that-are-not-listed",
        what: "answers a value that is not listed with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(
                operation,
                request,
                answer,
                |fact, value| matches!(fact, Fact::Choice { values, .. } if !values.contains(value)),
            );
        }),
        made_for: &["*/not-listed", "*/in-another-case", "*/empty"],
    },
    ServerDefect {
        name: "accepts-what-is-no-time",
        what: "answers a text that is no time with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(operation, request, answer, |fact, _| matches!(fact, Fact::Timestamp { .. }));
        }),
        made_for: &["creation-time-*/no-time", "creation-time-*/date-that-does-not-exist"],
    },
    ServerDefect {
        name: "accepts-values-of-another-type",
        what: "answers a value of another type with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            accept_if(
                operation,
                request,
                answer,
                |fact, value| matches!(fact, Fact::Member { r#type, .. } if !r#type.holds(value)),
            );
        }),
        made_for: &["*/as-a-word", "*/as-a-number", "*/with-a-fraction"],
    },
    ServerDefect {
        name: "accepts-requests-without-what-is-required",
        what: "answers a request without a required member with a page",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            let members = operation.members(request);
            let missing = operation.contract.clauses.iter().any(|clause| {
                matches!(&clause.fact, Fact::Required { at } if at.side == contract::Side::Request && at.value(&members).is_none())
            });
            if missing {
                *answer = empty_answer(operation);
            }
        }),
        made_for: &["*/absent", "*/absent-among-others"],
    },
    ServerDefect {
        name: "believes-everybody",
        what: "answers whoever asks, signed or not",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if refused(operation, answer, &operation.provider.refusals.signature) {
                *answer = empty_answer(operation);
            }
        }),
        made_for: &["signature/*-refused"],
    },
    ServerDefect {
        name: "answers-any-method",
        what: "answers another method than the reference's",
        mutation: ServerMutation::Request(|operation, request| {
            if let Some(method) = operation.contract.method() {
                method.clone_into(&mut request.method);
            }
        }),
        made_for: &["method/another-method"],
    },
    ServerDefect {
        name: "answers-at-any-path",
        what: "answers at another path than the reference's",
        mutation: ServerMutation::Request(|operation, request| {
            if let Some(path) = operation.contract.path() {
                request.target = format!("{path}{}", &request.target[request.path().len()..]);
            }
        }),
        made_for: &["path/another-path"],
    },
    ServerDefect {
        name: "answers-whatever-the-constants",
        what: "answers a request whose constants are others or missing",
        mutation: ServerMutation::Request(|operation, request| {
            let constants: Vec<(String, String)> = operation
                .contract
                .query_constants()
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let mut pairs = request.query();
            pairs.retain(|(name, _)| !constants.iter().any(|(constant, _)| constant == name));
            pairs.extend(constants);
            request.set_query(&pairs);
        }),
        made_for: &["action/*", "version/*"],
    },
];
