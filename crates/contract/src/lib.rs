//! Reads the contracts under `schemas/` into one checked value, and derives the JSON Schemas.
//!
//! A contract is what one operation's page promises, as data: a list of [`Clause`]s, each with its evidence
//! and its source, the [`Doubt`]s about them, the documented examples, and the hand-written cases.
//! Nothing in here knows a provider by name.
//!
//! ```
//! let contracts = contract::Contracts::bundled().unwrap();
//! assert!(contracts.operations().count() >= 4);
//! ```

mod case;
mod check;
mod clause;
mod derive;
mod files;
mod form;
mod load;
mod loader;
mod location;
mod operation;
mod problem;
mod provider;
mod rule;

use std::collections::BTreeMap;
use std::path::Path;

pub use case::{
    Case, CaseDrive, CaseFile, CaseOutcome, Edit, ErrorAnswer, Exchange, Fails, FailureKind, RawAnswer,
    RawBody, TokenText,
};
pub use clause::{Clause, Evidence, Fact, Match, PagingStyle, Source, TimeFormat, ValueType};
pub use derive::{DerivedSchemas, derive};
pub use loader::Loader;
pub use location::{Located, Location, Side};
pub use operation::{Doubt, Example, ExampleOf, Operation, RequestMembers, Simulation};
pub use problem::{Problem, Problems};
pub use provider::{
    Endpoint, Envelope, Page, Place, Provider, Refusal, Refusals, RequestId, Signing, Success,
};
pub use rule::Rule;

/// Every contract of a `schemas/` folder, checked.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// Clauses that hold for every operation: the standards of HTTP and JSON, and the client protocol.
    pub standards: Vec<Clause>,
    /// The providers by folder name.
    pub providers: BTreeMap<String, Provider>,
    operations: BTreeMap<String, Operation>,
}

impl Contracts {
    /// Reads and checks a `schemas/` folder.
    ///
    /// # Errors
    /// Every problem of every file, each with its file and JSON Pointer.
    pub fn load(schemas: &Path) -> Result<Self, Problems> {
        load::load(files::Files::Folder(schemas.to_owned()), &mut BTreeMap::new())
    }

    /// What the names of a person's own settings begin with; no client gets such a variable.
    #[must_use]
    pub fn environment_prefixes(&self) -> Vec<String> {
        self.providers
            .values()
            .flat_map(|provider| provider.signing.environment_prefixes.iter().cloned())
            .collect()
    }

    /// The contracts of this repository, read from where this crate was built.
    ///
    /// # Errors
    /// As [`Contracts::load`].
    pub fn bundled() -> Result<Self, Problems> {
        Self::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas"))
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

    /// Puts cases that laws made beside the hand-written ones of an operation.
    ///
    /// # Errors
    /// A case whose id is taken, or that refers to what is not there.
    pub fn add_cases(&mut self, operation: &str, cases: Vec<Case>) -> Result<(), Problems> {
        if let Some(operation) = self.operations.get_mut(operation) {
            operation.cases.extend(cases);
        }
        let problems = self.operation(operation).map_or_else(Vec::new, |found| check::cases(self, found));
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems)) }
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
