//! The tables themselves: names that tell defects apart, a sentence for each, and bundles that leave none out.

use std::collections::BTreeSet;

use defects::harmless::{BUNDLES, harmless};
use defects::server::server_defects;

use crate::fixture::LOADED;

#[test]
fn every_name_is_there_once() {
    let clients: Vec<&str> =
        defects::defects().chain(harmless()).map(|defect| defect.name).chain(["none"]).collect();
    let servers: Vec<&str> = server_defects().map(|defect| defect.name).collect();
    for names in [&clients, &servers] {
        let unlike: BTreeSet<&&str> = names.iter().collect();
        assert_eq!(unlike.len(), names.len(), "a name occurs twice among {names:?}");
    }
}

#[test]
fn every_variant_is_in_one_bundle() {
    let mut bundled: Vec<&str> = BUNDLES.iter().flat_map(|bundle| bundle.iter().copied()).collect();
    let mut all: Vec<&str> = harmless().map(|variant| variant.name).collect();
    bundled.sort_unstable();
    all.sort_unstable();
    assert_eq!(bundled, all);
}

#[test]
fn every_defect_says_what_it_does() {
    for defect in defects::defects().chain(harmless()) {
        assert!(defect.what.len() > 15 && !defect.mutations.is_empty(), "{}", defect.name);
    }
    for defect in server_defects() {
        assert!(defect.what.len() > 15 && !defect.made_for.is_empty(), "{}", defect.name);
    }
}

#[test]
fn there_is_a_defect_of_every_part_of_a_client() {
    let stages: BTreeSet<&str> =
        defects::defects().flat_map(|defect| defect.mutations).map(defects::Mutation::stage).collect();
    assert_eq!(
        stages.into_iter().collect::<Vec<_>>(),
        ["answer", "attempts", "input", "outcome", "signature", "wire"]
    );
}

/// The generators of cases and of probes. One that is taken out leaves defects that nothing catches, or is missed here.
const GENERATORS: &[(&str, &str)] = &[
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
fn every_generator_catches_a_defect() {
    let proofs = defects::proofs(&LOADED);
    let mut cases = BTreeSet::new();
    let mut probes = BTreeSet::new();
    for operation in LOADED.contracts.operations() {
        let proved = |id: &str| proofs.contains_key(id);
        cases.extend(
            LOADED
                .suite
                .of(operation)
                .iter()
                .filter(|case| proved(&case.id))
                .filter_map(|case| case.generator),
        );
        let of_operation = suite::probes(&LOADED.contracts, &operation.id);
        probes.extend(of_operation.iter().filter(|probe| proved(&probe.id)).map(|probe| probe.generator));
    }
    let seen = |generator: &str| match (cases.contains(generator), probes.contains(generator)) {
        (true, true) => "both",
        (true, false) => "cases",
        (false, true) => "probes",
        (false, false) => "none",
    };
    let found: Vec<(&str, &str)> =
        GENERATORS.iter().map(|(generator, _)| (*generator, seen(generator))).collect();
    assert_eq!(found, GENERATORS);
    let known: Vec<&str> = suite::GENERATORS.iter().map(|generator| generator.name).collect();
    let listed: Vec<&str> = GENERATORS.iter().map(|(generator, _)| *generator).collect();
    assert_eq!(known, listed, "the list of this test is that of the generators");
}
