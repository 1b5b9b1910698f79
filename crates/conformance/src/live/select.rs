//! Which operations and which probes are wanted.

use contract::{Contracts, Operation};
use globset::GlobMatcher;

use super::LiveError;
use crate::laws::probes;
use crate::plan::{glob, nearest};
use crate::probe::Probe;

/// What to ask.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    operations: Vec<String>,
    probes: Vec<GlobMatcher>,
}

impl Wanted {
    /// These operations, all where none is named, and the probes that match any of the globs, all where there is none.
    ///
    /// # Errors
    /// An operation without a contract; a pattern that is no glob or matches no probe of these operations.
    pub fn new(contracts: &Contracts, operations: &[String], patterns: &[String]) -> Result<Self, LiveError> {
        if let Some(unknown) = operations.iter().find(|id| contracts.operation(id).is_none()) {
            return Err(LiveError::NoOperation {
                operation: unknown.clone(),
                known: contracts.operations().map(|operation| operation.id.clone()).collect(),
            });
        }
        let all = Self { operations: operations.to_vec(), probes: Vec::new() };
        let ids: Vec<String> =
            all.plan(contracts).into_iter().flat_map(|(_, probes)| probes).map(|probe| probe.id).collect();
        let mut globs = Vec::new();
        for pattern in patterns {
            let glob =
                glob(pattern).map_err(|problem| LiveError::Glob { pattern: pattern.clone(), problem })?;
            if !ids.iter().any(|id| glob.is_match(id)) {
                let nearest = nearest(ids.iter().map(String::as_str), pattern);
                return Err(LiveError::NoProbe { pattern: pattern.clone(), nearest });
            }
            globs.push(glob);
        }
        Ok(Self { probes: globs, ..all })
    }

    /// The wanted operations, each with its wanted probes.
    pub(crate) fn plan<'a>(&self, contracts: &'a Contracts) -> Vec<(&'a Operation, Vec<Probe<'a>>)> {
        contracts
            .operations()
            .filter(|operation| self.operations.is_empty() || self.operations.contains(&operation.id))
            .map(|operation| {
                let mut wanted = probes(contracts, &operation.id);
                wanted.retain(|probe| self.selects(&probe.id));
                (operation, wanted)
            })
            // An operation that was not narrowed down to nothing is asked whether it is offered, all the same.
            .filter(|(_, wanted)| self.probes.is_empty() || !wanted.is_empty())
            .collect()
    }

    /// The wanted operations.
    #[must_use]
    pub fn operations<'a>(&self, contracts: &'a Contracts) -> Vec<&'a Operation> {
        self.plan(contracts).into_iter().map(|(operation, _)| operation).collect()
    }

    fn selects(&self, probe: &str) -> bool {
        self.probes.is_empty() || self.probes.iter().any(|glob| glob.is_match(probe))
    }
}
