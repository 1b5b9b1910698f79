//! Judges a recorded exchange between a client and a service against the contract.
#![doc = include_str!("../README.md")]

mod answer;
mod checks;
mod comparison;
mod differences;
pub mod har;
mod impact;
mod next_page;
mod purpose;
mod question;
mod recording;
mod response_class;
mod timeline;

use client_protocol::{Expectation, OutcomeResult};
use contract::{Contracts, Finding, OperationContext, Severity, pluralize};

pub use question::Question;
pub use recording::{ClientAnswer, Judgement, TrialRecording};

use timeline::Timeline;

/// One check: reads a timeline, gives findings.
type Check = fn(&Timeline<'_>) -> Vec<Finding>;

/// Every check of what went over the wire and came back, in the order in which findings are shown.
const CHECKS: &[Check] = &[
    checks::connection::check,
    checks::secrets::check,
    checks::request::check,
    checks::signature::check,
    checks::paging::check,
    checks::response::check,
    checks::retry::check,
];

/// Judges one trial.
#[must_use]
pub fn judge(contracts: &Contracts, question: &Question, recording: &TrialRecording) -> Judgement {
    match &recording.answer {
        ClientAnswer::Unusable(reason) => return Judgement::Error(reason.clone()),
        ClientAnswer::Outcome(OutcomeResult::Broken { reason, .. }) => {
            return Judgement::Error(format!("the adapter says that it failed: {reason}"));
        }
        ClientAnswer::Outcome(OutcomeResult::Unsupported { reason }) => {
            return Judgement::Skipped(reason.clone(), Vec::new());
        }
        ClientAnswer::Outcome(_) | ClientAnswer::Silent => {}
    }
    let Some(context) = OperationContext::of(contracts, &question.operation) else {
        return Judgement::Error(format!("no contract for {}", question.operation));
    };
    let timeline = Timeline::new(context, question, recording);
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&timeline)).collect();
    // A wrong outcome that follows from a refused wrong request is not reported a second time.
    let explained =
        timeline.was_refused() && findings.iter().any(|finding| finding.severity == Severity::Violation);
    let explained = explained || (recording.wire.late_requests > 0 && timeline.attempts.is_empty());
    if !explained {
        findings.extend(checks::outcome::check(&timeline));
    }
    let violated = findings.iter().any(|finding| finding.severity == Severity::Violation);
    if !violated
        && checks::outcome::refusal::refused_at_once(&timeline)
        && timeline.question.expectation == Expectation::Returns
    {
        // The reference neither forbids this input nor requires the client to accept it. Without a request the case is
        // not verified; a warning on its requirement reports the refusal.
        let warning = checks::outcome::refusal::refused_allowed_input(&timeline);
        let reason = "the client refused the input before any request".to_owned();
        return Judgement::Skipped(reason, warning.into_iter().collect());
    }
    findings.sort_by_key(|finding| (finding.severity, finding.impact));
    findings.dedup_by(|later, earlier| {
        later.clause == earlier.clause && later.actual == earlier.actual && later.expected == earlier.expected
    });
    if !violated && !timeline.reached_fault() {
        let requests = pluralize(timeline.attempts.len(), "request");
        let reason = format!("the client ended after {requests}, before what the case is about");
        return Judgement::Skipped(reason, findings);
    }
    Judgement::Judged(findings)
}
