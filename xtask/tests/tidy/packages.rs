//! The packages: what is published stands alone, says what it is, and needs nothing that is not published.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

use crate::tree::{files, none, root};

/// What a registry accepts at most.
const MOST_KEYWORDS: usize = 5;
const LONGEST_KEYWORD: usize = 20;

#[test]
fn what_is_published_says_what_it_is() {
    let mut problems = Vec::new();
    for package in published(&workspace()) {
        let mut need = |what: &str, is_there: bool| {
            if !is_there {
                problems.push(format!("{}: {what}", package.name));
            }
        };
        need("description", package.description.as_ref().is_some_and(|text| text.len() > 20));
        need("license", package.license.is_some());
        need("repository", package.repository.is_some());
        need("homepage", package.homepage.is_some());
        need("rust-version", package.rust_version.is_some());
        need("1 to 5 keywords", (1..=MOST_KEYWORDS).contains(&package.keywords.len()));
        need("keywords of the registry's form", package.keywords.iter().all(|word| is_keyword(word)));
        need("1 to 5 categories", (1..=5).contains(&package.categories.len()));
        need("readme = \"README.md\"", package.readme.as_ref().is_some_and(|path| path == "README.md"));
    }
    none("manifests of published packages that lack something", &problems);
}

#[test]
fn every_crate_has_a_readme_that_opens_its_documentation() {
    let workspace = workspace();
    let mut problems = Vec::new();
    for package in workspace.workspace_packages() {
        let folder = package.manifest_path.parent().expect("a manifest lies in a folder").as_std_path();
        if !folder.starts_with(root().join("crates")) {
            continue;
        }
        let readme = text(&folder.join("README.md"));
        if !readme.starts_with(&format!("# {}\n", package.name)) {
            problems.push(format!("{}: README.md opens with the name of the package", package.name));
        }
        let shows_rust = readme.lines().any(|line| line == "```rust");
        if is_published(package) && !shows_rust {
            problems.push(format!("{}: README.md has an example in Rust that runs", package.name));
        }
        let library = folder.join("src").join("lib.rs");
        if library.is_file() && !text(&library).contains("#![doc = include_str!(\"../README.md\")]") {
            problems.push(format!("{}: src/lib.rs includes README.md", package.name));
        }
    }
    none("crates whose README is missing or not shown", &problems);
}

#[test]
fn what_is_published_is_built_from_published_packages_of_a_version() {
    let workspace = workspace();
    let members = workspace.workspace_packages();
    let mut problems = Vec::new();
    for package in published(&workspace) {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some()) {
            let name = &dependency.name;
            let target = members.iter().find(|member| member.name.as_str() == name);
            let target_is_published = target.is_some_and(|target| is_published(target));
            let has_version = dependency.req.to_string() != "*";
            let is_for_tests = dependency.kind == DependencyKind::Development;
            if !target_is_published && !is_for_tests {
                problems.push(format!("{} is built from {name}, which is not published", package.name));
            }
            // Cargo leaves a dependency of tests out of the package only where it has no version.
            if target_is_published != has_version {
                problems.push(format!(
                    "{}: version of {name}, which is published: {target_is_published}",
                    package.name
                ));
            }
        }
    }
    none("dependencies that a registry would not have", &problems);
}

#[test]
fn what_a_package_embeds_is_inside_the_package() {
    let mut problems = Vec::new();
    for (package, folder) in [("clausal-contract", "schemas"), ("clausal", "clients")] {
        let inside = inside(package);
        for file in files().iter().filter(|file| file.path.starts_with(&format!("{folder}/"))) {
            // A client in Rust lies apart, since cargo leaves folders with a manifest out.
            let apart = file.path.replacen("clients/", "rust-clients/", 1);
            let is_inside = [file.path.clone(), apart.clone(), format!("{apart}.embedded")]
                .iter()
                .any(|path| inside.contains(path));
            let is_of_the_clone = file.path.starts_with("clients/reference/");
            if !is_inside && !is_of_the_clone && !file.path.ends_with(".md") {
                problems
                    .push(format!("{package}: {} is not in the package; link it into its folder", file.path));
            }
        }
    }
    none("files that a package embeds and does not have", &problems);
}

/// The files of a package.
fn inside(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["package", "--list", "--offline", "--allow-dirty", "--package", package];
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo starts");
    let text = String::from_utf8(output.stdout).expect("cargo prints text");
    text.lines().map(|line| line.replace('\\', "/")).collect()
}

#[test]
fn keywords_are_those_that_a_registry_accepts() {
    for word in ["http", "json-schema", "sigv4"] {
        assert!(is_keyword(word), "{word}");
    }
    for word in ["", "-http", "two words", "longer-than-twenty-letters"] {
        assert!(!is_keyword(word), "{word}");
    }
}

fn is_keyword(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_alphanumeric())
        && word.len() <= LONGEST_KEYWORD
        && word.chars().all(|one| one.is_ascii_alphanumeric() || "-_+".contains(one))
}

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .expect("the metadata of this workspace")
}

fn published(workspace: &Metadata) -> Vec<&Package> {
    let mut packages = workspace.workspace_packages();
    packages.retain(|package| is_published(package));
    assert!(packages.len() > 10, "the published packages were not found");
    packages
}

/// `publish = false` is an empty list of registries.
fn is_published(package: &Package) -> bool {
    package.publish.as_ref().is_none_or(|registries| !registries.is_empty())
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}
