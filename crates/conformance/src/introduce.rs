//! Sets every client up, asks it what it can do, and sums up what its trials showed of it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use contract::Contracts;

use client_protocol::{Drive, Ready};

use crate::client::Client;
use crate::drive::Process;
use crate::plan::{Declared, Selection};
use crate::run::{Progress, ProgressTo, RunError, Settings};
use crate::setup;
use crate::verdict::{ClientRun, Verdict};

/// A client that was asked what it can do.
pub(crate) struct Introduced {
    /// What the report says of it.
    pub(crate) run: ClientRun,
    /// The drives that it has for each operation.
    pub(crate) drives: BTreeMap<String, Vec<Drive>>,
    operations: BTreeMap<String, Tally>,
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

impl Introduced {
    /// What there is to plan for.
    pub(crate) fn declared(&self) -> Declared {
        Declared { client: self.run.name.clone(), operations: self.drives.keys().cloned().collect() }
    }

    /// Counts a trial.
    pub(crate) fn note(&mut self, operation: &str, verdict: Verdict, connected: bool, request_due: bool) {
        let tally = self.operations.entry(operation.to_owned()).or_default();
        tally.trials += 1;
        tally.judged += usize::from(verdict != Verdict::NotApplicable);
        tally.connected += usize::from(connected);
        tally.missed += usize::from(!connected && verdict == Verdict::Conforms && request_due);
    }

    /// What is to be said of the client as a whole, given whether any client of the run was judged.
    pub(crate) fn finish(mut self, anything_judged: bool) -> ClientRun {
        for (operation, tally) in &self.operations {
            // Alone, a case about input that is refused needs no request; a whole operation does.
            if tally.connected == 0 && tally.judged > 0 && (tally.trials > FEW || tally.missed > 0) {
                self.run.problems.push(format!(
                    "{operation}: no request arrived in any of {} trials; the client never connected, so nothing was verified",
                    tally.trials
                ));
            }
        }
        let (trials, judged) = self
            .operations
            .values()
            .fold((0, 0), |(trials, judged), tally| (trials + tally.trials, judged + tally.judged));
        // One case that a library cannot express is no fault beside others; a client or a run of nothing else is.
        if judged == 0 && (trials > FEW || (trials > 0 && !anything_judged)) {
            self.run.problems.push("no trial could be judged, so nothing was verified".to_owned());
        }
        self.run
    }
}

/// Sets every client up and asks it what it can do, all at once.
pub(crate) async fn introduce(
    contracts: &Arc<Contracts>,
    clients: &[Client],
    selection: &Selection,
    settings: &Settings,
    progress: &ProgressTo,
) -> Result<Vec<Introduced>, RunError> {
    let mut tasks = Vec::new();
    for client in clients {
        progress(Progress::SettingUp { client: &client.name });
        let (client, settings) = (client.clone(), settings.clone());
        let (contracts, progress) = (Arc::clone(contracts), Arc::clone(progress));
        tasks.push(tokio::spawn(async move {
            let begun = Instant::now();
            let outcome = setup::set_up(&client, &settings.root, settings.offline).await;
            progress(Progress::SetUp { client: &client.name, took: begun.elapsed() });
            outcome?;
            introduction(&contracts, &client).await
        }));
    }
    let mut introduced = Vec::new();
    for (client, task) in clients.iter().zip(tasks) {
        introduced.push(introduced_as(contracts, client, selection, task.await?));
    }
    Ok(introduced)
}

/// What a client that is set up says of itself.
///
/// # Errors
/// Why it does not, in words for a person.
pub async fn introduction(contracts: &Contracts, client: &Client) -> Result<Ready, String> {
    let process = Process::start(client, &contracts.environment_prefixes()).await?;
    let ready = process.ready.clone();
    process.leave().await.map_or(Ok(ready), Err)
}

fn introduced_as(
    contracts: &Contracts,
    client: &Client,
    selection: &Selection,
    ready: Result<Ready, String>,
) -> Introduced {
    let mut run = ClientRun {
        name: client.name.clone(),
        version: None,
        language: client.manifest.language.clone(),
        problems: Vec::new(),
        undeclared: Vec::new(),
    };
    let mut drives = BTreeMap::new();
    match ready {
        Err(problem) => run.problems.push(format!("could not run: {problem}")),
        Ok(ready) => {
            declare(contracts, client, selection, &ready, &mut run);
            drives = ready.operations;
        }
    }
    Introduced { run, drives, operations: BTreeMap::new() }
}

/// Holds what a client declares against the contracts that there are.
fn declare(
    contracts: &Contracts,
    client: &Client,
    selection: &Selection,
    ready: &Ready,
    run: &mut ClientRun,
) {
    let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
    if run.language.is_empty() {
        run.language.clone_from(&ready.client.language);
    }
    for operation in ready.operations.keys().filter(|operation| !known.contains(&operation.as_str())) {
        run.problems.push(format!(
            "the client declares {operation}, for which there is no contract; there are {}",
            known.join(", ")
        ));
    }
    let cases: Vec<&str> = contracts
        .operations()
        .filter(|operation| ready.operations.contains_key(&operation.id))
        .flat_map(|operation| &operation.cases)
        .map(|case| case.id.as_str())
        .collect();
    let everything = selection.is_everything();
    run.problems.extend(client.expected.problems(&ready.client.version, &cases, everything, &client.folder));
    run.undeclared =
        known.iter().filter(|id| !ready.operations.contains_key(**id)).map(|id| (*id).to_owned()).collect();
    if run.undeclared.len() == known.len() {
        run.problems.push(
            "the client declares no operation that there is a contract for, so nothing was checked"
                .to_owned(),
        );
    }
    run.version = Some(ready.client.version.clone());
}
