//! Every command works without a clone, and says what to do where it cannot.

use std::fs;

use contract::Files;
use fixtures::BUNDLED;

use crate::testbed::{call, empty_folder};

#[test]
fn the_version_names_the_digest_of_the_contracts() {
    let folder = empty_folder();
    let digest = Files::bundled().digest().unwrap();
    let called = call(folder.path(), &["--version"], &[]);
    assert_eq!(called.stdout, format!("clausal {} (contracts {digest})\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(Files::Folder(fixtures::schemas()).digest().unwrap(), digest);
}

#[test]
fn without_a_client_the_next_step_is_named_and_nothing_is_written() {
    let folder = empty_folder();
    let called = call(folder.path(), &["check", "--json", "results.json"], &[]);
    assert_eq!(called.code, 3);
    for words in ["clausal check --command \"python3 adapter.py\"", "clausal clients", "write-an-adapter"] {
        assert!(called.stderr.contains(words), "{words}: {}", called.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn the_cases_are_listed_with_their_clauses() {
    let folder = empty_folder();
    let called = call(folder.path(), &["check", "--list"], &[]);
    assert_eq!(called.stdout.lines().count(), BUNDLED.suite.cases().count());
    let case = BUNDLED.suite.cases().next().unwrap();
    assert!(called.stdout.contains(&format!("{}  [{}]", case.id, case.clause)), "{}", called.stdout);
}

#[test]
fn a_library_is_known_and_is_told_to_be_not_set_up() {
    let folder = empty_folder();
    let called = call(folder.path(), &["check", "--client", "boto3", "--offline"], &[]);
    assert_eq!(called.code, 2, "{}", called.stdout);
    assert!(called.stdout.contains("is not set up"), "{}", called.stdout);
    let called = call(folder.path(), &["check", "--client", "botto3"], &[]);
    assert_eq!(called.code, 3);
    assert!(called.stderr.contains("did you mean boto3?"), "{}", called.stderr);
}

#[test]
fn every_client_of_the_clone_is_known_but_those_that_only_the_clone_builds() {
    let folder = empty_folder();
    let called = call(folder.path(), &["clients", "--state", "kept"], &[]);
    let clients = fixtures::schemas().join("../clients");
    for entry in fs::read_dir(clients).unwrap().map(Result::unwrap) {
        let Ok(manifest) = fs::read_to_string(entry.path().join("client.json")) else { continue };
        let name = entry.file_name().into_string().unwrap();
        let listed = called.stdout.lines().any(|line| line.trim_start().starts_with(&format!("{name} ")));
        assert_eq!(listed, !manifest.contains("{target}/"), "{name}: {}", called.stdout);
    }
    assert!(folder.path().join("kept/adapters").is_dir(), "--state was not used");
    // The programs of the libraries may write what they like below the home.
    assert!(!folder.path().join("home/.cache/clausal").exists(), "the cache folder was used all the same");
}

#[test]
fn other_contracts_are_read_from_their_folder() {
    let folder = empty_folder();
    let schemas = fixtures::schemas().display().to_string();
    let listed = call(folder.path(), &["check", "--list", "--contracts", &schemas], &[]);
    assert_eq!(listed.stdout.lines().count(), BUNDLED.suite.cases().count());
    let called = call(folder.path(), &["check", "--list", "--contracts", "nowhere"], &[]);
    assert_eq!(called.code, 3);
    assert!(called.stderr.contains("--contracts nowhere: no folder of contracts"), "{}", called.stderr);
}

#[test]
fn the_coverage_names_defects_that_the_program_does_not_hold() {
    let folder = empty_folder();
    let operation = BUNDLED.contracts.operations().next().unwrap();
    let called = call(folder.path(), &["coverage", "--operation", &operation.id], &[]);
    assert_eq!(called.code, 0, "{}", called.stderr);
    assert!(called.stdout.contains("    defects  "), "{}", called.stdout);
    let called = call(folder.path(), &["coverage", "--operation", &format!("{}s", operation.id)], &[]);
    assert!(called.stderr.contains(&format!("did you mean {}?", operation.id)), "{}", called.stderr);
}

#[test]
fn completions_and_the_man_page_name_every_command() {
    let folder = empty_folder();
    for arguments in [&["man"][..], &["completions", "bash"], &["completions", "powershell"]] {
        let called = call(folder.path(), arguments, &[]);
        assert_eq!(called.code, 0, "{}", called.stderr);
        for command in ["check", "probe", "serve", "clients", "coverage"] {
            assert!(called.stdout.contains(command), "{arguments:?} does not name {command}");
        }
    }
}

#[test]
fn wrong_usage_has_a_code_of_its_own() {
    let folder = empty_folder();
    for arguments in [&["chekc"][..], &["check", "--cleint", "x"], &[]] {
        assert_eq!(call(folder.path(), arguments, &[]).code, 3, "{arguments:?}");
    }
    assert!(call(folder.path(), &["chekc"], &[]).stderr.contains("check"));
}
