//! Plays situations to an adapter: one process, one port, one situation after another.

use std::sync::Arc;
use std::time::Duration;

use simulator::WireRecording;

use super::{Observation, Said, Situation, Watch, no_port};
use crate::client::Client;
use crate::drive::Process;
use crate::introduce::introduction;
use crate::laws::Ground;
use crate::plan::{Trial, credentials};
use crate::serve::Port;
use crate::verdict::ClientAnswer;

/// How often is looked whether a client has given up waiting; what is measured has its time from the socket.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Watches an adapter in each of the situations, in every drive of every operation that it declares.
///
/// Operations stand side by side, each with a process and a port of its own: most of the time they wait.
pub(super) async fn adapter(
    watch: &Watch,
    client: &Client,
    situations: &[&'static Situation],
) -> Result<Vec<Observation>, String> {
    let ready = introduction(&watch.contracts, client).await?;
    let tasks: Vec<_> = ready
        .operations
        .into_iter()
        .map(|(operation, drives)| {
            let situations =
                situations.iter().copied().filter(|situation| drives.contains(&situation.drive)).collect();
            tokio::spawn(operation_of(watch.clone(), client.clone(), operation, situations))
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.extend(task.await.map_err(|error| error.to_string())??);
    }
    Ok(seen)
}

/// One operation: one situation after another.
async fn operation_of(
    watch: Watch,
    client: Client,
    operation: String,
    situations: Vec<&'static Situation>,
) -> Result<Vec<Observation>, String> {
    let Some(ground) = Ground::of(&watch.contracts, &operation) else { return Ok(Vec::new()) };
    let forbidden = watch.contracts.environment_prefixes();
    let port = Port::open(Arc::clone(&watch.contracts)).await.map_err(no_port)?;
    let mut process = None;
    let mut seen = Vec::new();
    for situation in situations {
        let trial = trial(ground, situation, &client.name);
        let mut running = match process.take() {
            Some(running) => running,
            None => Process::start(&client, &forbidden).await?,
        };
        port.begin(&trial).await.map_err(no_port)?;
        let endpoint = port.endpoint();
        let called = running.call_within(&trial, &endpoint, situation.limits());
        let (answer, usable) = tokio::select! {
            driven = called => (driven.answer, driven.usable),
            () = first_given_up(&port), if situation.first_only => (ClientAnswer::Silent, false),
        };
        let wire = port.finish().await.map_err(no_port)?;
        if usable {
            process = Some(running);
        }
        let said = Said::of(ground.operation, &answer);
        seen.push(observation(&client, &trial, situation, &wire, said));
    }
    if let Some(process) = process {
        drop(process.leave().await);
    }
    Ok(seen)
}

/// The trial of a situation; keys go by the name of who plays it.
pub(super) fn trial(ground: Ground<'_>, situation: &Situation, player: &str) -> Trial {
    let case = situation.case(ground);
    Trial {
        index: 0,
        operation: ground.operation.id.clone(),
        client: 0,
        credentials: credentials(0, player, &case),
        region: ground.provider.endpoint.region.clone(),
        case: Arc::new(case),
    }
}

/// What a recording shows of whoever played a situation.
pub(super) fn observation(
    client: &Client,
    trial: &Trial,
    situation: &Situation,
    wire: &WireRecording,
    said: Said,
) -> Observation {
    let first = wire.exchanges.first();
    let patience = Duration::from_secs(situation.patience.into());
    let waited = first
        .filter(|_| situation.first_only)
        .and_then(|first| Some(first.ended?.saturating_sub(first.at)))
        // What ended then was the harness's own patience.
        .filter(|waited| *waited < patience);
    Observation {
        client: client.name.clone(),
        operation: trial.operation.clone(),
        situation: situation.name,
        drive: situation.drive,
        requests: wire.exchanges.len(),
        said,
        waited,
    }
}

async fn first_given_up(port: &Port) {
    while port.so_far().exchanges.first().is_none_or(|first| first.ended.is_none()) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
