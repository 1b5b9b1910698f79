//! What people review when a contract changes: each contract, each derived schema and each case as text.
//!
//! `INSTA_UPDATE=always cargo test --package snapshots` rewrites them all.

#[cfg(test)]
mod common;

mod cases;
mod contracts;
mod coverage;
mod schemas;
mod summary;
