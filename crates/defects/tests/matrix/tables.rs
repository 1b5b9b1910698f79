//! The tables themselves: names that tell defects apart, a sentence for each, and bundles that leave none out.

use std::collections::BTreeSet;

use defects::harmless::{BUNDLES, harmless};
use defects::server::server_defects;

#[test]
fn every_name_is_there_once() {
    let clients: Vec<&str> =
        defects::defects().chain(harmless()).map(|defect| defect.name).chain(["none"]).collect();
    let servers: Vec<&str> = server_defects().map(|defect| defect.name).collect();
    for names in [&clients, &servers] {
        let unlike: BTreeSet<&&str> = names.iter().collect();
        assert_eq!(unlike.len(), names.len(), "a name stands twice among {names:?}");
    }
}

#[test]
fn every_difference_is_in_one_bundle() {
    let mut bundled: Vec<&str> = BUNDLES.iter().flat_map(|bundle| bundle.iter().copied()).collect();
    let mut all: Vec<&str> = harmless().map(|difference| difference.name).collect();
    bundled.sort_unstable();
    all.sort_unstable();
    assert_eq!(bundled, all);
}

#[test]
fn every_defect_says_what_it_does() {
    for defect in defects::defects().chain(harmless()) {
        assert!(defect.what.len() > 15 && !defect.does.is_empty(), "{}", defect.name);
    }
    for defect in server_defects() {
        assert!(defect.what.len() > 15 && !defect.made_for.is_empty(), "{}", defect.name);
    }
}

#[test]
fn there_is_a_defect_of_every_part_of_a_client() {
    let stages: BTreeSet<&str> =
        defects::defects().flat_map(|defect| defect.does).map(defects::Does::stage).collect();
    assert_eq!(
        stages.into_iter().collect::<Vec<_>>(),
        ["answer", "attempts", "input", "outcome", "signature", "wire"]
    );
}
