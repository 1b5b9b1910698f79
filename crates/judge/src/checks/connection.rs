//! A client talks to its endpoint only, by the keys of the call, and comes to an end.

use contract::Rule;
use wire::Fault;

use crate::ClientAnswer;
use crate::timeline::Timeline;
use contract::{Finding, Impact};

/// Checks the connection as a whole.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let wire = &timeline.recording.wire;
    let mut findings: Vec<Finding> = Vec::new();
    for problem in &wire.not_http {
        findings.extend(timeline.for_rule(
            Rule::OneEndpoint,
            "HTTP requests, as the endpoint's scheme says",
            problem.clone(),
        ));
    }
    findings.extend(keys_of_an_earlier_call(timeline));
    if timeline.recording.answer == ClientAnswer::Silent {
        // How long to wait for a service no page says; not to end when the service has ended is another thing.
        let rule = if is_kept_waiting(timeline) { Rule::GivesUpWaiting } else { Rule::CallEnds };
        findings.extend(
            timeline
                .for_rule(
                    rule,
                    format!("an outcome within {} ms", timeline.question.deadline_ms),
                    format!("none, after {} requests", timeline.attempts.len()),
                )
                .map(|finding| finding.with_impact(Impact::Hangs)),
        );
    }
    findings
}

/// Whether the last answer never came, or never to its end, on a connection that stayed open.
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

/// A client that keeps its keys from call to call signs for somebody else.
fn keys_of_an_earlier_call(timeline: &Timeline<'_>) -> Option<Finding> {
    let strays = timeline.recording.wire.late_requests;
    let own = &timeline.question.credentials.access_key_id;
    let answered = timeline.outcome().is_some();
    (strays > 0 && timeline.attempts.is_empty() && answered)
        .then(|| {
            timeline.for_rule(
                Rule::Signature,
                format!("the access key of this call, {own}"),
                format!("{strays} requests with the key of an earlier call, and none with this one's"),
            )
        })?
        .map(|finding| finding.with_impact(Impact::LeaksSecrets))
}
