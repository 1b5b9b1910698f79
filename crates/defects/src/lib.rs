//! Clients and servers that are broken on purpose: for every case one that it catches, for every harmless difference one that it leaves alone.

pub mod aim;
pub mod alone;
pub mod client;
mod defect;
mod families;
mod framing;
pub mod harmless;
pub mod matrix;
mod message;
mod proofs;
mod proxy;
mod scene;
pub mod server;
mod signed;

pub use aim::Aim;
pub use defect::{Aside, Defect, Does};
pub use message::{Answer, Request};
pub use proofs::proofs;
pub use scene::{Ground, Scene};
pub use signed::Signature;

/// Every defect, family by family.
pub fn defects() -> impl Iterator<Item = &'static Defect> {
    families::FAMILIES.iter().flat_map(|family| family.iter())
}

/// The defect or harmless difference of this name.
#[must_use]
pub fn named(name: &str) -> Option<&'static Defect> {
    defects().chain(harmless::harmless()).find(|defect| defect.name == name)
}
