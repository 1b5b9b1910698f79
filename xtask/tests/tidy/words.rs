//! Retired words do not come back: one word for one thing, and the word that an engineer of this field knows.

use crate::tree::{File, files, none};

/// A retired word in lower case, and what to say in its place.
const RETIRED: &[(&str, &str)] = &[
    ("promise", "requirement"),
    ("promises", "requirements"),
    ("doubt", "ambiguity"),
    ("doubts", "ambiguities"),
    ("turns-off", "suspends"),
    ("remark", "warning"),
    ("remarks", "warnings"),
    ("habit", "default behavior"),
    ("habits", "default behavior"),
    ("law", "generator"),
    ("laws", "generators"),
    ("promised", "required"),
    ("turns off", "suspends"),
    ("conforms as expected", "passed"),
    ("not applicable", "skipped"),
    ("could not run", "error"),
    ("fails as expected", "known failure"),
    ("fail as expected", "known failures"),
    ("conforms unexpectedly", "fixed"),
    ("expected failure", "known failure"),
    ("expected failures", "known failures"),
    ("never returns", "hangs"),
    ("of no use", "the problem and the cure"),
    ("nobody asked for", "that was not requested"),
    ("the house", "the architecture"),
];

/// Starts of paths that say what they like: history, licences, and what was captured.
const FREE: &[&str] = &["CHANGELOG.md", "LICENSE-", "Cargo.lock", "fuzz/corpus/", "fuzz/Cargo.lock"];

/// Where a retired word stays: the start of the path, the word, and why.
const KEPT: &[(&str, &str, &str)] = &[
    ("xtask/tests/tidy/words.rs", "", "this table"),
    ("clients/_shared/", "promise", JAVASCRIPT),
    ("clients/baiducloud-", "promise", JAVASCRIPT),
    ("clients/volcengine-", "promise", JAVASCRIPT),
    ("clients/README.md", "promise", JAVASCRIPT),
    ("docs/libraries/", "promise", JAVASCRIPT),
    ("docs/write-an-adapter.md", "promise", JAVASCRIPT),
    ("docs/write-an-adapter.md", "promises", JAVASCRIPT),
];

const JAVASCRIPT: &str = "a promise of JavaScript, which is the language's own word";

#[test]
fn retired_words_do_not_come_back() {
    let mut problems = Vec::new();
    for file in files().iter().filter(|file| is_ours(file)) {
        for (index, line) in file.text.lines().enumerate() {
            let line = line.to_lowercase();
            for (word, instead) in RETIRED.iter().filter(|(word, _)| says(&line, word)) {
                if !KEPT
                    .iter()
                    .any(|(path, kept, _)| file.path.starts_with(path) && (kept.is_empty() || kept == word))
                {
                    problems.push(format!("{}:{}: {word:?}: say {instead:?}", file.path, index + 1));
                }
            }
        }
    }
    none("retired words", &problems);
}

#[test]
fn no_two_files_share_a_name_that_says_nothing() {
    let nothing = ["stand.rs", "common.rs", "utils.rs", "helpers.rs", "misc.rs"];
    let mut problems = Vec::new();
    let all = files();
    for file in &all {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if nothing.contains(&name) {
            problems.push(format!("{}: name the file for what it holds", file.path));
        }
        let folder = file.path.strip_suffix(".rs").map(|module| format!("{module}/"));
        let has_folder = |other: &File| folder.as_ref().is_some_and(|folder| other.path.starts_with(folder));
        if file.path.contains("/src/") && all.iter().any(has_folder) {
            problems.push(format!("{}: a module with a folder is the folder's mod.rs", file.path));
        }
    }
    none("names of files", &problems);
}

fn is_ours(file: &File) -> bool {
    let written = [".rs", ".md", ".json", ".py", ".cjs", ".toml", ".yml"];
    written.iter().any(|end| file.path.ends_with(end)) && !FREE.iter().any(|free| file.path.starts_with(free))
}

/// Whether a line in lower case says a word, whole.
fn says(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let is_part = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        !is_part(line[..at].chars().next_back()) && !is_part(line[at + word.len()..].chars().next())
    })
}

#[test]
fn a_word_is_found_whole_and_in_any_case() {
    let found = |line: &str| RETIRED.iter().any(|(word, _)| says(&line.to_lowercase(), word));
    assert!(found("/// Each Promise has a clause."));
    assert!(found("the trial could not run"));
    assert!(!found("a compromise of lawful remarkable words"));
}
