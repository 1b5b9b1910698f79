//! What a trial leaves behind: the recording, the judgement, the verdict.

use std::fmt;
use std::time::Duration;

use client_protocol::OutcomeResult;
use serde::Serialize;
use simulator::WireRecording;

use crate::expected::Cause;
use crate::finding::{Finding, Severity};

/// All that happened in a trial.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Bytes both ways with times and connections.
    pub wire: WireRecording,
    /// What the client said.
    pub answer: ClientAnswer,
    /// How long it took to say it.
    pub took: Duration,
    /// What the client wrote to its standard error meanwhile, the tail of it.
    pub stderr: String,
}

/// What a client said to one call.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientAnswer {
    /// An outcome, as the protocol asks for.
    Outcome(OutcomeResult),
    /// Nothing before the deadline.
    Silent,
    /// It could not be asked or did not keep to the protocol; in words for a person.
    Unusable(String),
}

/// What judging comes to, before expected failures are looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Judgement {
    /// The trial was judged; without a violation among the findings the client conforms.
    Judged(Vec<Finding>),
    /// The library cannot express the case, or the client did not come to its point; counts as not verified.
    /// Never a violation among the findings.
    NotApplicable(String, Vec<Finding>),
    /// The adapter or the harness could not work.
    CouldNotRun(String),
}

/// The six verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every promise is kept.
    Conforms,
    /// A documented or standard promise is broken.
    Violates,
    /// It is broken, and the client's list of expected failures says so.
    FailsAsExpected,
    /// The list says that it is broken, and it is not.
    ConformsUnexpectedly,
    /// The library cannot express the case.
    NotApplicable,
    /// The adapter or the harness could not work.
    CouldNotRun,
}

impl Verdict {
    /// Every verdict, in the order of the report.
    pub const ALL: [Self; 6] = [
        Self::Conforms,
        Self::Violates,
        Self::FailsAsExpected,
        Self::ConformsUnexpectedly,
        Self::NotApplicable,
        Self::CouldNotRun,
    ];
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Conforms => "conforms",
            Self::Violates => "violates",
            Self::FailsAsExpected => "fails as expected",
            Self::ConformsUnexpectedly => "conforms unexpectedly",
            Self::NotApplicable => "not applicable",
            Self::CouldNotRun => "could not run",
        })
    }
}

/// One trial as the reports show it.
#[derive(Debug, Clone, Serialize)]
pub struct TrialReport {
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
    /// The expected failures that it is, where it fails as expected.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// Everything that was found, violations first, and of those the worst harm.
    pub findings: Vec<Finding>,
    /// The law that made the case; none where it was written by hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<&'static str>,
    /// Where a client may refuse the input by itself: whether it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<bool>,
    /// How many requests came.
    pub requests: usize,
    /// How long the client took, in milliseconds.
    pub took_ms: u128,
    /// A command that repeats the first request in question.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
    /// The command that serves the case again at the same address, for `curl` to ask.
    pub serve: String,
    /// The command that repeats this trial alone.
    pub repeat: String,
    /// The tail of the client's standard error, where the trial went wrong.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stderr: String,
    /// The timed record of the wire, where it was asked for and the trial went wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<String>,
}

impl TrialReport {
    /// Whether the trial turns the run red.
    #[must_use]
    pub fn is_red(&self) -> bool {
        matches!(self.verdict, Verdict::Violates | Verdict::ConformsUnexpectedly | Verdict::CouldNotRun)
    }

    /// The findings that fail the trial.
    pub fn violations(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Violation)
    }
}

/// One client in a run.
#[derive(Debug, Clone, Serialize)]
pub struct ClientRun {
    /// The name it was asked for by.
    pub name: String,
    /// What the client says of itself, once it has said so.
    pub version: Option<String>,
    /// Its programming language.
    pub language: String,
    /// What is wrong with the client as a whole, as lines for a person; each turns the run red.
    pub problems: Vec<String>,
    /// The operations that the client does not declare; they are no findings.
    pub undeclared: Vec<String>,
}
