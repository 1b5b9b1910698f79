//! Retries are bounded, and what will not go away is not retried.

use contract::{Fact, Rule};

use super::delivered::Delivered;
use super::story::{Role, Step, Story};
use crate::finding::Finding;

/// Checks every chain of attempts at one page.
pub(super) fn check(story: &Story<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut attempts = 0;
    for (index, step) in story.steps.iter().enumerate() {
        attempts = if step.role == Role::Again { attempts + 1 } else { 1 };
        if attempts == story.case.attempts.saturating_add(1) {
            findings.extend(
                story
                    .against(
                        Rule::RetryBounded,
                        format!("at most {} attempts at one request", story.case.attempts),
                        format!("attempt number {attempts} at the same request"),
                    )
                    .map(|finding| finding.at(index)),
            );
        }
        if step.role == Role::Again
            && let Some(before) = story.steps[..index].last()
            && is_final(story, before)
        {
            let code = before.exchange.served.error.as_ref().map_or("", |error| error.code.as_str());
            findings.extend(
                story
                    .against(
                        Rule::NoRetry,
                        format!("no further attempt after {} {code}", before.status()),
                        "the same request again",
                    )
                    .map(|finding| finding.at(index)),
            );
        }
    }
    findings
}

/// Whether an error says that the same request will fail again.
fn is_final(story: &Story<'_>, step: &Step<'_>) -> bool {
    let Delivered::Error(error) = &step.delivered else { return false };
    let retryable = story.contracts.clauses(story.operation).find_map(|clause| match &clause.fact {
        Fact::Error { code, retryable, .. } if *code == error.code => Some(*retryable),
        _ => None,
    });
    matches!(step.status(), 400 | 401 | 403 | 404) && retryable != Some(true)
}
