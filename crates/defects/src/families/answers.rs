//! Answers taken for what they are not: cut, garbled, empty, errors; or not taken at all.

use client_protocol::{ErrorKind, OutcomeResult};
use contract::Rule;
use serde_json::Value;
use wire::Fault;

use super::alteration::{change_output, empty_answer, failed, returned};
use crate::case_view::CaseView;
use crate::defect::{Defect, ExtraRequest, Mutation};
use crate::message::Answer;

fn asks_about_broken(view: &CaseView<'_>) -> bool {
    view.asks(Rule::WholeMessage) && !matches!(view.fault(), Some(Fault::Refuse) | None)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "broken-answer-for-an-empty-page",
        what: "takes an answer that broke off for a page without items",
        mutations: &[Mutation::Broken(|context, _, _| Some(empty_answer(&context.operation)))],
        made_for: asks_about_broken,
    },
    Defect {
        name: "what-came-for-the-whole",
        what: "takes the bytes that came before an answer broke off for the whole of it",
        mutations: &[Mutation::Broken(|context, _, bytes| {
            let text = String::from_utf8_lossy(bytes);
            let (_, body) = text.split_once("\r\n\r\n")?;
            let start = body.find('{')?;
            let mut values = serde_json::Deserializer::from_str(&body[start..]).into_iter::<Value>();
            let value = values.next()?.ok()?;
            Some(Answer { body: serde_json::to_vec(&value).ok()?, ..empty_answer(&context.operation) })
        })],
        made_for: |view| {
            asks_about_broken(view)
                && view.named(&[
                    "white-space",
                    "whole-value",
                    "above-the-body",
                    "length-above",
                    "content-length",
                ])
        },
    },
    Defect {
        name: "no-json-for-an-empty-page",
        what: "takes an answer that is no JSON for a page without items",
        mutations: &[Mutation::Answer(|context, _, answer| {
            if answer.status < 400 && answer.value().is_none() {
                *answer = empty_answer(&context.operation);
            }
        })],
        made_for: |view| view.asks(Rule::ValidJson) || view.asks(Rule::EmptyIsNoAnswer),
    },
    Defect {
        name: "first-value-for-the-whole",
        what: "reads the first JSON value of a body and overlooks what follows",
        mutations: &[Mutation::Answer(|_, _, answer| {
            if answer.value().is_none() {
                let mut values = serde_json::Deserializer::from_slice(&answer.body).into_iter::<Value>();
                if let Some(Ok(value)) = values.next() {
                    answer.body = serde_json::to_vec(&value).unwrap_or_default();
                }
            }
        })],
        made_for: |view| view.asks(Rule::ValidJson) && view.named(&["after-the-value"]),
    },
    Defect {
        name: "error-for-an-empty-page",
        what: "takes an error for a page without items",
        mutations: &[Mutation::Answer(|context, _, answer| {
            if context.operation.is_error(answer) {
                *answer = empty_answer(&context.operation);
            }
        })],
        made_for: |view| {
            view.asks(Rule::StatusIsError)
                && !matches!(view.fault(), Some(Fault::Refuse | Fault::Reset | Fault::CloseBeforeFirstByte))
                || view.asks(Rule::ErrorEnvelope)
        },
    },
    Defect {
        name: "nothing-for-an-error",
        what: "returns nothing instead of an error",
        mutations: &[Mutation::Outcome(|_, result| {
            if let OutcomeResult::Failed { .. } = result {
                *result = returned(Value::Object(serde_json::Map::new()));
            }
        })],
        made_for: |view| {
            view.asks_any(&[Rule::AsksBeforeAnswering, Rule::WholeMessage])
                && view.fault() == Some(&Fault::Refuse)
        },
    },
    Defect {
        name: "value-without-asking",
        what: "returns a value and asks nobody",
        mutations: &[Mutation::Instead(|context| {
            Some(returned(super::alteration::empty_page(&context.operation)))
        })],
        made_for: |view| view.asks(Rule::AsksBeforeAnswering),
    },
    Defect {
        name: "fails-without-asking",
        what: "fails and asks nobody",
        mutations: &[Mutation::Instead(|_| Some(failed(ErrorKind::Other, "not today")))],
        made_for: |view| view.asks(Rule::AsksBeforeAnswering) && view.fault() != Some(&Fault::Refuse),
    },
    Defect {
        name: "fails-whatever-comes",
        what: "understands no answer at all",
        mutations: &[Mutation::Outcome(|_, result| {
            if matches!(result, OutcomeResult::Returned { .. }) {
                *result = failed(ErrorKind::Decode, "the answer could not be understood");
            }
        })],
        made_for: |view| {
            let of_answer =
                view.of_response() && matches!(view.kind(), "length" | "pattern" | "items" | "range");
            (view.asks(Rule::AnswerReturned) || of_answer) && view.returns()
        },
    },
    Defect {
        name: "nothing-whatever-comes",
        what: "returns nothing for a page",
        mutations: &[Mutation::Outcome(|_, result| {
            change_output(result, |output| *output = Value::Null);
        })],
        made_for: |view| view.asks(Rule::AnswerReturned) && view.may_return() && !view.walks(),
    },
    Defect {
        name: "coding-not-undone",
        what: "returns the bytes of a coded body as they are",
        mutations: &[Mutation::Outcome(|context, result| {
            if matches!(result, OutcomeResult::Failed { .. }) && !context.past.is_empty() {
                *result = returned(Value::from("\u{1f}\u{8b}\u{8}"));
            }
        })],
        made_for: |view| view.asks(Rule::ContentCoding),
    },
    Defect {
        name: "speaks-another-protocol",
        what: "greets an endpoint without TLS as if it had it",
        mutations: &[Mutation::More(|_, request, _| {
            vec![ExtraRequest {
                raw: Some(b"\x16\x03\x01\x00\x05hello".to_vec()),
                ..ExtraRequest::same(request)
            }]
        })],
        made_for: |view| view.asks(Rule::OneEndpoint),
    },
    Defect {
        name: "waits-for-ever",
        what: "waits for an answer for as long as it takes",
        mutations: &[Mutation::Silent(
            |_, result| matches!(result, OutcomeResult::Failed { error, .. } if error.kind == ErrorKind::Timeout),
        )],
        made_for: |view| view.asks(Rule::GivesUpWaiting),
    },
    Defect {
        name: "hangs-when-the-connection-ends",
        what: "never reports to its caller that the connection has ended",
        mutations: &[Mutation::Silent(
            |_, result| matches!(result, OutcomeResult::Failed { error, .. } if error.kind == ErrorKind::Transport),
        )],
        made_for: |view| view.asks(Rule::CallEnds),
    },
];
