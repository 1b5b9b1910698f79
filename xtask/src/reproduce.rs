//! `cargo xtask reproduce`: runs the scripts that show, without the harness, what the clients are known to fail.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use conformance::{Client, find_clients};

use crate::workspace::{Failure, root, target};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A client by its folder's name under clients/; all where none is given.
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
}

/// Runs every reproduction that an expected failure names; each succeeds as long as the library behaves as told.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let wanted = if arguments.client.is_empty() { vec!["all".to_owned()] } else { arguments.client.clone() };
    let clients = find_clients(&root().join("clients"), &target(), &wanted).map_err(|errors| {
        Failure::usage(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n       "))
    })?;
    let mut failed = Vec::new();
    for client in &clients {
        let entries = &client.expected.expected_failures;
        for script in entries.iter().map(|entry| entry.reproduction.as_str()).collect::<BTreeSet<_>>() {
            if let Err(problem) = reproduce(client, script) {
                failed.push(format!("{} {script}: {problem}", client.name));
            }
        }
    }
    if failed.is_empty() { Ok(0) } else { Err(Failure::harness(failed.join("\n       "))) }
}

/// Runs one reproduction in the client's folder.
fn reproduce(client: &Client, script: &str) -> Result<(), String> {
    let words = client.reproducing(script);
    let (program, arguments) = words.split_first().ok_or("the client has no command")?;
    let output = Command::new(program)
        .args(arguments)
        .envs(client.environment())
        .current_dir(&client.folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            format!("{program}: {error}; `cargo xtask conformance --client {}` sets it up", client.name)
        })?;
    let told = String::from_utf8_lossy(&output.stdout);
    anstream::println!("{}  {script}  {}", client.name, told.trim());
    let why = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<&str> = why.lines().rev().take(3).collect();
    if output.status.success() {
        Ok(())
    } else {
        Err(format!(
            "the library no longer behaves as expected-failures.json tells ({}); {}",
            output.status,
            tail.join(" | ")
        ))
    }
}
