//! The rules of the house, tested: what depends on what, who may name whom, and what every file looks like.

#[cfg(test)]
mod tree;

mod clients;
mod dependencies;
mod fuzz;
mod imports;
mod manifests;
mod protocol;
mod providers;
mod sources;
