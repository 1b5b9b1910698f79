//! One thing that is wrong, tied to the promise that it breaks.

use std::fmt;

use contract::{Clause, Contracts, Operation, Rule};
use serde::Serialize;

/// One thing that is wrong, tied to a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The clause's id.
    pub clause: String,
    /// What it promises, in our words.
    pub promise: String,
    /// Page, section and member.
    pub source: String,
    /// Where the promise comes from.
    pub evidence: String,
    /// Whether it fails the trial.
    pub severity: Severity,
    /// What it would do to whoever uses the client.
    pub harm: Harm,
    /// What the promise asks for, here.
    pub expected: String,
    /// What happened instead.
    pub seen: String,
    /// The request that it is about, counted from 0, where it is about one.
    pub exchange: Option<usize>,
}

/// Whether a finding fails its trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A documented or standard promise is broken: the trial fails.
    Violation,
    /// Something differs from what only an example or practice shows: told, never failing.
    Remark,
}

/// What a finding would do to whoever uses the client, the worst first.
///
/// Evidence says whether a promise binds, and so whether a trial fails; harm says how much it matters.
/// The two are independent: a remark can lose data, and a violation can be harmless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Harm {
    /// A secret, or what the caller asked for, was sent where it does not belong.
    LeaksSecrets,
    /// Fewer, other or repeated results were handed over as if they were what the service has.
    LosesData,
    /// The call does not come back, or would not but for a limit of ours.
    NeverReturns,
    /// It is not as promised, and nobody is worse off for it in what was seen.
    Differs,
}

impl Harm {
    /// Every harm, the worst first.
    pub const ALL: [Self; 4] = [Self::LeaksSecrets, Self::LosesData, Self::NeverReturns, Self::Differs];
}

impl fmt::Display for Harm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::LeaksSecrets => "leaks secrets",
            Self::LosesData => "loses data",
            Self::NeverReturns => "never returns",
            Self::Differs => "differs",
        })
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Violation => "violation",
            Self::Remark => "remark",
        })
    }
}

impl Finding {
    /// A finding about a clause that merely differs; `None` where a doubt turns the clause off.
    pub(crate) fn about(
        operation: &Operation,
        clause: &Clause,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) -> Option<Self> {
        if operation.doubt_about(&clause.id).is_some() {
            return None;
        }
        Some(Self {
            clause: clause.id.clone(),
            promise: clause.promise.clone(),
            source: source(operation, clause),
            evidence: clause.evidence.to_string(),
            severity: if clause.evidence.binds() { Severity::Violation } else { Severity::Remark },
            harm: Harm::Differs,
            expected: expected.into(),
            seen: seen.into(),
            exchange: None,
        })
    }

    /// A finding about a rule; `None` where no contract states it.
    pub(crate) fn against(
        contracts: &Contracts,
        operation: &Operation,
        rule: Rule,
        expected: impl Into<String>,
        seen: impl Into<String>,
    ) -> Option<Self> {
        Self::about(operation, contracts.rule(operation, rule)?, expected, seen)
    }

    /// The same, about one request.
    pub(crate) fn at(mut self, exchange: usize) -> Self {
        self.exchange = Some(exchange);
        self
    }

    /// The same, doing this harm.
    pub(crate) fn harming(mut self, harm: Harm) -> Self {
        self.harm = harm;
        self
    }

    /// The same, never failing.
    pub(crate) fn into_remark(mut self) -> Self {
        self.severity = Severity::Remark;
        self
    }
}

/// `1 page`, `2 pages`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Page, section and member as one line.
fn source(operation: &Operation, clause: &Clause) -> String {
    let page = clause.source.page.as_deref().unwrap_or(&operation.page.url);
    let member = clause.source.member.as_ref().map_or_else(String::new, |member| format!(", {member}"));
    format!("{page}, {}{member}", clause.source.section)
}
