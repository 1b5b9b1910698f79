//! A client connects to its endpoint only, uses the keys of the call, and returns an outcome.

use contract::Rule;
use wire::Fault;

use crate::ClientAnswer;
use crate::timeline::Timeline;
use contract::{Finding, Impact, pluralize};

/// Checks the connection as a whole.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let wire = &timeline.recording.wire;
    let mut findings: Vec<Finding> = Vec::new();
    for problem in &wire.not_http {
        findings.extend(timeline.for_rule(
            Rule::OneEndpoint,
            "plain HTTP requests, because the endpoint's URL begins with http://",
            problem.clone(),
        ));
    }
    findings.extend(keys_of_an_earlier_call(timeline));
    if timeline.recording.answer == ClientAnswer::Silent {
        // No reference limits how long a client waits for a service. A client that hangs after the service has answered
        // breaks another rule.
        let rule = if is_kept_waiting(timeline) { Rule::GivesUpWaiting } else { Rule::CallEnds };
        findings.extend(
            timeline
                .for_rule(
                    rule,
                    format!("an outcome within {} ms", timeline.question.deadline_ms),
                    format!("no outcome after {}", pluralize(timeline.attempts.len(), "request")),
                )
                .map(|finding| finding.with_impact(Impact::Hangs)),
        );
    }
    findings
}

/// Whether the last response never arrived, or never to its end, on a connection that stayed open.
fn is_kept_waiting(timeline: &Timeline<'_>) -> bool {
    timeline.attempts.last().is_some_and(|attempt| {
        matches!(
            attempt.exchange.fault,
            Some(
                Fault::StallBeforeHead { ms: None }
                    | Fault::StallAfterHead { ms: None }
                    | Fault::StallInBody { ms: None, .. }
            )
        )
    })
}

/// A client that reuses the keys of an earlier call signs as another caller.
fn keys_of_an_earlier_call(timeline: &Timeline<'_>) -> Option<Finding> {
    let late_requests = timeline.recording.wire.late_requests;
    let own = &timeline.question.credentials.access_key_id;
    let answered = timeline.outcome().is_some();
    (late_requests > 0 && timeline.attempts.is_empty() && answered)
        .then(|| {
            timeline.for_rule(
                Rule::Signature,
                format!("requests signed with the access key of this call, {own}"),
                format!(
                    "{} signed with the access key of an earlier call, and no request with the key of this call",
                    pluralize(late_requests, "request")
                ),
            )
        })?
        .map(|finding| finding.with_impact(Impact::LeaksSecrets))
}
