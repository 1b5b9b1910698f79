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

/// Sets a client up unless that was done for these very files; gives why it could not be.
pub(crate) async fn set_up(client: &Client, root: &Path) -> Result<(), String> {
    let home = home(client);
    fs::create_dir_all(&home).map_err(|error| format!("{}: {error}", home.display()))?;
    for command in &client.manifest.before_each_run {
        run(client, command, root).await?;
    }
    if client.manifest.setup.is_empty() {
        return Ok(());
    }
    let stamp = client.state.join("set-up");
    let wanted =
        folder_hash(&client.folder).map_err(|error| format!("{}: {error}", client.folder.display()))?;
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let mut outcome = Ok(());
    // A registry may fail once; what fails twice will fail again.
    for _ in 0..2 {
        clean(&client.state, &home).map_err(|error| format!("{}: {error}", client.state.display()))?;
        outcome = run_all(client).await;
        if outcome.is_ok() {
            return fs::write(&stamp, &wanted).map_err(|error| format!("{}: {error}", stamp.display()));
        }
    }
    outcome
}

/// The empty home folder that a client gets, so that nobody's configuration leaks into a trial.
pub(crate) fn home(client: &Client) -> PathBuf {
    client.state.join("home")
}

async fn run_all(client: &Client) -> Result<(), String> {
    for command in &client.manifest.setup {
        run(client, command, &client.folder).await?;
    }
    Ok(())
}

async fn run(client: &Client, command: &str, folder: &Path) -> Result<(), String> {
    let words =
        shell_words::split(command).map_err(|error| format!("set-up command {command:?}: {error}"))?;
    let words: Vec<String> = words.iter().map(|word| client.filled(word)).collect();
    let Some((program, arguments)) = words.split_first() else { return Ok(()) };
    let child = Command::new(program)
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

fn tail(text: &str) -> String {
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

/// A hash over what setting up depends on: every file of the folder but documents and expectations.
fn folder_hash(folder: &Path) -> io::Result<String> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)?
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    names.sort();
    let mut hash = Sha256::new();
    for path in names {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "expected-failures.json" || name.ends_with(".md") {
            continue;
        }
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(fs::read(&path)?);
        hash.update([0]);
    }
    Ok(hex::encode(hash.finalize()))
}
