//! Every attempt carries a signature of its own that verifies, by the keys of the call, over the bytes sent.

use contract::Rule;
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use signing::Claim;

use super::story::{Step, Story};
use crate::finding::Finding;

/// How far a signature's time may be from the wall clock: what the providers allow.
const FRESHNESS: SignedDuration = SignedDuration::from_mins(15);

/// Attempts this far apart cannot bear the same time by chance.
const APART: std::time::Duration = std::time::Duration::from_secs(2);

/// Checks every request.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before: Option<(usize, Timestamp)> = None;
    for (index, step) in story.steps.iter().enumerate() {
        match claim(story, step) {
            Ok(claim) => {
                findings.extend(scope(story, step, &claim).into_iter().map(|finding| finding.at(index)));
                if let Some((earlier, time)) = before
                    && time == claim.time
                    && step.exchange.at.saturating_sub(story.steps[earlier].exchange.at) > APART
                {
                    findings.extend(
                        story
                            .against(
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
                story
                    .against(Rule::Signature, "a signature that verifies", problem)
                    .map(|finding| finding.at(index)),
            ),
        }
        findings.extend(session_token(story, step).map(|finding| finding.at(index)));
    }
    findings
}

fn claim(story: &Story<'_>, step: &Step<'_>) -> Result<Claim, String> {
    let request = &step.exchange.request;
    let request = signing::Request {
        method: &request.method,
        target: &request.target,
        headers: &request.headers,
        body: &request.body,
    };
    let scheme = story.provider.signing.scheme;
    // Whose key it is comes first: with another key nothing verifies.
    let claim = signing::claim(scheme, &request).map_err(|fault| fault.to_string())?;
    if claim.access_key_id != story.trial.credentials.access_key_id {
        return Err(format!("the access key {}, which is not the call's", claim.access_key_id));
    }
    signing::verify(scheme, &request, &story.trial.credentials.secret_access_key)
        .map_err(|fault| fault.to_string())
}

fn scope(story: &Story<'_>, step: &Step<'_>, claim: &Claim) -> Vec<Finding> {
    let mut findings = Vec::new();
    let region = &story.trial.region;
    if let Some(seen) = claim.region.as_ref().filter(|seen| *seen != region) {
        findings.extend(story.against(
            Rule::Signature,
            format!("region {region} in the credential scope"),
            format!("region {seen}"),
        ));
    }
    let service = &story.provider.signing.service;
    if let Some(seen) = claim.service.as_ref().filter(|seen| *seen != service) {
        findings.extend(story.against(
            Rule::Signature,
            format!("service {service} in the credential scope"),
            format!("service {seen}"),
        ));
    }
    if step.exchange.wall.duration_since(claim.time).abs() > FRESHNESS {
        let expected = format!("a time near {}", step.exchange.wall.strftime("%Y-%m-%dT%H:%M:%SZ"));
        findings.extend(story.against(Rule::Signature, expected, format!("{}", claim.time)));
    }
    findings
}

fn session_token(story: &Story<'_>, step: &Step<'_>) -> Option<Finding> {
    let due = story.trial.credentials.session_token.as_ref()?.expose_secret();
    let header = story.provider.signing.session_token_header.as_deref()?;
    let found: Vec<&str> = step.exchange.request.header_values(header).collect();
    if found == [due] {
        let covered = claim(story, step)
            .map_or(true, |claim| claim.signed_headers.iter().any(|name| name.eq_ignore_ascii_case(header)));
        return if covered {
            None
        } else {
            story.against(
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
    story.against(Rule::SessionToken, format!("header {header} with the call's session token"), seen)
}
