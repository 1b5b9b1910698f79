//! A case as defects look at it: which clause it asks about, and what its server does.

use client_protocol::{Drive, Expectation};
use contract::{Clause, Contracts, Fact, Operation, Provider, Rule, Side, ValueType};
use suite::Case;
use wire::{Exchange, Fault};

/// A case with the clause that it asks about.
#[derive(Debug, Clone, Copy)]
pub struct CaseView<'a> {
    /// All contracts.
    pub contracts: &'a Contracts,
    /// The case's operation.
    pub operation: &'a Operation,
    /// Its provider.
    pub provider: &'a Provider,
    /// The case.
    pub case: &'a Case,
    /// The clause that it asks about.
    pub clause: &'a Clause,
}

impl<'a> CaseView<'a> {
    /// The view at a case; `None` where its clause is not there, which loading refuses.
    #[must_use]
    pub fn at(contracts: &'a Contracts, operation: &'a Operation, case: &'a Case) -> Option<Self> {
        let clause = contracts.clause(operation, &case.clause)?;
        Some(Self { contracts, operation, provider: contracts.provider(operation), case, clause })
    }

    /// Whether the case asks about this rule.
    #[must_use]
    pub fn asks(&self, rule: Rule) -> bool {
        self.clause.fact == Fact::Rule { rule }
    }

    /// Whether the case asks about one of these rules.
    #[must_use]
    pub fn asks_any(&self, rules: &[Rule]) -> bool {
        rules.iter().any(|rule| self.asks(*rule))
    }

    /// The kind of the clause, as the contracts write it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.clause.fact.kind()
    }

    /// Whether the clause is one of the request.
    #[must_use]
    pub fn of_request(&self) -> bool {
        self.side() == Some(Side::Request)
    }

    /// Whether the clause is one of the answer.
    #[must_use]
    pub fn of_response(&self) -> bool {
        self.side() == Some(Side::Response)
    }

    fn side(&self) -> Option<Side> {
        self.clause.fact.at().map(|at| at.side)
    }

    /// The type of the member that the clause is about.
    #[must_use]
    pub fn value_type(&self) -> Option<ValueType> {
        self.operation.value_type(self.clause.fact.at()?)
    }

    /// Whether the library's paginator is driven.
    #[must_use]
    pub fn walks(&self) -> bool {
        self.case.drive == Drive::Walk
    }

    /// Whether the case's name holds one of these words.
    #[must_use]
    pub fn named(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.case.name.contains(word))
    }

    /// Whether the value is the only right answer.
    #[must_use]
    pub fn returns(&self) -> bool {
        self.case.outcome == Expectation::Returns
    }

    /// Whether the value is one right answer.
    #[must_use]
    pub fn may_return(&self) -> bool {
        fn any(outcome: &Expectation) -> bool {
            match outcome {
                Expectation::Returns => true,
                Expectation::AnyOf(all) => all.iter().any(any),
                _ => false,
            }
        }
        any(&self.case.outcome)
    }

    /// Whether the input is one that the reference forbids.
    #[must_use]
    pub fn forbidden(&self) -> bool {
        matches!(&self.case.outcome, Expectation::AnyOf(all) if all.contains(&Expectation::Refused))
            || self.case.outcome == Expectation::Refused
    }

    /// Whether every response follows the contract, without edits and faults.
    #[must_use]
    pub fn usual(&self) -> bool {
        self.case.exchanges.iter().all(|exchange| *exchange == Exchange::default())
    }

    /// The first fault of the case's script.
    #[must_use]
    pub fn fault(&self) -> Option<&'a Fault> {
        self.case.exchanges.iter().find_map(|exchange| exchange.fault.as_ref())
    }

    /// Whether an error is served.
    #[must_use]
    pub fn errs(&self) -> bool {
        self.case.exchanges.iter().any(|exchange| {
            exchange.error.is_some() || exchange.raw.as_ref().is_some_and(|raw| raw.status >= 400)
        })
    }
}
