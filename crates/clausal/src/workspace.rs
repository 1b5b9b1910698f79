//! Where contracts, clients and state lie.

use std::path::PathBuf;

use contract::Contracts;
use runner::{Client, find_clients};
use suite::Loaded;

use crate::Failure;

/// Where contracts, clients and state lie.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Where commands of manifests that build something run; `schemas/` and `clients/` lie in it.
    pub root: PathBuf,
    /// Where clients are set up, in a folder `clients/`.
    pub target: PathBuf,
}

impl Workspace {
    /// The contracts without their cases, as probes need them.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn contracts(&self) -> Result<Contracts, Failure> {
        Contracts::load(&self.root.join("schemas")).map_err(Failure::harness)
    }

    /// The contracts and their suite.
    ///
    /// # Errors
    /// Every problem of every file.
    pub fn suite(&self) -> Result<Loaded, Failure> {
        suite::load(&self.root.join("schemas")).map_err(Failure::harness)
    }

    /// The clients of these names or paths; all of them where none is given.
    ///
    /// # Errors
    /// Every client that cannot be found or read.
    pub fn clients(&self, names: &[String]) -> Result<Vec<Client>, Failure> {
        let all = ["all".to_owned()];
        let names = if names.is_empty() { &all } else { names };
        self.find(names).map_err(|problems| Failure::usage_of_all(&problems))
    }

    /// The same with the problems as lines.
    pub(crate) fn find(&self, names: &[String]) -> Result<Vec<Client>, Vec<String>> {
        find_clients(&self.root.join("clients"), &self.target, names)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }
}
