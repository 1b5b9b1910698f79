//! Reads the contracts under `schemas/` into one checked value, and derives the JSON Schemas.
//!
//! A contract is what one operation's reference says, as data: a list of [`Clause`]s, each with its evidence
//! and its source, the [`Ambiguity`]s about them, the documented examples, and the hand-written cases.
//! Nothing in here knows a provider by name.
//!
//! ```
//! let contracts = contract::Contracts::bundled().unwrap();
//! assert!(contracts.operations().count() >= 4);
//! ```

mod check;
mod clause;
#[cfg(feature = "loader")]
mod client_files;
mod constraint;
mod context;
mod derive;
mod files;
mod filter;
mod finding;
#[cfg(feature = "loader")]
mod form;
#[cfg(not(feature = "loader"))]
mod form {
    //! Without the loader no form is checked.

    /// Nothing to check forms by.
    #[derive(Debug, Default)]
    pub struct Forms;

    impl Forms {
        pub(crate) fn retry_unusable(&mut self) {}
    }
}
mod load;
mod loader;
mod location;
mod operation;
pub mod pagination;
mod problem;
mod provider;
mod reader;
pub mod request;
mod rule;
mod sample;
mod template;
mod text;
pub mod values;

use std::collections::BTreeMap;
use std::path::Path;

pub use clause::{Clause, Evidence, Fact, Match, PagingStyle, Source, TimeFormat, ValueType};
#[cfg(feature = "loader")]
pub use client_files::ClientFile;
pub use constraint::{BrokenClause, Constraints, RequestConstraints};
pub use context::OperationContext;
pub use derive::{DerivedSchemas, derive};
pub use files::Files;
pub use filter::{Filter, Reading, TagNames};
pub use finding::{Finding, Impact, Severity};
pub use form::Forms;
pub use loader::Loader;
pub use location::{Located, Location, Side};
pub use operation::{Ambiguity, Example, ExampleOf, Operation, RequestMembers, Simulation};
pub use problem::{Problem, Problems};
pub use provider::{
    Endpoint, Envelope, Place, Provider, Reference, Refusal, Refusals, RequestId, Signing, Success,
};
pub use reader::Reader;
pub use request::{SentMembers, query_pairs};
pub use rule::Rule;
pub use sample::usual_text;
pub use template::{fill, item};
pub use text::{pluralize, truncated};

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
    /// Reads and checks what a reader's files state; what could not be read has left a problem in the reader.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        load::load(reader)
    }

    /// Reads and checks a `schemas/` folder.
    ///
    /// # Errors
    /// Every problem of every file, each with its file and JSON Pointer.
    pub fn load(schemas: &Path) -> Result<Self, Problems> {
        let mut forms = Forms::default();
        let mut reader = Reader::new(Files::Folder(schemas.to_owned()), &mut forms);
        let contracts = load::load(&mut reader);
        reader.finish(contracts)
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
        Self::load(&bundled_schemas())
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

/// The `schemas/` folder of this repository, where this crate was built.
#[must_use]
pub fn bundled_schemas() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}
