//! Servers that are broken on purpose: the proxy in front of the simulator, one change each, for the probes to catch.

mod accepts;
mod answers;
mod pages;
mod refuses;
mod testbed;

use crate::context::OperationView;
use crate::message::{Answer, Request};

pub(crate) use testbed::claims;
pub use testbed::{ProbePair, ServerMatrix, ServerMatrixError, ServerRow, server_matrix};

/// A server that does one thing wrong.
#[derive(Debug)]
pub struct ServerDefect {
    /// The name by which it is asked for.
    pub name: &'static str,
    /// What such a server does.
    pub what: &'static str,
    /// How it is done.
    pub mutation: ServerMutation,
    /// Globs of the probes that were made to catch it, the operation left out.
    pub made_for: &'static [&'static str],
}

/// One change between a prober and the simulator.
#[derive(Debug, Clone, Copy)]
pub enum ServerMutation {
    /// Changes a request, which is then signed for the simulator.
    Request(fn(&OperationView, &mut Request)),
    /// Changes an answer; the number says how many were given before.
    Answer(fn(&OperationView, &Request, usize, &mut Answer)),
}

/// Every defect of a server, family by family.
pub fn server_defects() -> impl Iterator<Item = &'static ServerDefect> {
    [accepts::FAMILY, refuses::FAMILY, pages::FAMILY, answers::FAMILY].into_iter().flatten()
}
