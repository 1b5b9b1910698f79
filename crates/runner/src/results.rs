//! The results of a run: the clients, and the trials with their verdicts and findings.

use std::time::Duration;

use contract::{Finding, Severity};
use serde::Serialize;
use suite::Verdict;

use crate::known_failures::Cause;

/// A finished run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// The clients, in the order of the command line.
    pub clients: Vec<ClientResult>,
    /// The trials, in the order of the plan.
    pub trials: Vec<TrialResult>,
    /// How long the run took.
    #[serde(skip)]
    pub took: Duration,
}

/// One client in a run.
#[derive(Debug, Clone, Serialize)]
pub struct ClientResult {
    /// Its name, numbered where several have the same.
    pub name: String,
    /// The version that the client reports, once it has done so.
    pub version: Option<String>,
    /// Its programming language.
    pub language: String,
    /// What is wrong with the client as a whole, as lines for a person; each fails the run.
    pub problems: Vec<String>,
    /// The operations that the client does not implement; they are no findings.
    pub not_implemented: Vec<String>,
    /// The arguments that run this client again, such as `--client NAME`.
    #[serde(skip)]
    pub flag: String,
}

/// One trial.
#[derive(Debug, Clone, Serialize)]
pub struct TrialResult {
    /// The case's id.
    pub case: String,
    /// The case's subject.
    pub subject: String,
    /// The operation.
    pub operation: String,
    /// The clause that the case asks about.
    pub clause: String,
    /// The client's name.
    pub client: String,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, where a finding does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The known failures that it is, where its verdict is that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub known_failures: Vec<Cause>,
    /// Everything that was found, violations first, and of those the worst impact.
    pub findings: Vec<Finding>,
    /// The generator that made the case; none where it was written by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<&'static str>,
    /// Where a client may refuse the input by itself: whether it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<bool>,
    /// How many requests arrived.
    pub requests: usize,
    /// How long the client took, in milliseconds.
    pub took_ms: u128,
    /// The tail of the client's standard error, where the trial went wrong.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stderr: String,
    /// What went over the wire, where the trial went wrong.
    #[serde(skip)]
    pub evidence: Option<Evidence>,
    /// The port that the trial was served on.
    #[serde(skip)]
    pub port: u16,
}

/// What went over the wire in one trial.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The address that the client was given.
    pub endpoint: String,
    /// Bytes both ways with times and connections; its events only with `--trace`.
    pub wire: wire::Recording,
}

impl Run {
    /// 0 PASS, 1 FAIL where a client failed, 2 ERROR where the harness or an adapter could not work.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let any = |verdict| self.trials.iter().any(|trial| trial.verdict == verdict);
        let unfit = self.clients.iter().any(|client| client.version.is_none());
        if unfit || any(Verdict::Error) || self.trials.is_empty() {
            2
        } else if self.trials.iter().any(TrialResult::fails_the_run)
            || self.clients.iter().any(|client| !client.problems.is_empty())
        {
            1
        } else {
            0
        }
    }
}

impl TrialResult {
    /// Whether the trial fails the run.
    #[must_use]
    pub fn fails_the_run(&self) -> bool {
        matches!(self.verdict, Verdict::Failed | Verdict::Fixed | Verdict::Error)
    }

    /// The findings that fail the trial.
    pub fn violations(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Violation)
    }
}
