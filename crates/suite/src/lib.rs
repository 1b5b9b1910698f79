//! Cases for clients and probes for servers, made from contracts or written by hand.
#![doc = include_str!("../README.md")]

mod build;
mod case;
mod check;
mod coverage;
mod generators;
mod pattern;
mod probe;
mod suite;
#[cfg(test)]
mod tests;
mod verdict;

pub use build::{GeneratorContext, responses};
pub use case::Case;
pub use coverage::{Coverage, CoveredClause, coverage};
pub use generators::{GENERATORS, Generator, probes};
pub use pattern::{PatternError, Patterns};
pub use probe::{NextStep, Probe, ProbeOutcome, ProbeRequest, ProbeResponse, SignedBy};
pub use suite::{Loaded, Suite, bundled, load, load_files};
pub use verdict::Verdict;
