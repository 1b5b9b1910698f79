//! What the client told its caller is what the case allows.

use client_protocol::{ClientError, ErrorKind, OutcomeResult};
use client_protocol::{Expectation, ExpectedError};
use contract::{Clause, Fact, Location, Place, Rule, Side};
use serde_json::Value;
use wire::Fault;

use crate::answer;
use crate::impact;
use crate::response_class::ResponseClass;
use crate::timeline::Timeline;
use contract::{Finding, Impact};

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
                "a value, and no request",
            )
            .map(|finding| finding.with_impact(Impact::LosesData));
    };
    let index = timeline.attempts.len() - 1;
    let mut impact = impact::of_taken_answer(timeline, index);
    let finding = match &last.class {
        ResponseClass::Error(error) if last.status() >= 400 => {
            let seen = format!("a value, though the last answer was {} {}", last.status(), error.code);
            let finding = timeline.for_rule(Rule::StatusIsError, "an error", seen);
            // Where one envelope holds both, to hand it over whole tells the error, and no standard forbids it.
            finding.map(
                |finding| if hands_over(timeline, &error.code) { finding.into_warning() } else { finding },
            )
        }
        ResponseClass::Error(error) => timeline.for_rule(
            Rule::ErrorEnvelope,
            "an error",
            format!("a value, though the last answer was the error {}", error.code),
        ),
        ResponseClass::Unusable(rule) => timeline.for_rule(
            *rule,
            "an error or another attempt",
            format!("a value, though the last answer was {}", spoilt(timeline)),
        ),
        ResponseClass::Tolerable(_) | ResponseClass::Redirected | ResponseClass::Page(_)
            if allowed.iter().any(|outcome| **outcome == Expectation::Returns) =>
        {
            None
        }
        // The fault that the case is about was never served, so nothing can be held against the client for it.
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
        let seen = describe(timeline, error);
        let expected = "the value, since the request says that gzip is welcome";
        timeline.for_rule(Rule::ContentCoding, expected, seen).into_iter().collect()
    } else {
        Vec::new()
    };
    if error.kind == ErrorKind::Refused && !timeline.attempts.is_empty() {
        findings.extend(timeline.for_rule(
            Rule::OutcomeIsTrue,
            "an error of another kind than refused, since requests were sent",
            describe(timeline, error),
        ));
    }
    findings.extend(service_error(timeline, error));
    findings
}

/// An error where the case has no room for it.
fn not_allowed(timeline: &Timeline<'_>, allowed: &[&Expectation], error: &ClientError) -> Option<Finding> {
    let seen = describe(timeline, error);
    if timeline.attempts.is_empty()
        && error.kind != ErrorKind::Refused
        && !timeline.question.refuses_at_once()
    {
        return timeline.for_rule(Rule::AsksBeforeAnswering, "a request to the endpoint", seen);
    }
    if refused_at_once(timeline) {
        return refused_valid_input(timeline, &seen);
    }
    let refused_by = timeline.attempts.iter().find_map(|attempt| {
        answer::broken_clause(timeline.operation, timeline.provider, &attempt.answer, attempt.exchange)
    });
    if let Some(clause) = refused_by.and_then(|id| timeline.operation.clause(&id)) {
        return timeline.for_clause(clause, described(allowed), seen);
    }
    if !allowed.contains(&&Expectation::Returns) {
        return of_case(timeline, &described(allowed), &seen);
    }
    // Nothing but what the page requirements went over the wire, so that the client has nobody else to blame.
    let usual = timeline.question.script.iter().all(|exchange| *exchange == wire::Exchange::default());
    if usual {
        timeline.for_rule(Rule::AnswerReturned, "the value", seen)
    } else {
        of_case(timeline, &described(allowed), &seen)
    }
}

/// Whether the last answer was compressed and the request had said that it may be.
fn coded_as_asked(timeline: &Timeline<'_>) -> bool {
    timeline.attempts.last().is_some_and(|attempt| {
        attempt.exchange.fault == Some(Fault::Gzip) && matches!(attempt.class, ResponseClass::Page(_))
    })
}

/// Whether the client refused the input by itself, so that nothing went over the wire to be judged.
pub(crate) fn refused_at_once(timeline: &Timeline<'_>) -> bool {
    let refused = matches!(timeline.outcome(), Some(OutcomeResult::Failed { error, .. }) if error.kind == ErrorKind::Refused);
    refused && timeline.attempts.is_empty()
}

/// A warning on the case's own requirement, where the page allows the input and does not demand that it be accepted.
pub(crate) fn refused_allowed_input(timeline: &Timeline<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Failed { error, .. }) = timeline.outcome() else { return None };
    let expected = "a request, since nothing forbids this input";
    of_case(timeline, expected, &describe(timeline, error)).map(Finding::into_warning)
}

/// What the page allows was refused: against the limit that allows it, or against good practice where there is none.
fn refused_valid_input(timeline: &Timeline<'_>, seen: &str) -> Option<Finding> {
    let expected = "a request, since the page allows this input";
    if let Some(clause) = timeline
        .operation
        .clause(&timeline.question.clause)
        .filter(|clause| speaks_of_input(timeline, clause))
    {
        return timeline.for_clause(clause, expected, seen);
    }
    let documented = timeline.operation.clauses.iter().any(|clause| speaks_of_input(timeline, clause));
    let rule = if documented { Rule::InputsSent } else { Rule::ValidInputAccepted };
    timeline.for_rule(rule, expected, seen)
}

/// The same against the case's own clause, where that says otherwise than by a limit that this input is right.
fn refused_in_case(timeline: &Timeline<'_>, seen: &str) -> Option<Finding> {
    let clause = timeline.context.clause(&timeline.question.clause)?;
    let left_out =
        clause.fact.at().is_some_and(|at| at.side == Side::Request) && !speaks_of_input(timeline, clause);
    let accepted = clause.fact == Fact::Rule { rule: Rule::ValidInputAccepted };
    let speaks = accepted || (left_out && clause.evidence.binds());
    speaks.then(|| timeline.for_clause(clause, "a request, since the page allows this input", seen)).flatten()
}

/// Whether a clause binds and is about a member that the call gives.
fn speaks_of_input(timeline: &Timeline<'_>, clause: &Clause) -> bool {
    let given = |at: &Location| {
        at.side == Side::Request
            && at.path.first().is_some_and(|name| timeline.question.input.contains_key(name))
    };
    clause.evidence.binds() && clause.fact.at().is_some_and(given)
}

/// What the caller can read of an error that the service gave.
fn service_error(timeline: &Timeline<'_>, error: &ClientError) -> Vec<Finding> {
    let Some(last) = timeline.attempts.last() else { return Vec::new() };
    let ResponseClass::Error(served) = &last.class else { return Vec::new() };
    let index = timeline.attempts.len() - 1;
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding.map(|finding| finding.at(index)));
    let status = last.status();
    if let Some(seen) = error.http_status.filter(|seen| *seen != status) {
        note(timeline.for_rule(
            Rule::ErrorStatus,
            format!("http_status = {status}"),
            format!("http_status = {seen}"),
        ));
    }
    if !served.in_envelope {
        let clause = timeline.context.rule(Rule::ErrorStatus);
        let asked = clause.is_some_and(|clause| clause.id == timeline.question.clause);
        if asked && error.http_status.is_none() && error.kind != ErrorKind::Service {
            let expected = format!("http_status = {status}, or at least an error of kind service");
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
            let seen =
                format!("no code that a caller can read as a field ({:?}, {})", error.kind, error.native);
            note(
                timeline
                    .for_rule(Rule::ErrorCode, format!("code = {:?}", served.code), seen)
                    .map(Finding::into_warning),
            );
        }
        Some(_) => {}
    }
    if let Some(seen) = error.message.as_ref().filter(|seen| **seen != served.message) {
        note(timeline.for_rule(
            Rule::ErrorMessage,
            format!("message = {:?}", served.message),
            format!("message = {seen:?}"),
        ));
    }
    let request_id = last.answer.request_id.as_deref().unwrap_or_default();
    if let Some(seen) = error.request_id.as_deref().filter(|seen| *seen != request_id) {
        note(timeline.for_rule(
            Rule::RequestId,
            format!("request_id = {request_id:?}"),
            format!("request_id = {seen:?}"),
        ));
    }
    findings
}

fn of_case(timeline: &Timeline<'_>, expected: &str, seen: &str) -> Option<Finding> {
    let clause = timeline.context.clause(&timeline.question.clause)?;
    timeline.for_clause(clause, expected, seen)
}

/// Whether the value that was handed over holds this code where the provider's errors have theirs, inside a member
/// that answers of success have too.
fn hands_over(timeline: &Timeline<'_>, code: &str) -> bool {
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
        (Some(due), Some(seen)) => due == seen,
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

/// What the client said, and why the service had refused it if it had.
fn describe(timeline: &Timeline<'_>, error: &ClientError) -> String {
    let code = error.code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
    let message = error.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    let kind = format!("{:?}", error.kind).to_lowercase();
    let requests = match timeline.attempts.len() {
        0 => "before any request".to_owned(),
        1 => "after 1 request".to_owned(),
        count => format!("after {count} requests"),
    };
    let refusal = timeline.attempts.iter().find_map(|attempt| attempt.answer.refusal.as_ref());
    let refusal = refusal
        .filter(|reason| error.message.as_ref() != Some(*reason))
        .map_or_else(String::new, |reason| format!("; the service had refused: {reason}"));
    format!("an error of kind {kind}{code}, the library's {}, {requests}{message}{refusal}", error.native)
}

fn spoilt(timeline: &Timeline<'_>) -> String {
    let fault = timeline.attempts.last().and_then(|attempt| attempt.exchange.fault.as_ref());
    fault.map_or_else(|| "not JSON".to_owned(), ToString::to_string)
}
