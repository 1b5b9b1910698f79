//! A client talks to its endpoint only, keeps its secrets, and comes to an end.

use contract::Rule;
use secrecy::ExposeSecret;

use super::story::Story;
use crate::finding::Finding;
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
    findings.extend(secrets(story));
    if story.recording.answer == ClientAnswer::Silent {
        findings.extend(story.against(
            Rule::CallEnds,
            format!("an outcome within {} ms", story.case.deadline_ms),
            format!("none, after {} requests", story.steps.len()),
        ));
    }
    findings
}

/// A client that keeps its keys from call to call signs for somebody else.
fn keys_of_an_earlier_call(story: &Story<'_>) -> Option<Finding> {
    let strays = story.recording.wire.strays;
    let own = &story.trial.credentials.access_key_id;
    let answered = story.outcome().is_some();
    (strays > 0 && story.steps.is_empty() && answered).then(|| {
        story.against(
            Rule::Signature,
            format!("the access key of this call, {own}"),
            format!("{strays} requests with the key of an earlier call, and none with this one's"),
        )
    })?
}

/// The secret key goes nowhere, and the rest of the credentials to no other host.
fn secrets(story: &Story<'_>) -> Vec<Finding> {
    let credentials = &story.trial.credentials;
    let secret = credentials.secret_access_key.expose_secret();
    let token = credentials.session_token.as_ref().map(ExposeSecret::expose_secret);
    let mut findings = Vec::new();
    for (index, step) in story.steps.iter().enumerate() {
        let request = &step.exchange.request;
        if contains(&request.raw_head, secret) || contains(&request.body, secret) {
            findings.extend(
                story
                    .against(
                        Rule::CredentialsStay,
                        "the secret key to stay with the client",
                        "the secret key in a request",
                    )
                    .map(|finding| finding.at(index)),
            );
        }
    }
    for bytes in &story.recording.wire.elsewhere {
        let taken: Vec<&str> = [
            ("the secret key", Some(secret)),
            ("the session token", token),
            ("a signature", Some(credentials.access_key_id.as_str())),
        ]
        .into_iter()
        .filter(|(_, text)| text.is_some_and(|text| contains(bytes, text)))
        .map(|(what, _)| what)
        .collect();
        if !taken.is_empty() {
            findings.extend(story.against(
                Rule::CredentialsStay,
                "no credentials to another host",
                format!("{} sent there", taken.join(" and ")),
            ));
        }
    }
    findings
}

fn contains(bytes: &[u8], text: &str) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
