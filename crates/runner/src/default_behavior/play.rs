//! Plays scenarios to an adapter: one process, one port, one scenario after another.

use std::sync::Arc;
use std::time::Duration;

use wire::Recording;

use super::observation::{MeasurementError, Observation, Watch};
use super::observed_outcome::ObservedOutcome;
use super::scenarios::BehaviorScenario;
use crate::client::Client;
use crate::handshake::handshake;
use crate::plan::{Trial, credentials};
use crate::port::Port;
use crate::process::Process;
use judge::ClientAnswer;
use suite::GeneratorContext;

/// How often the recording is polled for a client that gave up waiting; the measured time comes from the socket.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Measures an adapter in each of the scenarios, in every drive of every operation that it declares.
///
/// The operations run at once, each with a process and a port of its own: most of the time they wait.
pub(super) async fn adapter(
    watch: &Watch,
    client: &Client,
    scenarios: &[&'static BehaviorScenario],
) -> Result<Vec<Observation>, MeasurementError> {
    let ready = handshake(&watch.contracts, client).await?;
    let tasks: Vec<_> = ready
        .operations
        .into_iter()
        .map(|(operation, drives)| {
            let scenarios =
                scenarios.iter().copied().filter(|scenario| drives.contains(&scenario.drive)).collect();
            tokio::spawn(operation_of(watch.clone(), client.clone(), operation, scenarios))
        })
        .collect();
    let mut seen = Vec::new();
    for task in tasks {
        seen.extend(task.await??);
    }
    Ok(seen)
}

/// One operation: one scenario after another.
async fn operation_of(
    watch: Watch,
    client: Client,
    operation: String,
    scenarios: Vec<&'static BehaviorScenario>,
) -> Result<Vec<Observation>, MeasurementError> {
    let Some(context) = GeneratorContext::of(&watch.contracts, &operation) else { return Ok(Vec::new()) };
    let forbidden = watch.contracts.environment_prefixes();
    let port = Port::open(Arc::clone(&watch.contracts)).await.map_err(MeasurementError::Port)?;
    let mut process = None;
    let mut seen = Vec::new();
    for scenario in scenarios {
        let trial = trial(context, scenario, &client.name);
        let mut running = match process.take() {
            Some(running) => running,
            None => Process::start(&client, &forbidden).await?,
        };
        port.begin(&trial).await.map_err(MeasurementError::Port)?;
        let endpoint = port.endpoint();
        let called = running.call_within(&trial, &endpoint, scenario.limits());
        let (answer, usable) = tokio::select! {
            driven = called => (driven.answer, driven.usable),
            () = first_given_up(&port), if scenario.first_only => (ClientAnswer::Silent, false),
        };
        let wire = port.finish().await.map_err(MeasurementError::Port)?;
        if usable {
            process = Some(running);
        }
        let outcome = ObservedOutcome::of(context.operation, &answer);
        seen.push(observation(&client, &trial, scenario, &wire, outcome));
    }
    if let Some(process) = process {
        drop(process.shutdown().await);
    }
    Ok(seen)
}

/// The trial of a scenario; its keys are made from the player's name.
pub(super) fn trial(context: GeneratorContext<'_>, scenario: &BehaviorScenario, player: &str) -> Trial {
    let case = scenario.case(context);
    Trial {
        index: 0,
        operation: context.operation.id.clone(),
        client: 0,
        credentials: credentials(0, player, &case),
        region: context.provider.endpoint.region.clone(),
        case: Arc::new(case),
    }
}

/// What a recording shows of the adapter or the baseline that played a scenario.
pub(super) fn observation(
    client: &Client,
    trial: &Trial,
    scenario: &BehaviorScenario,
    wire: &Recording,
    outcome: ObservedOutcome,
) -> Observation {
    let first = wire.exchanges.first();
    let patience = Duration::from_secs(scenario.patience.into());
    let waited = first
        .filter(|_| scenario.first_only)
        .and_then(|first| Some(first.ended?.saturating_sub(first.at)))
        // A longer time is the harness's own time limit.
        .filter(|waited| *waited < patience);
    Observation {
        client: client.name.clone(),
        operation: trial.operation.clone(),
        scenario: scenario.name,
        drive: scenario.drive,
        requests: wire.exchanges.len(),
        outcome,
        waited,
    }
}

async fn first_given_up(port: &Port) {
    while port.so_far().exchanges.first().is_none_or(|first| first.ended.is_none()) {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
