//! Reads the files of a client's folder and collects every problem of all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use contract::{ClientFile, Problem, parse_json};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::known_failures::KnownFailures;

/// `client.json`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Manifest {
    /// The folder's name: letters, digits, `.`, `_` and `-`, not beginning with a dot.
    pub name: String,
    /// The programming language.
    #[serde(default)]
    pub language: String,
    /// Where the library is at home.
    #[serde(default)]
    pub homepage: String,
    /// Commands that run once, and again when the folder's files change.
    #[serde(default)]
    pub setup: Vec<String>,
    /// Commands that run before every run, from the repository's root.
    #[serde(default)]
    pub before_each_run: Vec<String>,
    /// Variables that the client, its set-up and its reproductions get beside the usual ones.
    #[serde(default)]
    pub environment: BTreeMap<String, String>,
    /// The client.
    pub command: Vec<String>,
    /// A script that drives the library alone; it gets the endpoint, the operation, the drive and two keys.
    #[serde(default)]
    pub baseline: Vec<String>,
    /// What runs a reproduction; empty for the command's program and the reproduction's path.
    #[serde(default)]
    pub reproduce: Vec<String>,
}

/// The name of `known-failures.json` in earlier versions.
const FORMER_FILE: &str = "expected-failures.json";

/// A member that had another name in earlier versions.
struct Renamed {
    file: ClientFile,
    former: &'static str,
    name: &'static str,
    advice: &'static str,
}

const RENAMED: &[Renamed] = &[
    Renamed {
        file: ClientFile::Manifest,
        former: "bare",
        name: "baseline",
        advice: ", and a script that is called bare.* to baseline.*",
    },
    Renamed {
        file: ClientFile::KnownFailures,
        former: "expected-failures",
        name: "known-failures",
        advice: "",
    },
];

/// Reads the manifest and the known failures of a folder; without the latter file nothing is known to fail.
///
/// In this repository, where `in_repository` says so, every known failure has a reproduction.
pub(crate) fn read(folder: &Path, in_repository: bool) -> Result<(Manifest, KnownFailures), Vec<Problem>> {
    let mut problems = Vec::new();
    problems.extend(misnamed(folder));
    let manifest = parse::<Manifest>(folder, ClientFile::Manifest, &mut problems);
    let known_failures = parse::<KnownFailures>(folder, ClientFile::KnownFailures, &mut problems);
    if in_repository && let Some(known_failures) = &known_failures {
        problems.extend(without_reproduction(folder, known_failures));
    }
    match manifest {
        Some(manifest) if problems.is_empty() => Ok((manifest, known_failures.unwrap_or_default())),
        _ => Err(problems),
    }
}

/// The files whose names are former or nearly right, so that they would be taken for files that are not there.
fn misnamed(folder: &Path) -> Vec<Problem> {
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let known = ClientFile::KnownFailures.name();
    let message = |name: &str| match name.to_lowercase().replace(['_', ' '], "-").as_str() {
        FORMER_FILE => Some(format!(
            "this file has been renamed; rename it to {known}, and its member \"expected-failures\" to \
             \"known-failures\""
        )),
        nearly if nearly == known && name != known => {
            Some(format!("no file of this name is read; rename it to {known}"))
        }
        _ => None,
    };
    names.iter().filter_map(|name| Some(problem(&folder.join(name), "", message(name)?))).collect()
}

/// The content of a file; `None` where the file is not there and need not be, or after a problem was noted.
fn parse<T: DeserializeOwned>(folder: &Path, file: ClientFile, problems: &mut Vec<Problem>) -> Option<T> {
    let path = folder.join(file.name());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        // A link that leads nowhere is there, and somebody wanted it to be read.
        Err(_) if file == ClientFile::KnownFailures && fs::symlink_metadata(&path).is_err() => return None,
        Err(error) => {
            problems.push(problem(&path, "", format!("cannot be read: {error}")));
            return None;
        }
    };
    let mut value: Value = parse_json(&text)
        .map_err(|error| problems.push(problem(&path, "", format!("cannot be read as JSON: {error}"))))
        .ok()?;
    let before = problems.len();
    for renamed in RENAMED.iter().filter(|renamed| renamed.file == file) {
        problems.extend(rename(&path, &mut value, renamed));
    }
    problems.extend(file.problems(&path, &value));
    if problems.len() > before {
        return None;
    }
    serde_json::from_value(value).map_err(|error| problems.push(problem(&path, "", error.to_string()))).ok()
}

/// Puts a member under its present name, so that its content is checked too, and says that it has to be renamed.
fn rename(path: &Path, value: &mut Value, renamed: &Renamed) -> Option<Problem> {
    let Renamed { former, name, advice, .. } = renamed;
    let members = value.as_object_mut()?;
    let content = members.remove(*former)?;
    members.entry(*name).or_insert(content);
    Some(problem(
        path,
        &format!("/{former}"),
        format!("{former:?} has been renamed; rename it to {name:?}{advice}"),
    ))
}

fn without_reproduction(folder: &Path, known_failures: &KnownFailures) -> Vec<Problem> {
    let path = folder.join(ClientFile::KnownFailures.name());
    let entries = known_failures.entries.iter().enumerate().filter(|(_, entry)| entry.reproduction.is_none());
    entries
        .map(|(index, entry)| {
            let pointer = format!("/known-failures/{index}");
            let text = format!(
                "the entry for {:?} has no \"reproduction\", which every client of this repository needs; \
                 add a script under repro/ and its path",
                entry.case
            );
            problem(&path, &pointer, text)
        })
        .collect()
}

fn problem(file: &Path, pointer: &str, problem: impl Into<String>) -> Problem {
    Problem { file: file.to_owned(), pointer: pointer.to_owned(), problem: problem.into() }
}
