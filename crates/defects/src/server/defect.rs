//! A server that is broken on purpose: its row in a table.

use crate::context::OperationView;
use crate::message::{Answer, Request};

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
