//! A probe: the same clause asked of a server, by listing alone.
//!
//! A probe is a pure function from what the server has answered so far to what is asked next, or to a verdict.

mod ask;
mod further;
mod heard;
mod makers;
mod walk;

use contract::Clause;

pub(crate) use ask::{Ask, SignedBy};
pub(crate) use further::{PAGES, further};
pub(crate) use heard::Heard;
pub(crate) use makers::{accepted, refusal};
pub(crate) use walk::{Onward, Walk, walks};

use crate::finding::{Finding, Harm};
use crate::laws::Ground;

/// One clause asked of a server.
pub struct Probe<'a> {
    /// `provider/operation/place/name`.
    pub id: String,
    /// The law that made it.
    pub law: &'static str,
    /// The column of the report.
    pub subject: &'static str,
    /// The clause that it asks about.
    pub clause: &'a Clause,
    next: Box<Step<'a>>,
    ground: Ground<'a>,
}

/// From what has been heard so far to what comes next.
type Step<'a> = dyn Fn(&[Heard]) -> Next + Send + Sync + 'a;

/// What comes after what has been heard so far.
#[derive(Debug)]
pub(crate) enum Next {
    /// Another request.
    Ask(Ask),
    /// The end.
    Done(Answered),
}

/// What a probe comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answered {
    /// The server keeps the promise.
    Kept,
    /// It does not; what the promise asks for here, what was seen, and what that does to whoever asks.
    Broken(String, String, Harm),
    /// It does not keep the promise of another clause than the probe's own, which is named first.
    BrokenElsewhere(String, String, String, Harm),
    /// Nothing can be said, and why: no jobs, one page only, a doubt.
    NotApplicable(String),
}

impl<'a> Probe<'a> {
    /// A probe about a clause that asks as long as `next` says so.
    pub(crate) fn new(
        ground: Ground<'a>,
        clause: &'a Clause,
        name: &str,
        next: impl Fn(&[Heard]) -> Next + Send + Sync + 'a,
    ) -> Self {
        let next = Box::new(next);
        Self { id: ground.id(clause, name), law: "", subject: "", clause, next, ground }
    }

    /// What to do after these answers.
    pub(crate) fn next(&self, heard: &[Heard]) -> Next {
        (self.next)(heard)
    }

    /// The finding that a broken promise comes to; `None` where a doubt turns the clause off.
    pub(crate) fn finding(&self, expected: &str, seen: &str) -> Option<Finding> {
        Finding::about(self.ground.operation, self.clause, expected, seen)
    }

    /// The same about another clause of the operation, which only the answer could tell.
    pub(crate) fn finding_elsewhere(&self, clause: &str, expected: &str, seen: &str) -> Option<Finding> {
        let clause = self.ground.contracts.clause(self.ground.operation, clause)?;
        Finding::about(self.ground.operation, clause, expected, seen)
    }

    pub(crate) fn of_law(self, law: &'static str, subject: &'static str) -> Self {
        Self { law, subject, ..self }
    }
}
