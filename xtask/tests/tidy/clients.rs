//! The clients under `clients/`: manifests that fit their schema, pinned libraries, reproductions that exist, and a page each.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jsonschema::{Retrieve, Uri, Validator};
use serde_json::Value;

use crate::tree::{files, folders, none, root};

/// What a library's maintainer reads to the end before believing it.
const LINES_OF_A_REPRODUCTION: usize = 20;

#[test]
fn every_client_has_a_manifest_that_fits() {
    let validator = validator("client");
    let mut problems = Vec::new();
    for client in folders("clients") {
        let file = format!("clients/{client}/client.json");
        problems.extend(errors(&validator, &file));
        let name = read(&file).map(|manifest| manifest["name"].clone());
        if name.as_ref().ok().and_then(Value::as_str) != Some(client.as_str()) {
            problems.push(format!("{file}: its name is {name:?}, its folder {client}"));
        }
    }
    none("clients whose manifest does not fit", &problems);
}

#[test]
fn every_known_failure_fits_and_can_be_seen_without_the_harness() {
    let validator = validator("known-failures");
    let mut problems = Vec::new();
    for client in folders("clients") {
        let file = format!("clients/{client}/known-failures.json");
        if !root().join(&file).exists() {
            continue;
        }
        problems.extend(errors(&validator, &file));
        let Ok(known) = read(&file) else { continue };
        for failure in known["known-failures"].as_array().into_iter().flatten() {
            let reproduction = failure["reproduction"].as_str().unwrap_or_default();
            if !root().join("clients").join(&client).join(reproduction).is_file() {
                problems.push(format!("{file}: {}: no file {reproduction:?}", failure["case"]));
            }
        }
        // What is pinned is what was found wanting; another version needs another look.
        let library = known["library"].as_str().unwrap_or_default();
        let pinned = format!("{library}=={}", known["version"].as_str().unwrap_or_default());
        let requirements = root().join("clients").join(&client).join("requirements.txt");
        if let Ok(text) = fs::read_to_string(requirements)
            && !text.lines().any(|line| line.split(';').next().unwrap_or_default().trim() == pinned)
        {
            problems.push(format!("{file}: speaks of {pinned}, which requirements.txt does not install"));
        }
    }
    none("known failures", &problems);
}

#[test]
fn every_reproduction_is_read_at_a_glance() {
    let mut scripts = files();
    scripts.retain(|file| file.path.starts_with("clients/") && file.path.contains("/repro/"));
    assert!(!scripts.is_empty(), "no file in clients/*/repro");
    let problems: Vec<String> = scripts
        .iter()
        .map(|file| (&file.path, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_OF_A_REPRODUCTION)
        .map(|(path, lines)| format!("{path}: {lines}"))
        .collect();
    none(&format!("reproductions of more than {LINES_OF_A_REPRODUCTION} lines"), &problems);
}

#[test]
fn every_python_library_is_pinned() {
    let mut problems = Vec::new();
    for client in folders("clients") {
        let file = format!("clients/{client}/requirements.txt");
        let Ok(text) = fs::read_to_string(root().join(&file)) else { continue };
        for (index, line) in text.lines().enumerate() {
            let requirement = line.split(';').next().unwrap_or_default().trim();
            let pinned = requirement.split_once("==").is_some_and(|(name, version)| {
                !name.is_empty()
                    && version.starts_with(|first: char| first.is_ascii_digit())
                    && !version.contains('*')
            });
            if !line.is_empty() && !line.starts_with('#') && !pinned {
                problems.push(format!("{file}:{}: {line}", index + 1));
            }
        }
    }
    none("requirements without a pinned version", &problems);
}

/// The client that is no library, and so has no page.
const REFERENCE: &str = "reference";

#[test]
fn every_library_has_its_page_and_every_page_its_library() {
    let libraries: BTreeSet<String> =
        folders("clients").into_iter().filter(|client| client != REFERENCE).collect();
    let files = files();
    let names =
        files.iter().filter_map(|file| file.path.strip_prefix("docs/libraries/")?.strip_suffix(".md"));
    let pages: BTreeSet<String> = names.filter(|name| *name != "README").map(str::to_owned).collect();
    let cure = "run `cargo xtask matrix`, which writes it";
    let mut problems: Vec<String> = libraries
        .difference(&pages)
        .map(|library| format!("clients/{library} has no docs/libraries/{library}.md: {cure}"))
        .collect();
    problems.extend(pages.difference(&libraries).map(|page| {
        format!("docs/libraries/{page}.md has no clients/{page}: remove the page, and run `cargo xtask matrix` for the index")
    }));
    none("libraries and their pages", &problems);
}

#[test]
fn every_file_that_a_page_of_a_library_names_is_there() {
    let mut problems = Vec::new();
    for page in files().iter().filter(|file| file.path.starts_with("docs/libraries/")) {
        let links = page.text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        for link in links.filter(|link| !link.is_empty() && !link.contains("://")) {
            if !root().join("docs/libraries").join(link).exists() {
                problems.push(format!("{}: {link}", page.path));
            }
        }
    }
    none("links of pages of libraries that lead nowhere", &problems);
}

#[test]
fn a_manifest_with_a_typo_does_not_fit() {
    let manifest = serde_json::json!({ "name": "x", "comand": ["x"] });
    assert!(!validator("client").is_valid(&manifest));
}

/// One of the closed schemas, which refer to each other by file name.
pub(crate) fn validator(format: &str) -> Validator {
    struct Meta;
    impl Retrieve for Meta {
        fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
            let name = uri.path().as_str().rsplit('/').next().unwrap_or_default();
            Ok(read(&format!("schemas/_meta/{name}"))?)
        }
    }
    let schema = read(&format!("schemas/_meta/{format}.schema.json")).expect("a schema");
    jsonschema::options()
        .with_base_uri(format!("meta:///{format}.schema.json"))
        .with_retriever(Meta)
        .build(&schema)
        .expect("a usable schema")
}

fn errors(validator: &Validator, file: &str) -> Vec<String> {
    match read(file) {
        Ok(value) => validator
            .iter_errors(&value)
            .map(|error| format!("{file}: {}: {error}", error.instance_path()))
            .collect(),
        Err(error) => vec![error],
    }
}

fn read(file: &str) -> Result<Value, String> {
    let text =
        fs::read_to_string(root().join(Path::new(file))).map_err(|error| format!("{file}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{file}: {error}"))
}
