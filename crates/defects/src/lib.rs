//! Clients and servers that are broken on purpose, which cases and probes must catch, and harmless variants, which must pass.
#![doc = include_str!("../README.md")]

pub mod case_view;
pub mod client;
mod context;
mod defect;
pub mod false_positives;
mod families;
mod framing;
pub mod harmless;
pub mod matrix;
mod message;
mod proofs;
mod proxy;
pub mod server;
mod signed;

pub use case_view::CaseView;
pub use context::{CallContext, OperationView};
pub use defect::{Defect, ExtraRequest, Mutation};
pub use message::{Answer, Request};
pub use proofs::proofs;
pub use signed::Signature;

/// Every defect, family by family.
pub fn defects() -> impl Iterator<Item = &'static Defect> {
    families::FAMILIES.iter().flat_map(|family| family.iter())
}

/// The defect or harmless variant of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Defect> {
    defects().chain(harmless::harmless()).find(|defect| defect.name == name)
}
