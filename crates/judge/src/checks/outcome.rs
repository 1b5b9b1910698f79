//! The outcome that the client returned is one that the case allows.

use client_protocol::{ClientError, ErrorKind, OutcomeResult};
use client_protocol::{Expectation, ExpectedError};
use contract::{Clause, Fact, Location, Place, Rule, Side};
use serde_json::Value;
use wire::Fault;

use crate::answer;
use crate::impact;
use crate::response_class::ResponseClass;
use crate::timeline::Timeline;
use contract::{Finding, Impact, pluralize};

/// What is expected where the client refused an input that the reference allows.
const VALID_INPUT: &str = "a request, because the reference allows this input";

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
            format!("a value, although the last response was {}", unusable_because(timeline)),
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
            of_case(timeline, &format!("{} instead of a value", described(allowed)), "a value")
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
        let refused = refused_at_once(timeline)
            .then(|| refused_in_case(timeline, &describe(timeline, error)))
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
    findings.extend(service_error(timeline, error));
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
    if refused_at_once(timeline) {
        return refused_valid_input(timeline, &actual);
    }
    let refused_by = timeline.attempts.iter().find_map(|attempt| {
        answer::broken_clause(timeline.operation, timeline.provider, &attempt.answer, attempt.exchange)
    });
    if let Some(clause) = refused_by.and_then(|id| timeline.operation.clause(&id)) {
        return timeline.for_clause(clause, described(allowed), actual);
    }
    if !allowed.contains(&&Expectation::Returns) {
        return of_case(timeline, &described(allowed), &actual);
    }
    // The server answered every request as the reference says, so the error comes from the client.
    let usual = timeline.question.script.iter().all(|exchange| *exchange == wire::Exchange::default());
    if usual {
        timeline.for_rule(Rule::AnswerReturned, "the value", actual)
    } else {
        of_case(timeline, &described(allowed), &actual)
    }
}

/// Whether the last response was compressed and the request had accepted that coding.
fn coded_as_asked(timeline: &Timeline<'_>) -> bool {
    timeline.attempts.last().is_some_and(|attempt| {
        attempt.exchange.fault == Some(Fault::Gzip) && matches!(attempt.class, ResponseClass::Page(_))
    })
}

/// Whether the client refused the input by itself, so that there is no request to judge.
pub(crate) fn refused_at_once(timeline: &Timeline<'_>) -> bool {
    let refused = matches!(timeline.outcome(), Some(OutcomeResult::Failed { error, .. }) if error.kind == ErrorKind::Refused);
    refused && timeline.attempts.is_empty()
}

/// A warning on the case's own requirement, where the reference allows the input but does not require the client to
/// accept it.
pub(crate) fn refused_allowed_input(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Failed { error, .. }) = timeline.outcome() else { return None };
    let expected = "a request, because the reference does not forbid this input";
    of_case(timeline, expected, &describe(timeline, error)).map(Finding::into_warning)
}

/// The client refused what the reference allows: a finding on the limit that allows it, or on good practice where no
/// limit does.
fn refused_valid_input(timeline: &Timeline<'_>, actual: &str) -> Option<Finding> {
    let expected = VALID_INPUT;
    if let Some(clause) = timeline
        .operation
        .clause(&timeline.question.clause)
        .filter(|clause| speaks_of_input(timeline, clause))
    {
        return timeline.for_clause(clause, expected, actual);
    }
    let documented = timeline.operation.clauses.iter().any(|clause| speaks_of_input(timeline, clause));
    let rule = if documented { Rule::InputsSent } else { Rule::ValidInputAccepted };
    timeline.for_rule(rule, expected, actual)
}

/// The same on the case's own clause, where that clause allows the input by something other than a limit.
fn refused_in_case(timeline: &Timeline<'_>, actual: &str) -> Option<Finding> {
    let clause = timeline.context.clause(&timeline.question.clause)?;
    let left_out =
        clause.fact.at().is_some_and(|at| at.side == Side::Request) && !speaks_of_input(timeline, clause);
    let accepted = clause.fact == Fact::Rule { rule: Rule::ValidInputAccepted };
    let speaks = accepted || (left_out && clause.evidence.binds());
    speaks.then(|| timeline.for_clause(clause, VALID_INPUT, actual)).flatten()
}

/// Whether a clause binds and is about a member that the caller gave.
fn speaks_of_input(timeline: &Timeline<'_>, clause: &Clause) -> bool {
    let given = |at: &Location| {
        at.side == Side::Request
            && at.path.first().is_some_and(|name| timeline.question.input.contains_key(name))
    };
    clause.evidence.binds() && clause.fact.at().is_some_and(given)
}

/// What the caller can read of an error that the service returned.
fn service_error(timeline: &Timeline<'_>, error: &ClientError) -> Vec<Finding> {
    let Some(last) = timeline.attempts.last() else { return Vec::new() };
    let ResponseClass::Error(served) = &last.class else { return Vec::new() };
    let index = timeline.attempts.len() - 1;
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding.map(|finding| finding.at(index)));
    let status = last.status();
    if let Some(actual) = error.http_status.filter(|actual| *actual != status) {
        note(timeline.for_rule(
            Rule::ErrorStatus,
            format!("http_status = {status}"),
            format!("http_status = {actual}"),
        ));
    }
    if !served.in_envelope {
        let clause = timeline.context.rule(Rule::ErrorStatus);
        let asked = clause.is_some_and(|clause| clause.id == timeline.question.clause);
        if asked && error.http_status.is_none() && error.kind != ErrorKind::Service {
            let expected = format!("http_status = {status}, or an error of kind service");
            note(
                timeline
                    .for_rule(Rule::ErrorStatus, expected, describe(timeline, error))
                    .map(Finding::into_warning),
            );
        }
        return findings;
    }
    match &error.code {
        Some(code) if *code != served.code => note(timeline.for_rule(
            Rule::ErrorCode,
            format!("code = {:?}", served.code),
            format!("code = {code:?}"),
        )),
        None => {
            let kind = kind_name(error);
            let actual = format!("no code field: an error of kind {kind}, the library's {}", error.native);
            note(
                timeline
                    .for_rule(Rule::ErrorCode, format!("code = {:?}", served.code), actual)
                    .map(Finding::into_warning),
            );
        }
        Some(_) => {}
    }
    if let Some(actual) = error.message.as_ref().filter(|actual| **actual != served.message) {
        note(timeline.for_rule(
            Rule::ErrorMessage,
            format!("message = {:?}", served.message),
            format!("message = {actual:?}"),
        ));
    }
    let request_id = last.answer.request_id.as_deref().unwrap_or_default();
    if let Some(actual) = error.request_id.as_deref().filter(|actual| *actual != request_id) {
        note(timeline.for_rule(
            Rule::RequestId,
            format!("request_id = {request_id:?}"),
            format!("request_id = {actual:?}"),
        ));
    }
    findings
}

fn of_case(timeline: &Timeline<'_>, expected: &str, actual: &str) -> Option<Finding> {
    let clause = timeline.context.clause(&timeline.question.clause)?;
    timeline.for_clause(clause, expected, actual)
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

/// The kind of an error in lower case.
fn kind_name(error: &ClientError) -> String {
    format!("{:?}", error.kind).to_lowercase()
}

fn is_right(fails: &ExpectedError, error: &ClientError) -> bool {
    let code_is_right = match (&fails.code, &error.code) {
        (Some(due), Some(actual)) => due == actual,
        _ => true,
    };
    (fails.kinds.is_empty() || fails.kinds.contains(&error.kind)) && code_is_right
}

fn described(allowed: &[&Expectation]) -> String {
    let one = |outcome: &Expectation| match outcome {
        Expectation::Returns => "the value".to_owned(),
        Expectation::Refused => "an error before any request".to_owned(),
        Expectation::Fails(ExpectedError { code: Some(code), .. }) => format!("the error {code}"),
        Expectation::Fails(_) => "an error".to_owned(),
        Expectation::AnyOf(_) => String::new(),
    };
    allowed.iter().map(|outcome| one(outcome)).collect::<Vec<_>>().join(" or ")
}

/// The error that the client returned, and the reason of the service where the service refused a request.
fn describe(timeline: &Timeline<'_>, error: &ClientError) -> String {
    let code = error.code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
    let message = error.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    let kind = kind_name(error);
    let requests = match timeline.attempts.len() {
        0 => "before any request".to_owned(),
        count => format!("after {}", pluralize(count, "request")),
    };
    let refusal = timeline.attempts.iter().find_map(|attempt| attempt.answer.refusal.as_ref());
    let refusal = refusal
        .filter(|reason| error.message.as_ref() != Some(*reason))
        .map_or_else(String::new, |reason| format!("; the service refused the request: {reason}"));
    format!("an error of kind {kind}{code}, the library's {}, {requests}{message}{refusal}", error.native)
}

/// Why the last response cannot be used, as the end of "the last response was …".
fn unusable_because(timeline: &Timeline<'_>) -> String {
    let fault = timeline.attempts.last().and_then(|attempt| attempt.exchange.fault.as_ref());
    fault.map_or_else(|| "not JSON".to_owned(), ToString::to_string)
}
