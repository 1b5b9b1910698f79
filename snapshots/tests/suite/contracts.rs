//! Each contract as a readable summary: its clauses by member, with limits, evidence and source, and its ambiguities.

use fixtures::BUNDLED;

use crate::snapshot_files::{check, check_each};
use crate::summary;

#[test]
fn every_contract_reads_as_it_did() {
    check_each("contracts", &[""], |operation, _| summary::operation(operation));
}

#[test]
fn what_holds_for_every_operation_reads_as_it_did() {
    check("providers", "standards", &summary::clauses(&BUNDLED.contracts.standards));
    for provider in BUNDLED.contracts.providers.values() {
        check("providers", &provider.id, &summary::provider(provider));
    }
}
