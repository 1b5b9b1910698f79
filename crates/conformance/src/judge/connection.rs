//! A client talks to its endpoint only, by the keys of the call, and comes to an end.

use contract::Rule;
use simulator::tap::Fault;

use super::story::Story;
use crate::finding::{Finding, Harm};
use crate::verdict::ClientAnswer;

/// Checks the connection as a whole.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    let wire = &story.recording.wire;
    let mut findings: Vec<Finding> = Vec::new();
    for problem in &wire.not_http {
        findings.extend(story.against(
            Rule::OneEndpoint,
            "HTTP requests, as the endpoint's scheme says",
            problem.clone(),
        ));
    }
    findings.extend(keys_of_an_earlier_call(story));
    if story.recording.answer == ClientAnswer::Silent {
        // How long to wait for a service no page says; not to end when the service has ended is another thing.
        let rule = if is_kept_waiting(story) { Rule::GivesUpWaiting } else { Rule::CallEnds };
        findings.extend(
            story
                .against(
                    rule,
                    format!("an outcome within {} ms", story.case.deadline_ms),
                    format!("none, after {} requests", story.steps.len()),
                )
                .map(|finding| finding.harming(Harm::NeverReturns)),
        );
    }
    findings
}

/// Whether the last answer never came, or never to its end, on a connection that stayed open.
fn is_kept_waiting(story: &Story<'_>) -> bool {
    story.steps.last().is_some_and(|step| {
        matches!(
            step.exchange.served.fault,
            Some(
                Fault::StallBeforeHead { ms: None }
                    | Fault::StallAfterHead { ms: None }
                    | Fault::StallInBody { ms: None, .. }
            )
        )
    })
}

/// A client that keeps its keys from call to call signs for somebody else.
fn keys_of_an_earlier_call(story: &Story<'_>) -> Option<Finding> {
    let strays = story.recording.wire.strays;
    let own = &story.trial.credentials.access_key_id;
    let answered = story.outcome().is_some();
    (strays > 0 && story.steps.is_empty() && answered)
        .then(|| {
            story.against(
                Rule::Signature,
                format!("the access key of this call, {own}"),
                format!("{strays} requests with the key of an earlier call, and none with this one's"),
            )
        })?
        .map(|finding| finding.harming(Harm::LeaksSecrets))
}
