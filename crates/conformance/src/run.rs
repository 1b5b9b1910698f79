//! Runs every planned trial: workers with a port and a client process each take them from one queue.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use contract::{CaseOutcome, Contracts};
use serde::Serialize;

use crate::client::Client;
use crate::drive::{Process, is_verified};
use crate::judge::judge;
use crate::plan::{Declared, Selection, Trial, plan};
use crate::reconcile::reconcile;
use crate::report;
use crate::serve::Port;
use crate::setup;
use crate::verdict::{ClientAnswer, ClientRun, Judgement, Recording, TrialReport, Verdict};

/// How a run is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Trials at a time.
    pub jobs: usize,
    /// Keep the timed record of the wire of every trial that goes wrong.
    pub trace: bool,
    /// The repository's root, where commands of manifests that build something run.
    pub root: PathBuf,
}

/// What a run tells while it runs.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant says what happened")]
pub enum Progress<'a> {
    SettingUp { client: &'a str },
    Planned { trials: usize },
    Done { trial: &'a TrialReport },
}

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
    progress: Arc<dyn Fn(Progress<'_>) + Send + Sync>,
) -> Result<Run, RunError> {
    let forbidden: Vec<String> = contracts
        .providers
        .values()
        .flat_map(|provider| provider.signing.environment_prefixes.clone())
        .collect();
    let mut runs = introduce(&contracts, &clients, selection, &settings, &forbidden, &progress).await?;
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
        let missed =
            !connected && report.verdict == Verdict::Conforms && !may_refuse(&trials[index].case.outcome);
        runs[trials[index].client].note(&trials[index].operation, connected, missed);
        reports.push(report);
    }
    for (client, problem) in lock(&shared.last_words).drain(..) {
        runs[client].run.problems.push(problem);
    }
    // One case that a library cannot express is no fault, but a run of nothing else has verified nothing.
    if !reports.is_empty() && reports.iter().all(|report| report.verdict == Verdict::NotApplicable) {
        for run in runs.iter_mut().filter(|run| !run.connected.is_empty()) {
            run.run.problems.push("no trial could be judged, so nothing was verified".to_owned());
        }
    }
    let clients = runs.into_iter().map(Introduced::finish).collect();
    Ok(Run { clients, trials: reports })
}

fn may_refuse(outcome: &CaseOutcome) -> bool {
    matches!(outcome, CaseOutcome::AnyOf(all) if all.iter().any(may_refuse))
        || *outcome == CaseOutcome::Refused
}

/// A client that was asked what it can do.
struct Introduced {
    run: ClientRun,
    drives: BTreeMap<String, Vec<client_protocol::Drive>>,
    /// For each operation: trials, those in which a request arrived, those that passed without the one that was due.
    connected: BTreeMap<String, (usize, usize, usize)>,
}

impl Introduced {
    fn declared(&self) -> Declared {
        Declared { client: self.run.name.clone(), operations: self.drives.keys().cloned().collect() }
    }

    fn note(&mut self, operation: &str, connected: bool, missed: bool) {
        let counts = self.connected.entry(operation.to_owned()).or_default();
        counts.0 += 1;
        counts.1 += usize::from(connected);
        counts.2 += usize::from(missed);
    }

    fn finish(mut self) -> ClientRun {
        for (operation, (trials, connected, missed)) in &self.connected {
            // Alone, a case about input that is refused needs no request; a whole operation does.
            if *connected == 0 && (*trials > 5 || *missed > 0) {
                self.run.problems.push(format!("{operation}: no request arrived in any of {trials} trials; the client never connected, so nothing was verified"));
            }
        }
        self.run
    }
}

async fn introduce(
    contracts: &Contracts,
    clients: &[Client],
    selection: &Selection,
    settings: &Settings,
    forbidden: &[String],
    progress: &Arc<dyn Fn(Progress<'_>) + Send + Sync>,
) -> Result<Vec<Introduced>, RunError> {
    let mut tasks = Vec::new();
    for client in clients {
        progress(Progress::SettingUp { client: &client.name });
        let (client, root, forbidden) = (client.clone(), settings.root.clone(), forbidden.to_owned());
        tasks.push(tokio::spawn(async move {
            setup::set_up(&client, &root).await?;
            let process = Process::start(&client, &forbidden).await?;
            let ready = process.ready.clone();
            if let Some(problem) = process.leave().await {
                return Err(problem);
            }
            Ok::<_, String>(ready)
        }));
    }
    let mut introduced = Vec::new();
    for (client, task) in clients.iter().zip(tasks) {
        let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
        let mut run = ClientRun {
            name: client.name.clone(),
            version: None,
            language: client.manifest.language.clone(),
            problems: Vec::new(),
            undeclared: Vec::new(),
        };
        let mut drives = BTreeMap::new();
        match task.await? {
            Err(problem) => run.problems.push(format!("could not run: {problem}")),
            Ok(ready) => {
                if run.language.is_empty() {
                    run.language.clone_from(&ready.client.language);
                }
                for operation in
                    ready.operations.keys().filter(|operation| !known.contains(&operation.as_str()))
                {
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
                run.problems.extend(client.expected.problems(
                    &ready.client.version,
                    &cases,
                    selection.is_everything(),
                    &client.folder,
                ));
                run.undeclared = known
                    .iter()
                    .filter(|id| !ready.operations.contains_key(**id))
                    .map(|id| (*id).to_owned())
                    .collect();
                if run.undeclared.len() == known.len() {
                    run.problems.push("the client declares no operation that there is a contract for, so nothing was checked".to_owned());
                }
                run.version = Some(ready.client.version);
                drives = ready.operations;
            }
        }
        introduced.push(Introduced { run, drives, connected: BTreeMap::new() });
    }
    Ok(introduced)
}

struct Shared {
    contracts: Arc<Contracts>,
    clients: Vec<Client>,
    drives: Vec<BTreeMap<String, Vec<client_protocol::Drive>>>,
    forbidden: Vec<String>,
    trace: bool,
    queue: Mutex<VecDeque<Trial>>,
    /// Why a client does not start any more, so that it is not tried again for every trial.
    unstartable: Mutex<BTreeMap<usize, String>>,
    /// What clients wrote after their last outcome, where no trial is left to blame.
    last_words: Mutex<Vec<(usize, String)>>,
    progress: Arc<dyn Fn(Progress<'_>) + Send + Sync>,
}

impl Shared {
    async fn part_from(&self, client: usize, process: Process) {
        if let Some(problem) = process.leave().await {
            lock(&self.last_words).push((client, problem));
        }
    }
}

/// One finished trial: its place in the plan, its report, and whether a request arrived.
type Finished = (usize, (TrialReport, bool));

async fn work(shared: Arc<Shared>) -> Result<Vec<Finished>, RunError> {
    let port = Port::open(Arc::clone(&shared.contracts)).await?;
    let mut process: Option<(usize, Process)> = None;
    let mut finished = Vec::new();
    loop {
        let next = lock(&shared.queue).pop_front();
        let Some(trial) = next else { break };
        if process.as_ref().is_some_and(|(client, _)| *client != trial.client)
            && let Some((client, other)) = process.take()
        {
            shared.part_from(client, other).await;
        }
        let recording = play(&shared, &port, &trial, &mut process).await?;
        let done = conclude(&shared, &port, &trial, &recording);
        (shared.progress)(Progress::Done { trial: &done });
        let connected = !recording.wire.exchanges.is_empty() || trial.refuses_at_once();
        finished.push((trial.index, (done, connected)));
    }
    if let Some((client, process)) = process {
        shared.part_from(client, process).await;
    }
    Ok(finished)
}

async fn play(
    shared: &Shared,
    port: &Port,
    trial: &Trial,
    process: &mut Option<(usize, Process)>,
) -> io::Result<Recording> {
    let unusable = |reason: String| Recording {
        wire: simulator::WireRecording::default(),
        answer: ClientAnswer::Unusable(reason),
        took: std::time::Duration::ZERO,
        stderr: String::new(),
    };
    let client = &shared.clients[trial.client];
    let drives = shared.drives[trial.client].get(&trial.operation);
    if drives.is_some_and(|drives| !drives.contains(&trial.drive())) {
        let reason = format!("the client declares no {:?} for this operation", trial.drive()).to_lowercase();
        let answer = ClientAnswer::Outcome(client_protocol::OutcomeResult::Unsupported { reason });
        return Ok(Recording { answer, ..unusable(String::new()) });
    }
    let known = lock(&shared.unstartable).get(&trial.client).cloned();
    if let Some(reason) = known {
        return Ok(unusable(reason));
    }
    let running = match process.take() {
        Some((_, running)) => Ok(running),
        None => Process::start(client, &shared.forbidden).await,
    };
    let mut running = match running {
        Ok(running) => running,
        Err(reason) => {
            lock(&shared.unstartable).insert(trial.client, reason.clone());
            return Ok(unusable(reason));
        }
    };
    port.begin(trial).await?;
    let driven = running.call(trial, &port.endpoint()).await;
    let wire = port.finish().await?;
    // A process that fell silent or lost count is ended by dropping it, and the next trial starts another.
    if driven.usable {
        *process = Some((trial.client, running));
    }
    Ok(Recording { wire, answer: driven.answer, took: driven.took, stderr: driven.stderr })
}

fn conclude(shared: &Shared, port: &Port, trial: &Trial, recording: &Recording) -> TrialReport {
    let client = &shared.clients[trial.client];
    let judgement = if recording.wire.strays > 0 && !is_verified(&recording.answer) {
        Judgement::CouldNotRun("requests of an earlier trial arrived late".to_owned())
    } else {
        judge(&shared.contracts, trial, recording)
    };
    let (verdict, reason, findings) = reconcile(&client.expected, &trial.case.id, judgement);
    let wrong = !findings.is_empty() || matches!(verdict, Verdict::Violates | Verdict::CouldNotRun);
    TrialReport {
        case: trial.case.id.clone(),
        subject: trial.case.subject.clone(),
        operation: trial.operation.clone(),
        clause: trial.case.clause.clone(),
        client: client.name.clone(),
        verdict,
        reason,
        requests: recording.wire.exchanges.len(),
        took_ms: recording.took.as_millis(),
        curl: if wrong { report::curl::line(recording, &findings, &port.endpoint()) } else { None },
        serve: format!(
            "cargo xtask serve --case '{}' --client {} --port {}",
            trial.case.id,
            client.name,
            port.number()
        ),
        repeat: format!("cargo xtask conformance {} --case '{}'", client.flag, trial.case.id),
        stderr: if wrong && stderr_explains(&recording.answer) {
            recording.stderr.clone()
        } else {
            String::new()
        },
        trace: if wrong && shared.trace { report::trace::lines(&recording.wire) } else { Vec::new() },
        findings,
    }
}

/// A client that gave its caller a value has nothing to say on its standard error that would explain it.
fn stderr_explains(answer: &ClientAnswer) -> bool {
    !matches!(answer, ClientAnswer::Outcome(client_protocol::OutcomeResult::Returned { .. }))
}

/// What waits on purpose comes first, so that the end of a run is not spent waiting for it.
fn in_good_order(mut trials: Vec<Trial>) -> VecDeque<Trial> {
    trials.sort_by_key(|trial| {
        let waits =
            trial.case.exchanges.iter().any(|exchange| exchange.fault.is_some() || exchange.error.is_some());
        (trial.client, !waits, trial.index)
    });
    trials.into()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
