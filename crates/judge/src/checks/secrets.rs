//! The client sends no secret, and sends the caller's input to the endpoint only.

use contract::Rule;
use secrecy::ExposeSecret;
use serde_json::Value;
use wire::ReceivedRequest;

use crate::timeline::Timeline;
use contract::{Finding, Impact};

/// Checks every request, and what the client sent to another host.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let mut findings = in_requests(timeline);
    for bytes in &timeline.recording.wire.redirected_requests {
        findings.extend(elsewhere(timeline, bytes));
    }
    findings.into_iter().map(|finding| finding.with_impact(Impact::LeaksSecrets)).collect()
}

/// The client never sends the secret key, and sends a session token in its header only: many systems log URLs.
fn in_requests(timeline: &Timeline<'_>) -> Vec<Finding> {
    let credentials = &timeline.question.credentials;
    let secret = credentials.secret_access_key.expose_secret();
    let token = credentials.session_token.as_ref().map(ExposeSecret::expose_secret);
    let header = timeline.provider.signing.session_token_header.as_deref();
    let mut findings = Vec::new();
    for (index, attempt) in timeline.attempts.iter().enumerate() {
        let request = &attempt.exchange.request;
        let places = places_of(request, secret);
        if !places.is_empty() {
            let actual = format!("the secret key in {} of a request", places.join(" and "));
            let finding =
                timeline.for_rule(Rule::CredentialsStay, "a request without the secret key", actual);
            findings.extend(finding.map(|finding| finding.at(index)));
        }
        let places: Vec<&str> = token.map(|token| places_of(request, token)).unwrap_or_default();
        let places: Vec<&str> = places.into_iter().filter(|place| *place != HEADERS).collect();
        if let Some(header) = header.filter(|_| !places.is_empty()) {
            let actual = format!("the session token in {} of a request", places.join(" and "));
            let expected = format!("the session token in the header {header} only");
            // No reference forbids it explicitly.
            let finding = timeline.for_rule(Rule::SessionToken, expected, actual).map(Finding::into_warning);
            findings.extend(finding.map(|finding| finding.at(index)));
        }
    }
    findings
}

/// A request at another host: without credentials, and without what the caller asked for.
fn elsewhere(timeline: &Timeline<'_>, bytes: &[u8]) -> Option<Finding> {
    let credentials = &timeline.question.credentials;
    let taken: Vec<&str> = [
        ("the secret key", Some(credentials.secret_access_key.expose_secret())),
        ("the session token", credentials.session_token.as_ref().map(ExposeSecret::expose_secret)),
        ("a signature", Some(credentials.access_key_id.as_str())),
    ]
    .into_iter()
    .filter(|(_, text)| text.is_some_and(|text| contains(bytes, text)))
    .map(|(what, _)| what)
    .collect();
    if !taken.is_empty() {
        return timeline.for_rule(
            Rule::CredentialsStay,
            "no credentials sent to another host",
            format!("{} sent to another host", taken.join(" and ")),
        );
    }
    let sent = timeline.attempts.iter().flat_map(|attempt| attempt.sent.values.keys());
    let mut names: Vec<&str> = sent
        .filter(|name| contains(bytes, &format!("{name}=")) || contains(bytes, &format!("\"{name}\"")))
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    // HTTP allows a client to follow a redirect, so this is a warning.
    let actual = format!("{} sent to another host", names.join(", "));
    timeline
        .for_rule(Rule::OneEndpoint, "the caller's input sent to the endpoint only", actual)
        .map(Finding::into_warning)
}

const HEADERS: &str = "the headers";

/// The parts of a request that contain a text, plain or as a URL or JSON encodes it.
fn places_of(request: &ReceivedRequest, text: &str) -> Vec<&'static str> {
    let decoded = contract::query_pairs(&request.target);
    let in_url = request.target.contains(text)
        || decoded.iter().any(|(name, value)| name.contains(text) || value.contains(text));
    let in_headers = request.headers.iter().any(|(name, value)| name.contains(text) || value.contains(text));
    let in_json = || serde_json::from_slice(&request.body).is_ok_and(|body| holds(&body, text));
    let in_body = contains(&request.body, text) || in_json();
    [("the URL", in_url), (HEADERS, in_headers), ("the body", in_body)]
        .into_iter()
        .filter(|(_, found)| *found && !text.is_empty())
        .map(|(place, _)| place)
        .collect()
}

fn holds(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.contains(text),
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(members) => {
            members.iter().any(|(name, value)| name.contains(text) || holds(value, text))
        }
        _ => false,
    }
}

fn contains(bytes: &[u8], text: &str) -> bool {
    !text.is_empty() && bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
