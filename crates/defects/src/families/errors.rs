//! Errors told wrongly: another code, message, status or request id, or none; and retries without reason or end.

use client_protocol::{ClientError, ErrorKind, OutcomeResult};
use contract::{CaseOutcome, Fails, Rule};

use crate::aim::Aim;
use crate::defect::{Aside, Defect, Does};
use crate::message::Answer;
use crate::scene::Scene;

/// Changes an error that the service gave.
fn on_service(result: &mut OutcomeResult, change: impl Fn(&mut ClientError)) {
    if let OutcomeResult::Failed { error, .. } = result
        && error.kind == ErrorKind::Service
    {
        change(error);
    }
}

/// Whether the case allows only an error with a code, or that and a value.
fn due_code(aim: &Aim<'_>) -> bool {
    fn any(outcome: &CaseOutcome) -> bool {
        match outcome {
            CaseOutcome::Fails(Fails { code: Some(_), .. }) => true,
            CaseOutcome::AnyOf(all) => all.iter().any(any),
            _ => false,
        }
    }
    any(&aim.case.outcome)
}

fn is_final(aim: &Aim<'_>) -> bool {
    aim.asks(Rule::NoRetry)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "another-code",
        what: "tells another code than the service gave",
        does: &[Does::Outcome(|_, result| {
            on_service(result, |error| error.code = Some("UnknownError".to_owned()));
        })],
        made_for: |aim| {
            !aim.may_return() && (aim.asks(Rule::ErrorCode) || (aim.kind() == "error" && due_code(aim)))
        },
    },
    Defect {
        name: "no-code",
        what: "tells an error without its code",
        does: &[Does::Outcome(|_, result| on_service(result, |error| error.code = None))],
        made_for: |aim| {
            aim.asks(Rule::ErrorCode)
                && !aim.may_return()
                && aim.case.exchanges.iter().any(|exchange| exchange.error.is_some())
        },
    },
    Defect {
        name: "every-error-for-another",
        what: "takes every error for one about the input",
        does: &[Does::Answer(|scene, _, answer| {
            if scene.ground.is_error(answer) {
                "UnknownError".clone_into(&mut take_for_final(scene, answer));
            }
        })],
        made_for: |aim| (aim.kind() == "error" || aim.asks(Rule::ErrorCode)) && aim.may_return(),
    },
    Defect {
        name: "another-message",
        what: "tells a message of its own",
        does: &[Does::Outcome(|_, result| {
            on_service(result, |error| error.message = Some("an error occurred".to_owned()));
        })],
        made_for: |aim| aim.asks(Rule::ErrorMessage),
    },
    Defect {
        name: "message-in-ascii",
        what: "drops the characters beyond ASCII from a message",
        does: &[Does::Outcome(|_, result| {
            on_service(result, |error| {
                error.message =
                    error.message.take().map(|text| text.chars().filter(char::is_ascii).collect());
            });
        })],
        made_for: |aim| aim.asks(Rule::ErrorMessage) && aim.named(&["chinese"]),
    },
    Defect {
        name: "another-status",
        what: "tells another status than the service gave",
        does: &[Does::Outcome(|_, result| {
            on_service(result, |error| error.http_status = error.http_status.map(|status| status + 1));
        })],
        made_for: |aim| aim.asks(Rule::ErrorStatus),
    },
    Defect {
        name: "another-request-id",
        what: "tells a request id of its own",
        does: &[Does::Outcome(|_, result| {
            on_service(result, |error| error.request_id = Some("request-1".to_owned()));
        })],
        made_for: |aim| aim.asks(Rule::RequestId),
    },
    Defect {
        name: "refused-after-asking",
        what: "says that it refused the input when the service did",
        does: &[Does::Outcome(|scene, result| {
            if let OutcomeResult::Failed { error, .. } = result
                && !scene.past.is_empty()
            {
                error.kind = ErrorKind::Refused;
            }
        })],
        made_for: |aim| aim.asks(Rule::OutcomeIsTrue) && !aim.may_return(),
    },
    Defect {
        name: "tries-again-without-end",
        what: "tries a request nine times more than the call allows",
        does: &[Does::More(|scene, request, answer| {
            if scene.ground.is_error(answer) { vec![Aside::same(request); 9] } else { Vec::new() }
        })],
        made_for: |aim| aim.asks(Rule::RetryBounded),
    },
    Defect {
        name: "tries-again-what-is-final",
        what: "tries again what will fail again",
        does: &[Does::More(|scene, request, answer| {
            if scene.ground.is_error(answer) { vec![Aside::same(request)] } else { Vec::new() }
        })],
        made_for: is_final,
    },
];

/// Makes an answer one that no client tries again, and gives a place for its code.
fn take_for_final(scene: &Scene, answer: &mut Answer) -> String {
    answer.status = 400;
    match &scene.ground.provider.error.code {
        contract::Place::Header(name) => answer.set_header(name, "UnknownError"),
        contract::Place::Body(pointer) => answer.change(|body| {
            if let Some(code) = body.pointer_mut(pointer) {
                *code = "UnknownError".into();
            }
        }),
    }
    String::new()
}
