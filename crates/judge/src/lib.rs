//! Judges a recorded exchange between a client and a service against the contract.
//!
//! Pure: no clock, no socket, no error of its own. [`judge`] takes a [`Question`], what the client was asked, and a
//! [`TrialRecording`], what went over the wire and the outcome that the client returned. The two may come from any
//! source.
//!
//! A recording made by hand: the service returned one page that names another, and the client ended its walk there.
//!
//! ```
//! use client_protocol::{Drive, OutcomeResult, Stopped};
//! use judge::{ClientAnswer, Judgement, Question, TrialRecording, judge};
//! use serde_json::json;
//!
//! let contracts = contract::Contracts::bundled()?;
//! let id = "amazon-bedrock/list-evaluation-jobs";
//! let question = Question::new(id, Drive::Walk, "AKIDEXAMPLE", "a secret", "us-east-1");
//! let page = json!({ "jobSummaries": [], "nextToken": "more" });
//! let exchange = wire::RecordedExchange::of("GET", "/evaluation-jobs", &[], "", 200, &page.to_string());
//! let answer = ClientAnswer::Outcome(OutcomeResult::Returned {
//!     output: json!({ "jobSummaries": [] }),
//!     part: None,
//!     pages: Some(1),
//!     stopped: Stopped::End,
//! });
//! let recording = TrialRecording { wire: wire::Recording { exchanges: vec![exchange], ..Default::default() }, answer };
//! let Judgement::Judged(findings) = judge(&contracts, &question, &recording) else { panic!("not judged") };
//! let broken: Vec<&str> = findings.iter().map(|finding| finding.clause.as_str()).collect();
//! assert!(broken.contains(&"paging/end"), "the walk ended early: {broken:?}");
//! assert!(broken.contains(&"signature"), "the request has no signature: {broken:?}");
//! # Ok::<(), contract::Problems>(())
//! ```
//!
//! The same of a HAR file, as proxies and browsers write it:
//!
//! ```
//! # use client_protocol::{Drive, OutcomeResult, Stopped};
//! # use judge::{ClientAnswer, Judgement, Question, TrialRecording, judge};
//! let har = serde_json::json!({ "log": { "entries": [{
//!     "startedDateTime": "2026-12-01T09:30:00Z",
//!     "time": 12,
//!     "request": { "method": "POST", "url": "https://bedrock.us-east-1.amazonaws.com/evaluation-jobs", "headers": [] },
//!     "response": { "status": 200, "headers": [], "content": { "text": "{\"jobSummaries\": []}" } },
//! }] } });
//! let recording = judge::har::recording(&har)?;
//! # let contracts = contract::Contracts::bundled()?;
//! # let id = "amazon-bedrock/list-evaluation-jobs";
//! # let question = Question::new(id, Drive::Page, "AKIDEXAMPLE", "a secret", "us-east-1");
//! # let output = serde_json::json!({ "jobSummaries": [] });
//! # let answer = ClientAnswer::Outcome(OutcomeResult::Returned { output, part: None, pages: Some(1), stopped: Stopped::End });
//! let recording = TrialRecording { wire: recording, answer };
//! let Judgement::Judged(findings) = judge(&contracts, &question, &recording) else { panic!("not judged") };
//! assert!(findings.iter().any(|finding| finding.expected == "method GET" && finding.actual == "method POST"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

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
