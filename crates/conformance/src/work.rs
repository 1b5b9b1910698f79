//! A worker: a port of its own, a client process of its own, and trials from the common queue.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use client_protocol::{Drive, ErrorKind, OutcomeResult};
use contract::Contracts;

use crate::client::Client;
use crate::drive::{Process, is_verified};
use crate::judge::judge;
use crate::plan::Trial;
use crate::reconcile::reconcile;
use crate::report;
use crate::run::{Progress, ProgressTo, RunError};
use crate::serve::Port;
use crate::verdict::{ClientAnswer, Judgement, Recording, TrialReport, Verdict};

/// What all workers share.
pub(crate) struct Shared {
    pub(crate) contracts: Arc<Contracts>,
    pub(crate) clients: Vec<Client>,
    pub(crate) drives: Vec<BTreeMap<String, Vec<Drive>>>,
    pub(crate) forbidden: Vec<String>,
    pub(crate) trace: bool,
    pub(crate) queue: Mutex<VecDeque<Trial>>,
    /// Why a client does not start any more, so that it is not tried again for every trial.
    pub(crate) unstartable: Mutex<BTreeMap<usize, String>>,
    /// What clients wrote after their last outcome, where no trial is left to blame.
    pub(crate) last_words: Mutex<Vec<(usize, String)>>,
    pub(crate) progress: ProgressTo,
}

impl Shared {
    async fn part_from(&self, client: usize, process: Process) {
        if let Some(problem) = process.leave().await {
            lock(&self.last_words).push((client, problem));
        }
    }
}

/// One finished trial: its place in the plan, its report, and whether a request arrived.
pub(crate) type Finished = (usize, (TrialReport, bool));

/// Plays trials until the queue is empty.
pub(crate) async fn work(shared: Arc<Shared>) -> Result<Vec<Finished>, RunError> {
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
        let answer = ClientAnswer::Outcome(OutcomeResult::Unsupported { reason });
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
    let known = verdict == Verdict::FailsAsExpected;
    let causes = if known { client.expected.causes(&trial.case.id, &findings) } else { Vec::new() };
    let wrong = !findings.is_empty() || matches!(verdict, Verdict::Violates | Verdict::CouldNotRun);
    TrialReport {
        case: trial.case.id.clone(),
        subject: trial.case.subject.clone(),
        operation: trial.operation.clone(),
        clause: trial.case.clause.clone(),
        client: client.name.clone(),
        verdict,
        reason,
        law: trial.case.law,
        refused: refused(trial, &recording.answer),
        causes,
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

/// Where the client may refuse the input by itself, whether it did; nothing where it cannot say the input.
fn refused(trial: &Trial, answer: &ClientAnswer) -> Option<bool> {
    if !trial.case.outcome.admits_refusal() || !is_verified(answer) {
        return None;
    }
    let outcome = match answer {
        ClientAnswer::Outcome(OutcomeResult::Failed { error, .. }) => Some(error.kind),
        _ => None,
    };
    Some(outcome == Some(ErrorKind::Refused))
}

/// A client that gave its caller a value has nothing to say on its standard error that would explain it.
fn stderr_explains(answer: &ClientAnswer) -> bool {
    !matches!(answer, ClientAnswer::Outcome(OutcomeResult::Returned { .. }))
}

/// What waits on purpose comes first, so that the end of a run is not spent waiting for it.
pub(crate) fn in_good_order(mut trials: Vec<Trial>) -> VecDeque<Trial> {
    trials.sort_by_key(|trial| {
        let waits =
            trial.case.exchanges.iter().any(|exchange| exchange.fault.is_some() || exchange.error.is_some());
        (trial.client, !waits, trial.index)
    });
    trials.into()
}

/// A poisoned lock only says that some task panicked; what it guards is still whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
