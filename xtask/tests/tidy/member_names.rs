//! No engine code knows a member of one provider by its name: what a member is for is said by the contract.

use std::collections::BTreeSet;

use contract::{Contracts, Side};

use crate::tree::{none, rust_files};

/// The sources that know every provider by its contract alone.
const ENGINE: &[&str] = &[
    "crates/contract/src/",
    "crates/wire/src/",
    "crates/suite/src/",
    "crates/judge/src/",
    "crates/simulator/src/",
    "crates/runner/src/",
    "crates/live/src/",
    "crates/report/src/",
    "crates/clausal/src/",
];

#[test]
fn the_engine_knows_no_member_by_name() {
    let names = member_names();
    assert!(names.contains("Values"), "the names of tags are among them: {names:?}");
    let mut problems = Vec::new();
    for file in rust_files() {
        let is_test = file.path.contains("/src/tests/");
        if is_test || !ENGINE.iter().any(|start| file.path.starts_with(start)) {
            continue;
        }
        for (line, name) in literals(&file.text) {
            if names.contains(&name) {
                problems.push(format!("{}:{line}: {name:?}", file.path));
            }
        }
    }
    none("member names of a contract in engine code; let the contract say what the member is for", &problems);
}

#[test]
fn a_name_in_code_is_found_and_one_in_an_example_is_not() {
    let source = "//! `\"Key\"`\nfn f() {\n    g(\"Key\", \"a \\\"Values\\\" b\");\n}\n#[cfg(test)]\nmod tests { \"Values\" }";
    assert_eq!(literals(source), [(3, "Key".to_owned()), (3, "a \\\"Values\\\" b".to_owned())]);
}

/// The names of all members that are no ordinary words: those with a capital, a hyphen or an underscore.
fn member_names() -> BTreeSet<String> {
    let contracts = Contracts::bundled().expect("the contracts load");
    let sides = [Side::Request, Side::Response, Side::Error];
    contracts
        .operations()
        .flat_map(|operation| sides.into_iter().flat_map(|side| operation.members(side)))
        .flat_map(|(at, _)| at.path.clone())
        .filter(|name| name.chars().any(|one| one.is_uppercase() || one == '-' || one == '_'))
        .collect()
}

/// The texts between quotes in the code of a source, with their lines; comments and unit tests left out.
fn literals(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let code = source.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
    for (index, line) in code.filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let mut rest = line;
        while let Some((_, after)) = rest.split_once('"') {
            let mut escaped = false;
            let end = after.char_indices().find(|(_, character)| {
                let ends = *character == '"' && !escaped;
                escaped = *character == '\\' && !escaped;
                ends
            });
            let Some((end, _)) = end else { break };
            found.push((index + 1, after[..end].to_owned()));
            rest = &after[end + 1..];
        }
    }
    found
}
