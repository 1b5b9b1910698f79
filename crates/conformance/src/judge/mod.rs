//! Judges a recording against the contract: pure, no clock, no error of its own.

mod connection;
mod delivered;
mod harm;
mod members;
mod onward;
mod outcome;
mod paging;
mod request;
mod response;
mod retry;
mod secrets;
mod signature;
mod story;

pub(crate) use request::shown;

use contract::{CaseOutcome, Contracts};

use crate::finding::{Finding, Severity, counted};
use crate::plan::Trial;
use crate::verdict::{ClientAnswer, Judgement, Recording};
use client_protocol::OutcomeResult;
use story::Story;

/// One check: reads a story, gives findings.
type Check = fn(&Story<'_>) -> Vec<Finding>;

/// Every check of what went over the wire and came back, in the order in which findings are shown.
const CHECKS: &[Check] = &[
    connection::check,
    secrets::check,
    request::check,
    signature::check,
    paging::check,
    response::check,
    retry::check,
];

/// Judges one trial.
#[must_use]
pub fn judge(contracts: &Contracts, trial: &Trial, recording: &Recording) -> Judgement {
    match &recording.answer {
        ClientAnswer::Unusable(reason) => return Judgement::CouldNotRun(reason.clone()),
        ClientAnswer::Outcome(OutcomeResult::Broken { reason, .. }) => {
            return Judgement::CouldNotRun(format!("the adapter says that it failed: {reason}"));
        }
        ClientAnswer::Outcome(OutcomeResult::Unsupported { reason }) => {
            return Judgement::NotApplicable(reason.clone(), Vec::new());
        }
        ClientAnswer::Outcome(_) | ClientAnswer::Silent => {}
    }
    let Some(operation) = contracts.operation(&trial.operation) else {
        return Judgement::CouldNotRun(format!("no contract for {}", trial.operation));
    };
    let story = Story::new(contracts, operation, trial, recording);
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&story)).collect();
    // What follows from a wrong request that the service refused is not told a second time as a wrong outcome.
    let explained =
        story.was_refused() && findings.iter().any(|finding| finding.severity == Severity::Violation);
    let explained = explained || (recording.wire.strays > 0 && story.steps.is_empty());
    if !explained {
        findings.extend(outcome::check(&story));
    }
    let violated = findings.iter().any(|finding| finding.severity == Severity::Violation);
    if !violated && outcome::refused_at_once(&story) && story.case.outcome == CaseOutcome::Returns {
        // Nothing forbids this input and nothing demands that it be accepted; what was not asked is not verified.
        // It is told all the same, of the promise that the case asks about.
        let remark = outcome::refused_allowed_input(&story);
        let reason = "the client refused the input before any request".to_owned();
        return Judgement::NotApplicable(reason, remark.into_iter().collect());
    }
    findings.sort_by_key(|finding| (finding.severity, finding.harm));
    findings.dedup_by(|later, earlier| {
        later.clause == earlier.clause && later.seen == earlier.seen && later.expected == earlier.expected
    });
    if !violated && !story.came_to_the_point() {
        let requests = counted(story.steps.len(), "request");
        let reason = format!("the client ended after {requests}, before what the case is about");
        return Judgement::NotApplicable(reason, findings);
    }
    Judgement::Judged(findings)
}
