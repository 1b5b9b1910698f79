//! The outcome that the client returned is one that the case allows.

pub(crate) mod refusal;
mod service_error;
mod text;

use client_protocol::{ClientError, ErrorKind, Expectation, ExpectedError, OutcomeResult};
use contract::{Finding, Impact, Place, Rule, Side};
use serde_json::Value;
use wire::Fault;

use crate::answer;
use crate::impact;
use crate::response_class::ResponseClass;
use crate::timeline::Timeline;

use text::{describe, described};

/// Checks the outcome.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let allowed: Vec<&Expectation> = match &timeline.question.expectation {
        Expectation::AnyOf(outcomes) => outcomes.iter().collect(),
        one => vec![one],
    };
    match timeline.outcome() {
        Some(OutcomeResult::Returned { .. }) => returned(timeline, &allowed).into_iter().collect(),
        Some(OutcomeResult::Failed { error, .. }) => failed(timeline, &allowed, error),
        _ => Vec::new(),
    }
}

fn returned(timeline: &Timeline<'_>, allowed: &[&Expectation]) -> Option<Finding> {
    let Some(last) = timeline.attempts.last() else {
        return timeline
            .for_rule(
                Rule::AsksBeforeAnswering,
                "a request to the endpoint before a value is returned",
                "a value without any request",
            )
            .map(|finding| finding.with_impact(Impact::LosesData));
    };
    let index = timeline.attempts.len() - 1;
    let mut impact = impact::of_taken_answer(timeline, index);
    let finding = match &last.class {
        ResponseClass::Error(error) if last.status() >= 400 => {
            let actual = format!(
                "a value, although the last response was an error: {}",
                format!("{} {}", last.status(), error.code).trim_end()
            );
            let finding = timeline.for_rule(Rule::StatusIsError, "an error", actual);
            // Where one envelope holds both value and error, returning all of it shows the error; no standard forbids that.
            finding.map(
                |finding| if returns_code(timeline, &error.code) { finding.into_warning() } else { finding },
            )
        }
        ResponseClass::Error(error) => timeline.for_rule(
            Rule::ErrorEnvelope,
            "an error",
            format!("a value, although the last response was the error {}", error.code),
        ),
        ResponseClass::Unusable(rule) => timeline.for_rule(
            *rule,
            "an error or another attempt",
            format!("a value, although the last response was {}", last.unusable_because()),
        ),
        ResponseClass::Tolerable(_) | ResponseClass::Redirected | ResponseClass::Page(_)
            if allowed.iter().any(|outcome| **outcome == Expectation::Returns) =>
        {
            None
        }
        // The client never reached the fault that the case is about, so the case does not judge it.
        _ if !timeline.reached_fault() => None,
        _ => {
            impact = impact::of_value_for_an_error(timeline, index);
            timeline.for_case(&format!("{} instead of a value", described(allowed)), "a value")
        }
    };
    finding.map(|finding| finding.at(index).with_impact(impact))
}

fn failed(timeline: &Timeline<'_>, allowed: &[&Expectation], error: &ClientError) -> Vec<Finding> {
    let asked = !timeline.attempts.is_empty() || timeline.question.refuses_at_once();
    let right = allowed.iter().any(|outcome| match outcome {
        Expectation::Fails(fails) => asked && is_right(fails, error),
        Expectation::Refused => !asked,
        Expectation::Returns | Expectation::AnyOf(_) => false,
    });
    let mut findings: Vec<Finding> = if !right {
        let refused = refusal::refused_at_once(timeline)
            .then(|| refusal::refused_in_case(timeline, &describe(timeline, error)))
            .flatten();
        not_allowed(timeline, allowed, error).into_iter().chain(refused).collect()
    } else if coded_as_asked(timeline) {
        let actual = describe(timeline, error);
        let expected = "the decoded value, because the request accepts gzip (Accept-Encoding)";
        timeline.for_rule(Rule::ContentCoding, expected, actual).into_iter().collect()
    } else {
        Vec::new()
    };
    if error.kind == ErrorKind::Refused && !timeline.attempts.is_empty() {
        findings.extend(timeline.for_rule(
            Rule::OutcomeIsTrue,
            "an error of a kind other than refused, because the client sent requests",
            describe(timeline, error),
        ));
    }
    findings.extend(service_error::check(timeline, error));
    findings
}

/// An error where the case allows none, or allows another one.
fn not_allowed(timeline: &Timeline<'_>, allowed: &[&Expectation], error: &ClientError) -> Option<Finding> {
    let actual = describe(timeline, error);
    if timeline.attempts.is_empty()
        && error.kind != ErrorKind::Refused
        && !timeline.question.refuses_at_once()
    {
        return timeline.for_rule(Rule::AsksBeforeAnswering, "a request to the endpoint", actual);
    }
    if refusal::refused_at_once(timeline) {
        return refusal::refused_valid_input(timeline, &actual);
    }
    let refused_by = timeline.attempts.iter().find_map(|attempt| {
        answer::broken_clause(timeline.operation, timeline.provider, &attempt.answer, attempt.exchange)
    });
    if let Some(clause) = refused_by.and_then(|id| timeline.operation.clause(&id)) {
        return timeline.for_clause(clause, described(allowed), actual);
    }
    if !allowed.contains(&&Expectation::Returns) {
        return timeline.for_case(&described(allowed), &actual);
    }
    // The server answered every request as the reference says, so the error comes from the client.
    let usual = timeline.question.script.iter().all(|exchange| *exchange == wire::Exchange::default());
    if usual {
        timeline.for_rule(Rule::AnswerReturned, "the value", actual)
    } else {
        timeline.for_case(&described(allowed), &actual)
    }
}

/// Whether the last response was compressed and the request had accepted that coding.
fn coded_as_asked(timeline: &Timeline<'_>) -> bool {
    timeline.attempts.last().is_some_and(|attempt| {
        attempt.exchange.fault == Some(Fault::Gzip) && matches!(attempt.class, ResponseClass::Page(_))
    })
}

/// Whether the returned value holds this code where the provider's errors have it, inside a member that successful
/// responses have too.
fn returns_code(timeline: &Timeline<'_>, code: &str) -> bool {
    let Some(OutcomeResult::Returned { output, part, .. }) = timeline.outcome() else { return false };
    let Place::Body(pointer) = &timeline.provider.error.code else { return false };
    let envelope = pointer.split('/').nth(1);
    let shared = timeline
        .operation
        .members(Side::Response)
        .any(|(at, _)| at.path.first().map(String::as_str) == envelope);
    if !shared {
        return false;
    }
    let inside = pointer.strip_prefix(part.as_deref().unwrap_or_default());
    inside.and_then(|inside| output.pointer(inside)).and_then(Value::as_str) == Some(code)
}

fn is_right(fails: &ExpectedError, error: &ClientError) -> bool {
    let code_is_right = match (&fails.code, &error.code) {
        (Some(due), Some(actual)) => due == actual,
        _ => true,
    };
    (fails.kinds.is_empty() || fails.kinds.contains(&error.kind)) && code_is_right
}
