//! What a client is: a folder with a manifest, or a command.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use contract::{Problem, nearest};

use crate::client_files::{self, Manifest};
use crate::known_failures::KnownFailures;

/// How long a client may take to send `ready`.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// A client under test.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its name, numbered where several have the same.
    pub name: String,
    /// Where its command runs.
    pub folder: PathBuf,
    /// A folder of the harness's own for what is set up.
    pub state: PathBuf,
    /// What to set up and what to run.
    pub manifest: Manifest,
    /// What it is known to fail.
    pub known_failures: KnownFailures,
    /// What to type to run this client again.
    pub flag: String,
    /// How long it may take to send `ready`.
    pub ready_within: Duration,
}

/// A client that cannot be found or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// No folder of that name, and no path.
    #[error(
        "no client {wanted:?}: neither the name of a known one nor the path of a folder with a client.json; known are {}{}",
        known.join(", "),
        nearest(wanted, known.iter().map(String::as_str)).map_or_else(String::new, |name| format!("; did you mean {name}?"))
    )]
    Unknown {
        /// As given.
        wanted: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A file that does not load.
    #[error(transparent)]
    File(#[from] Problem),
    /// A command line that cannot be split.
    #[error("--command {command:?}: {problem}")]
    Command {
        /// As written.
        command: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Finds clients by name under `clients`, or by path; `all` is every folder there.
///
/// # Errors
/// Every client that cannot be found or read, not only the first.
pub fn find_clients(
    clients: &Path,
    target: &Path,
    wanted: &[String],
) -> Result<Vec<Client>, Vec<ClientError>> {
    let known = names(clients);
    let mut found = Vec::new();
    let mut errors = Vec::new();
    for wanted in wanted {
        let folders = if wanted == "all" {
            known.iter().map(|name| clients.join(name)).collect()
        } else if known.contains(wanted) {
            vec![clients.join(wanted)]
        } else if Path::new(wanted).join("client.json").is_file() {
            vec![PathBuf::from(wanted)]
        } else {
            errors.push(ClientError::Unknown { wanted: wanted.clone(), known: known.clone() });
            continue;
        };
        for folder in folders {
            let flag = if folder.starts_with(clients) {
                folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
            } else {
                wanted.clone()
            };
            let folder = canonical(&folder);
            let in_repository = folder.parent() == Some(canonical(clients).as_path());
            match client_files::read(&folder, in_repository) {
                Ok((manifest, known_failures)) => {
                    found.push(Client::of_folder(folder, target, manifest, known_failures, &flag));
                }
                Err(problems) => errors.extend(problems.into_iter().map(ClientError::File)),
            }
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

impl Client {
    /// A program without a manifest.
    ///
    /// # Errors
    /// A command line that cannot be split.
    pub fn of_command(command: &str, folder: &Path, target: &Path) -> Result<Self, ClientError> {
        let words = shell_words::split(command)
            .map_err(|error| error.to_string())
            .and_then(|words| if words.is_empty() { Err("is empty".to_owned()) } else { Ok(words) })
            .map_err(|problem| ClientError::Command { command: command.to_owned(), problem })?;
        let name = words
            .last()
            .and_then(|word| Path::new(word).file_name())
            .map_or_else(|| "command".to_owned(), |name| name.to_string_lossy().into_owned());
        Ok(Self {
            // Nothing is set up for it, so all programs without a manifest share one empty home.
            state: target.join("clients").join("command"),
            manifest: Manifest {
                name: name.clone(),
                language: String::new(),
                homepage: String::new(),
                setup: Vec::new(),
                before_each_run: Vec::new(),
                environment: BTreeMap::new(),
                command: words,
                baseline: Vec::new(),
                reproduce: Vec::new(),
            },
            name,
            folder: folder.to_owned(),
            known_failures: KnownFailures::default(),
            flag: format!("--command {}", shell_words::quote(command)),
            ready_within: READY_WITHIN,
        })
    }

    fn of_folder(
        folder: PathBuf,
        target: &Path,
        manifest: Manifest,
        known_failures: KnownFailures,
        flag: &str,
    ) -> Self {
        Self {
            name: manifest.name.clone(),
            state: target.join("clients").join(&manifest.name),
            folder,
            manifest,
            known_failures,
            flag: format!("--client {flag}"),
            ready_within: READY_WITHIN,
        }
    }

    /// The variables of the manifest, filled in.
    pub fn environment(&self) -> impl Iterator<Item = (&str, String)> {
        self.manifest.environment.iter().map(|(name, value)| (name.as_str(), self.filled(value)))
    }

    /// The programs that must be on the PATH to set it up and to start it.
    #[must_use]
    pub fn programs(&self) -> Vec<String> {
        let manifest = &self.manifest;
        let lines = manifest.setup.iter().chain(&manifest.before_each_run);
        let first = lines.filter_map(|line| line.split_whitespace().next());
        let all: BTreeSet<&str> = first.chain(manifest.command.first().map(String::as_str)).collect();
        let every_machine_has = ["cp"];
        all.into_iter()
            .filter(|program| !program.contains('{') && !every_machine_has.contains(program))
            .map(str::to_owned)
            .collect()
    }

    /// The words that run the reproduction at a path in the client's folder.
    #[must_use]
    pub fn reproducing(&self, reproduction: &str) -> Vec<String> {
        let name = Path::new(reproduction).file_stem().unwrap_or_default().to_string_lossy();
        let usual = [self.manifest.command[0].clone(), "{reproduction}".to_owned()];
        let words: &[String] =
            if self.manifest.reproduce.is_empty() { &usual } else { &self.manifest.reproduce };
        words
            .iter()
            .map(|word| self.filled(word).replace("{reproduction}", reproduction).replace("{name}", &name))
            .collect()
    }

    /// A word of a command with `{state}` and `{target}` filled in.
    #[must_use]
    pub fn filled(&self, word: &str) -> String {
        let built = std::env::current_exe()
            .ok()
            .and_then(|path| path.parent().map(Path::to_owned))
            .unwrap_or_default();
        word.replace("{state}", &self.state.to_string_lossy()).replace("{target}", &built.to_string_lossy())
    }
}

fn names(clients: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(clients) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("client.json").is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// The same path for the same folder; one that cannot be resolved cannot be read either, and that is reported.
fn canonical(folder: &Path) -> PathBuf {
    fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned())
}
