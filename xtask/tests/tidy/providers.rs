//! Who may name a provider: only its contract, its model crate, the clients, and the reference client.

use std::collections::BTreeSet;

use crate::tree::{folders, none, rust_files};

/// Words that name a provider besides those of the folders under `schemas/`.
const MORE_WORDS: [&str; 9] =
    ["amz", "aws", "bce", "boto", "doubao", "smithy", "volc", "volcenginesdk", "wenxin"];

/// Sources that name no provider at all, in code and in comments.
const NAMELESS: &[&str] = &[
    "crates/contract/src/",
    "crates/wire/src/",
    "crates/suite/src/",
    "crates/judge/src/",
    "crates/simulator/src/",
    "crates/runner/src/",
    "crates/live/src/",
    "crates/report/src/",
    "crates/clausal/src/",
    "crates/client-protocol/src/",
    "crates/defects/src/",
    "crates/model-transport/src/",
    "crates/signing/src/",
    "xtask/src/",
];

/// Where a word stands all the same: the start of a path, the word, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("crates/clausal/src/examples.rs", "amazon", "an operation that people can ask for as it stands"),
    ("crates/clausal/src/examples.rs", "bedrock", "an operation that people can ask for as it stands"),
    ("crates/clausal/src/examples.rs", "boto", "a library that people can ask for as it stands"),
    ("crates/signing/src/", "aws", "the name of a scheme, aws-sigv4, and of its headers and constants"),
    ("crates/signing/src/", "amz", "the headers of that scheme"),
    ("crates/signing/src/", "volc", "the name of a scheme, volc-hmac-sha256"),
    ("crates/signing/src/", "bce", "the name of a scheme, bce-auth-v1, and its headers"),
];

#[test]
fn the_engine_names_no_provider() {
    let words = words_of(&folders("schemas"));
    let mut problems = Vec::new();
    let mut used = BTreeSet::new();
    for file in rust_files() {
        if !NAMELESS.iter().any(|start| file.path.starts_with(start)) {
            continue;
        }
        for (line, word) in named(&file.text, &words) {
            match EXCEPTIONS
                .iter()
                .position(|(start, known, _)| file.path.starts_with(start) && *known == word)
            {
                Some(index) => drop(used.insert(index)),
                None => problems.push(format!("{}:{line}: {word}", file.path)),
            }
        }
    }
    for (index, (start, word, _)) in EXCEPTIONS.iter().enumerate().filter(|(index, _)| !used.contains(index))
    {
        problems.push(format!("exception {index}, {word} in {start}, is not needed any more"));
    }
    none("sources that name a provider", &problems);
}

#[test]
fn a_model_names_its_own_provider_only() {
    let providers = folders("schemas");
    let mut problems = Vec::new();
    for provider in &providers {
        let others: Vec<String> = providers.iter().filter(|other| *other != provider).cloned().collect();
        let start = format!("crates/model-{provider}/src/");
        let mut found = false;
        for file in rust_files().iter().filter(|file| file.path.starts_with(&start)) {
            found = true;
            for (line, word) in named(&file.text, &folder_words(&others)) {
                problems.push(format!("{}:{line}: {word}", file.path));
            }
        }
        assert!(found, "{provider} has no model crate");
    }
    none("models that name another provider", &problems);
}

#[test]
fn words_are_found_where_people_would_see_them() {
    let words = words_of(&["amazon-bedrock".to_owned(), "volcengine-ark".to_owned()]);
    let rows: &[(&str, &[&str])] = &[
        ("// Bedrock clamps.", &["bedrock"]),
        ("Scheme::AwsSigv4", &["aws"]),
        ("\"AWS4-HMAC-SHA256\"", &["aws"]),
        ("\"x-amz-date\"", &["amz"]),
        ("const VOLC_KEY: u8", &["volc"]),
        ("struct ArkClient;", &["ark"]),
        ("fn mark(benchmark: Spark) // claws, market, archive", &[]),
        ("//! ```\n//! start(\"amazon-bedrock/x\")\n//! ```\n//! amazon", &["amazon"]),
        ("fn f() {}\n#[cfg(test)]\nmod tests {\n    // bedrock\n}", &[]),
    ];
    for (text, expected) in rows {
        let found: Vec<String> = named(text, &words).into_iter().map(|(_, word)| word).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

fn folder_words(providers: &[String]) -> BTreeSet<String> {
    providers.iter().flat_map(|provider| provider.split('-')).map(str::to_owned).collect()
}

fn words_of(providers: &[String]) -> BTreeSet<String> {
    folder_words(providers).into_iter().chain(MORE_WORDS.map(str::to_owned)).collect()
}

/// The provider words of a source with their lines; code blocks of documentation and unit tests may name examples.
fn named(text: &str, words: &BTreeSet<String>) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut in_example = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("#[cfg(test)]") {
            break;
        }
        let trimmed = line.trim_start();
        let documentation = trimmed.strip_prefix("//!").or_else(|| trimmed.strip_prefix("///"));
        if documentation.is_some_and(|said| said.trim_start().starts_with("```")) {
            in_example = !in_example;
        } else if !(in_example && documentation.is_some()) {
            let hits = words_in(line).into_iter().filter(|word| words.contains(word));
            found.extend(hits.map(|word| (index + 1, word)));
        }
    }
    found
}

/// The words of a line in lower case: parts of identifiers, too, and without the digits behind them.
fn words_in(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in line.split(|character: char| !character.is_alphanumeric()) {
        let characters: Vec<char> = run.chars().collect();
        let mut word = String::new();
        for (index, character) in characters.iter().enumerate() {
            let after_lower = index > 0 && characters[index - 1].is_lowercase();
            let before_lower = characters.get(index + 1).is_some_and(|next| next.is_lowercase());
            let starts = character.is_uppercase() && (after_lower || before_lower) || character.is_numeric();
            if starts && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if !character.is_numeric() {
                word.extend(character.to_lowercase());
            }
        }
        words.push(word);
    }
    words.retain(|word| !word.is_empty());
    words
}
