//! Holds a judgement against what the client is known to fail.

use crate::expected::{ExpectedFailure, ExpectedFailures};
use crate::finding::{Finding, Severity};
use crate::verdict::{Judgement, Verdict};

/// The verdict on a trial, why (where no finding says it), and what was found.
#[must_use]
pub fn reconcile(
    expected: &ExpectedFailures,
    case: &str,
    judgement: Judgement,
) -> (Verdict, Option<String>, Vec<Finding>) {
    let entries: Vec<&ExpectedFailure> =
        expected.expected_failures.iter().filter(|entry| entry.matches(case)).collect();
    let findings = match judgement {
        Judgement::CouldNotRun(reason) => return (Verdict::CouldNotRun, Some(reason), Vec::new()),
        Judgement::NotApplicable(reason, findings) => {
            return (Verdict::NotApplicable, Some(reason), findings);
        }
        Judgement::Judged(findings) => findings,
    };
    let violations: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::Violation).collect();
    let is_expected = |finding: &&Finding| entries.iter().any(|entry| entry.clause == finding.clause);
    let (verdict, reason) = if violations.is_empty() {
        match entries.first() {
            None => (Verdict::Conforms, None),
            Some(entry) => (
                Verdict::ConformsUnexpectedly,
                Some(format!("{:?} lists it as a failure ({}); take the entry out", entry.case, entry.what)),
            ),
        }
    } else if violations.iter().all(is_expected) {
        (
            Verdict::FailsAsExpected,
            Some(entries.iter().map(|entry| entry.what.as_str()).collect::<Vec<_>>().join("; ")),
        )
    } else {
        (Verdict::Violates, None)
    };
    (verdict, reason, findings)
}
