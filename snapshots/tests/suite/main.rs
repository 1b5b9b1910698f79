//! What people review when a contract changes: each contract, each case and each model's requests as
//! text; the derived schemas are files of their own under schemas/.
//!
//! `INSTA_UPDATE=always cargo test --package snapshots` rewrites them all.

#[cfg(test)]
mod snapshot_files;

mod cases;
mod contracts;
mod coverage;
#[cfg(test)]
mod requests;
mod summary;
