//! Every attempt carries its own signature, made with the keys of the call over the bytes that were sent.

use contract::Rule;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use signing::Claim;

use crate::timeline::{Attempt, Timeline};
use contract::Finding;

/// How far a signature's time may be from the wall clock: the limit of the providers.
const FRESHNESS: SignedDuration = SignedDuration::from_mins(15);

/// Attempts this far apart cannot carry the same time by chance.
const APART: std::time::Duration = std::time::Duration::from_secs(2);

/// Checks every request.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before: Option<(usize, Timestamp)> = None;
    for (index, attempt) in timeline.attempts.iter().enumerate() {
        match claim(timeline, attempt) {
            Ok(claim) => {
                findings
                    .extend(scope(timeline, attempt, &claim).into_iter().map(|finding| finding.at(index)));
                if let Some((earlier, time)) = before
                    && time == claim.time
                    && attempt.exchange.at.saturating_sub(timeline.attempts[earlier].exchange.at) > APART
                {
                    findings.extend(
                        timeline
                            .for_rule(
                                Rule::SignedAnew,
                                "the attempt's own signing time",
                                format!(
                                    "the signing time of an earlier attempt, more than {} s before",
                                    APART.as_secs()
                                ),
                            )
                            .map(|finding| finding.at(index)),
                    );
                }
                before = Some((index, claim.time));
            }
            Err(problem) => findings.extend(
                timeline
                    .for_rule(Rule::Signature, "a signature that verifies", problem)
                    .map(|finding| finding.at(index)),
            ),
        }
        findings.extend(session_token(timeline, attempt).map(|finding| finding.at(index)));
    }
    findings
}

fn claim(timeline: &Timeline<'_>, attempt: &Attempt<'_>) -> Result<Claim, String> {
    let request = &attempt.exchange.request;
    let request = signing::Request {
        method: &request.method,
        target: &request.target,
        headers: &request.headers,
        body: &request.body,
    };
    let scheme = timeline.provider.signing.scheme;
    // The access key is checked first: a signature made with another key never verifies.
    let claim = signing::claim(scheme, &request).map_err(|fault| fault.to_string())?;
    if claim.access_key_id != timeline.question.credentials.access_key_id {
        return Err(format!(
            "a signature with the access key {}, but the key of this call is {}",
            claim.access_key_id, timeline.question.credentials.access_key_id
        ));
    }
    signing::verify(scheme, &request, &timeline.question.credentials.secret_access_key)
        .map_err(|fault| fault.to_string())
}

fn scope(timeline: &Timeline<'_>, attempt: &Attempt<'_>, claim: &Claim) -> Vec<Finding> {
    let mut findings = Vec::new();
    let region = &timeline.question.region;
    if let Some(actual) = claim.region.as_ref().filter(|actual| *actual != region) {
        findings.extend(timeline.for_rule(
            Rule::Signature,
            format!("region {region} in the credential scope"),
            format!("region {actual}"),
        ));
    }
    let service = &timeline.provider.signing.service;
    if let Some(actual) = claim.service.as_ref().filter(|actual| *actual != service) {
        findings.extend(timeline.for_rule(
            Rule::Signature,
            format!("service {service} in the credential scope"),
            format!("service {actual}"),
        ));
    }
    if attempt.exchange.wall.duration_since(claim.time).abs() > FRESHNESS {
        let expected = format!(
            "a signing time within 15 minutes of {}",
            attempt.exchange.wall.strftime("%Y-%m-%dT%H:%M:%SZ")
        );
        findings.extend(timeline.for_rule(
            Rule::Signature,
            expected,
            format!("the signing time {}", claim.time),
        ));
    }
    findings
}

fn session_token(timeline: &Timeline<'_>, attempt: &Attempt<'_>) -> Option<Finding> {
    let due = timeline.question.credentials.session_token.as_ref()?.expose_secret();
    let header = timeline.provider.signing.session_token_header.as_deref()?;
    let found: Vec<&str> = attempt.exchange.request.header_values(header).collect();
    if found == [due] {
        let covered = claim(timeline, attempt)
            .map_or(true, |claim| claim.signed_headers.iter().any(|name| name.eq_ignore_ascii_case(header)));
        return if covered {
            None
        } else {
            timeline.for_rule(
                Rule::SessionToken,
                format!("{header} among the signed headers"),
                format!("{header} is sent but not signed"),
            )
        };
    }
    let actual = match found.len() {
        0 => format!("no header {header}"),
        1 => format!("header {header} with another value"),
        _ => format!("header {header} more than once"),
    };
    timeline.for_rule(Rule::SessionToken, format!("header {header} with the call's session token"), actual)
}
