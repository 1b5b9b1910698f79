//! `cargo xtask reproduce`: runs the scripts that show, without the harness, what the clients are known to fail.

use std::collections::BTreeSet;
use std::process::{Command, ExitStatus, Stdio};

use runner::Client;

use crate::workspace::{Failure, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A client by its folder's name under clients/; all where none is given.
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
}

/// Runs every reproduction that a known failure names; each succeeds as long as the library behaves as described.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let clients = workspace().clients(&arguments.client)?;
    let mut failed = Vec::new();
    for client in &clients {
        let entries = &client.known_failures.entries;
        for script in
            entries.iter().filter_map(|entry| entry.reproduction.as_deref()).collect::<BTreeSet<_>>()
        {
            if let Err(problem) = reproduce(client, script) {
                failed.push(format!("{} {script}: {problem}", client.name));
            }
        }
    }
    if failed.is_empty() { Ok(0) } else { Err(Failure::harness(failed.join("\n       "))) }
}

/// Runs one reproduction in the client's folder.
fn reproduce(client: &Client, script: &str) -> Result<(), ReproductionError> {
    let words = client.reproducing(script);
    let Some((program, arguments)) = words.split_first() else { return Err(ReproductionError::NoCommand) };
    let output = Command::new(program)
        .args(arguments)
        .envs(client.environment())
        .current_dir(&client.folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| ReproductionError::NotStarted {
            program: program.clone(),
            client: client.name.clone(),
            source,
        })?;
    let printed = String::from_utf8_lossy(&output.stdout);
    anstream::println!("{}  {script}  {}", client.name, printed.trim());
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let last: Vec<&str> = stderr.lines().rev().take(3).collect();
    Err(ReproductionError::Failed { status: output.status, trailing_output: last.join(" | ") })
}

/// A reproduction that does not show its failure.
#[derive(Debug, thiserror::Error)]
enum ReproductionError {
    #[error("client.json has no command")]
    NoCommand,
    #[error("{program}: {source}; `cargo xtask conformance --client {client}` sets it up")]
    NotStarted { program: String, client: String, source: std::io::Error },
    #[error("the library no longer behaves as known-failures.json says ({status}); {trailing_output}")]
    Failed { status: ExitStatus, trailing_output: String },
}
