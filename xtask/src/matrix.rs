//! `cargo xtask matrix`: checks and measures every client, and keeps what that shows in `clients/README.md` and `docs/libraries`.

use std::fs;
use std::sync::Arc;

use clausal::check::default_jobs;
use clausal::{progress, runtime};
use runner::default_behavior::{BehaviorScenario, Observation, SCENARIOS, Watch};
use runner::{Client, Run, Selection, Settings};

use crate::pages::{Page, differences, write};
use crate::workspace::{Failure, root, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where clients/README.md or docs/libraries differs from what was seen.
    #[arg(long)]
    check: bool,
    /// Fetch nothing: use the clients as they were set up.
    #[arg(long)]
    offline: bool,
}

/// The client that is no library.
const REFERENCE: &str = "reference";

/// Runs every case with every client, measures their default behavior, and writes or compares the pages.
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
        report::terminal::write(&run, &workspace().commands, &mut anstream::stdout().lock())
            .map_err(Failure::harness)?;
        return Ok(run.exit_code());
    }
    let watch = Watch { contracts, root: root(), offline: true };
    let seen = || pages(&run, &clients, &runtime.block_on(measured(watch.clone(), &clients))?);
    if !arguments.check {
        write(&root(), &seen()?)?;
        return Ok(0);
    }
    let mut different = differences(&root(), &seen()?);
    if !different.is_empty() {
        // A busy machine can make a wait longer than the library does; what is so a second time is the library's.
        different = differences(&root(), &seen()?);
    }
    for line in &different {
        anstream::println!("{line}");
    }
    if different.is_empty() {
        return Ok(0);
    }
    anstream::println!(
        "these pages differ from what was seen; look at what changed, and run `cargo xtask matrix`"
    );
    Ok(1)
}

/// The clients side by side, a page for each library, and the index of those.
fn pages(run: &Run, clients: &[Client], observations: &[Observation]) -> Result<Vec<Page>, Failure> {
    let libraries: Vec<Client> = clients.iter().filter(|client| client.name != REFERENCE).cloned().collect();
    let mut pages = vec![
        Page { path: "clients/README.md".to_owned(), text: report::matrix::page(run, clients, observations) },
        Page {
            path: "docs/libraries/README.md".to_owned(),
            text: report::library_index::page(run, &libraries),
        },
    ];
    for client in &libraries {
        let file = client.folder.join("README.md");
        let notes = fs::read_to_string(&file)
            .map_err(|error| Failure::harness(format!("{}: {error}", file.display())))?;
        pages.push(Page {
            path: format!("docs/libraries/{}.md", client.name),
            text: report::library_page::page(run, client, observations, &notes),
        });
    }
    Ok(pages)
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
