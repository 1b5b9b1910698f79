//! What was measured of one client in one scenario, what measuring needs, and why it may fail.

use std::io;
use std::process::ExitStatus;
use std::sync::Arc;
use std::time::Duration;

use client_protocol::Drive;
use contract::Contracts;
use serde::Serialize;

use super::observed_outcome::ObservedOutcome;
use crate::process_error::{ProcessError, ProgramError};
use crate::setup_error::SetUpError;

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
    /// How many requests arrived.
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
    #[error("no port of 127.0.0.1 could be opened: {0}")]
    Port(io::Error),
    /// An operation that there is no contract for.
    #[error("the client declares {0}, which has no contract")]
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
    #[error("a worker of the harness failed: {0}; this is a defect of the harness, report it")]
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
