//! Plays a situation to the script that drives the bare library.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use client_protocol::Drive;
use secrecy::ExposeSecret;
use tokio::process::Command;

use super::{Observation, Said, Situation, Watch, no_port, play};
use crate::client::Client;
use crate::drive::clean_environment;
use crate::laws::Ground;
use crate::plan::Trial;
use crate::serve::Port;
use crate::setup;

/// Watches the script in the situation and operation of an adapter's observation.
pub(super) async fn watch(
    watch: &Watch,
    client: &Client,
    situation: &'static Situation,
    like: &Observation,
) -> Result<Observation, String> {
    let ground = Ground::of(&watch.contracts, &like.operation)
        .ok_or_else(|| format!("there is no contract of {}", like.operation))?;
    let port = Port::open(Arc::clone(&watch.contracts)).await.map_err(no_port)?;
    let trial = play::trial(ground, situation, &format!("{} (bare)", client.name));
    port.begin(&trial).await.map_err(no_port)?;
    let said = run(watch, client, &trial, &port.endpoint(), situation).await?;
    let wire = port.finish().await.map_err(no_port)?;
    Ok(play::observation(client, &trial, situation, &wire, said))
}

/// Runs the script and reads the one line that it prints.
async fn run(
    watch: &Watch,
    client: &Client,
    trial: &Trial,
    endpoint: &str,
    situation: &Situation,
) -> Result<Said, String> {
    let words: Vec<String> = client.manifest.bare.iter().map(|word| client.filled(word)).collect();
    let Some((program, arguments)) = words.split_first() else {
        return Err("client.json names no script of the bare library (`bare`)".to_owned());
    };
    let drive = if situation.drive == Drive::Walk { "walk" } else { "page" };
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
    let child = command.spawn().map_err(|error| setup::not_started(program, &error))?;
    let patience = Duration::from_secs(situation.patience.into());
    let Ok(ended) = tokio::time::timeout(patience, child.wait_with_output()).await else {
        return Ok(Said::named("silent"));
    };
    let output = ended.map_err(|error| format!("the script of the bare library: {error}"))?;
    serde_json::from_slice(&output.stdout).map_err(|error| {
        format!(
            "the script of the bare library did not print one line of JSON ({error}); it printed {:?} and ended with {}: {}",
            String::from_utf8_lossy(&output.stdout),
            output.status,
            setup::tail(&String::from_utf8_lossy(&output.stderr))
        )
    })
}
