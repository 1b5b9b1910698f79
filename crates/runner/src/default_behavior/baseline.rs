//! Plays a scenario to a client's baseline: the script that drives the library alone.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use client_protocol::Drive;
use secrecy::ExposeSecret;
use tokio::process::Command;

use super::observation::{MeasurementError, Observation, Watch};
use super::observed_outcome::ObservedOutcome;
use super::play;
use super::scenarios::BehaviorScenario;
use crate::client::Client;
use crate::plan::Trial;
use crate::port::Port;
use crate::process::clean_environment;
use crate::process_error::ProgramError;
use crate::setup;
use suite::GeneratorContext;

/// Measures the script in the scenario and operation of an adapter's observation.
pub(super) async fn watch(
    watch: &Watch,
    client: &Client,
    scenario: &'static BehaviorScenario,
    like: &Observation,
) -> Result<Observation, MeasurementError> {
    let context = GeneratorContext::of(&watch.contracts, &like.operation)
        .ok_or_else(|| MeasurementError::NoContract(like.operation.clone()))?;
    let port = Port::open(Arc::clone(&watch.contracts)).await.map_err(MeasurementError::Port)?;
    let trial = play::trial(context, scenario, &format!("{} (baseline)", client.name));
    port.begin(&trial).await.map_err(MeasurementError::Port)?;
    let outcome = run(watch, client, &trial, &port.endpoint(), scenario).await?;
    let wire = port.finish().await.map_err(MeasurementError::Port)?;
    Ok(play::observation(client, &trial, scenario, &wire, outcome))
}

/// Runs the script and reads the one line that it prints.
async fn run(
    watch: &Watch,
    client: &Client,
    trial: &Trial,
    endpoint: &str,
    scenario: &BehaviorScenario,
) -> Result<ObservedOutcome, MeasurementError> {
    let words: Vec<String> = client.manifest.baseline.iter().map(|word| client.filled(word)).collect();
    let Some((program, arguments)) = words.split_first() else {
        return Err(MeasurementError::NoBaseline);
    };
    let drive = if scenario.drive == Drive::Walk { "walk" } else { "page" };
    let keys = &trial.credentials;
    let mut command = Command::new(program);
    command
        .args(arguments)
        .args([endpoint, &trial.operation, drive, &keys.access_key_id])
        .arg(keys.secret_access_key.expose_secret())
        .current_dir(&client.folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    clean_environment(&mut command, client, &watch.contracts.environment_prefixes());
    let child = command.spawn().map_err(|error| ProgramError::new(program, error))?;
    let patience = Duration::from_secs(scenario.patience.into());
    let Ok(ended) = tokio::time::timeout(patience, child.wait_with_output()).await else {
        return Ok(ObservedOutcome::named("silent"));
    };
    let output = ended.map_err(MeasurementError::Wait)?;
    serde_json::from_slice(&output.stdout).map_err(|source| MeasurementError::NotJson {
        command: words.clone(),
        status: output.status,
        printed: String::from_utf8_lossy(&output.stdout).into_owned(),
        trailing_output: setup::trailing(&String::from_utf8_lossy(&output.stderr)),
        source,
    })
}
