//! Checks clients against the documented contracts.

use std::fs::File;
use std::path::{Path, PathBuf};

use runner::{Client, Selection, Settings};
use suite::Loaded;

use crate::examples::CLIENTS;
use crate::{Failure, Workspace, progress, runtime};

/// What to check, and how.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// A library by its name, a folder with a client.json by its path, or `all`; may be repeated.
    #[arg(long, value_name = "NAME|PATH")]
    client: Vec<String>,
    /// The command line of a program that speaks the client protocol; may be repeated.
    #[arg(long, value_name = "CMD")]
    command: Vec<String>,
    /// Only the cases whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB")]
    case: Vec<String>,
    /// Show the cases and run nothing.
    #[arg(long)]
    list: bool,
    /// Trials at a time, six for each core where not given: many of them only wait.
    #[arg(long, value_name = "N", default_value_t = default_jobs(), hide_default_value = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    /// Write the whole run to a file as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Fetch nothing: use the clients as they were set up.
    #[arg(long)]
    offline: bool,
    /// Print the timed record of the wire of every trial that goes wrong.
    #[arg(long)]
    trace: bool,
    /// What the keys of the trials are made from.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

/// Runs the selected cases with the selected clients and reports.
///
/// # Errors
/// What is wrong with the arguments or the contracts, or why the harness could not work.
pub fn run(arguments: &Arguments, workspace: &Workspace) -> Result<u8, Failure> {
    let loaded = workspace.suite()?;
    let selection = Selection::new(&loaded.suite, &arguments.case, arguments.seed).map_err(Failure::usage)?;
    if arguments.list {
        list(&loaded, &selection);
        return Ok(0);
    }
    let clients = clients(arguments, workspace)?;
    // Opened before anything runs, so that a wrong path is reported before the run.
    let json = arguments.json.as_deref().map(created).transpose()?;
    let settings = Settings {
        jobs: arguments.jobs.into(),
        trace: arguments.trace,
        offline: arguments.offline,
        root: workspace.root.clone(),
    };
    let run = runtime()?
        .block_on(runner::run(loaded, clients, &selection, settings, progress()))
        .map_err(Failure::harness)?;
    let mut out = anstream::stdout().lock();
    report::terminal::write(&run, &workspace.commands, &mut out).map_err(Failure::harness)?;
    if let Some(mut file) = json {
        report::json::write(&run, &workspace.commands, &mut file).map_err(Failure::harness)?;
    }
    Ok(run.exit_code())
}

/// How many trials run at a time without `--jobs`; many of them only wait.
#[must_use]
pub fn default_jobs() -> u16 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u16::try_from(cores * 6).unwrap_or(64).min(64)
}

/// A file for a report.
pub(crate) fn created(path: &Path) -> Result<File, Failure> {
    File::create(path).map_err(|error| Failure::usage(format!("--json {}: {error}", path.display())))
}

fn list(loaded: &Loaded, selection: &Selection) {
    let mut count = 0;
    for operation in loaded.contracts.operations() {
        for case in selection.cases(&loaded.suite, operation) {
            anstream::println!("{}  [{}]", case.id, case.clause);
            count += 1;
        }
    }
    anstream::eprintln!("{count} cases");
}

/// What to do where no client was named.
fn what_next(workspace: &Workspace) -> String {
    let check = workspace.commands.check();
    let width = CLIENTS.iter().map(|(flags, _)| flags.len()).max().unwrap_or_default();
    let lines: Vec<String> =
        CLIENTS.iter().map(|(flags, what)| format!("  {check} {flags:width$}  {what}")).collect();
    format!("no client was named; name one:\n{}\nHow to write an adapter: {GUIDE}", lines.join("\n"))
}

/// Where the guide for adapters is.
const GUIDE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/write-an-adapter.md");

/// The clients of the command line; the workspace's usual one where there is none.
fn clients(arguments: &Arguments, workspace: &Workspace) -> Result<Vec<Client>, Failure> {
    let mut names = arguments.client.clone();
    if names.is_empty() && arguments.command.is_empty() {
        let usual = workspace.client_by_default.clone();
        names.push(usual.ok_or_else(|| Failure::usage(what_next(workspace)))?);
    }
    let mut problems = Vec::new();
    let mut clients = workspace.find(&names)?.unwrap_or_else(|found| {
        problems.extend(found);
        Vec::new()
    });
    let here = std::env::current_dir().unwrap_or_else(|_| workspace.root.clone());
    for command in &arguments.command {
        match Client::of_command(command, &here, &workspace.state) {
            Ok(client) => clients.push(client),
            Err(error) => problems.push(error.to_string()),
        }
    }
    if problems.is_empty() { Ok(clients) } else { Err(Failure::usage_of_all(&problems)) }
}
