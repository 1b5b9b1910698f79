//! Judges a recording against the contract: pure, no clock, no error of its own.

mod connection;
mod members;
mod outcome;
mod paging;
mod request;
mod response;
mod retry;
mod signature;
mod story;

use contract::Contracts;

use crate::finding::{Finding, Severity};
use crate::plan::Trial;
use crate::verdict::{ClientAnswer, Judgement, Recording};
use client_protocol::OutcomeResult;
use story::Story;

/// One check: reads a story, gives findings.
type Check = fn(&Story<'_>) -> Vec<Finding>;

/// Every check, in the order in which findings are shown.
const CHECKS: &[Check] = &[
    connection::check,
    request::check,
    signature::check,
    paging::check,
    response::check,
    retry::check,
    outcome::check,
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
            return Judgement::NotApplicable(reason.clone());
        }
        ClientAnswer::Outcome(_) | ClientAnswer::Silent => {}
    }
    let Some(operation) = contracts.operation(&trial.operation) else {
        return Judgement::CouldNotRun(format!("no contract for {}", trial.operation));
    };
    let story = Story::new(contracts, operation, trial, recording);
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&story)).collect();
    // What follows from a wrong request is not told a second time as a wrong outcome.
    let root_cause = findings
        .iter()
        .any(|finding| finding.severity == Severity::Violation && finding.clause != outcome_only(&story));
    if root_cause && story.was_refused() {
        let outcome = outcome::check(&story);
        findings.retain(|finding| !outcome.contains(finding));
    }
    findings.sort_by_key(|finding| finding.severity);
    findings.dedup_by(|later, earlier| {
        later.clause == earlier.clause && later.seen == earlier.seen && later.expected == earlier.expected
    });
    Judgement::Judged(findings)
}

fn outcome_only<'a>(story: &Story<'a>) -> &'a str {
    story
        .contracts
        .rule(story.operation, contract::Rule::AnswerReturned)
        .map_or("", |clause| clause.id.as_str())
}
