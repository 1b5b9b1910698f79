//! Broken files: every problem of every file is reported, with its file, its JSON Pointer and what would be right.

use contract::Contracts;
use fixtures::Folder;
use fixtures::broken::{OPERATION, check};

use crate::broken::BROKEN;

#[test]
fn every_problem_is_reported_with_its_place() {
    for (name, breaks, expected) in BROKEN {
        check(Contracts::load, name, breaks, expected);
    }
}

#[test]
fn a_folder_without_contracts_is_refused() {
    let folder = Folder::empty();
    let message = Contracts::load(folder.root()).unwrap_err().to_string();
    assert!(message.starts_with("2 problems in the contract files\n"), "{message}");
    assert!(message.contains("standards.json: /: cannot be read"), "{message}");
    assert!(message.contains("no operation found; expected PROVIDER/provider.json"), "{message}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = Folder::empty();
    let message = Contracts::load(&folder.path("nowhere")).unwrap_err().to_string();
    assert!(message.contains("cannot be listed: No such file"), "{message}");
}

#[test]
fn problems_are_printed_one_a_line_with_file_and_place() {
    let folder = Folder::made_up();
    folder.edit(OPERATION, |operation| operation["clauses"][1]["id"] = "method".into());
    assert_eq!(
        Contracts::load(folder.root()).unwrap_err().to_string(),
        "1 problem in the contract files\n  acme-cloud/list-widgets/operation.json: /clauses/1/id: \
         \"method\" is the id of an earlier clause; give it one of its own"
    );
}
