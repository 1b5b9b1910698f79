//! `cargo xtask matrix`: checks and measures every client, and keeps what that shows in `clients/README.md`.

use std::fs;
use std::sync::Arc;

use clausal::check::default_jobs;
use clausal::{progress, runtime};
use runner::default_behavior::{BehaviorScenario, Observation, SCENARIOS, Watch};
use runner::{Client, Selection, Settings};

use crate::workspace::{Failure, root, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where clients/README.md differs from what was seen.
    #[arg(long)]
    check: bool,
    /// Fetch nothing: use the clients as they were set up.
    #[arg(long)]
    offline: bool,
}

const PAGE: &str = "clients/README.md";

/// Runs every case with every client, measures their default behavior, and writes or compares the page.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let loaded = workspace().suite()?;
    let clients = workspace().clients(&[])?;
    let contracts = Arc::clone(&loaded.contracts);
    let selection = Selection::new(&loaded.suite, &[], 0).map_err(Failure::usage)?;
    let settings =
        Settings { jobs: default_jobs().into(), trace: false, offline: arguments.offline, root: root() };
    let runtime = runtime()?;
    let run = runtime
        .block_on(runner::run(loaded, clients.clone(), &selection, settings, progress()))
        .map_err(Failure::harness)?;
    if run.exit_code() != 0 {
        report::terminal::write(&run, &mut anstream::stdout().lock()).map_err(Failure::harness)?;
        return Ok(run.exit_code());
    }
    let watch = Watch { contracts, root: root(), offline: true };
    let seen = || {
        let observations = runtime.block_on(measured(watch.clone(), &clients))?;
        Ok(report::matrix::page(&run, &clients, &observations))
    };
    let file = root().join(PAGE);
    if !arguments.check {
        fs::write(&file, seen()?).map_err(|error| Failure::harness(format!("{PAGE}: {error}")))?;
        return Ok(0);
    }
    let found = fs::read_to_string(&file).map_err(|error| Failure::harness(format!("{PAGE}: {error}")))?;
    let mut differences = differences(&found, &seen()?);
    if !differences.is_empty() {
        // A busy machine can make a wait longer than the library does; what is so a second time is the library's.
        differences = self::differences(&found, &seen()?);
    }
    for difference in &differences {
        anstream::println!("{difference}");
    }
    if differences.is_empty() {
        return Ok(0);
    }
    anstream::println!(
        "{PAGE} differs from what was seen; look at what changed, and run `cargo xtask matrix`"
    );
    Ok(1)
}

/// First what takes little time, client beside client, and then the long waits, all at once.
async fn measured(watch: Watch, clients: &[Client]) -> Result<Vec<Observation>, Failure> {
    let watch = Arc::new(watch);
    let (waits, quick): (Vec<&'static BehaviorScenario>, Vec<_>) =
        SCENARIOS.iter().partition(|scenario| scenario.first_only);
    let mut observations = Vec::new();
    for scenarios in [quick, waits] {
        let tasks: Vec<_> = clients
            .iter()
            .map(|client| {
                let (watch, client, scenarios) = (Arc::clone(&watch), client.clone(), scenarios.clone());
                tokio::spawn(async move {
                    let outcome = watch.adapter(&client, &scenarios).await;
                    outcome.map_err(|problem| format!("{}: {problem}", client.name))
                })
            })
            .collect();
        for task in tasks {
            observations.extend(task.await.map_err(Failure::harness)?.map_err(Failure::harness)?);
        }
    }
    Ok(observations)
}

/// Each line of one that is not in the other, marked as in a difference of two files.
fn differences(found: &str, wanted: &str) -> Vec<String> {
    let lacks = |text: &str, line: &str| !text.lines().any(|other| other == line);
    let removed = found.lines().filter(|line| lacks(wanted, line)).map(|line| format!("- {line}"));
    let new = wanted.lines().filter(|line| lacks(found, line)).map(|line| format!("+ {line}"));
    removed.chain(new).collect()
}
