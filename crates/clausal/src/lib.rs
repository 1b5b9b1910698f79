//! The commands that check clients and servers against their documented contracts.
//!
//! One file a command: its arguments, and what it runs. `cargo xtask conformance` and its neighbours run this code; where
//! files lie is said by a [`Workspace`].

pub mod check;
pub mod clients;
pub mod coverage;
mod failure;
pub mod probe;
mod progress;
pub mod serve;
mod workspace;

pub use failure::Failure;
pub use progress::progress;
pub use workspace::Workspace;

/// Runs the asynchronous part of a command.
///
/// # Errors
/// If the runtime does not start.
pub fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)
}
