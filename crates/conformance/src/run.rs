//! Runs every planned trial: workers with a port and a client process each take them from one queue.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract::Contracts;
use serde::Serialize;

use crate::client::Client;
use crate::introduce::{Introduced, introduce};
use crate::plan::{Declared, Selection, plan};
use crate::verdict::{ClientRun, TrialReport, Verdict};
use crate::work::{Shared, in_good_order, lock, work};

/// How a run is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Trials at a time.
    pub jobs: usize,
    /// Keep the timed record of the wire of every trial that goes wrong.
    pub trace: bool,
    /// Whether nothing may be fetched: clients are used as they were set up.
    pub offline: bool,
    /// The repository's root, where commands of manifests that build something run.
    pub root: PathBuf,
}

/// What a run tells while it runs.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant says what happened")]
pub enum Progress<'a> {
    SettingUp { client: &'a str },
    SetUp { client: &'a str, took: Duration },
    Planned { trials: usize },
    Done { trial: &'a TrialReport },
}

/// Hears what a run tells.
pub type ProgressTo = Arc<dyn Fn(Progress<'_>) + Send + Sync>;

/// A finished run.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// The clients, in the order in which they were asked for.
    pub clients: Vec<ClientRun>,
    /// The trials, in the order of the plan.
    pub trials: Vec<TrialReport>,
}

/// The harness itself could not work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No port, or no wiremock behind it.
    #[error("no port to serve on: {0}")]
    Serve(#[from] io::Error),
    /// A worker panicked.
    #[error("a worker of the harness ended by itself: {0}")]
    Worker(#[from] tokio::task::JoinError),
}

impl Run {
    /// 0 all as expected, 1 a client does not conform, 2 the harness or an adapter could not work.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        let any = |verdict| self.trials.iter().any(|trial| trial.verdict == verdict);
        let unfit = self.clients.iter().any(|client| client.version.is_none());
        if unfit || any(Verdict::CouldNotRun) || self.trials.is_empty() {
            2
        } else if self.trials.iter().any(TrialReport::is_red)
            || self.clients.iter().any(|client| !client.problems.is_empty())
        {
            1
        } else {
            0
        }
    }
}

/// Takes every planned trial from case to verdict.
///
/// # Errors
/// [`RunError`] if the harness itself could not work; a client's fault is a verdict.
pub async fn run(
    contracts: Arc<Contracts>,
    clients: Vec<Client>,
    selection: &Selection,
    settings: Settings,
    progress: ProgressTo,
) -> Result<Run, RunError> {
    let forbidden = contracts.environment_prefixes();
    let clients = told_apart(clients);
    let mut runs = introduce(&contracts, &clients, selection, &settings, &progress).await?;
    let declared: Vec<Declared> = runs.iter().map(Introduced::declared).collect();
    let trials = plan(&contracts, &declared, selection);
    progress(Progress::Planned { trials: trials.len() });
    let shared = Arc::new(Shared {
        contracts,
        clients,
        drives: runs.iter().map(|run| run.drives.clone()).collect(),
        forbidden,
        trace: settings.trace,
        queue: Mutex::new(in_good_order(trials.clone())),
        unstartable: Mutex::new(BTreeMap::new()),
        last_words: Mutex::new(Vec::new()),
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
    let mut reports: Vec<TrialReport> = Vec::new();
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
    for (client, problem) in lock(&shared.last_words).drain(..) {
        runs[client].run.problems.push(problem);
    }
    let anything_judged = reports.iter().any(|report| report.verdict != Verdict::NotApplicable);
    let clients = runs.into_iter().map(|run| run.finish(anything_judged)).collect();
    Ok(Run { clients, trials: reports })
}

/// Clients of one name are told apart, for keys and tables go by it.
fn told_apart(mut clients: Vec<Client>) -> Vec<Client> {
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
