//! `cargo xtask clients`: which clients there are, what they need, and whether they are set up.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use comfy_table::Table;
use comfy_table::presets::NOTHING;
use conformance::{Client, SetUp, find_clients, introduction, set_up_state};

use crate::workspace::{Failure, root, target, written_contracts};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A client by its folder's name under clients/, or by the path of such a folder; all where none is given.
    #[arg(long, value_name = "NAME|PATH")]
    client: Vec<String>,
}

/// Prints one line for each client, and one for each program that they need.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let clients = wanted(&arguments.client)?;
    let contracts = written_contracts()?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)?;
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
            match runtime.block_on(introduction(&contracts, client)) {
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
            shown(state).to_owned(),
            client.expected.expected_failures.len().to_string(),
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
        let told = found.unwrap_or_else(|| "not found: install it, or put it on the PATH".to_owned());
        anstream::println!("{program}: {told}");
    }
    Ok(if missing { 2 } else { 0 })
}

/// The clients asked for; all of them where none is.
pub(crate) fn wanted(names: &[String]) -> Result<Vec<Client>, Failure> {
    let all = ["all".to_owned()];
    let names = if names.is_empty() { &all } else { names };
    find_clients(&root().join("clients"), &target(), names).map_err(|errors| {
        Failure::usage(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n       "))
    })
}

fn shown(state: SetUp) -> &'static str {
    match state {
        SetUp::NotNeeded => "built before each run",
        SetUp::Done => "done",
        SetUp::Outdated => "of other files",
        SetUp::Missing => "not yet",
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
