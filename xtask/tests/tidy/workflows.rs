//! What is around the code: workflows, forms of issues, Dependabot's list, and the licences that are taken.

use serde_json::{Map, Value};

use crate::tree::{File, files, folders, none, root};

/// A file that pins the libraries of a client, and what Dependabot calls its kind.
const LOCKS: &[(&str, &str)] = &[
    ("Cargo.lock", "cargo"),
    ("package-lock.json", "npm"),
    ("requirements.txt", "pip"),
    ("pom.xml", "maven"),
    ("go.mod", "gomod"),
];

#[test]
fn every_action_is_pinned_by_a_commit_with_its_version() {
    let mut problems = Vec::new();
    for (file, workflow) in workflows() {
        let lines: Vec<&str> = file.text.lines().filter_map(|line| used(line)).collect();
        let read = steps(&workflow).filter(|step| step.get("uses").is_some()).count();
        if lines.len() != read {
            problems.push(format!("{}: {read} steps use an action, {} lines do", file.path, lines.len()));
        }
        let unpinned = lines.iter().filter(|line| !is_pinned(line));
        problems.extend(unpinned.map(|line| format!("{}: uses: {line}", file.path)));
    }
    none("actions without 40 hexadecimal digits and `# vX.Y.Z`", &problems);
}

#[test]
fn every_workflow_starts_with_the_least_permissions() {
    let least = serde_json::json!({ "contents": "read" });
    let mut problems = Vec::new();
    for (file, workflow) in workflows() {
        if workflow["permissions"] != least {
            problems.push(format!("{}: permissions at the top are {}", file.path, workflow["permissions"]));
        }
        if workflow.get("concurrency").is_none() {
            problems.push(format!("{}: no concurrency group", file.path));
        }
        for step in steps(&workflow).filter(|step| action(step) == "actions/checkout") {
            if step["with"]["persist-credentials"] != Value::Bool(false) {
                problems.push(format!("{}: a checkout without persist-credentials: false", file.path));
            }
        }
    }
    none("workflows that may more than they need", &problems);
}

#[test]
fn every_job_ends_by_itself() {
    let mut problems = Vec::new();
    for (file, workflow) in workflows() {
        let jobs = workflow["jobs"].as_object().unwrap();
        let endless = jobs.iter().filter(|(_, job)| !job["timeout-minutes"].is_u64());
        problems.extend(endless.map(|(name, _)| format!("{}: {name}", file.path)));
    }
    none("jobs without timeout-minutes", &problems);
}

#[test]
fn the_oldest_compiler_is_the_one_that_is_checked() {
    let (_, workflow) = workflows().into_iter().find(|(file, _)| file.path.ends_with("/ci.yml")).unwrap();
    let checked = workflow["jobs"]["msrv"]["env"]["MSRV"].as_str().unwrap_or_default().to_owned();
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let said = text(manifest)
            .lines()
            .find_map(|line| line.strip_prefix("rust-version = \""))
            .map(|rest| rest.trim_end_matches('"').to_owned());
        assert_eq!(said.as_deref(), Some(checked.as_str()), "rust-version of {manifest}, and MSRV of ci.yml");
    }
}

#[test]
fn every_client_is_kept_up_to_date() {
    let listed = yaml(&file(".github/dependabot.yml"));
    let mut listed: Vec<String> = listed["updates"].as_array().unwrap().iter().map(key).collect();
    let mut expected = vec!["cargo /".to_owned(), "cargo /fuzz".to_owned(), "github-actions /".to_owned()];
    for client in folders("clients") {
        let locks =
            LOCKS.iter().filter(|(lock, _)| root().join("clients").join(&client).join(lock).is_file());
        expected.extend(locks.map(|(_, kind)| format!("{kind} /clients/{client}")));
    }
    listed.sort();
    expected.sort();
    assert_eq!(listed, expected, "the entries of .github/dependabot.yml, and the folders with a lock file");
}

#[test]
fn every_form_of_an_issue_says_what_it_is_for() {
    let mut problems = Vec::new();
    let forms = files().into_iter().filter(|file| file.path.starts_with(".github/ISSUE_TEMPLATE/"));
    for file in forms.filter(|file| !file.path.ends_with("/config.yml")) {
        let form = yaml(&file);
        for member in ["name", "description"] {
            if form[member].as_str().is_none_or(str::is_empty) {
                problems.push(format!("{}: no {member}", file.path));
            }
        }
        if form["body"].as_array().is_none_or(Vec::is_empty) {
            problems.push(format!("{}: no body", file.path));
        }
    }
    none("forms of issues", &problems);
}

/// Each allowed licence names a crate that needs it; cargo-deny itself fails where none does.
#[test]
fn every_licence_that_is_taken_is_needed() {
    let deny = text("deny.toml");
    let lock = text("Cargo.lock");
    let allowed: Vec<&str> = deny
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != "allow = [")
        .skip(1)
        .take_while(|line| *line != "]")
        .collect();
    assert!(!allowed.is_empty(), "deny.toml: no list `allow`");
    let named = |line: &&&str| {
        line.split_once(", # ").is_some_and(|(_, name)| lock.contains(&format!("name = \"{name}\"\n")))
    };
    let problems: Vec<String> =
        allowed.iter().filter(|line| !named(line)).map(|line| format!("deny.toml: {line}")).collect();
    none("licences without `# CRATE` of a crate in Cargo.lock that needs it", &problems);
    assert!(deny.lines().any(|line| line == "unused-allowed-license = \"deny\""), "deny.toml");
}

#[test]
fn a_tag_is_no_pin() {
    let commit = "3d3c42e5aac5ba805825da76410c181273ba90b1";
    assert!(is_pinned(&format!("actions/checkout@{commit} # v7.0.1")));
    assert!(!is_pinned(&format!("actions/checkout@{commit}")));
    assert!(!is_pinned(&format!("actions/checkout@{commit} # main")));
    assert!(!is_pinned("actions/checkout@v7 # v7.0.1"));
    assert_eq!(used("      - uses: a/b@c # v1"), Some("a/b@c # v1"));
    assert_eq!(used("        uses: a/b@c # v1"), Some("a/b@c # v1"));
    assert_eq!(used("      - run: echo uses: a/b@c"), None);
}

/// Every workflow; that all other YAML of the folder can be read is seen on the way.
fn workflows() -> Vec<(File, Value)> {
    let mut all: Vec<(File, Value)> = files()
        .into_iter()
        .filter(|file| file.path.starts_with(".github/"))
        .filter(|file| file.path.ends_with(".yml") || file.path.ends_with(".yaml"))
        .map(|file| (yaml(&file), file))
        .map(|(value, file)| (file, value))
        .collect();
    all.retain(|(file, _)| file.path.starts_with(".github/workflows/"));
    assert!(!all.is_empty(), "no workflow");
    all
}

fn steps(workflow: &Value) -> impl Iterator<Item = &Map<String, Value>> {
    let jobs = workflow["jobs"].as_object().into_iter().flat_map(Map::values);
    jobs.filter_map(|job| job["steps"].as_array()).flatten().filter_map(Value::as_object)
}

fn action(step: &Map<String, Value>) -> &str {
    let uses = step.get("uses").and_then(Value::as_str).unwrap_or_default();
    uses.split('@').next().unwrap_or_default()
}

/// What a line of a workflow uses, with its comment.
fn used(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("- ").unwrap_or(line).strip_prefix("uses: ")
}

fn is_pinned(used: &str) -> bool {
    let Some((action, version)) = used.split_once(" # v") else { return false };
    let Some((_, commit)) = action.split_once('@') else { return false };
    let is_hex = |letter: char| letter.is_ascii_digit() || ('a'..='f').contains(&letter);
    commit.len() == 40
        && commit.chars().all(is_hex)
        && version.starts_with(|first: char| first.is_ascii_digit())
}

fn key(entry: &Value) -> String {
    let member = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
    format!("{} {}", member("package-ecosystem"), member("directory"))
}

fn yaml(file: &File) -> Value {
    serde_saphyr::from_str(&file.text).unwrap_or_else(|error| panic!("{}: {error}", file.path))
}

fn text(path: &str) -> String {
    file(path).text
}

fn file(path: &str) -> File {
    files().into_iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no file {path}"))
}
