//! The tables themselves: names that tell defects apart, a sentence for each, and bundles that leave none out.

use std::collections::BTreeSet;

use defects::harmless::{BUNDLES, harmless};
use defects::server::server_defects;

use crate::stand::CONTRACTS;

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

/// The laws of cases and of probes. One that is taken out leaves defects that nothing catches, or is missed here.
const LAWS: &[(&str, &str)] = &[
    ("request-line", "both"),
    ("input", "cases"),
    ("filter", "both"),
    ("sort", "both"),
    ("protocol", "cases"),
    ("range", "both"),
    ("length", "both"),
    ("items", "none"),
    ("pattern", "both"),
    ("choice", "both"),
    ("required", "both"),
    ("default", "both"),
    ("clamp", "both"),
    ("timestamp", "both"),
    ("type", "both"),
    ("paging-token", "both"),
    ("paging-page-number", "both"),
    ("paging-marker", "both"),
    ("error", "both"),
    ("retry", "cases"),
    ("signature", "both"),
    ("transport", "cases"),
    ("response-member", "cases"),
    ("response-timestamp", "both"),
    ("echo", "both"),
    ("success", "probes"),
    ("schema", "probes"),
];

#[test]
fn every_law_catches_a_defect() {
    let proofs = defects::proofs(&CONTRACTS);
    let mut cases = BTreeSet::new();
    let mut probes = BTreeSet::new();
    for operation in CONTRACTS.operations() {
        let proved = |id: &str| proofs.contains_key(id);
        cases.extend(operation.cases.iter().filter(|case| proved(&case.id)).filter_map(|case| case.law));
        let of_operation = conformance::probes(&CONTRACTS, &operation.id);
        probes.extend(of_operation.iter().filter(|probe| proved(&probe.id)).map(|probe| probe.law));
    }
    let seen = |law: &str| match (cases.contains(law), probes.contains(law)) {
        (true, true) => "both",
        (true, false) => "cases",
        (false, true) => "probes",
        (false, false) => "none",
    };
    let found: Vec<(&str, &str)> = LAWS.iter().map(|(law, _)| (*law, seen(law))).collect();
    assert_eq!(found, LAWS);
    let known: Vec<&str> = conformance::LAWS.iter().map(|law| law.name).collect();
    let listed: Vec<&str> = LAWS.iter().map(|(law, _)| *law).collect();
    assert_eq!(known, listed, "the list of this test is that of the laws");
}
