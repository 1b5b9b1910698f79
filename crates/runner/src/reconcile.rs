//! Compares a judgement with what the client is known to fail.

use crate::known_failures::{KnownFailure, KnownFailures};
use contract::{Finding, Severity};
use judge::Judgement;
use suite::Verdict;

/// The verdict on a trial, why (where no finding says it), and what was found.
#[must_use]
pub fn reconcile(
    known_failures: &KnownFailures,
    case: &str,
    judgement: Judgement,
) -> (Verdict, Option<String>, Vec<Finding>) {
    let entries: Vec<&KnownFailure> =
        known_failures.entries.iter().filter(|entry| entry.matches(case)).collect();
    let findings = match judgement {
        Judgement::Error(reason) => return (Verdict::Error, Some(reason), Vec::new()),
        Judgement::Skipped(reason, findings) => {
            return (Verdict::Skipped, Some(reason), findings);
        }
        Judgement::Judged(findings) => findings,
    };
    let violations: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Violation).collect();
    let is_known = |finding: &&Finding| entries.iter().any(|entry| entry.clause == finding.clause);
    let (verdict, reason) = if violations.is_empty() {
        match entries.first() {
            None => (Verdict::Passed, None),
            Some(entry) => (
                Verdict::Fixed,
                Some(format!(
                    "known-failures.json lists {:?} ({}), and it passes; remove the entry, or narrow its glob",
                    entry.case, entry.what
                )),
            ),
        }
    } else if violations.iter().all(is_known) {
        (
            Verdict::KnownFailure,
            Some(entries.iter().map(|entry| entry.what.as_str()).collect::<Vec<_>>().join("; ")),
        )
    } else {
        (Verdict::Failed, None)
    };
    (verdict, reason, findings)
}
