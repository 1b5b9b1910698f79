//! Case files: every problem of every file is reported, and the written cases stand beside the generated ones.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use fixtures::broken::check;
use fixtures::{Folder, MADE_UP};
use serde_json::Value;

use crate::broken::BROKEN;

#[test]
fn every_problem_is_reported_with_its_place() {
    for (name, breaks, expected) in BROKEN {
        check(suite::load, name, breaks, expected);
    }
}

#[test]
fn no_part_of_any_file_takes_a_member_that_its_format_does_not_know() {
    let folder = Folder::all();
    let mut expected = BTreeSet::new();
    for file in json_files(folder.root(), folder.root()) {
        folder.edit(&file, |value| {
            for part in PARTS {
                for pointer in pointers(value, part) {
                    let members = value.pointer_mut(&pointer).and_then(Value::as_object_mut);
                    members.expect("an object").insert("x-typo".to_owned(), Value::Null);
                    expected.insert((file.clone(), pointer));
                }
            }
        });
    }
    let problems = suite::load(folder.root()).unwrap_err().0;
    let reported: BTreeSet<(String, String)> = problems
        .into_iter()
        .filter(|problem| problem.problem.contains("\"x-typo\" is unknown here; known are \""))
        .map(|problem| (problem.file.to_str().unwrap().to_owned(), problem.pointer))
        .collect();
    let silent: Vec<_> = expected.difference(&reported).collect();
    assert!(silent.is_empty(), "a typo would pass at {silent:?}");
    assert!(expected.len() > 500, "{} places", expected.len());
}

#[test]
fn written_cases_come_first_and_in_the_order_of_their_file() {
    let operation = MADE_UP.contracts.operation("acme-cloud/list-widgets").unwrap();
    let cases = MADE_UP.suite.of(operation);
    let written: Vec<&str> =
        cases.iter().take_while(|case| case.generator.is_none()).map(|case| case.id.as_str()).collect();
    assert_eq!(
        written,
        ["acme-cloud/list-widgets/paging/two-pages", "acme-cloud/list-widgets/paging/busy-once"]
    );
    assert!(cases[written.len()..].iter().all(|case| case.generator.is_some()));
}

/// The parts of all formats that are closed, `*` for every item.
const PARTS: [&str; 12] = [
    "",
    "/reference",
    "/clauses/*",
    "/clauses/*/source",
    "/ambiguities/*",
    "/examples/*",
    "/simulation",
    "/signing",
    "/request-id",
    "/refusals",
    "/cases/*",
    "/cases/*/exchanges/*",
];

/// The places of a part in a document.
fn pointers(document: &Value, part: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for step in part.split('/').skip(1) {
        let below = |pointer: &String| match document.pointer(pointer) {
            Some(Value::Array(items)) if step == "*" => {
                (0..items.len()).map(|index| format!("{pointer}/{index}")).collect()
            }
            Some(Value::Object(members)) if members.contains_key(step) => vec![format!("{pointer}/{step}")],
            _ => Vec::new(),
        };
        found = found.iter().flat_map(below).collect();
    }
    found
}

/// The files of our own formats, from the root of a folder of contracts.
fn json_files(root: &Path, folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().and_then(OsStr::to_str).expect("a name");
        if entry.is_dir() && name != "_meta" && name != "examples" {
            files.extend(json_files(root, &entry));
        } else if name.ends_with(".json") && !name.ends_with(".schema.json") {
            files.push(entry.strip_prefix(root).expect("a path inside").display().to_string());
        }
    }
    files
}
