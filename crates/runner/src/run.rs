//! Runs every planned trial: workers with a port and a client process each take them from one queue.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use suite::{Loaded, Verdict};

use crate::client::Client;
use crate::handshake::{ReadyClient, ready_clients};
use crate::plan::{Declared, Selection, plan};
use crate::results::{Run, TrialResult};
use crate::settings::{Progress, ProgressTo, RunError, Settings};
use crate::worker::{Shared, lock, slowest_first, work};

/// Takes every planned trial from case to verdict.
///
/// # Errors
/// [`RunError`] if the harness itself could not work; a client's fault is a verdict.
pub async fn run(
    loaded: Loaded,
    clients: Vec<Client>,
    selection: &Selection,
    settings: Settings,
    progress: ProgressTo,
) -> Result<Run, RunError> {
    let begun = Instant::now();
    let forbidden = loaded.contracts.environment_prefixes();
    let clients = deduplicate_names(clients);
    let mut runs = ready_clients(&loaded, &clients, selection, &settings, &progress).await?;
    let declared: Vec<Declared> = runs.iter().map(ReadyClient::declared).collect();
    let trials = plan(&loaded.contracts, &loaded.suite, &declared, selection);
    progress(Progress::Planned { trials: trials.len() });
    let shared = Arc::new(Shared {
        contracts: loaded.contracts,
        clients,
        drives: runs.iter().map(|run| run.drives.clone()).collect(),
        forbidden,
        trace: settings.trace,
        queue: Mutex::new(slowest_first(trials.clone())),
        failed_to_start: Mutex::new(BTreeMap::new()),
        trailing_output: Mutex::new(Vec::new()),
        progress,
    });
    let workers: Vec<_> = (0..settings.jobs.clamp(1, trials.len().max(1)))
        .map(|_| tokio::spawn(work(Arc::clone(&shared))))
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await??);
    }
    done.sort_by_key(|(index, _)| *index);
    let mut reports: Vec<TrialResult> = Vec::new();
    for (index, (report, connected)) in done {
        let trial = &trials[index];
        runs[trial.client].note(
            &trial.operation,
            report.verdict,
            connected,
            !trial.case.outcome.admits_refusal(),
        );
        reports.push(report);
    }
    for (client, problem) in lock(&shared.trailing_output).drain(..) {
        runs[client].run.problems.push(problem.to_string());
    }
    let anything_judged = reports.iter().any(|report| report.verdict != Verdict::Skipped);
    let clients = runs.into_iter().map(|run| run.finish(anything_judged)).collect();
    Ok(Run { clients, trials: reports, took: begun.elapsed() })
}

/// Numbers clients of one name, for keys and tables go by it.
fn deduplicate_names(mut clients: Vec<Client>) -> Vec<Client> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for client in &mut clients {
        let count = seen.entry(client.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            client.name = format!("{}-{count}", client.name);
        }
    }
    clients
}
