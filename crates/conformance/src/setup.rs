//! Sets a client up on first use, and again when its folder's files change.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::process::Command;

use crate::client::Client;

/// How long one set-up command may take.
const LONGEST: Duration = Duration::from_secs(600);

/// How much of a failed command's output is shown.
const TAIL: usize = 2_000;

/// Where a client's set-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUp {
    /// It needs none.
    NotNeeded,
    /// Done for the files as they are.
    Done,
    /// Done for other files than those that are there now.
    Outdated,
    /// Not done, or begun and not ended.
    Missing,
}

/// Where a client's set-up stands; nothing is changed.
///
/// # Errors
/// A file of the client's folder that cannot be read.
pub fn set_up_state(client: &Client) -> Result<SetUp, String> {
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

/// Sets a client up unless that was done for these very files; gives why it could not be.
///
/// Offline, nothing is set up: what is there for these very files is used.
pub(crate) async fn set_up(client: &Client, root: &Path, offline: bool) -> Result<(), String> {
    let home = home(client);
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
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
        let what =
            if found == SetUp::Outdated { "set up for other files than there are now" } else { "not set up" };
        return Err(format!(
            "{what}, and --offline fetches nothing; `cargo xtask conformance {}` sets it up",
            client.flag
        ));
    }
    let wanted = wanted(client)?;
    let mut outcome = Ok(());
    // A registry may fail once; what fails twice will fail again.
    for _ in 0..2 {
        clean(&client.state, &home).map_err(|error| format!("{}: {error}", client.state.display()))?;
        outcome = run_all(client).await;
        if outcome.is_ok() {
            let stamp = stamp(client);
            return fs::write(&stamp, &wanted).map_err(|error| format!("{}: {error}", stamp.display()));
        }
    }
    outcome.map_err(|problem| format!("{problem}\n    (tried twice)"))
}

/// Holds the client's state against other runs until the file is dropped.
async fn held(client: &Client) -> Result<fs::File, String> {
    let path = client.state.with_extension("lock");
    let told = path.display().to_string();
    let held = tokio::task::spawn_blocking(move || {
        let file = fs::File::options().create(true).append(true).open(path)?;
        file.lock()?;
        Ok::<_, io::Error>(file)
    });
    let outcome = held.await.map_err(|error| format!("{told}: {error}"))?;
    outcome.map_err(|error| format!("{told}: {error}"))
}

fn stamp(client: &Client) -> PathBuf {
    client.state.join("set-up")
}

fn wanted(client: &Client) -> Result<String, String> {
    folder_hash(client).map_err(|error| format!("{}: {error}", client.folder.display()))
}

/// The empty home folder that a client gets, so that nobody's configuration leaks into a trial.
pub(crate) fn home(client: &Client) -> PathBuf {
    client.state.join("home")
}

async fn run_all(client: &Client) -> Result<(), String> {
    for command in &client.manifest.setup {
        run(client, command, &client.folder, false).await?;
    }
    Ok(())
}

async fn run(client: &Client, command: &str, folder: &Path, offline: bool) -> Result<(), String> {
    let words =
        shell_words::split(command).map_err(|error| format!("set-up command {command:?}: {error}"))?;
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
        .map_err(|error| not_started(program, &error))?;
    let output = tokio::time::timeout(LONGEST, child.wait_with_output())
        .await
        .map_err(|_| format!("set-up command {command:?} did not end within {} s", LONGEST.as_secs()))?
        .map_err(|error| format!("set-up command {command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(format!(
        "set-up command {command:?} failed ({}):\n{}",
        output.status,
        tail(&String::from_utf8_lossy(&text))
    ))
}

/// Why a program did not start, and what to do about it.
pub(crate) fn not_started(program: &str, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        format!("{program} is not installed or not on the PATH; install it to check this client")
    } else {
        format!("{program} cannot be started: {error}")
    }
}

pub(crate) fn tail(text: &str) -> String {
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

/// A hash over what setting up depends on: every file of the folder but documents and expectations, and the
/// reproductions only where they are built.
fn folder_hash(client: &Client) -> io::Result<String> {
    let mut files = Vec::new();
    collect(&client.folder, &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let name = path.strip_prefix(&client.folder).unwrap_or(&path).to_string_lossy().into_owned();
        let shows = name.starts_with("repro") && client.manifest.reproduce.is_empty();
        if shows || name == "expected-failures.json" || name.ends_with(".md") {
            continue;
        }
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(fs::read(&path)?);
        hash.update([0]);
    }
    Ok(hex::encode(hash.finalize()))
}

/// What tools leave in a folder and nobody wrote.
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
