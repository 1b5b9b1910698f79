//! `cargo xtask lint-clients`: whether adapters add nothing to the libraries that they drive.

mod compare;
mod source;

use std::sync::Arc;

use clausal::runtime;
use runner::Client;
use runner::default_behavior::{BehaviorScenario, MeasurementError, Observation, SCENARIOS, Watch};

use crate::workspace::{Failure, root, workspace};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A client by its folder's name under clients/, or by the path of such a folder; all where none is given.
    #[arg(long, value_name = "NAME|PATH")]
    client: Vec<String>,
    /// Fetch nothing: use the clients as they were set up.
    #[arg(long)]
    offline: bool,
    /// Only read the sources; start nothing.
    #[arg(long)]
    sources: bool,
}

/// The scenarios in which an adapter is compared with its baseline.
const COMPARED: [&str; 5] = ["plain", "throttled", "cut", "same-page", "endless"];

/// Reads every adapter, and compares each with its baseline: a script that drives the library alone.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let clients = workspace().clients(&arguments.client)?;
    let mut problems = Vec::new();
    // What the adapters share is a part of each of them.
    let shared = root().join("clients/_shared");
    let folders = clients.iter().map(|client| (client.name.as_str(), client.folder.as_path()));
    for (name, folder) in folders.chain([("_shared", shared.as_path())]) {
        problems.extend(source::problems(name, folder).map_err(Failure::harness)?);
    }
    if !arguments.sources {
        let watch =
            Watch { contracts: workspace().suite()?.contracts, root: root(), offline: arguments.offline };
        problems.extend(runtime()?.block_on(compared(watch, clients))?);
    }
    for problem in &problems {
        anstream::println!("{problem}\n");
    }
    Ok(u8::from(!problems.is_empty()))
}

/// All clients side by side; most of the time they wait.
async fn compared(watch: Watch, clients: Vec<Client>) -> Result<Vec<String>, Failure> {
    let watch = Arc::new(watch);
    let tasks: Vec<_> = clients
        .into_iter()
        .filter(|client| !client.manifest.baseline.is_empty() || !client.manifest.setup.is_empty())
        .map(|client| {
            let watch = Arc::clone(&watch);
            tokio::spawn(async move {
                let outcome = both(&watch, &client).await;
                (client.name, outcome)
            })
        })
        .collect();
    let mut problems = Vec::new();
    for task in tasks {
        match task.await.map_err(Failure::harness)? {
            (name, Ok(pairs)) => {
                let different: Vec<String> = pairs
                    .iter()
                    .filter_map(|(adapter, baseline)| compare::difference(adapter, baseline))
                    .collect();
                anstream::println!(
                    "{name}: {} scenarios, {} different from the baseline",
                    pairs.len(),
                    different.len()
                );
                problems.extend(different);
            }
            (name, Err(problem)) => return Err(Failure::harness(format!("{name}: {problem}"))),
        }
    }
    Ok(problems)
}

async fn both(watch: &Watch, client: &Client) -> Result<Vec<(Observation, Observation)>, MeasurementError> {
    let scenarios: Vec<&'static BehaviorScenario> =
        SCENARIOS.iter().filter(|scenario| COMPARED.contains(&scenario.name)).collect();
    let adapter = watch.adapter(client, &scenarios).await?;
    let baseline = watch.baseline(client, &scenarios, &adapter).await?;
    Ok(adapter.into_iter().zip(baseline).collect())
}
