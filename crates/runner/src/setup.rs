//! Sets a client up on first use, and again when its folder's files change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::process::Command;

use crate::client::Client;
use crate::process_error::ProgramError;
use crate::setup_error::{SetUp, SetUpError};

/// How long one set-up command may take.
const LONGEST: Duration = Duration::from_secs(600);

/// How much of a failed command's output is shown.
const TAIL: usize = 2_000;

/// The state of a client's set-up; nothing is changed.
///
/// # Errors
/// A file of the client's folder that cannot be read.
pub fn set_up_state(client: &Client) -> Result<SetUp, SetUpError> {
    if client.manifest.setup.is_empty() {
        return Ok(SetUp::NotNeeded);
    }
    let wanted = wanted(client)?;
    Ok(match fs::read_to_string(stamp(client)) {
        Ok(found) if found == wanted => SetUp::Done,
        Ok(_) => SetUp::Outdated,
        Err(_) => SetUp::Missing,
    })
}

/// Sets a client up unless that was done for these very files.
///
/// Offline, nothing is set up: what was set up for these very files is used.
pub(crate) async fn set_up(client: &Client, root: &Path, offline: bool) -> Result<(), SetUpError> {
    let home = home(client);
    fs::create_dir_all(&home).map_err(SetUpError::file(&home))?;
    // Two runs at a time would take each other's files away.
    let _held = held(client).await?;
    for command in &client.manifest.before_each_run {
        run(client, command, root, offline).await?;
    }
    let found = set_up_state(client)?;
    if matches!(found, SetUp::NotNeeded | SetUp::Done) {
        return Ok(());
    }
    if offline {
        return Err(SetUpError::Offline { state: found, flag: client.flag.clone() });
    }
    let wanted = wanted(client)?;
    let mut outcome = Ok(());
    // A registry may fail once; what fails twice will fail again.
    for _ in 0..2 {
        clean(&client.state, &home).map_err(SetUpError::file(&client.state))?;
        outcome = run_all(client).await;
        if outcome.is_ok() {
            let stamp = stamp(client);
            return fs::write(&stamp, &wanted).map_err(SetUpError::file(&stamp));
        }
    }
    outcome.map_err(|error| SetUpError::Twice(Box::new(error)))
}

/// Holds the client's state against other runs until the file is dropped.
async fn held(client: &Client) -> Result<fs::File, SetUpError> {
    // A name may hold dots and does not begin with one, so that no client's state has this path.
    let path = client
        .state
        .with_file_name(format!(".{}.lock", client.state.file_name().unwrap_or_default().display()));
    let lock = path.clone();
    let held = tokio::task::spawn_blocking(move || {
        let file = fs::File::options().create(true).append(true).open(lock)?;
        file.lock()?;
        Ok(file)
    });
    held.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(SetUpError::file(&path))
}

fn stamp(client: &Client) -> PathBuf {
    client.state.join("set-up")
}

fn wanted(client: &Client) -> Result<String, SetUpError> {
    folder_hash(client).map_err(SetUpError::file(&client.folder))
}

/// The empty home folder that a client gets, so that no configuration of the person who runs it reaches a trial.
pub(crate) fn home(client: &Client) -> PathBuf {
    client.state.join("home")
}

async fn run_all(client: &Client) -> Result<(), SetUpError> {
    for command in &client.manifest.setup {
        run(client, command, &client.folder, false).await?;
    }
    Ok(())
}

async fn run(client: &Client, command: &str, folder: &Path, offline: bool) -> Result<(), SetUpError> {
    let words = shell_words::split(command)
        .map_err(|source| SetUpError::CommandLine { command: command.to_owned(), source })?;
    let words: Vec<String> = words.iter().map(|word| client.filled(word)).collect();
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let mut command_line = Command::new(program);
    if offline {
        command_line.env("CARGO_NET_OFFLINE", "true");
    }
    let child = command_line
        .args(arguments)
        .envs(client.environment())
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| ProgramError::new(program, error))?;
    let command = command.to_owned();
    let output = match tokio::time::timeout(LONGEST, child.wait_with_output()).await {
        Err(_) => return Err(SetUpError::TimedOut { command, limit: LONGEST }),
        Ok(Err(source)) => return Err(SetUpError::Wait { command, source }),
        Ok(Ok(output)) => output,
    };
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let trailing_output = trailing(&String::from_utf8_lossy(&text));
    Err(SetUpError::Failed { command, status: output.status, trailing_output })
}

/// The end of a program's output, indented.
pub(crate) fn trailing(text: &str) -> String {
    let text = text.trim_end();
    let start = text.char_indices().rev().nth(TAIL).map_or(0, |(index, _)| index);
    text[start..].lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

fn clean(state: &Path, home: &Path) -> io::Result<()> {
    if state.exists() {
        fs::remove_dir_all(state)?;
    }
    fs::create_dir_all(home)
}

/// A hash over what setting up depends on: every file of the folder but documents and known failures, and the
/// reproductions only where they are built.
fn folder_hash(client: &Client) -> io::Result<String> {
    let mut files = Vec::new();
    collect(&client.folder, &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let name = path.strip_prefix(&client.folder).unwrap_or(&path).to_string_lossy().into_owned();
        let shows = name.starts_with("repro") && client.manifest.reproduce.is_empty();
        if shows || name == "known-failures.json" || name.ends_with(".md") {
            continue;
        }
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(fs::read(&path)?);
        hash.update([0]);
    }
    Ok(hex::encode(hash.finalize()))
}

/// Folders that tools write and no adapter depends on.
const MADE_BY_TOOLS: [&str; 3] = ["__pycache__", "node_modules", "target"];

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            if !MADE_BY_TOOLS.iter().any(|made| entry.file_name() == *made) {
                collect(&entry.path(), files)?;
            }
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
