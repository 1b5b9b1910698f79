//! The files of a client's folder are checked as a whole before anything runs, and each problem has its message.

use std::fs;
use std::path::Path;

use runner::find_clients;
use serde_json::{Value, json};
use tempfile::TempDir;

const MANIFEST: &str = "client.json";
const KNOWN: &str = "known-failures.json";

fn manifest() -> Value {
    json!({ "name": "a-client.v2", "command": ["program"] })
}

fn known_failures() -> Value {
    json!({ "library": "lib", "version": "1", "known-failures": [entry()] })
}

fn entry() -> Value {
    json!({ "case": "*/paging/*", "clause": "paging/end", "what": "stops", "why": "a bug", "where": "a.py:1", "reproduction": "repro/a.py" })
}

/// Every message about a folder with these files, without the folder's own path; none where it loads.
fn messages(files: &[(&str, String)], in_repository: bool) -> Vec<String> {
    let (root, target) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let clients = root.path().join("clients");
    let elsewhere = root.path().join("elsewhere");
    let folder = if in_repository { clients.join("a-client.v2") } else { elsewhere.join("a-client.v2") };
    fs::create_dir_all(&clients).unwrap();
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    let wanted = [folder.display().to_string()];
    let found = find_clients(&clients, target.path(), &wanted);
    // Whatever a manifest says, reading it changes nothing.
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
    let folder = format!("{}/", fs::canonicalize(&folder).unwrap().display());
    let errors = found.err().unwrap_or_default();
    errors.iter().map(|error| error.to_string().replace(&folder, "")).collect()
}

/// One folder, and for each message that is due the fragments that it holds, in order.
#[track_caller]
fn check(manifest: &Value, known_failures: Option<&Value>, due: &[&[&str]]) {
    let mut files = vec![(MANIFEST, manifest.to_string())];
    files.extend(known_failures.map(|value| (KNOWN, value.to_string())));
    holds(&messages(&files, false), due);
}

#[track_caller]
fn holds(messages: &[String], due: &[&[&str]]) {
    assert_eq!(messages.len(), due.len(), "{messages:#?}");
    for (message, parts) in messages.iter().zip(due) {
        for part in *parts {
            assert!(message.contains(part), "{part:?} is not in {message}");
        }
    }
}

fn with(mut value: Value, pointer: &str, member: &str, content: Value) -> Value {
    value.pointer_mut(pointer).unwrap().as_object_mut().unwrap().insert(member.to_owned(), content);
    value
}

fn without(mut value: Value, pointer: &str, member: &str) -> Value {
    value.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(member);
    value
}

#[test]
fn right_files_load() {
    check(&manifest(), None, &[]);
    check(&manifest(), Some(&known_failures()), &[]);
    check(&with(manifest(), "", "$schema", json!("client.schema.json")), None, &[]);
    check(&with(manifest(), "", "baseline", json!(["program", "baseline.py"])), None, &[]);
}

#[test]
fn a_name_that_would_lead_elsewhere_is_refused() {
    for name in ["", ".", "..", "../..", "/etc", "a/b", ".hidden", "a\\b", "a b", "a\n"] {
        let shown = json!(name).to_string();
        let expected = "expected: The client's name";
        check(
            &with(manifest(), "", "name", json!(name)),
            None,
            &[&["client.json: /name: ", &shown, expected]],
        );
    }
}

#[test]
fn each_problem_of_a_manifest_has_its_message() {
    check(
        &with(without(manifest(), "", "command"), "", "comand", json!(["x"])),
        None,
        &[
            &["client.json: /: \"command\" is a required property; add it"],
            &["client.json: /: \"comand\" is unknown here; known are ", "\"command\""],
        ],
    );
    check(
        &with(manifest(), "", "command", json!([])),
        None,
        &[&["client.json: /command: [] has less than 1 item"]],
    );
    check(
        &with(manifest(), "", "setup", json!("pip install")),
        None,
        &[&["client.json: /setup: \"pip install\" is not of type \"array\""]],
    );
    holds(
        &messages(&[(MANIFEST, "{".to_owned())], false),
        &[&["client.json: /: cannot be read as JSON: ", "line 1"]],
    );
}

#[test]
fn each_problem_of_known_failures_has_its_message() {
    let typo = with(known_failures(), "/known-failures/0", "becuase", json!("x"));
    check(
        &manifest(),
        Some(&typo),
        &[&["known-failures.json: /known-failures/0: \"becuase\" is unknown here; known are ", "\"why\""]],
    );
    check(
        &manifest(),
        Some(&without(known_failures(), "/known-failures/0", "where")),
        &[&["known-failures.json: /known-failures/0: \"where\" is a required property; add it"]],
    );
    check(
        &manifest(),
        Some(&with(known_failures(), "/known-failures/0", "where", json!("a.py"))),
        &[&[
            "known-failures.json: /known-failures/0/where: \"a.py\" does not match",
            "File and line in the library",
        ]],
    );
    check(
        &manifest(),
        Some(&without(known_failures(), "", "known-failures")),
        &[&["known-failures.json: /: \"known-failures\" is a required property; add it"]],
    );
}

#[test]
fn the_problems_of_all_files_come_at_once() {
    check(
        &with(manifest(), "", "name", json!("..")),
        Some(&with(known_failures(), "", "version", json!(1))),
        &[&["client.json: /name: "], &["known-failures.json: /version: 1 is not of type \"string\""]],
    );
}

#[test]
fn former_names_are_refused_with_the_present_ones() {
    check(
        &with(manifest(), "", "bare", json!(["program", "bare.py"])),
        None,
        &[&[
            "client.json: /bare: \"bare\" has been renamed; rename it to \"baseline\"",
            "a script that is called bare.* to baseline.*",
        ]],
    );
    let former =
        json!({ "library": "lib", "version": "1", "expected-failures": [without(entry(), "", "what")] });
    check(
        &manifest(),
        Some(&former),
        &[
            &["known-failures.json: /expected-failures: ", "rename it to \"known-failures\""],
            &["known-failures.json: /known-failures/0: \"what\" is a required property"],
        ],
    );
}

#[test]
fn a_former_file_is_never_read_as_nothing_known() {
    let due: &[&str] = &[
        "expected-failures.json: /: this file has been renamed; rename it to known-failures.json",
        "its member \"expected-failures\" to \"known-failures\"",
    ];
    let former = ("expected-failures.json", "{}".to_owned());
    holds(&messages(&[(MANIFEST, manifest().to_string()), former.clone()], false), &[due]);
    let present = (KNOWN, known_failures().to_string());
    holds(&messages(&[(MANIFEST, manifest().to_string()), former, present], false), &[due]);
}

#[test]
fn a_name_that_is_nearly_right_is_never_read_as_nothing_known() {
    for name in ["Known-Failures.json", "known_failures.json", "KNOWN-FAILURES.JSON"] {
        let files = [(MANIFEST, manifest().to_string()), (name, known_failures().to_string())];
        let due = format!("{name}: /: no file of this name is read; rename it to known-failures.json");
        holds(&messages(&files, false), &[&[&due]]);
    }
    let files = [(MANIFEST, manifest().to_string()), ("Expected-Failures.json", "{}".to_owned())];
    holds(&messages(&files, false), &[&["Expected-Failures.json: /: this file has been renamed"]]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_never_read_as_nothing_known() {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("a-client.v2");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(MANIFEST), manifest().to_string()).unwrap();
    std::os::unix::fs::symlink("moved.json", folder.join(KNOWN)).unwrap();
    let errors = find_clients(root.path(), Path::new("target"), &["a-client.v2".to_owned()]).unwrap_err();
    assert!(errors[0].to_string().contains("known-failures.json: /: cannot be read: "), "{errors:?}");
}

#[test]
fn a_member_that_is_given_twice_is_refused() {
    // A merge that goes wrong leaves such files, and the second list would hide the first.
    let doubled = known_failures().to_string().replacen('{', "{\"known-failures\":[],", 1);
    let files = [(MANIFEST, manifest().to_string()), (KNOWN, doubled)];
    holds(
        &messages(&files, false),
        &[&["known-failures.json: /: ", "the member \"known-failures\" is given twice at line 1"]],
    );
}

#[test]
fn a_reproduction_is_required_in_this_repository_only() {
    let files = [
        (MANIFEST, manifest().to_string()),
        (KNOWN, without(known_failures(), "/known-failures/0", "reproduction").to_string()),
    ];
    holds(&messages(&files, false), &[]);
    holds(
        &messages(&files, true),
        &[&["known-failures.json: /known-failures/0: ", "no \"reproduction\"", "add a script under repro/"]],
    );
}

#[test]
fn a_client_that_is_not_there_is_named_beside_those_that_are() {
    let root = TempDir::new().unwrap();
    let folder = root.path().join("right");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(MANIFEST), manifest().to_string()).unwrap();
    let wanted = ["wrong".to_owned()];
    let errors = find_clients(root.path(), Path::new("target"), &wanted).unwrap_err();
    assert!(errors[0].to_string().contains("no client \"wrong\""), "{errors:?}");
    assert!(errors[0].to_string().contains("known are right"), "{errors:?}");
}
