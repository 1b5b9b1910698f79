//! Retries are bounded, and a permanent error is not retried.

use contract::{Fact, Rule};

use crate::response_class::ResponseClass;
use crate::timeline::{Attempt, Purpose, Timeline};
use contract::{Finding, pluralize};

/// Checks every chain of attempts at one page.
pub(crate) fn check(timeline: &Timeline<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut attempts = 0;
    for (index, attempt) in timeline.attempts.iter().enumerate() {
        attempts = if attempt.purpose == Purpose::Retry { attempts + 1 } else { 1 };
        if attempts == timeline.question.attempts.saturating_add(1) {
            findings.extend(
                timeline
                    .for_rule(
                        Rule::RetryBounded,
                        format!(
                            "at most {} for one request",
                            pluralize(timeline.question.attempts as usize, "attempt")
                        ),
                        format!("attempt number {attempts} for the same request"),
                    )
                    .map(|finding| finding.at(index)),
            );
        }
        if attempt.purpose == Purpose::Retry
            && let Some(before) = timeline.attempts[..index].last()
            && is_final(timeline, before)
        {
            let code = before.answer.error.as_ref().map_or("", |error| error.code.as_str());
            findings.extend(
                timeline
                    .for_rule(
                        Rule::NoRetry,
                        format!("no further attempt after {} {code}", before.status()),
                        "another attempt with the same request",
                    )
                    .map(|finding| finding.at(index)),
            );
        }
    }
    findings
}

/// Whether an error says that the same request will fail again.
fn is_final(timeline: &Timeline<'_>, attempt: &Attempt<'_>) -> bool {
    let ResponseClass::Error(error) = &attempt.class else { return false };
    let retryable = timeline.context.clauses().find_map(|clause| match &clause.fact {
        Fact::Error { code, retryable, .. } if *code == error.code => Some(*retryable),
        _ => None,
    });
    matches!(attempt.status(), 400 | 401 | 403 | 404) && retryable != Some(true)
}
