//! Every attempt carries a signature of its own that verifies, by the keys of the call, over the bytes sent.

use contract::Rule;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use signing::Claim;

use crate::timeline::{Attempt, Timeline};
use contract::Finding;

/// How far a signature's time may be from the wall clock: what the providers allow.
const FRESHNESS: SignedDuration = SignedDuration::from_mins(15);

/// Attempts this far apart cannot bear the same time by chance.
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
                                "a time of its own",
                                format!("the time of an attempt {APART:?} earlier"),
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
    // Whose key it is comes first: with another key nothing verifies.
    let claim = signing::claim(scheme, &request).map_err(|fault| fault.to_string())?;
    if claim.access_key_id != timeline.question.credentials.access_key_id {
        return Err(format!("the access key {}, which is not the call's", claim.access_key_id));
    }
    signing::verify(scheme, &request, &timeline.question.credentials.secret_access_key)
        .map_err(|fault| fault.to_string())
}

fn scope(timeline: &Timeline<'_>, attempt: &Attempt<'_>, claim: &Claim) -> Vec<Finding> {
    let mut findings = Vec::new();
    let region = &timeline.question.region;
    if let Some(seen) = claim.region.as_ref().filter(|seen| *seen != region) {
        findings.extend(timeline.for_rule(
            Rule::Signature,
            format!("region {region} in the credential scope"),
            format!("region {seen}"),
        ));
    }
    let service = &timeline.provider.signing.service;
    if let Some(seen) = claim.service.as_ref().filter(|seen| *seen != service) {
        findings.extend(timeline.for_rule(
            Rule::Signature,
            format!("service {service} in the credential scope"),
            format!("service {seen}"),
        ));
    }
    if attempt.exchange.wall.duration_since(claim.time).abs() > FRESHNESS {
        let expected = format!("a time near {}", attempt.exchange.wall.strftime("%Y-%m-%dT%H:%M:%SZ"));
        findings.extend(timeline.for_rule(Rule::Signature, expected, format!("{}", claim.time)));
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
                "it is not among them",
            )
        };
    }
    let seen = match found.len() {
        0 => format!("no header {header}"),
        1 => format!("header {header} with another value"),
        _ => format!("header {header} more than once"),
    };
    timeline.for_rule(Rule::SessionToken, format!("header {header} with the call's session token"), seen)
}
