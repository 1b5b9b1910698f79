//! Which trials a run has, and that no two of them share a key.

use std::collections::BTreeSet;

use fixtures::BUNDLED;
use runner::{Declared, Selection, Trial, plan};
use secrecy::ExposeSecret;
use suite::PatternError;

fn all() -> Vec<String> {
    BUNDLED.contracts.operations().map(|operation| operation.id.clone()).collect()
}

/// Clients by number, each with what it declares.
fn clients(declared: &[Vec<String>]) -> Vec<Declared> {
    let client = |(number, operations): (usize, &Vec<String>)| Declared {
        client: format!("client-{number}"),
        operations: operations.clone(),
    };
    declared.iter().enumerate().map(client).collect()
}

fn planned(declared: &[Vec<String>], selection: &Selection) -> Vec<Trial> {
    plan(&BUNDLED.contracts, &BUNDLED.suite, &clients(declared), selection)
}

fn selection(patterns: &[&str], seed: u64) -> Result<Selection, PatternError> {
    let patterns: Vec<String> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
    Selection::new(&BUNDLED.suite, &patterns, seed)
}

#[test]
fn every_client_gets_the_cases_of_what_it_declares() {
    let everything = selection(&[], 7).unwrap();
    let cases = |id: &str| BUNDLED.suite.of(BUNDLED.contracts.operation(id).unwrap()).len();
    let ids = all();
    let whole: usize = ids.iter().map(|id| cases(id)).sum();
    for (declared, due) in [
        (vec![], 0),
        (vec![vec![]], 0),
        (vec![ids.clone()], whole),
        (vec![ids.clone(), vec![ids[0].clone()]], whole + cases(&ids[0])),
        (vec![vec!["nobody/list-nothing".to_owned()]], 0),
    ] {
        let trials = planned(&declared, &everything);
        assert_eq!(trials.len(), due, "{declared:?}");
        assert!(trials.iter().enumerate().all(|(index, trial)| trial.index == index));
    }
}

#[test]
fn no_two_trials_share_a_key() {
    let declared = vec![all(), all(), all()];
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for seed in [0, 1, 0xFFFF, 0x1_0000, u64::MAX] {
        for trial in planned(&declared, &selection(&[], seed).unwrap()) {
            count += 1;
            seen.insert(trial.credentials.access_key_id.clone());
            seen.insert(trial.credentials.secret_access_key.expose_secret().to_owned());
        }
    }
    assert_eq!(seen.len(), 2 * count);
}

#[test]
fn the_same_seed_gives_the_same_keys() {
    let keys = || -> Vec<String> {
        let trials = planned(&[all()], &selection(&[], 7).unwrap());
        trials.into_iter().map(|trial| trial.credentials.access_key_id).collect()
    };
    assert_eq!(keys(), keys());
}

#[test]
fn globs_select() {
    let case = &BUNDLED.suite.cases().next().unwrap().id;
    let one = selection(&[case], 0).unwrap();
    assert!(one.selects(case) && !one.selects("provider/operation/subject/name") && !one.is_everything());
    assert_eq!(planned(&[all()], &one).len(), 1);
    let (folder, _) = case.rsplit_once('/').unwrap();
    assert!(selection(&[&format!("{folder}/*")], 0).unwrap().selects(case));
    assert!(selection(&[], 0).unwrap().is_everything());
}

#[test]
fn a_glob_that_selects_nothing_is_refused() {
    let error = selection(&["*/no-such-case"], 0).unwrap_err();
    assert!(matches!(error, PatternError::Nothing { .. }) && error.to_string().contains("*/no-such-case"));
    let case = &BUNDLED.suite.cases().next().unwrap().id;
    let part = &case[case.len() - 5..];
    let error = selection(&[case, part], 0).unwrap_err().to_string();
    assert!(error.contains("did you mean"), "{error}");
    let error = selection(&["["], 0).unwrap_err().to_string();
    assert!(error.contains("\"[\" is not a glob"), "{error}");
}

#[test]
fn every_trial_gets_the_script_of_its_case() {
    for trial in planned(&[all()], &selection(&[], 0).unwrap()) {
        assert_eq!(trial.scenario().exchanges, trial.case.exchanges, "{}", trial.case.id);
    }
}
