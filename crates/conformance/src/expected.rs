//! What a client is known to fail: still run, and news when it no longer does.

use globset::Glob;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity};

/// `expected-failures.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExpectedFailures {
    /// Our own schema of the file.
    #[serde(default, rename = "$schema")]
    pub schema: Option<String>,
    /// The library.
    #[serde(default)]
    pub library: String,
    /// The version that the entries were found with; with another the entries are stale.
    #[serde(default)]
    pub version: Option<String>,
    /// One entry for one cause.
    #[serde(default)]
    pub expected_failures: Vec<ExpectedFailure>,
}

/// One cause of failures.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExpectedFailure {
    /// A glob over case ids; every case that it matches fails.
    pub case: String,
    /// The clause that is broken.
    pub clause: String,
    /// What happens.
    pub what: String,
    /// Why.
    pub why: String,
    /// File and line in the library, where it can be named.
    #[serde(default, rename = "where")]
    pub place: Option<String>,
    /// A script in the client's folder that shows it without the harness.
    pub reproduction: String,
}

/// An entry that a trial failed by, as the reports show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The clause that is broken.
    pub clause: String,
    /// What happens.
    pub what: String,
}

impl ExpectedFailure {
    /// Whether the entry speaks of a case.
    #[must_use]
    pub fn matches(&self, case: &str) -> bool {
        Glob::new(&self.case).is_ok_and(|glob| glob.compile_matcher().is_match(case))
    }
}

impl ExpectedFailures {
    /// The entries by which the findings of a case were expected.
    #[must_use]
    pub fn causes(&self, case: &str, findings: &[Finding]) -> Vec<Cause> {
        let broken = |entry: &&ExpectedFailure| {
            findings
                .iter()
                .any(|finding| finding.severity == Severity::Violation && finding.clause == entry.clause)
        };
        let entries = self.expected_failures.iter().filter(|entry| entry.matches(case)).filter(broken);
        entries.map(|entry| Cause { clause: entry.clause.clone(), what: entry.what.clone() }).collect()
    }

    /// What is wrong with the list as a whole, as lines for a person.
    #[must_use]
    pub fn problems(
        &self,
        version: &str,
        cases: &[&str],
        everything: bool,
        folder: &std::path::Path,
    ) -> Vec<String> {
        let mut problems = Vec::new();
        if let Some(listed) = self.version.as_ref().filter(|listed| *listed != version) {
            problems.push(format!(
                "expected-failures.json was written for version {listed}, this is {version}: its {} entries are stale; run, look at what changed, and set the version",
                self.expected_failures.len()
            ));
        }
        for entry in &self.expected_failures {
            if let Err(error) = Glob::new(&entry.case) {
                problems.push(format!(
                    "expected-failures.json: {:?} is not a glob: {}",
                    entry.case,
                    error.kind()
                ));
            } else if everything && !cases.iter().any(|case| entry.matches(case)) {
                problems.push(format!(
                    "expected-failures.json: {:?} matches no case; take the entry out or mend its name",
                    entry.case
                ));
            }
            if !folder.join(&entry.reproduction).is_file() {
                problems.push(format!(
                    "expected-failures.json: {:?} has no reproduction at {}",
                    entry.case, entry.reproduction
                ));
            }
        }
        problems
    }
}
