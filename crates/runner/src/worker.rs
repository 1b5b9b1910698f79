//! A worker: a port of its own, a client process of its own, and trials from the common queue.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use client_protocol::{Drive, ErrorKind, OutcomeResult};
use contract::Contracts;
use judge::{ClientAnswer, Judgement, TrialRecording, judge};
use suite::Verdict;

use crate::client::Client;
use crate::plan::Trial;
use crate::port::Port;
use crate::process::Process;
use crate::process_error::ProcessError;
use crate::reconcile::reconcile;
use crate::results::{Evidence, TrialResult};
use crate::settings::{Progress, ProgressTo, RunError};

/// What all workers share.
pub(crate) struct Shared {
    pub(crate) contracts: Arc<Contracts>,
    pub(crate) clients: Vec<Client>,
    pub(crate) drives: Vec<BTreeMap<String, Vec<Drive>>>,
    pub(crate) forbidden: Vec<String>,
    pub(crate) trace: bool,
    pub(crate) queue: Mutex<VecDeque<Trial>>,
    /// Why a client does not start any more, so that it is not tried again for every trial.
    pub(crate) failed_to_start: Mutex<BTreeMap<usize, String>>,
    /// What clients wrote after their last outcome, where no trial is left to report it.
    pub(crate) trailing_output: Mutex<Vec<(usize, ProcessError)>>,
    pub(crate) progress: ProgressTo,
}

impl Shared {
    async fn stop(&self, client: usize, process: Process) {
        if let Err(error) = process.shutdown().await {
            lock(&self.trailing_output).push((client, error));
        }
    }
}

/// What playing a trial left behind.
struct Played {
    recording: TrialRecording,
    took: Duration,
    /// What the client wrote to its standard error meanwhile, the tail of it.
    stderr: String,
}

/// One finished trial: its place in the plan, its report, and whether a request arrived.
pub(crate) type Finished = (usize, (TrialResult, bool));

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
            shared.stop(client, other).await;
        }
        let played = play(&shared, &port, &trial, &mut process).await?;
        let done = conclude(&shared, &port, &trial, &played);
        (shared.progress)(Progress::Done { trial: &done });
        let connected = !played.recording.wire.exchanges.is_empty() || trial.question().refuses_at_once();
        finished.push((trial.index, (done, connected)));
    }
    if let Some((client, process)) = process {
        shared.stop(client, process).await;
    }
    Ok(finished)
}

async fn play(
    shared: &Shared,
    port: &Port,
    trial: &Trial,
    process: &mut Option<(usize, Process)>,
) -> io::Result<Played> {
    let not_asked = |answer: ClientAnswer| Played {
        recording: TrialRecording { wire: wire::Recording::default(), answer },
        took: Duration::ZERO,
        stderr: String::new(),
    };
    let unusable = |reason: String| not_asked(ClientAnswer::Unusable(reason));
    let client = &shared.clients[trial.client];
    let drives = shared.drives[trial.client].get(&trial.operation);
    if drives.is_some_and(|drives| !drives.contains(&trial.drive())) {
        let reason = format!("the client declares no {:?} for this operation", trial.drive()).to_lowercase();
        let answer = ClientAnswer::Outcome(OutcomeResult::Unsupported { reason });
        return Ok(not_asked(answer));
    }
    let known = lock(&shared.failed_to_start).get(&trial.client).cloned();
    if let Some(reason) = known {
        return Ok(unusable(reason));
    }
    let running = match process.take() {
        Some((_, running)) => Ok(running),
        None => Process::start(client, &shared.forbidden).await,
    };
    let mut running = match running {
        Ok(running) => running,
        Err(error) => {
            let reason = error.to_string();
            lock(&shared.failed_to_start).insert(trial.client, reason.clone());
            return Ok(unusable(reason));
        }
    };
    port.begin(trial).await?;
    let driven = running.call(trial, &port.endpoint()).await;
    let wire = port.finish().await?;
    // A process that did not answer, or answered another call, is ended by dropping it; the next trial starts another.
    if driven.usable {
        *process = Some((trial.client, running));
    }
    let recording = TrialRecording { wire, answer: driven.answer };
    Ok(Played { recording, took: driven.took, stderr: driven.stderr })
}

fn conclude(shared: &Shared, port: &Port, trial: &Trial, played: &Played) -> TrialResult {
    let recording = &played.recording;
    let client = &shared.clients[trial.client];
    let judgement = if recording.wire.late_requests > 0 && !recording.answer.is_verified() {
        Judgement::Error(
            "a request of an earlier trial arrived during this one, so it cannot be judged; repeat it alone"
                .to_owned(),
        )
    } else {
        judge(&shared.contracts, &trial.question(), recording)
    };
    let (verdict, reason, findings) = reconcile(&client.known_failures, &trial.case.id, judgement);
    let known = verdict == Verdict::KnownFailure;
    let causes = if known { client.known_failures.causes(&trial.case.id, &findings) } else { Vec::new() };
    let wrong = !findings.is_empty() || matches!(verdict, Verdict::Failed | Verdict::Error);
    TrialResult {
        case: trial.case.id.clone(),
        subject: trial.case.subject.clone(),
        operation: trial.operation.clone(),
        clause: trial.case.clause.clone(),
        client: client.name.clone(),
        verdict,
        reason,
        generator: trial.case.generator,
        refused: refused(trial, &recording.answer),
        known_failures: causes,
        requests: recording.wire.exchanges.len(),
        took_ms: played.took.as_millis(),
        stderr: if wrong && stderr_explains(&recording.answer) {
            played.stderr.clone()
        } else {
            String::new()
        },
        evidence: wrong.then(|| evidence(shared, port, &recording.wire)),
        port: port.number(),
        findings,
    }
}

/// What a reader needs to see of the wire; the events are many, and kept only with `--trace`.
fn evidence(shared: &Shared, port: &Port, wire: &wire::Recording) -> Evidence {
    let mut wire = wire.clone();
    if !shared.trace {
        wire.events = Vec::new();
    }
    Evidence { endpoint: port.endpoint(), wire }
}

/// Where the client may refuse the input by itself, whether it did; `None` where it cannot express the input.
fn refused(trial: &Trial, answer: &ClientAnswer) -> Option<bool> {
    if !trial.case.outcome.admits_refusal() || !answer.is_verified() {
        return None;
    }
    let outcome = match answer {
        ClientAnswer::Outcome(OutcomeResult::Failed { error, .. }) => Some(error.kind),
        _ => None,
    };
    Some(outcome == Some(ErrorKind::Refused))
}

/// Whether standard error may explain the answer; not where the client returned a value.
fn stderr_explains(answer: &ClientAnswer) -> bool {
    !matches!(answer, ClientAnswer::Outcome(OutcomeResult::Returned { .. }))
}

/// Trials that wait on purpose come first, so that the end of a run is not spent waiting for them.
pub(crate) fn slowest_first(mut trials: Vec<Trial>) -> VecDeque<Trial> {
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
