//! A probe: the same clause asked of a server, by read-only requests alone.
//!
//! A probe is a pure function from what the server has answered so far to what is asked next, or to a verdict.

mod forms;
mod request;
mod response;
mod walk;

use contract::{Clause, Finding, Impact};

pub(crate) use forms::{accepted, refusal};
pub use request::{ProbeRequest, SignedBy};
pub use response::ProbeResponse;
pub(crate) use walk::{Walk, following, walks};

use crate::build::GeneratorContext;

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
// Exhaustive: with a new outcome, the compiler names every place that turns outcomes into verdicts.
pub enum ProbeOutcome {
    /// The server keeps the requirement.
    Passed,
    /// It does not; what the clause requires here, what the server did instead, and the impact on a caller.
    Broken(String, String, Impact),
    /// It breaks another clause than the probe's own, which is named first.
    BrokenElsewhere(String, String, String, Impact),
    /// No verdict is possible, and why: no items, one page only, an ambiguity.
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

    /// What to do after these responses.
    pub fn next(&self, responses: &[ProbeResponse]) -> NextStep {
        (self.next)(responses)
    }

    /// The finding that a broken requirement comes to; `None` where an ambiguity suspends the clause.
    pub fn finding(&self, expected: &str, actual: &str) -> Option<Finding> {
        Finding::for_clause(self.context.operation, self.clause, expected, actual)
    }

    /// The same about another clause of the operation, which only the response could show.
    pub fn finding_for(&self, clause: &str, expected: &str, actual: &str) -> Option<Finding> {
        let clause = self.context.contracts.clause(self.context.operation, clause)?;
        Finding::for_clause(self.context.operation, clause, expected, actual)
    }

    pub(crate) fn of_generator(self, generator: &'static str, subject: &'static str) -> Self {
        Self { generator, subject, ..self }
    }
}
