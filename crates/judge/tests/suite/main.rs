//! Judging is pure: recordings made by hand, and the clauses that each of them breaks.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod answers;
mod arbitrary;
mod early_ends;
mod edges;
mod errors;
mod impacts;
mod leniencies;
mod limits;
mod outcomes;
mod requests;
mod signatures;
mod texts;
mod trial;
mod walks;
mod written;
