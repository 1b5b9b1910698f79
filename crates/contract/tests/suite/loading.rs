//! Broken files: every problem of every file is told, with its file, its JSON Pointer and what would be right.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use contract::Contracts;
use serde_json::Value;

use crate::broken::Break::{Add, Delete, Remove, Set, Write};
use crate::broken::{BROKEN, Break, CASES, OPERATION, PROVIDER, Told};
use crate::common::{Folder, read};

#[test]
fn every_problem_is_told_with_its_place() {
    for (name, breaks, told) in BROKEN {
        check(name, breaks, told);
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
    let problems = Contracts::load(folder.root()).unwrap_err().0;
    let told: BTreeSet<(String, String)> = problems
        .into_iter()
        .filter(|problem| problem.problem.contains("\"x-typo\" is unknown here; known are \""))
        .map(|problem| (problem.file.to_str().unwrap().to_owned(), problem.pointer))
        .collect();
    let silent: Vec<_> = expected.difference(&told).collect();
    assert!(silent.is_empty(), "a typo would pass at {silent:?}");
    assert!(expected.len() > 500, "{} places", expected.len());
}

#[test]
fn a_folder_without_contracts_is_refused() {
    let folder = Folder::empty();
    let told = Contracts::load(folder.root()).unwrap_err().to_string();
    assert!(told.starts_with("2 problems in the contract files\n"), "{told}");
    assert!(told.contains("standards.json: /: cannot be read"), "{told}");
    assert!(told.contains("no operation found; expected PROVIDER/provider.json"), "{told}");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = Folder::empty();
    let told = Contracts::load(&folder.path("nowhere")).unwrap_err().to_string();
    assert!(told.contains("cannot be listed: No such file"), "{told}");
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

/// The parts of all formats that are closed, `*` for every item.
const PARTS: [&str; 12] = [
    "",
    "/page",
    "/clauses/*",
    "/clauses/*/source",
    "/doubts/*",
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

fn check(name: &str, breaks: &[Break], told: &[Told]) {
    let folder = Folder::made_up();
    let whole: Vec<(&str, Value)> =
        [OPERATION, PROVIDER, CASES].map(|file| (file, read(&folder.path(file)))).into_iter().collect();
    let placed = |file: &str, pointer: &str| place(&whole, file, pointer);
    for broken in breaks {
        match *broken {
            Set(file, pointer, json) => set(&folder, file, &placed(file, pointer), json),
            Add(file, pointer, json) => folder.edit(file, |value| {
                let list = value.pointer_mut(pointer).and_then(Value::as_array_mut);
                list.expect("a list to add to").push(serde_json::from_str(json).expect("JSON to add"));
            }),
            Remove(file, pointer) => folder.edit(file, |value| remove(value, &placed(file, pointer))),
            Write(file, text) => fs::write(folder.path(file), text).expect("a file to write"),
            Delete(file) => fs::remove_file(folder.path(file)).expect("a file to delete"),
        }
    }
    let problems = Contracts::load(folder.root()).expect_err(name).0;
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let shown = shown.join("\n");
    for (file, pointer, fragments) in told {
        let pointer = match pointer.strip_prefix("/clauses/{last}") {
            Some(rest) => {
                let clauses = read(&folder.path(file))["clauses"].as_array().map_or(0, Vec::len);
                format!("/clauses/{}{rest}", clauses - 1)
            }
            None => placed(file, pointer),
        };
        assert!(
            problems.iter().any(|problem| problem.file.to_str() == Some(file)
                && problem.pointer == pointer
                && fragments.iter().all(|fragment| problem.problem.contains(fragment))),
            "{name}: nothing says {fragments:?} at {file}: {pointer}, but\n{shown}"
        );
    }
    assert_eq!(problems.len(), told.len(), "{name}: too much or too little is told:\n{shown}");
    for problem in &problems {
        assert!(
            problem.problem.chars().count() <= 420,
            "{name}: nobody reads a message as long as {problem}"
        );
    }
}

fn place(whole: &[(&str, Value)], file: &str, pointer: &str) -> String {
    let Some((before, id, after)) = pointer
        .split_once('{')
        .and_then(|(before, rest)| rest.split_once('}').map(|(id, after)| (before, id, after)))
    else {
        return pointer.to_owned();
    };
    let (_, value) = whole.iter().find(|(known, _)| *known == file).expect("a file with clauses");
    let clauses = value["clauses"].as_array().expect("clauses");
    let index = clauses.iter().position(|clause| clause["id"] == id);
    format!("{before}{}{after}", index.unwrap_or_else(|| panic!("no clause {id}")))
}

fn set(folder: &Folder, file: &str, pointer: &str, json: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("a member to set");
    let new: Value = serde_json::from_str(json).expect("JSON to set");
    folder.edit(file, |value| match value.pointer_mut(parent).expect("a place to set") {
        Value::Array(items) => items[last.parse::<usize>().expect("an index")] = new,
        Value::Object(members) => drop(members.insert(last.to_owned(), new)),
        other => panic!("{other} has no members"),
    });
}

fn remove(value: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("a member to remove");
    match value.pointer_mut(parent).expect("a place to remove from") {
        Value::Array(items) => drop(items.remove(last.parse::<usize>().expect("an index"))),
        Value::Object(members) => drop(members.shift_remove(last).expect("a member to remove")),
        other => panic!("{other} has no members"),
    }
}
