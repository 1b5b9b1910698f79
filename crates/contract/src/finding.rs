//! A finding: one broken clause, what it requires here, and what happened.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Clause, Operation, OperationContext, Rule};

/// One broken clause, with what was expected and what happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
// Exhaustive: whoever judges by other means than ours makes findings, too.
pub struct Finding {
    /// The clause's id.
    pub clause: String,
    /// The requirement that it states, in our words.
    pub requirement: String,
    /// Reference, section and member.
    pub source: String,
    /// Where the requirement comes from.
    pub evidence: String,
    /// Whether it fails the trial.
    pub severity: Severity,
    /// What it would do to a user of the client.
    pub impact: Impact,
    /// What the requirement asks for, here.
    pub expected: String,
    /// What happened instead.
    pub actual: String,
    /// The request that it is about, counted from 0, where it is about one.
    pub exchange: Option<usize>,
}

/// Whether a finding fails its trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A documented or standard requirement is broken: the trial fails.
    Violation,
    /// A requirement that only an example or practice shows is broken: reported, but the trial passes.
    Warning,
}

/// What a finding would do to a user of the client, the worst first.
///
/// Evidence says whether a requirement binds, and so whether a trial fails; impact says how much it matters.
/// The two are independent: a warning can lose data, and a violation can be cosmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
// Exhaustive: with a new impact, the compiler names every place that orders or counts impacts.
pub enum Impact {
    /// A secret or the caller's input was sent to the wrong place.
    LeaksSecrets,
    /// Fewer, other or repeated results were returned as if they were what the service has.
    LosesData,
    /// The call does not end, or ends only because of a limit of the harness.
    Hangs,
    /// A requirement is broken, without a consequence for the caller in this trial.
    Cosmetic,
}

impl Impact {
    /// Every impact, the worst first.
    pub const ALL: [Self; 4] = [Self::LeaksSecrets, Self::LosesData, Self::Hangs, Self::Cosmetic];
}

impl fmt::Display for Impact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::LeaksSecrets => "leaks secrets",
            Self::LosesData => "loses data",
            Self::Hangs => "hangs",
            Self::Cosmetic => "cosmetic",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Violation => "violation",
            Self::Warning => "warning",
        })
    }
}

impl Finding {
    /// A finding about a clause, of impact cosmetic; `None` where an ambiguity suspends the clause.
    #[must_use]
    pub fn for_clause(
        operation: &Operation,
        clause: &Clause,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Option<Self> {
        if operation.is_suspended(clause) {
            return None;
        }
        Some(Self {
            clause: clause.id.clone(),
            requirement: clause.requirement.clone(),
            source: source(operation, clause),
            evidence: clause.evidence.to_string(),
            severity: if clause.evidence.binds() { Severity::Violation } else { Severity::Warning },
            impact: Impact::Cosmetic,
            expected: expected.into(),
            actual: actual.into(),
            exchange: None,
        })
    }

    /// A finding about a rule; `None` where no clause states it or an ambiguity suspends that.
    #[must_use]
    pub fn for_rule(
        context: OperationContext<'_>,
        rule: Rule,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Option<Self> {
        Self::for_clause(context.operation, context.rule(rule)?, expected, actual)
    }

    /// The same, about one request, counted from 0.
    #[must_use]
    pub fn at(mut self, exchange: usize) -> Self {
        self.exchange = Some(exchange);
        self
    }

    /// The same with this impact.
    #[must_use]
    pub fn with_impact(mut self, impact: Impact) -> Self {
        self.impact = impact;
        self
    }

    /// The same, never failing.
    #[must_use]
    pub fn into_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }
}

/// Reference, section and member as one line.
fn source(operation: &Operation, clause: &Clause) -> String {
    let reference = clause.source.reference.as_deref().unwrap_or(&operation.reference.url);
    let member = clause.source.member.as_ref().map_or_else(String::new, |member| format!(", {member}"));
    format!("{reference}, {}{member}", clause.source.section)
}
