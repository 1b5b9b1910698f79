//! Answers taken for what they are not: cut, garbled, empty, errors; or not taken at all.

use client_protocol::{ErrorKind, OutcomeResult};
use contract::Rule;
use serde_json::Value;

use super::common::{change_output, empty_answer, failed, returned};
use crate::aim::Aim;
use crate::defect::{Aside, Defect, Does};
use crate::message::Answer;

fn asks_about_broken(aim: &Aim<'_>) -> bool {
    aim.asks(Rule::WholeMessage) && !matches!(aim.fault(), Some("refuse") | None)
}

pub(crate) const FAMILY: &[Defect] = &[
    Defect {
        name: "broken-answer-for-an-empty-page",
        what: "takes an answer that broke off for a page without jobs",
        does: &[Does::Broken(|scene, _, _| Some(empty_answer(&scene.ground)))],
        made_for: asks_about_broken,
    },
    Defect {
        name: "what-came-for-the-whole",
        what: "takes the bytes that came before an answer broke off for the whole of it",
        does: &[Does::Broken(|scene, _, bytes| {
            let text = String::from_utf8_lossy(bytes);
            let (_, body) = text.split_once("\r\n\r\n")?;
            let start = body.find('{')?;
            let mut values = serde_json::Deserializer::from_str(&body[start..]).into_iter::<Value>();
            let value = values.next()?.ok()?;
            Some(Answer { body: serde_json::to_vec(&value).ok()?, ..empty_answer(&scene.ground) })
        })],
        made_for: |aim| {
            asks_about_broken(aim)
                && aim.named(&[
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
        what: "takes an answer that is no JSON for a page without jobs",
        does: &[Does::Answer(|scene, _, answer| {
            if answer.status < 400 && answer.value().is_none() {
                *answer = empty_answer(&scene.ground);
            }
        })],
        made_for: |aim| aim.asks(Rule::ValidJson) || aim.asks(Rule::EmptyIsNoAnswer),
    },
    Defect {
        name: "first-value-for-the-whole",
        what: "reads the first JSON value of a body and overlooks what follows",
        does: &[Does::Answer(|_, _, answer| {
            if answer.value().is_none() {
                let mut values = serde_json::Deserializer::from_slice(&answer.body).into_iter::<Value>();
                if let Some(Ok(value)) = values.next() {
                    answer.body = serde_json::to_vec(&value).unwrap_or_default();
                }
            }
        })],
        made_for: |aim| aim.asks(Rule::ValidJson) && aim.named(&["after-the-value"]),
    },
    Defect {
        name: "error-for-an-empty-page",
        what: "takes an error for a page without jobs",
        does: &[Does::Answer(|scene, _, answer| {
            if scene.ground.is_error(answer) {
                *answer = empty_answer(&scene.ground);
            }
        })],
        made_for: |aim| {
            aim.asks(Rule::StatusIsError)
                && !matches!(aim.fault(), Some("refuse" | "reset" | "close-before-first-byte"))
                || aim.asks(Rule::ErrorEnvelope)
        },
    },
    Defect {
        name: "nothing-for-an-error",
        what: "returns nothing instead of an error",
        does: &[Does::Outcome(|_, result| {
            if let OutcomeResult::Failed { .. } = result {
                *result = returned(Value::Object(serde_json::Map::new()));
            }
        })],
        made_for: |aim| {
            aim.asks_any(&[Rule::AsksBeforeAnswering, Rule::WholeMessage]) && aim.fault() == Some("refuse")
        },
    },
    Defect {
        name: "value-without-asking",
        what: "returns a value and asks nobody",
        does: &[Does::Instead(|scene| Some(returned(super::common::empty_page(&scene.ground))))],
        made_for: |aim| aim.asks(Rule::AsksBeforeAnswering),
    },
    Defect {
        name: "fails-without-asking",
        what: "fails and asks nobody",
        does: &[Does::Instead(|_| Some(failed(ErrorKind::Other, "not today")))],
        made_for: |aim| aim.asks(Rule::AsksBeforeAnswering) && aim.fault() != Some("refuse"),
    },
    Defect {
        name: "fails-whatever-comes",
        what: "understands no answer at all",
        does: &[Does::Outcome(|_, result| {
            if matches!(result, OutcomeResult::Returned { .. }) {
                *result = failed(ErrorKind::Decode, "the answer could not be understood");
            }
        })],
        made_for: |aim| {
            let of_answer =
                aim.of_response() && matches!(aim.kind(), "length" | "pattern" | "items" | "range");
            (aim.asks(Rule::AnswerReturned) || of_answer) && aim.returns()
        },
    },
    Defect {
        name: "nothing-whatever-comes",
        what: "returns nothing for a page",
        does: &[Does::Outcome(|_, result| {
            change_output(result, |output| *output = Value::Null);
        })],
        made_for: |aim| aim.asks(Rule::AnswerReturned) && aim.may_return() && !aim.walks(),
    },
    Defect {
        name: "coding-not-undone",
        what: "returns the bytes of a coded body as they are",
        does: &[Does::Outcome(|scene, result| {
            if matches!(result, OutcomeResult::Failed { .. }) && !scene.past.is_empty() {
                *result = returned(Value::from("\u{1f}\u{8b}\u{8}"));
            }
        })],
        made_for: |aim| aim.asks(Rule::ContentCoding),
    },
    Defect {
        name: "speaks-another-protocol",
        what: "greets an endpoint without TLS as if it had it",
        does: &[Does::More(|_, request, _| {
            vec![Aside { raw: Some(b"\x16\x03\x01\x00\x05hello".to_vec()), ..Aside::same(request) }]
        })],
        made_for: |aim| aim.asks(Rule::OneEndpoint),
    },
    Defect {
        name: "waits-for-ever",
        what: "waits for an answer for as long as it takes",
        does: &[Does::Silent(
            |_, result| matches!(result, OutcomeResult::Failed { error, .. } if error.kind == ErrorKind::Timeout),
        )],
        made_for: |aim| aim.asks(Rule::GivesUpWaiting),
    },
    Defect {
        name: "hangs-when-the-connection-ends",
        what: "never tells its caller that the connection has ended",
        does: &[Does::Silent(
            |_, result| matches!(result, OutcomeResult::Failed { error, .. } if error.kind == ErrorKind::Transport),
        )],
        made_for: |aim| aim.asks(Rule::CallEnds),
    },
];
