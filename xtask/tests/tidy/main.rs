//! The rules of the architecture, tested: what depends on what, who may name whom, and what every file looks like.

#[cfg(test)]
mod tree;
mod words;

mod clients;
mod dependencies;
mod fuzz;
mod imports;
mod manifests;
mod member_names;
mod packages;
mod protocol;
mod providers;
mod sources;
mod workflows;
