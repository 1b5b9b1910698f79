//! Reads the contracts under `schemas/` into one checked value, and derives the JSON Schemas.
#![doc = include_str!("../README.md")]

mod check;
mod clause;
#[cfg(feature = "loader")]
mod client_files;
mod constraint;
mod context;
mod contracts;
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
    pub struct Forms {}

    impl Forms {
        pub(crate) fn retry_unusable(&mut self) {}
    }
}
mod json;
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

pub use clause::{Clause, Evidence, Fact, Match, PagingStyle, Source, TagNames, TimeFormat, ValueType};
#[cfg(feature = "loader")]
pub use client_files::ClientFile;
pub use constraint::{BrokenClause, Constraints, RequestConstraints};
pub use context::OperationContext;
pub use contracts::Contracts;
pub use derive::{DerivedSchemas, derive};
pub use files::Files;
pub use filter::{Filter, Reading};
pub use finding::{Finding, Impact, Severity};
pub use form::Forms;
pub use json::parse_json;
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
pub use text::{nearest, pluralize, truncated};
