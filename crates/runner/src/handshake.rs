//! Sets every client up, reads what each implements, and sums up its trials.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use contract::{Contracts, pluralize};
use suite::{Loaded, Verdict};

use client_protocol::{Drive, Ready};

use crate::client::Client;
use crate::plan::{Declared, Selection};
use crate::process::Process;
use crate::process_error::ProcessError;
use crate::results::ClientResult;
use crate::settings::{Progress, ProgressTo, RunError, Settings};
use crate::setup;
use crate::setup_error::SetUpError;

/// A client that has declared what it implements.
pub(crate) struct ReadyClient {
    /// Its result.
    pub(crate) run: ClientResult,
    /// The drives that it has for each operation.
    pub(crate) drives: BTreeMap<String, Vec<Drive>>,
    operations: BTreeMap<String, Tally>,
}

/// A client that did not get as far as `ready`.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It could not be set up.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    /// Its process did not start, or broke the client protocol.
    #[error(transparent)]
    Process(#[from] ProcessError),
}

/// So few trials may all be about input that a client need not send.
const FEW: usize = 5;

/// What the trials of one operation showed.
#[derive(Default)]
struct Tally {
    trials: usize,
    judged: usize,
    /// Trials in which a request arrived.
    connected: usize,
    /// Trials that passed without the request that was due.
    missed: usize,
}

impl ReadyClient {
    /// What there is to plan for.
    pub(crate) fn declared(&self) -> Declared {
        Declared { client: self.run.name.clone(), operations: self.drives.keys().cloned().collect() }
    }

    /// Counts a trial.
    pub(crate) fn note(&mut self, operation: &str, verdict: Verdict, connected: bool, request_due: bool) {
        let tally = self.operations.entry(operation.to_owned()).or_default();
        tally.trials += 1;
        tally.judged += usize::from(verdict != Verdict::Skipped);
        tally.connected += usize::from(connected);
        tally.missed += usize::from(!connected && verdict == Verdict::Passed && request_due);
    }

    /// The result of the client as a whole, given whether any client of the run was judged.
    pub(crate) fn finish(mut self, anything_judged: bool) -> ClientResult {
        for (operation, tally) in &self.operations {
            // Alone, a case about input that is refused needs no request; a whole operation does.
            if tally.connected == 0 && tally.judged > 0 && (tally.trials > FEW || tally.missed > 0) {
                self.run.problems.push(format!(
                    "{operation}: no request arrived in any of {} trials, so nothing was verified; the adapter must send its requests to the endpoint of the call",
                    tally.trials
                ));
            }
        }
        let (trials, judged) = self
            .operations
            .values()
            .fold((0, 0), |(trials, judged), tally| (trials + tally.trials, judged + tally.judged));
        // One case that a library cannot express is acceptable beside others; a client or a run of nothing else is not.
        if judged == 0 && (trials > FEW || (trials > 0 && !anything_judged)) {
            let trials = pluralize(trials, "trial");
            self.run.problems.push(format!(
                "every trial was skipped ({trials}), so nothing was verified; each result has its reason"
            ));
        }
        self.run
    }
}

/// Sets every client up and reads its `ready`, all at once.
pub(crate) async fn ready_clients(
    loaded: &Loaded,
    clients: &[Client],
    selection: &Selection,
    settings: &Settings,
    progress: &ProgressTo,
) -> Result<Vec<ReadyClient>, RunError> {
    let mut tasks = Vec::new();
    for client in clients {
        progress(Progress::SettingUp { client: &client.name });
        let (client, settings) = (client.clone(), settings.clone());
        let (contracts, progress) = (Arc::clone(&loaded.contracts), Arc::clone(progress));
        tasks.push(tokio::spawn(async move {
            let begun = Instant::now();
            let outcome = setup::set_up(&client, &settings.root, settings.offline).await;
            progress(Progress::SetUp { client: &client.name, took: begun.elapsed() });
            outcome?;
            Ok(handshake(&contracts, &client).await?)
        }));
    }
    let mut ready = Vec::new();
    for (client, task) in clients.iter().zip(tasks) {
        ready.push(ready_client(loaded, client, selection, task.await?));
    }
    Ok(ready)
}

/// Starts a client that is set up, reads its `ready`, and stops it.
///
/// # Errors
/// A process that does not start, or that breaks the client protocol.
pub async fn handshake(contracts: &Contracts, client: &Client) -> Result<Ready, ProcessError> {
    let process = Process::start(client, &contracts.environment_prefixes()).await?;
    let ready = process.ready.clone();
    process.shutdown().await.map(|()| ready)
}

fn ready_client(
    loaded: &Loaded,
    client: &Client,
    selection: &Selection,
    ready: Result<Ready, StartError>,
) -> ReadyClient {
    let mut run = ClientResult {
        name: client.name.clone(),
        version: None,
        language: client.manifest.language.clone(),
        problems: Vec::new(),
        not_implemented: Vec::new(),
        flag: client.flag.clone(),
    };
    let mut drives = BTreeMap::new();
    match ready {
        Err(problem) => run.problems.push(problem.to_string()),
        Ok(ready) => {
            declare(loaded, client, selection, &ready, &mut run);
            drives = ready.operations;
        }
    }
    ReadyClient { run, drives, operations: BTreeMap::new() }
}

/// Compares what a client declares with the contracts.
fn declare(loaded: &Loaded, client: &Client, selection: &Selection, ready: &Ready, run: &mut ClientResult) {
    let contracts = &loaded.contracts;
    let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
    if run.language.is_empty() {
        run.language.clone_from(&ready.client.language);
    }
    for operation in ready.operations.keys().filter(|operation| !known.contains(&operation.as_str())) {
        run.problems.push(format!(
            "the client declares {operation}, which has no contract; correct its id in ready, the contracts are {}",
            known.join(", ")
        ));
    }
    let cases: Vec<&str> = contracts
        .operations()
        .filter(|operation| ready.operations.contains_key(&operation.id))
        .flat_map(|operation| loaded.suite.of(operation))
        .map(|case| case.id.as_str())
        .collect();
    let everything = selection.is_everything();
    run.problems.extend(client.known_failures.problems(
        &ready.client.version,
        &cases,
        everything,
        &client.folder,
    ));
    // What the selection leaves out was not requested, so that it is not reported as missing either.
    run.not_implemented = contracts
        .operations()
        .filter(|operation| !ready.operations.contains_key(&operation.id))
        .filter(|operation| selection.cases(&loaded.suite, operation).next().is_some())
        .map(|operation| operation.id.clone())
        .collect();
    if !known.iter().any(|id| ready.operations.contains_key(*id)) {
        run.problems.push(format!(
            "the client declares no operation that has a contract, so nothing was tested; the contracts are {}",
            known.join(", ")
        ));
    }
    run.version = Some(ready.client.version.clone());
}
