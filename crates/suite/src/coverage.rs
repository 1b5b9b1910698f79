//! Which cases and probes test each clause, which defects prove them, and why a clause has none.

use std::collections::{BTreeMap, BTreeSet};

use contract::{Ambiguity, Clause, Contracts, Operation};

use crate::generators::probes;
use crate::{Case, Suite};

/// Every clause that holds for one operation, with what tests it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Coverage<'a> {
    /// The operation.
    pub operation: &'a Operation,
    /// Its own clauses, its provider's, the standards; in the order of the files.
    pub rows: Vec<CoveredClause<'a>>,
}

/// One clause and what tests it.
#[derive(Debug)]
#[non_exhaustive]
pub struct CoveredClause<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// The cases that name it.
    pub cases: Vec<&'a Case>,
    /// The ids of the probes that name it.
    pub probes: Vec<String>,
    /// The defects that its cases and probes are known to catch.
    pub defects: BTreeSet<String>,
    /// The ambiguities about it.
    pub ambiguities: Vec<&'a Ambiguity>,
    /// Why it has no case, where that is right.
    pub reason: Option<String>,
}

impl CoveredClause<'_> {
    /// Whether the clause has neither a case nor a reason for having none.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.cases.is_empty() && self.reason.is_none()
    }
}

/// What tests each clause of each operation.
///
/// `proofs` names for each case and probe, by its id, the defects that it is known to catch.
#[must_use]
pub fn coverage<'a>(
    contracts: &'a Contracts,
    suite: &'a Suite,
    proofs: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Coverage<'a>> {
    contracts.operations().map(|operation| of_operation(contracts, suite, operation, proofs)).collect()
}

fn of_operation<'a>(
    contracts: &'a Contracts,
    suite: &'a Suite,
    operation: &'a Operation,
    proofs: &BTreeMap<String, BTreeSet<String>>,
) -> Coverage<'a> {
    let all_probes = probes(contracts, &operation.id);
    let mut ids = BTreeSet::new();
    let rows = contracts
        .clauses(operation)
        // A clause of the operation hides the provider's and the standard's of the same id.
        .filter(|clause| ids.insert(clause.id.as_str()))
        .filter(|clause| is_in_force(contracts, operation, clause))
        .map(|clause| {
            let cases: Vec<&Case> =
                suite.of(operation).iter().filter(|case| case.clause == clause.id).collect();
            let probes: Vec<String> = all_probes
                .iter()
                .filter(|probe| probe.clause.id == clause.id)
                .map(|probe| probe.id.clone())
                .collect();
            let defects = cases
                .iter()
                .map(|case| &case.id)
                .chain(&probes)
                .filter_map(|id| proofs.get(id))
                .flatten()
                .cloned()
                .collect();
            let ambiguities = operation
                .ambiguities
                .iter()
                .filter(|ambiguity| {
                    ambiguity.about.iter().chain(&ambiguity.suspends).any(|about| *about == clause.id)
                })
                .collect();
            let off = operation
                .ambiguity_about(&clause.id)
                .map(|ambiguity| format!("suspended by the ambiguity {}", ambiguity.id));
            let reason = off.or_else(|| clause.untested.clone());
            CoveredClause { clause, cases, probes, defects, ambiguities, reason }
        })
        .collect();
    Coverage { operation, rows }
}

/// A rule that a nearer clause states is the nearer clause's.
fn is_in_force(contracts: &Contracts, operation: &Operation, clause: &Clause) -> bool {
    match clause.fact {
        contract::Fact::Rule { rule } => {
            contracts.rule(operation, rule).is_some_and(|nearest| nearest.id == clause.id)
        }
        _ => true,
    }
}
