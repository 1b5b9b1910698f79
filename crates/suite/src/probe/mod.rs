//! A probe: the same clause asked of a server, by listing alone.
//!
//! A probe is a pure function from what the server has answered so far to what is asked next, or to a verdict.

mod forms;
mod request;
mod response;
mod walk;

use contract::Clause;

pub(crate) use forms::{accepted, refusal};
pub use request::{ProbeRequest, SignedBy};
pub use response::ProbeResponse;
pub(crate) use walk::{Walk, following, walks};

use crate::build::GeneratorContext;
use contract::{Finding, Impact};

/// One clause asked of a server.
pub struct Probe<'a> {
    /// `provider/operation/place/name`.
    pub id: String,
    /// The generator that made it.
    pub generator: &'static str,
    /// The column of the report.
    pub subject: &'static str,
    /// The clause that it asks about.
    pub clause: &'a Clause,
    next: Box<Step<'a>>,
    context: GeneratorContext<'a>,
}

/// From the answers so far to what comes next.
type Step<'a> = dyn Fn(&[ProbeResponse]) -> NextStep + Send + Sync + 'a;

/// What comes after the answers so far.
#[derive(Debug)]
pub enum NextStep {
    /// Another request.
    Ask(ProbeRequest),
    /// The end.
    Done(ProbeOutcome),
}

/// What a probe comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProbeOutcome {
    /// The server keeps the requirement.
    Passed,
    /// It does not; what the promise asks for here, what was seen, and what that does to whoever asks.
    Broken(String, String, Impact),
    /// It does not keep the promise of another clause than the probe's own, which is named first.
    BrokenElsewhere(String, String, String, Impact),
    /// Nothing can be said, and why: no items, one page only, an ambiguity.
    Skipped(String),
}

impl<'a> Probe<'a> {
    /// A probe about a clause that asks as long as `next` says so.
    pub(crate) fn new(
        context: GeneratorContext<'a>,
        clause: &'a Clause,
        name: &str,
        next: impl Fn(&[ProbeResponse]) -> NextStep + Send + Sync + 'a,
    ) -> Self {
        let next = Box::new(next);
        Self { id: context.id(clause, name), generator: "", subject: "", clause, next, context }
    }

    /// What to do after these answers.
    pub fn next(&self, response: &[ProbeResponse]) -> NextStep {
        (self.next)(response)
    }

    /// The finding that a broken promise comes to; `None` where an ambiguity turns the clause off.
    pub fn finding(&self, expected: &str, seen: &str) -> Option<Finding> {
        Finding::for_clause(self.context.operation, self.clause, expected, seen)
    }

    /// The same about another clause of the operation, which only the answer could tell.
    pub fn finding_for(&self, clause: &str, expected: &str, seen: &str) -> Option<Finding> {
        let clause = self.context.contracts.clause(self.context.operation, clause)?;
        Finding::for_clause(self.context.operation, clause, expected, seen)
    }

    pub(crate) fn of_generator(self, generator: &'static str, subject: &'static str) -> Self {
        Self { generator, subject, ..self }
    }
}
