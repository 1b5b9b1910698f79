//! All contracts, and how to find one.

use std::collections::BTreeMap;

use crate::{Clause, Fact, Operation, Provider, Rule};

/// Every contract of a `schemas/` folder, checked.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// Clauses that hold for every operation: the standards of HTTP and JSON, and the client protocol.
    pub standards: Vec<Clause>,
    /// The providers by folder name.
    pub providers: BTreeMap<String, Provider>,
    pub(crate) operations: BTreeMap<String, Operation>,
}

impl Contracts {
    /// What the names of a person's own settings begin with; no client gets such a variable.
    #[must_use]
    pub fn environment_prefixes(&self) -> Vec<String> {
        self.providers
            .values()
            .flat_map(|provider| provider.signing.environment_prefixes.iter().cloned())
            .collect()
    }

    /// All operations, by id.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.operations.values()
    }

    /// One operation by its id, `provider/operation`.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.get(id)
    }

    /// The provider of an operation.
    #[must_use]
    pub fn provider(&self, operation: &Operation) -> &Provider {
        // The loader puts an operation in only together with its provider.
        &self.providers[&operation.provider]
    }

    /// All clauses that hold for an operation: its own, its provider's, and the standards.
    pub fn clauses<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a Clause> {
        operation.clauses.iter().chain(&self.provider(operation).clauses).chain(&self.standards)
    }

    /// A clause by its id, in the operation's own clauses first, then the provider's, then the standards.
    #[must_use]
    pub fn clause<'a>(&'a self, operation: &'a Operation, id: &str) -> Option<&'a Clause> {
        self.clauses(operation).find(|clause| clause.id == id)
    }

    /// The clause that states a rule for an operation; the nearest one wins.
    #[must_use]
    pub fn rule<'a>(&'a self, operation: &'a Operation, rule: Rule) -> Option<&'a Clause> {
        self.clauses(operation).find(|clause| clause.fact == Fact::Rule { rule })
    }
}
