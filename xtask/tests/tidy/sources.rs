//! What every source file looks like.

use crate::tree::{File, files, none, rust_files};

const LONGEST: usize = 400;

/// Folders of `src/` that only tests are built from, so that they may unwrap.
const FOR_TESTS: [&str; 2] = ["crates/fixtures/src/", "crates/suite/src/tests/"];

/// What half of the sources stay below.
const USUAL: usize = 150;

/// Files that may be longer, each with a reason.
const LONGER: &[(&str, &str)] = &[];

/// What no source says, and what to say in its place. Split, so that this file does not say it either.
const NEVER: &[(&str, &str)] = &[
    (concat!("todo", "!("), "write it, or leave it out"),
    (concat!("unimplemented", "!("), "write it, or leave it out"),
    (concat!("dbg", "!("), "take it out"),
    (concat!("#[ig", "nore"), "a test runs or is not there"),
    (concat!("#[should", "_panic"), "assert on the result"),
    (concat!("#[al", "low("), "#[expect(lint, reason = \"…\")]"),
    (concat!("#![al", "low("), "#[expect(lint, reason = \"…\")] where it is needed"),
];

/// Starts of paths on somebody's machine.
const MACHINE_PATHS: [&str; 7] = ["home/", "root/", "tmp/", "work/", "Users/", "private/", "mnt/"];

/// Texts that look like a path on somebody's machine, each with a reason.
const PATHS_ALL_THE_SAME: &[(&str, &str, &str)] = &[];

#[test]
fn every_source_opens_with_its_purpose() {
    let silent = |file: &&File| {
        let first = file.text.lines().next().unwrap_or_default();
        first.strip_prefix("//! ").is_none_or(|said| said.len() <= 10)
    };
    let problems: Vec<String> = rust_files().iter().filter(silent).map(|file| file.path.clone()).collect();
    none("sources without a first line of `//! `", &problems);
}

#[test]
fn no_source_is_longer_than_a_person_reads() {
    let files = rust_files();
    let mut problems = Vec::new();
    for file in &files {
        let lines = file.text.lines().count();
        let excused = LONGER.iter().any(|(path, _)| *path == file.path);
        if (lines > LONGEST) != excused {
            problems.push(format!("{} has {lines} lines, excused: {excused}", file.path));
        }
    }
    none(&format!("sources of more than {LONGEST} lines"), &problems);
}

#[test]
fn most_sources_are_short() {
    let mut lines: Vec<usize> = rust_files().iter().map(|file| file.text.lines().count()).collect();
    lines.sort_unstable();
    let median = lines[lines.len() / 2];
    assert!(median < USUAL, "half of the sources have {median} lines or more; split some");
}

#[test]
fn no_source_says_what_is_not_said_here() {
    let mut problems = Vec::new();
    for file in rust_files() {
        for (index, line) in file.text.lines().enumerate() {
            for (said, cure) in NEVER.iter().filter(|(said, _)| line.contains(said)) {
                problems.push(format!("{}:{}: {said}: {cure}", file.path, index + 1));
            }
        }
    }
    none("sources that say what is not said here", &problems);
}

#[test]
fn no_source_unwraps_outside_tests_and_examples() {
    let unwraps = [concat!(".unw", "rap()"), concat!(".unw", "rap_err()")];
    let mut problems = Vec::new();
    let for_tests = |file: &&File| FOR_TESTS.iter().any(|start| file.path.starts_with(start));
    for file in rust_files().iter().filter(|file| file.path.contains("/src/") && !for_tests(file)) {
        let lines = file.text.lines().enumerate().take_while(|(_, line)| !line.starts_with("#[cfg(test)]"));
        for (index, line) in lines.filter(|(_, line)| !line.trim_start().starts_with("//")) {
            if unwraps.iter().any(|unwrap| line.contains(unwrap)) {
                problems.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    none("sources that unwrap", &problems);
}

#[test]
fn no_file_names_a_path_of_somebodys_machine() {
    let mut problems = Vec::new();
    for file in files() {
        for (index, line) in file.text.lines().enumerate() {
            let excused =
                PATHS_ALL_THE_SAME.iter().any(|(path, part, _)| *path == file.path && line.contains(part));
            if !excused && has_machine_path(line) {
                problems.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    none("paths of somebody's machine", &problems);
}

#[test]
fn machine_paths_are_told_from_paths_of_urls() {
    let row = |path: &str, expected: bool| assert_eq!(has_machine_path(path), expected, "{path}");
    row(&format!("see {}home/someone/x", '/'), true);
    row(&format!("\"{}tmp/x\"", '/'), true);
    row(&format!("file://{}Users/someone", '/'), true);
    row(&format!("https://example.test{}home/x", '/'), false);
    row(&format!("{{state}}{}tmp/x, a{}work/b", '/', '/'), false);
}

fn has_machine_path(line: &str) -> bool {
    line.match_indices('/').any(|(index, _)| {
        let before = line[..index].chars().next_back();
        let inside = before.is_some_and(|before| before.is_alphanumeric() || ".-_}~*<>".contains(before));
        !inside && MACHINE_PATHS.iter().any(|start| line[index + 1..].starts_with(start))
    })
}
