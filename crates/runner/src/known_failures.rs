//! What a client is known to fail: the cases still run, and the run fails when one of them starts to pass.

use globset::Glob;
use serde::{Deserialize, Serialize};

use contract::{Finding, Severity};

/// `known-failures.json`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KnownFailures {
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
    #[serde(default, rename = "known-failures")]
    pub entries: Vec<KnownFailure>,
}

/// One cause of failures.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KnownFailure {
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
    /// A script in the client's folder that shows it without the harness; every client of this repository has one.
    #[serde(default)]
    pub reproduction: Option<String>,
}

/// An entry that a trial failed by, as the reports show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// The clause that is broken.
    pub clause: String,
    /// What happens.
    pub what: String,
}

impl KnownFailure {
    /// Whether the entry is about a case.
    #[must_use]
    pub fn matches(&self, case: &str) -> bool {
        Glob::new(&self.case).is_ok_and(|glob| glob.compile_matcher().is_match(case))
    }
}

impl KnownFailures {
    /// The entries that explain the findings of a case.
    #[must_use]
    pub fn causes(&self, case: &str, findings: &[Finding]) -> Vec<Cause> {
        let broken = |entry: &&KnownFailure| {
            findings
                .iter()
                .any(|finding| finding.severity == Severity::Violation && finding.clause == entry.clause)
        };
        let entries = self.entries.iter().filter(|entry| entry.matches(case)).filter(broken);
        entries.map(|entry| Cause { clause: entry.clause.clone(), what: entry.what.clone() }).collect()
    }

    /// What is wrong with the list as a whole, a sentence for each problem.
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
                "known-failures.json was written for version {listed}, this is {version}: its {} entries are stale; run, look at what changed, and set the version",
                self.entries.len()
            ));
        }
        for entry in &self.entries {
            if let Err(error) = Glob::new(&entry.case) {
                problems.push(format!(
                    "known-failures.json: {:?} is not a glob: {}",
                    entry.case,
                    error.kind()
                ));
            } else if everything && !cases.iter().any(|case| entry.matches(case)) {
                problems.push(format!(
                    "known-failures.json: {:?} matches no case; remove the entry or correct its glob",
                    entry.case
                ));
            }
            if let Some(reproduction) = &entry.reproduction
                && !folder.join(reproduction).is_file()
            {
                problems.push(format!(
                    "known-failures.json: {:?} has no reproduction at {reproduction}; add the file or correct the path",
                    entry.case
                ));
            }
        }
        problems
    }
}
