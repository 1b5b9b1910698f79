//! The manifests: one set of lints for all, and a reason for every crate that is not ours.

use std::collections::BTreeSet;

use crate::tree::{File, files, none};

/// Dependencies of the workspace that no member uses yet, each with a reason.
const NOT_YET: &[(&str, &str)] = &[];

#[test]
fn unsafe_code_is_forbidden_everywhere() {
    let lints = section(&manifest("Cargo.toml").text, "[workspace.lints.rust]");
    assert!(lints.iter().any(|line| line.replace(' ', "") == "unsafe_code=\"forbid\""), "{lints:?}");
}

#[test]
fn every_member_takes_the_lints_of_the_workspace() {
    let deaf: Vec<String> = members()
        .iter()
        .filter(|member| {
            !section(&member.text, "[lints]").iter().any(|line| line.replace(' ', "") == "workspace=true")
        })
        .map(|member| member.path.clone())
        .collect();
    none("manifests without `[lints] workspace = true`", &deaf);
}

#[test]
fn every_member_takes_its_versions_from_the_workspace() {
    let mut problems = Vec::new();
    for member in members() {
        for table in ["[dependencies]", "[dev-dependencies]", "[build-dependencies]"] {
            for line in section(&member.text, table) {
                if !line.starts_with('#') && !line.replace(' ', "").contains("workspace=true") {
                    problems.push(format!("{}: {line}", member.path));
                }
            }
        }
    }
    none("dependencies with a version of their own", &problems);
}

#[test]
fn every_crate_that_is_not_ours_has_a_reason() {
    let root = manifest("Cargo.toml");
    let mut problems = Vec::new();
    let mut explained = false;
    // Blank lines part the groups; a comment opens one and holds until the next.
    for line in lines_of(&root.text, "[workspace.dependencies]") {
        if line.is_empty() {
            explained = false;
        } else if let Some(reason) = line.strip_prefix('#') {
            explained = reason.trim().len() > 10;
        } else if !line.contains("path =") && !explained {
            problems.push(line.to_owned());
        }
    }
    none("dependencies without a comment above that says why", &problems);
}

#[test]
fn every_crate_of_the_workspace_is_used() {
    let members = members();
    let used: BTreeSet<String> = members
        .iter()
        .flat_map(|member| {
            ["[dependencies]", "[dev-dependencies]", "[build-dependencies]"]
                .into_iter()
                .flat_map(|table| section(&member.text, table))
        })
        .filter_map(|line| name(&line))
        .collect();
    let mut problems = Vec::new();
    for line in section(&manifest("Cargo.toml").text, "[workspace.dependencies]") {
        let Some(name) = name(&line) else { continue };
        let excused = NOT_YET.iter().any(|(known, _)| *known == name);
        if used.contains(&name) == excused {
            problems.push(format!("{name}, excused: {excused}"));
        }
    }
    none("dependencies of the workspace that no member uses", &problems);
}

fn members() -> Vec<File> {
    let mut files = files();
    files.retain(|file| file.path.ends_with("/Cargo.toml"));
    assert!(files.len() > 10, "the members were not found");
    files
}

fn manifest(path: &str) -> File {
    files().into_iter().find(|file| file.path == path).expect("a manifest")
}

/// The lines of one table, blank ones left out.
fn section(manifest: &str, table: &str) -> Vec<String> {
    lines_of(manifest, table).into_iter().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn lines_of<'a>(manifest: &'a str, table: &str) -> Vec<&'a str> {
    let lines = manifest.lines().map(str::trim).skip_while(|line| *line != table).skip(1);
    lines.take_while(|line| !line.starts_with('[')).collect()
}

/// The dependency that a line declares.
fn name(line: &str) -> Option<String> {
    let (name, _) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
    Some(name.trim().trim_end_matches(".workspace").to_owned())
}

#[test]
fn every_path_of_the_mutation_tests_exists() {
    let manifest = manifest(".cargo/mutants.toml");
    let files = files();
    let mut problems = Vec::new();
    for pattern in manifest.text.lines().filter_map(|line| line.trim().strip_prefix("\"crates/")) {
        // The part of a pattern before its first star is enough to see that a folder was moved.
        let start = format!("crates/{}", pattern.split(['*', '"']).next().unwrap_or_default());
        if !files.iter().any(|file| file.path.starts_with(&start)) {
            problems.push(format!(
                ".cargo/mutants.toml: no file begins with {start:?}; name the folder it moved to"
            ));
        }
    }
    none("paths of the mutation tests that do not exist", &problems);
}
