//! What the client told its caller is what the case allows.

use client_protocol::{ClientError, ErrorKind, OutcomeResult};
use contract::{CaseOutcome, Clause, Fact, Fails, FailureKind, Location, Place, Rule, Side};
use serde_json::Value;
use simulator::tap::Fault;

use super::delivered::Delivered;
use super::harm;
use super::story::{Step, Story};
use crate::finding::{Finding, Harm};

/// Checks the outcome.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    let allowed: Vec<&CaseOutcome> = match &story.case.outcome {
        CaseOutcome::AnyOf(outcomes) => outcomes.iter().collect(),
        one => vec![one],
    };
    match story.outcome() {
        Some(OutcomeResult::Returned { .. }) => returned(story, &allowed).into_iter().collect(),
        Some(OutcomeResult::Failed { error, .. }) => failed(story, &allowed, error),
        _ => Vec::new(),
    }
}

fn returned(story: &Story<'_>, allowed: &[&CaseOutcome]) -> Option<Finding> {
    let Some(last) = story.steps.last() else {
        return story
            .against(
                Rule::AsksBeforeAnswering,
                "a request to the endpoint before a value is returned",
                "a value, and no request",
            )
            .map(|finding| finding.harming(Harm::LosesData));
    };
    let index = story.steps.len() - 1;
    let mut harm = harm::of_taken_answer(story, index);
    let finding = match &last.delivered {
        Delivered::Error(error) if last.status() >= 400 => {
            let seen = format!("a value, though the last answer was {} {}", last.status(), error.code);
            let finding = story.against(Rule::StatusIsError, "an error", seen);
            // Where one envelope holds both, to hand it over whole tells the error, and no standard forbids it.
            finding
                .map(|finding| if hands_over(story, &error.code) { finding.into_remark() } else { finding })
        }
        Delivered::Error(error) => story.against(
            Rule::ErrorEnvelope,
            "an error",
            format!("a value, though the last answer was the error {}", error.code),
        ),
        Delivered::Unsound(rule) => story.against(
            *rule,
            "an error or another attempt",
            format!("a value, though the last answer was {}", spoilt(story)),
        ),
        Delivered::Doubtful(_) | Delivered::Elsewhere | Delivered::Page(_)
            if allowed.iter().any(|outcome| **outcome == CaseOutcome::Returns) =>
        {
            None
        }
        // The fault that the case is about was never served, so nothing can be held against the client for it.
        _ if !story.came_to_the_point() => None,
        _ => {
            harm = harm::of_value_for_an_error(story, index);
            of_case(story, &format!("{} instead of a value", described(allowed)), "a value")
        }
    };
    finding.map(|finding| finding.at(index).harming(harm))
}

fn failed(story: &Story<'_>, allowed: &[&CaseOutcome], error: &ClientError) -> Vec<Finding> {
    let asked = !story.steps.is_empty() || story.trial.refuses_at_once();
    let right = allowed.iter().any(|outcome| match outcome {
        CaseOutcome::Fails(fails) => asked && is_right(fails, error),
        CaseOutcome::Refused => !asked,
        CaseOutcome::Returns | CaseOutcome::AnyOf(_) => false,
    });
    let mut findings: Vec<Finding> = if !right {
        let refused = refused_at_once(story).then(|| refused_in_case(story, &told(story, error))).flatten();
        not_allowed(story, allowed, error).into_iter().chain(refused).collect()
    } else if coded_as_asked(story) {
        let seen = told(story, error);
        let expected = "the value, since the request says that gzip is welcome";
        story.against(Rule::ContentCoding, expected, seen).into_iter().collect()
    } else {
        Vec::new()
    };
    if error.kind == ErrorKind::Refused && !story.steps.is_empty() {
        findings.extend(story.against(
            Rule::OutcomeIsTrue,
            "an error of another kind than refused, since requests were sent",
            told(story, error),
        ));
    }
    findings.extend(service_error(story, error));
    findings
}

/// An error where the case has no room for it.
fn not_allowed(story: &Story<'_>, allowed: &[&CaseOutcome], error: &ClientError) -> Option<Finding> {
    let seen = told(story, error);
    if story.steps.is_empty() && error.kind != ErrorKind::Refused && !story.trial.refuses_at_once() {
        return story.against(Rule::AsksBeforeAnswering, "a request to the endpoint", seen);
    }
    if refused_at_once(story) {
        return refused_valid_input(story, &seen);
    }
    let refused_by = story.steps.iter().find_map(|step| step.exchange.served.refused_by.as_ref());
    if let Some(clause) = refused_by.and_then(|id| story.operation.clause(id)) {
        return story.about(clause, described(allowed), seen);
    }
    if !allowed.contains(&&CaseOutcome::Returns) {
        return of_case(story, &described(allowed), &seen);
    }
    // Nothing but what the page promises went over the wire, so that the client has nobody else to blame.
    let usual = story.case.exchanges.iter().all(|exchange| *exchange == contract::Exchange::default());
    if usual {
        story.against(Rule::AnswerReturned, "the value", seen)
    } else {
        of_case(story, &described(allowed), &seen)
    }
}

/// Whether the last answer was compressed and the request had said that it may be.
fn coded_as_asked(story: &Story<'_>) -> bool {
    story.steps.last().is_some_and(|step| {
        step.exchange.served.fault == Some(Fault::Gzip) && matches!(step.delivered, Delivered::Page(_))
    })
}

/// Whether the client refused the input by itself, so that nothing went over the wire to be judged.
pub(super) fn refused_at_once(story: &Story<'_>) -> bool {
    let refused = matches!(story.outcome(), Some(OutcomeResult::Failed { error, .. }) if error.kind == ErrorKind::Refused);
    refused && story.steps.is_empty()
}

/// A remark on the case's own promise, where the page allows the input and does not demand that it be accepted.
pub(super) fn refused_allowed_input(story: &Story<'_>) -> Option<Finding> {
    let Some(OutcomeResult::Failed { error, .. }) = story.outcome() else { return None };
    let expected = "a request, since nothing forbids this input";
    of_case(story, expected, &told(story, error)).map(Finding::into_remark)
}

/// What the page allows was refused: against the limit that allows it, or against good practice where there is none.
fn refused_valid_input(story: &Story<'_>, seen: &str) -> Option<Finding> {
    let expected = "a request, since the page allows this input";
    if let Some(clause) =
        story.operation.clause(&story.case.clause).filter(|clause| speaks_of_input(story, clause))
    {
        return story.about(clause, expected, seen);
    }
    let documented = story.operation.clauses.iter().any(|clause| speaks_of_input(story, clause));
    let rule = if documented { Rule::InputsSent } else { Rule::ValidInputAccepted };
    story.against(rule, expected, seen)
}

/// The same against the case's own clause, where that says otherwise than by a limit that this input is right.
fn refused_in_case(story: &Story<'_>, seen: &str) -> Option<Finding> {
    let clause = story.contracts.clause(story.operation, &story.case.clause)?;
    let left_out =
        clause.fact.at().is_some_and(|at| at.side == Side::Request) && !speaks_of_input(story, clause);
    let accepted = clause.fact == Fact::Rule { rule: Rule::ValidInputAccepted };
    let speaks = accepted || (left_out && clause.evidence.binds());
    speaks.then(|| story.about(clause, "a request, since the page allows this input", seen)).flatten()
}

/// Whether a clause binds and is about a member that the call gives.
fn speaks_of_input(story: &Story<'_>, clause: &Clause) -> bool {
    let given = |at: &Location| {
        at.side == Side::Request && at.path.first().is_some_and(|name| story.case.input.contains_key(name))
    };
    clause.evidence.binds() && clause.fact.at().is_some_and(given)
}

/// What the caller can read of an error that the service gave.
fn service_error(story: &Story<'_>, error: &ClientError) -> Vec<Finding> {
    let Some(last) = story.steps.last() else { return Vec::new() };
    let Delivered::Error(served) = &last.delivered else { return Vec::new() };
    let index = story.steps.len() - 1;
    let mut findings = Vec::new();
    let mut note = |finding: Option<Finding>| findings.extend(finding.map(|finding| finding.at(index)));
    let status = last.status();
    if let Some(seen) = error.http_status.filter(|seen| *seen != status) {
        note(story.against(
            Rule::ErrorStatus,
            format!("http_status = {status}"),
            format!("http_status = {seen}"),
        ));
    }
    if !served.in_envelope {
        let clause = story.contracts.rule(story.operation, Rule::ErrorStatus);
        let asked = clause.is_some_and(|clause| clause.id == story.case.clause);
        if asked && error.http_status.is_none() && error.kind != ErrorKind::Service {
            let expected = format!("http_status = {status}, or at least an error of kind service");
            note(story.against(Rule::ErrorStatus, expected, told(story, error)).map(Finding::into_remark));
        }
        return findings;
    }
    match &error.code {
        Some(code) if *code != served.code => note(story.against(
            Rule::ErrorCode,
            format!("code = {:?}", served.code),
            format!("code = {code:?}"),
        )),
        None => {
            let seen =
                format!("no code that a caller can read as a field ({:?}, {})", error.kind, error.native);
            note(
                story
                    .against(Rule::ErrorCode, format!("code = {:?}", served.code), seen)
                    .map(Finding::into_remark),
            );
        }
        Some(_) => {}
    }
    if let Some(seen) = error.message.as_ref().filter(|seen| **seen != served.message) {
        note(story.against(
            Rule::ErrorMessage,
            format!("message = {:?}", served.message),
            format!("message = {seen:?}"),
        ));
    }
    let request_id = request_id(story, last);
    if let Some(seen) = error.request_id.as_ref().filter(|seen| **seen != request_id) {
        note(story.against(
            Rule::RequestId,
            format!("request_id = {request_id:?}"),
            format!("request_id = {seen:?}"),
        ));
    }
    findings
}

/// The request id that an answer bears: in its body, where a case wrote the body itself, or as the simulator gave it.
fn request_id(story: &Story<'_>, step: &Step<'_>) -> String {
    let served = &step.exchange.served;
    let in_body = || {
        let body: Value = serde_json::from_slice(&served.body).ok()?;
        body.pointer(story.provider.request_id.body.as_deref()?)?.as_str().map(str::to_owned)
    };
    in_body().unwrap_or_else(|| served.request_id.clone())
}

fn of_case(story: &Story<'_>, expected: &str, seen: &str) -> Option<Finding> {
    let clause = story.contracts.clause(story.operation, &story.case.clause)?;
    story.about(clause, expected, seen)
}

/// Whether the value that was handed over holds this code where the provider's errors have theirs, inside a member
/// that answers of success have too.
fn hands_over(story: &Story<'_>, code: &str) -> bool {
    let Some(OutcomeResult::Returned { output, part, .. }) = story.outcome() else { return false };
    let Place::Body(pointer) = &story.provider.error.code else { return false };
    let envelope = pointer.split('/').nth(1);
    let shared = story
        .operation
        .members(Side::Response)
        .any(|(at, _)| at.path.first().map(String::as_str) == envelope);
    if !shared {
        return false;
    }
    let inside = pointer.strip_prefix(part.as_deref().unwrap_or_default());
    inside.and_then(|inside| output.pointer(inside)).and_then(Value::as_str) == Some(code)
}

fn is_right(fails: &Fails, error: &ClientError) -> bool {
    let kind = match error.kind {
        ErrorKind::Service => FailureKind::Service,
        ErrorKind::Refused => FailureKind::Refused,
        ErrorKind::Transport => FailureKind::Transport,
        ErrorKind::Timeout => FailureKind::Timeout,
        ErrorKind::Decode => FailureKind::Decode,
        ErrorKind::Paging => FailureKind::Paging,
        ErrorKind::Other => FailureKind::Other,
    };
    let code_is_right = match (&fails.code, &error.code) {
        (Some(due), Some(seen)) => due == seen,
        _ => true,
    };
    (fails.kinds.is_empty() || fails.kinds.contains(&kind)) && code_is_right
}

fn described(allowed: &[&CaseOutcome]) -> String {
    let one = |outcome: &CaseOutcome| match outcome {
        CaseOutcome::Returns => "the value".to_owned(),
        CaseOutcome::Refused => "an error before any request".to_owned(),
        CaseOutcome::Fails(Fails { code: Some(code), .. }) => format!("the error {code}"),
        CaseOutcome::Fails(_) => "an error".to_owned(),
        CaseOutcome::AnyOf(_) => String::new(),
    };
    allowed.iter().map(|outcome| one(outcome)).collect::<Vec<_>>().join(" or ")
}

/// What the client said, and why the simulator had refused it if it had.
fn told(story: &Story<'_>, error: &ClientError) -> String {
    let code = error.code.as_ref().map_or_else(String::new, |code| format!(" {code}"));
    let message = error.message.as_ref().map_or_else(String::new, |message| format!(": {message}"));
    let kind = format!("{:?}", error.kind).to_lowercase();
    let requests = match story.steps.len() {
        0 => "before any request".to_owned(),
        1 => "after 1 request".to_owned(),
        count => format!("after {count} requests"),
    };
    let refusal = story.steps.iter().find_map(|step| step.exchange.served.refusal.as_ref());
    let refusal = refusal
        .filter(|reason| error.message.as_ref() != Some(*reason))
        .map_or_else(String::new, |reason| format!("; the service had refused: {reason}"));
    format!("an error of kind {kind}{code}, the library's {}, {requests}{message}{refusal}", error.native)
}

fn spoilt(story: &Story<'_>) -> String {
    let fault = story.steps.last().and_then(|step| step.exchange.served.fault.as_ref());
    fault.map_or_else(|| "not JSON".to_owned(), ToString::to_string)
}
