//! Which operations and which probes a run sends.

use contract::{Contracts, Operation};
use suite::{Patterns, Probe, probes};

use crate::LiveError;

/// Which operations and which probes a run sends.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    operations: Vec<String>,
    probes: Patterns,
}

impl Filter {
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
        let all = Self { operations: operations.to_vec(), probes: Patterns::default() };
        let ids: Vec<String> =
            all.plan(contracts).into_iter().flat_map(|(_, probes)| probes).map(|probe| probe.id).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let probes = Patterns::new(patterns, &ids, "probe", "--dry-run")?;
        Ok(Self { probes, ..all })
    }

    /// The selected operations, each with its selected probes.
    pub(crate) fn plan<'a>(&self, contracts: &'a Contracts) -> Vec<(&'a Operation, Vec<Probe<'a>>)> {
        contracts
            .operations()
            .filter(|operation| self.operations.is_empty() || self.operations.contains(&operation.id))
            .map(|operation| {
                let mut wanted = probes(contracts, &operation.id);
                wanted.retain(|probe| self.probes.select(&probe.id));
                (operation, wanted)
            })
            // Without patterns an operation without probes is kept, for its preflight says whether it is offered.
            .filter(|(_, wanted)| self.probes.are_empty() || !wanted.is_empty())
            .collect()
    }

    /// The selected operations.
    #[must_use]
    pub fn operations<'a>(&self, contracts: &'a Contracts) -> Vec<&'a Operation> {
        self.plan(contracts).into_iter().map(|(operation, _)| operation).collect()
    }
}
