//! Servers that are broken on purpose: the proxy in front of the simulator, one change each, for the probes to catch.

mod accepts;
mod answers;
mod defect;
mod pages;
mod refuses;
mod testbed;

pub use defect::{ServerDefect, ServerMutation};
pub(crate) use testbed::claims;
pub use testbed::{ProbePair, ServerMatrix, ServerMatrixError, ServerRow, server_matrix};

/// Every defect of a server, family by family.
pub fn server_defects() -> impl Iterator<Item = &'static ServerDefect> {
    [accepts::FAMILY, refuses::FAMILY, pages::FAMILY, answers::FAMILY].into_iter().flatten()
}
