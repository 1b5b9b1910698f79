//! Errors reported wrongly: another code, message, status or request id, or none; and retries without reason or end.

use client_protocol::{ClientError, ErrorKind, Expectation, ExpectedError, OutcomeResult};
use contract::Rule;

use crate::case_view::CaseView;
use crate::context::CallContext;
use crate::defect::{Defect, ExtraRequest, Mutation};
use crate::message::Answer;

/// Changes an error that the service gave.
fn on_service(result: &mut OutcomeResult, change: impl Fn(&mut ClientError)) {
    if let OutcomeResult::Failed { error, .. } = result
        && error.kind == ErrorKind::Service
    {
        change(error);
    }
}

/// Whether the case allows only an error with a code, or that and a value.
fn due_code(view: &CaseView<'_>) -> bool {
    fn any(outcome: &Expectation) -> bool {
        match outcome {
            Expectation::Fails(ExpectedError { code: Some(_), .. }) => true,
            Expectation::AnyOf(all) => all.iter().any(any),
            _ => false,
        }
    }
    any(&view.case.outcome)
}

fn is_final(view: &CaseView<'_>) -> bool {
    view.asks(Rule::NoRetry)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "another-code",
        what: "reports another code than the service gave",
        mutations: &[Mutation::Outcome(|_, result| {
            on_service(result, |error| error.code = Some("UnknownError".to_owned()));
        })],
        made_for: |view| {
            !view.may_return() && (view.asks(Rule::ErrorCode) || (view.kind() == "error" && due_code(view)))
        },
    },
    Defect {
        name: "no-code",
        what: "reports an error without its code",
        mutations: &[Mutation::Outcome(|_, result| on_service(result, |error| error.code = None))],
        made_for: |view| {
            view.asks(Rule::ErrorCode)
                && !view.may_return()
                && view.case.exchanges.iter().any(|exchange| exchange.error.is_some())
        },
    },
    Defect {
        name: "every-error-for-another",
        what: "takes every error for one about the input",
        mutations: &[Mutation::Answer(|context, _, answer| {
            if context.operation.is_error(answer) {
                "UnknownError".clone_into(&mut take_for_final(context, answer));
            }
        })],
        made_for: |view| (view.kind() == "error" || view.asks(Rule::ErrorCode)) && view.may_return(),
    },
    Defect {
        name: "another-message",
        what: "reports a message of its own",
        mutations: &[Mutation::Outcome(|_, result| {
            on_service(result, |error| error.message = Some("an error occurred".to_owned()));
        })],
        made_for: |view| view.asks(Rule::ErrorMessage),
    },
    Defect {
        name: "message-in-ascii",
        what: "drops the characters beyond ASCII from a message",
        mutations: &[Mutation::Outcome(|_, result| {
            on_service(result, |error| {
                error.message =
                    error.message.take().map(|text| text.chars().filter(char::is_ascii).collect());
            });
        })],
        made_for: |view| view.asks(Rule::ErrorMessage) && view.named(&["chinese"]),
    },
    Defect {
        name: "another-status",
        what: "reports another status than the service gave",
        mutations: &[Mutation::Outcome(|_, result| {
            on_service(result, |error| error.http_status = error.http_status.map(|status| status + 1));
        })],
        made_for: |view| view.asks(Rule::ErrorStatus),
    },
    Defect {
        name: "another-request-id",
        what: "reports a request id of its own",
        mutations: &[Mutation::Outcome(|_, result| {
            on_service(result, |error| error.request_id = Some("request-1".to_owned()));
        })],
        made_for: |view| view.asks(Rule::RequestId),
    },
    Defect {
        name: "refused-after-asking",
        what: "says that it refused the input when the service did",
        mutations: &[Mutation::Outcome(|context, result| {
            if let OutcomeResult::Failed { error, .. } = result
                && !context.past.is_empty()
            {
                error.kind = ErrorKind::Refused;
            }
        })],
        made_for: |view| view.asks(Rule::OutcomeIsTrue) && !view.may_return(),
    },
    Defect {
        name: "tries-again-without-end",
        what: "tries a request nine times more than the call allows",
        mutations: &[Mutation::More(|context, request, answer| {
            if context.operation.is_error(answer) { vec![ExtraRequest::same(request); 9] } else { Vec::new() }
        })],
        made_for: |view| view.asks(Rule::RetryBounded),
    },
    Defect {
        name: "tries-again-what-is-final",
        what: "tries again what will fail again",
        mutations: &[Mutation::More(|context, request, answer| {
            if context.operation.is_error(answer) { vec![ExtraRequest::same(request)] } else { Vec::new() }
        })],
        made_for: is_final,
    },
];

/// Makes an answer one that no client tries again, and gives a place for its code.
fn take_for_final(context: &CallContext, answer: &mut Answer) -> String {
    answer.status = 400;
    match &context.operation.provider.error.code {
        contract::Place::Header(name) => answer.set_header(name, "UnknownError"),
        contract::Place::Body(pointer) => answer.change(|body| {
            if let Some(code) = body.pointer_mut(pointer) {
                *code = "UnknownError".into();
            }
        }),
    }
    String::new()
}
