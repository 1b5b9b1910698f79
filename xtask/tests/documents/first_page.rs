//! The first page is short and names the two commands of this repository.

use std::fs;

use crate::tree::root;

/// What a person looks through before deciding to go on.
const LONGEST: usize = 120;

#[test]
fn the_first_page_is_short() {
    let lines = text().lines().count();
    assert!(lines <= LONGEST, "README.md has {lines} lines of {LONGEST}; move detail into docs/");
}

#[test]
fn the_first_page_names_the_commands_of_this_repository() {
    for command in ["cargo xtask test", "cargo xtask conformance"] {
        assert!(text().contains(command), "README.md does not name `{command}`");
    }
}

fn text() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}
