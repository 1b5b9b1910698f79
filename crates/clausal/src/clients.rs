//! Which clients there are, what they need, and whether they are set up.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use runner::{SetUp, handshake, set_up_state};

use crate::{Failure, Workspace, runtime};

/// Which clients to show.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// A library by its name, or a folder with a client.json by its path; all libraries where none is given.
    #[arg(long, value_name = "NAME|PATH")]
    client: Vec<String>,
}

/// Prints one line for each client, and one for each program that they need.
///
/// # Errors
/// A client that cannot be found or read.
pub fn run(arguments: &Arguments, workspace: &Workspace) -> Result<u8, Failure> {
    let clients = workspace.clients(&arguments.client)?;
    let contracts = workspace.contracts()?;
    let runtime = runtime()?;
    let mut table = Table::new();
    table.load_style(NOTHING);
    table.set_header(["client", "version", "language", "set-up", "known failures", "operations", "needs"]);
    let mut programs = BTreeSet::new();
    for client in &clients {
        let state = set_up_state(client).map_err(Failure::harness)?;
        let mut version = String::new();
        let mut operations = String::new();
        if state == SetUp::Done {
            // What is installed counts, not what was asked for.
            match runtime.block_on(handshake(&contracts, client)) {
                Ok(ready) => {
                    version = ready.client.version;
                    operations = ready.operations.keys().cloned().collect::<Vec<_>>().join("\n");
                }
                Err(problem) => operations = format!("does not start: {problem}"),
            }
        }
        let needs = client.programs();
        table.add_row([
            client.name.clone(),
            version,
            client.manifest.language.clone(),
            describe(state).to_owned(),
            client.known_failures.entries.len().to_string(),
            operations,
            needs.join(", "),
        ]);
        programs.extend(needs);
    }
    anstream::println!("{table}\n");
    let mut missing = false;
    for program in &programs {
        let found = version_of(program);
        missing |= found.is_none();
        let text = found.unwrap_or_else(|| "not found: install it, or put it on the PATH".to_owned());
        anstream::println!("{program}: {text}");
    }
    Ok(if missing { 2 } else { 0 })
}

fn describe(state: SetUp) -> &'static str {
    match state {
        SetUp::NotNeeded => "built before each run",
        SetUp::Done => "done",
        SetUp::Outdated => "outdated",
        SetUp::Missing => "not set up",
    }
}

/// What a program says of its version, in one line; none where it does not start.
fn version_of(program: &str) -> Option<String> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output().ok()?;
    let text =
        String::from_utf8_lossy(if output.stdout.is_empty() { &output.stderr } else { &output.stdout })
            .into_owned();
    Some(text.lines().next().unwrap_or_default().trim().to_owned())
}
