//! Cases for clients and probes for servers, made from contracts or written by hand.
//!
//! A [`Case`] is one scenario: what is called, what the server does, and what the client may answer. A [`Probe`] asks the
//! same clause of a server. Generators make both out of the clauses that they know; nothing in here opens a socket.
//!
//! ```
//! let loaded = suite::bundled()?;
//! let case = loaded.suite.case("amazon-bedrock/list-evaluation-jobs/max-results/one-above-the-maximum");
//! assert_eq!(case.expect("a case").input["maxResults"], 1001);
//! # Ok::<(), contract::Problems>(())
//! ```

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
