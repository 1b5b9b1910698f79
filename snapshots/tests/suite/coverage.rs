//! For each clause the cases and probes that test it, the defects that prove them, and its ambiguities.

use std::collections::BTreeMap;

use fixtures::BUNDLED;
use suite::coverage;

use crate::snapshot_files::check_each;

#[test]
fn every_clause_is_still_tested_by_what_tested_it() {
    let all = coverage(&BUNDLED.contracts, &BUNDLED.suite, &defects::proofs(&BUNDLED));
    check_each("coverage", &[""], |operation, _| {
        let coverage = all.iter().find(|coverage| coverage.operation.id == operation.id).unwrap();
        let mut out = Vec::new();
        report::coverage::write(coverage, false, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    });
}

#[test]
fn no_clause_is_left_without_a_case_or_a_reason() {
    let open: Vec<String> = coverage(&BUNDLED.contracts, &BUNDLED.suite, &BTreeMap::new())
        .iter()
        .flat_map(|coverage| {
            let open = coverage.rows.iter().filter(|row| row.is_open());
            open.map(|row| format!("{}  {}", coverage.operation.id, row.clause.id))
        })
        .collect();
    assert!(open.is_empty(), "give each a case, or its clause an `untested`: {open:#?}");
}
