//! Default behavior: what a library does by itself, where no clause binds it, measured on servers that misbehave.
//!
//! Default behavior is no finding. The matrix of the clients shows what was measured, and an adapter is compared
//! with its baseline: a script that drives the library alone through the same scenarios.

mod baseline;
mod observed_outcome;
mod play;
mod scenarios;

use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use client_protocol::Drive;
use contract::Contracts;
use serde::Serialize;

use crate::client::Client;
use crate::process_error::{ProcessError, ProgramError};
use crate::setup::{self, SetUpError};

pub use observed_outcome::ObservedOutcome;
pub use scenarios::{BehaviorScenario, SCENARIOS};

/// What one client did in one scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Observation {
    /// The client's name.
    pub client: String,
    /// `provider/operation`.
    pub operation: String,
    /// The scenario's name.
    pub scenario: &'static str,
    /// How the library was driven.
    pub drive: Drive,
    /// How many requests came.
    pub requests: usize,
    /// What the caller of the library got.
    pub outcome: ObservedOutcome,
    /// How long the client left the first request unanswered before it gave up; `None` where it did not.
    pub waited: Option<Duration>,
}

/// A client that could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasurementError {
    /// It could not be set up.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
    /// Its process did not start, or broke the client protocol.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// The program of its baseline did not start.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// No port, or no server behind it.
    #[error("no port to serve on: {0}")]
    Port(io::Error),
    /// An operation that there is no contract for.
    #[error("there is no contract for {0}")]
    NoContract(String),
    /// A client without a baseline.
    #[error("client.json has no \"baseline\", the script that drives the library alone; add it")]
    NoBaseline,
    /// A baseline whose output the operating system did not report.
    #[error("the baseline script: {0}")]
    Wait(io::Error),
    /// A baseline that printed something else than one line of JSON.
    #[error(
        "the baseline script {command:?} did not print one line of JSON ({source}); it printed {printed:?} and ended with {status}: {trailing_output}"
    )]
    NotJson {
        /// The words of its command line, without the keys.
        command: Vec<String>,
        /// How it ended.
        status: ExitStatus,
        /// What it printed.
        printed: String,
        /// The end of its standard error.
        trailing_output: String,
        /// Why that is not the JSON that was expected.
        source: serde_json::Error,
    },
    /// A task of the harness panicked.
    #[error("a worker of the harness ended by itself: {0}")]
    Worker(#[from] tokio::task::JoinError),
}

/// What all observations of one run share.
#[derive(Debug, Clone)]
pub struct Watch {
    /// The contracts.
    pub contracts: Arc<Contracts>,
    /// The repository's root, where commands of manifests that build something run.
    pub root: std::path::PathBuf,
    /// Whether nothing may be fetched.
    pub offline: bool,
}

impl Watch {
    /// Sets a client up and measures its adapter in each of the scenarios, in every operation that it declares.
    ///
    /// # Errors
    /// [`MeasurementError`] says why it could not be measured.
    pub async fn adapter(
        &self,
        client: &Client,
        scenarios: &[&'static BehaviorScenario],
    ) -> Result<Vec<Observation>, MeasurementError> {
        setup::set_up(client, &self.root, self.offline).await?;
        play::adapter(self, client, scenarios).await
    }

    /// Plays the scenarios of an adapter's observations to the client's baseline script.
    ///
    /// # Errors
    /// [`MeasurementError`] says why it could not be measured.
    pub async fn baseline(
        &self,
        client: &Client,
        scenarios: &[&'static BehaviorScenario],
        like: &[Observation],
    ) -> Result<Vec<Observation>, MeasurementError> {
        let mut seen = Vec::new();
        for observation in like {
            if let Some(scenario) = scenarios.iter().find(|known| known.name == observation.scenario) {
                seen.push(baseline::watch(self, client, scenario, observation).await?);
            }
        }
        Ok(seen)
    }
}
