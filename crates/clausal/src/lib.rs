//! The commands that check clients and servers against their documented contracts.
#![doc = include_str!("../README.md")]

pub mod check;
pub mod cli;
pub mod clients;
pub mod coverage;
pub mod embedded;
mod examples;
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

/// Compiles and runs the examples of the page that shows the pieces.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/use-the-pieces.md")]
struct UseThePieces;
