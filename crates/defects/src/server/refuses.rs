//! Servers that refuse what they are to accept, or refuse by the wrong error.

use contract::{Fact, Refusal};
use serde_json::Value;

use super::accepts::{finds, refused};
use super::defect::{ServerDefect, ServerMutation};
use crate::context::OperationView;
use crate::message::{Answer, Request};

/// An error in the provider's envelope.
pub(super) fn error(operation: &OperationView, by: &Refusal) -> Answer {
    let filled = |text: &str| {
        text.replace("{code}", &by.code)
            .replace("{message}", "no")
            .replace("{status}", &by.status.to_string())
            .replace("{request-id}", "r-0")
            .replace("{operation}", &operation.contract.title)
            .replace("{region}", "here")
    };
    let envelope = &operation.provider.error;
    let mut headers: Vec<(String, String)> =
        envelope.headers.iter().map(|(name, value)| (name.clone(), filled(value))).collect();
    headers.extend(operation.provider.request_id.header.iter().map(|name| (name.clone(), "r-0".to_owned())));
    Answer {
        status: by.status,
        headers,
        body: filled(&envelope.body.to_string()).into_bytes(),
        closes: false,
    }
}

fn refuse_if(
    operation: &OperationView,
    request: &Request,
    answer: &mut Answer,
    such: impl Fn(&Fact, &Value) -> bool,
) {
    if !operation.is_error(answer) && finds(operation, request, such) {
        *answer = error(operation, &operation.provider.refusals.validation);
    }
}

fn on_refusal(operation: &OperationView, answer: &mut Answer, change: impl FnOnce(&mut Answer)) {
    if refused(operation, answer, &operation.provider.refusals.validation) {
        change(answer);
    }
}

pub(super) const FAMILY: &[ServerDefect] = &[
    ServerDefect {
        name: "refuses-numbers-at-their-limits",
        what: "refuses the least and the greatest number that the reference allows",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            refuse_if(operation, request, answer, |fact, value| match fact {
                Fact::Range { minimum, maximum, .. } => {
                    let number = value.as_i64();
                    number.is_some() && (number == *minimum || number == *maximum)
                }
                _ => false,
            });
        }),
        made_for: &["max-results/at-the-*"],
    },
    ServerDefect {
        name: "refuses-texts-at-their-limits",
        what: "refuses the shortest and the longest text that the reference allows",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            refuse_if(operation, request, answer, |fact, value| match (fact, value.as_str()) {
                (Fact::Length { minimum, maximum, .. }, Some(text)) => {
                    [*minimum, *maximum].contains(&(text.chars().count() as u64))
                }
                _ => false,
            });
        }),
        made_for: &["name-contains/at-the-*"],
    },
    ServerDefect {
        name: "refuses-texts-with-a-hyphen",
        what: "refuses a text that its pattern allows",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            refuse_if(operation, request, answer, |fact, value| {
                matches!(fact, Fact::Pattern { .. }) && value.as_str().is_some_and(|text| text.contains('-'))
            });
        }),
        made_for: &["name-contains/with-a-run-of-inner-hyphens"],
    },
    ServerDefect {
        name: "refuses-listed-choices",
        what: "refuses the values that the reference lists",
        mutation: ServerMutation::Answer(|operation, request, past, answer| {
            if past > 0 {
                refuse_if(operation, request, answer, |fact, _| matches!(fact, Fact::Choice { .. }));
            }
        }),
        made_for: &["*/listed-*"],
    },
    ServerDefect {
        name: "refuses-times",
        what: "refuses every time",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            refuse_if(operation, request, answer, |fact, _| matches!(fact, Fact::Timestamp { .. }));
        }),
        made_for: &[
            "creation-time-*/whole-seconds",
            "creation-time-*/leap-day",
            "creation-time-*/of*",
            "creation-time-*/f*",
        ],
    },
    ServerDefect {
        name: "refuses-every-member",
        what: "refuses every request that gives a member, from the second on",
        mutation: ServerMutation::Answer(|operation, request, past, answer| {
            let given = operation.members(request).as_object().is_some_and(|members| !members.is_empty());
            if given && past > 0 && !operation.is_error(answer) {
                *answer = error(operation, &operation.provider.refusals.validation);
            }
        }),
        made_for: &[
            "*/of-its-type",
            "*/item-of-its-type",
            "*/given",
            "*/default-given",
            "*/other-than-the-default",
        ],
    },
    ServerDefect {
        name: "refuses-sizes-that-it-is-to-clamp",
        what: "refuses a page size above the one that it gives at most",
        mutation: ServerMutation::Answer(|operation, request, _, answer| {
            refuse_if(
                operation,
                request,
                answer,
                |fact, value| matches!(fact, Fact::Clamp { maximum, .. } if value.as_i64().is_some_and(|number| number >= *maximum)),
            );
        }),
        made_for: &["max-keys/*-the-limit"],
    },
    ServerDefect {
        name: "refuses-right-signatures",
        what: "believes nobody from the second request on",
        mutation: ServerMutation::Answer(|operation, _, past, answer| {
            if past > 0 {
                *answer = error(operation, &operation.provider.refusals.signature);
            }
        }),
        made_for: &["signature/right-signature-accepted"],
    },
    ServerDefect {
        name: "refuses-first-calls",
        what: "refuses a first call without a position",
        mutation: ServerMutation::Answer(|operation, request, past, answer| {
            if past > 0 && !request.members(&operation.contract).contains_key(operation.position()) {
                *answer = error(operation, &operation.provider.refusals.validation);
            }
        }),
        made_for: &["paging/first-call/*"],
    },
    ServerDefect {
        name: "refuses-by-another-code",
        what: "gives a code of its own for invalid input",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            on_refusal(operation, answer, |answer| {
                let status = answer.status;
                *answer = error(operation, &Refusal { code: "SomethingElse".to_owned(), status });
            });
        }),
        made_for: &["max-results/one-*", "sort-order/not-listed"],
    },
    ServerDefect {
        name: "refuses-by-another-status",
        what: "gives the code for invalid input under the status of a fault of its own",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            on_refusal(operation, answer, |answer| answer.status = 500);
        }),
        made_for: &["errors/*/status-for-invalid-input"],
    },
    ServerDefect {
        name: "refuses-the-unsigned-by-another-status",
        what: "refuses who is not signed under the status of another error",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if refused(operation, answer, &operation.provider.refusals.signature) {
                answer.status = 418;
            }
        }),
        made_for: &["errors/*/status-for-an-unsigned-request"],
    },
    ServerDefect {
        name: "error-without-a-code",
        what: "leaves the code out of an error",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if answer.is_error() {
                match &operation.provider.error.code {
                    contract::Place::Header(name) => answer.remove_header(name),
                    contract::Place::Body(pointer) => take_out(answer, pointer),
                }
            }
        }),
        made_for: &["error-code/*", "error/code*"],
    },
    ServerDefect {
        name: "error-without-a-message",
        what: "leaves the message out of an error",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if answer.is_error()
                && let contract::Place::Body(pointer) = &operation.provider.error.message
            {
                take_out(answer, pointer);
            }
        }),
        made_for: &["error/message*"],
    },
    ServerDefect {
        name: "error-without-a-request-id",
        what: "leaves the request id out of an error",
        mutation: ServerMutation::Answer(|operation, _, _, answer| {
            if answer.is_error() {
                if let Some(name) = &operation.provider.request_id.header {
                    answer.remove_header(name);
                }
                if let Some(pointer) = &operation.provider.request_id.body {
                    take_out(answer, pointer);
                }
            }
        }),
        made_for: &["request-id/*", "error/request-id*"],
    },
    ServerDefect {
        name: "error-of-another-shape",
        what: "gives numbers where the envelope has texts",
        mutation: ServerMutation::Answer(|_, _, _, answer| {
            if answer.is_error() {
                answer.change(|body| {
                    crate::families::alteration::deep(body, &|value| {
                        Some(if value.is_string() { Value::from(5) } else { value.clone() })
                    });
                });
            }
        }),
        made_for: &["error/body-of-an-error"],
    },
];

fn take_out(answer: &mut Answer, pointer: &str) {
    answer.change(|body| {
        if let Some((above, name)) = pointer.rsplit_once('/')
            && let Some(members) = body.pointer_mut(above).and_then(Value::as_object_mut)
        {
            members.shift_remove(name);
        }
    });
}
