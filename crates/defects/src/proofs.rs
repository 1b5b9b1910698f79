//! Which defects were made for which case or probe, for the table of what tests each clause.

use std::collections::{BTreeMap, BTreeSet};

use suite::Loaded;

use crate::matrix::cases_of;
use crate::server::{claims, server_defects};

/// The names of the defects by the id of the case or probe that was made to catch them.
#[must_use]
pub fn proofs(loaded: &Loaded) -> BTreeMap<String, BTreeSet<String>> {
    let mut proofs: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut note = |id: String, name: &str| {
        proofs.entry(id).or_default().insert(name.to_owned());
    };
    for defect in crate::defects() {
        cases_of(loaded, defect).into_iter().for_each(|id| note(id, defect.name));
    }
    for operation in loaded.contracts.operations() {
        let probes: Vec<String> =
            suite::probes(&loaded.contracts, &operation.id).into_iter().map(|probe| probe.id).collect();
        for defect in server_defects() {
            let globs = claims(&operation.id, defect);
            let mine = probes.iter().filter(|id| globs.iter().any(|glob| glob.is_match(id)));
            mine.for_each(|id| note(id.clone(), defect.name));
        }
    }
    proofs
}
