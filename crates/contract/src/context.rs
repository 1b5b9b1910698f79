//! One operation with everything that holds for it: what binds, and what an ambiguity suspends.

use crate::{Clause, Contracts, Fact, Location, Operation, Provider, Rule, Side, ValueType};

/// One operation, its provider and the standards.
///
/// Whether a clause binds and whether an ambiguity suspends it is decided here and nowhere else.
///
/// ```
/// use contract::{Contracts, OperationContext};
///
/// let contracts = Contracts::bundled()?;
/// let context = OperationContext::of(&contracts, "amazon-bedrock/list-evaluation-jobs").ok_or("no contract")?;
/// let range = context.clause("max-results/range").ok_or("no clause")?;
/// assert!(context.binds(range));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct OperationContext<'a> {
    /// All contracts, for the standards.
    pub contracts: &'a Contracts,
    /// The operation.
    pub operation: &'a Operation,
    /// Its provider.
    pub provider: &'a Provider,
}

impl<'a> OperationContext<'a> {
    /// The context of an operation, `provider/operation`; `None` where there is no such contract.
    #[must_use]
    pub fn of(contracts: &'a Contracts, operation: &str) -> Option<Self> {
        let operation = contracts.operation(operation)?;
        Some(Self { contracts, operation, provider: contracts.provider(operation) })
    }

    /// The operation's own clauses, its provider's, and the standards.
    pub fn clauses(self) -> impl Iterator<Item = &'a Clause> {
        self.contracts.clauses(self.operation)
    }

    /// A clause by its id; the operation's own one wins, then the provider's, then the standard's.
    #[must_use]
    pub fn clause(self, id: &str) -> Option<&'a Clause> {
        self.contracts.clause(self.operation, id)
    }

    /// The clause that states a rule; the nearest one wins.
    #[must_use]
    pub fn rule(self, rule: Rule) -> Option<&'a Clause> {
        self.contracts.rule(self.operation, rule)
    }

    /// Whether an ambiguity suspends the clause, so that no client is judged by it.
    #[must_use]
    pub fn is_suspended(self, clause: &Clause) -> bool {
        self.operation.is_suspended(clause)
    }

    /// Whether breaking the clause is a violation: its evidence binds and no ambiguity suspends it.
    #[must_use]
    pub fn binds(self, clause: &Clause) -> bool {
        self.operation.binds(clause)
    }

    /// Whether the clause that states a rule binds; `false` where no clause states it.
    #[must_use]
    pub fn rule_binds(self, rule: Rule) -> bool {
        self.rule(rule).is_some_and(|clause| self.binds(clause))
    }

    /// The operation's own clauses that no ambiguity suspends, in the order of the file.
    pub fn effective_clauses(self) -> impl Iterator<Item = &'a Clause> {
        self.operation.clauses.iter().filter(move |clause| !self.is_suspended(clause))
    }

    /// The members of one side with the clauses that introduce them, in the order of the file.
    pub fn members(self, side: Side) -> impl Iterator<Item = (&'a Clause, &'a Location, ValueType)> {
        self.effective_clauses().filter_map(move |clause| match &clause.fact {
            Fact::Member { at, r#type } if at.side == side => Some((clause, at, *r#type)),
            _ => None,
        })
    }
}

impl Operation {
    /// Whether an ambiguity suspends a clause.
    #[must_use]
    pub fn is_suspended(&self, clause: &Clause) -> bool {
        self.ambiguity_about(&clause.id).is_some()
    }

    /// Whether breaking a clause is a violation: its evidence binds and no ambiguity suspends it.
    #[must_use]
    pub fn binds(&self, clause: &Clause) -> bool {
        clause.evidence.binds() && !self.is_suspended(clause)
    }
}
