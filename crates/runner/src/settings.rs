//! How a run is made, what it reports while it runs, and why it cannot.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::results::TrialResult;

/// How a run is made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Trials at a time.
    pub jobs: usize,
    /// Keep the timed record of the wire of every trial that goes wrong.
    pub trace: bool,
    /// Whether nothing may be fetched: clients are used as they were set up.
    pub offline: bool,
    /// The repository's root, where commands of manifests that build something run.
    pub root: PathBuf,
}

/// The progress of a run.
#[derive(Debug)]
#[expect(missing_docs, reason = "each variant says what happened")]
pub enum Progress<'a> {
    SettingUp { client: &'a str },
    SetUp { client: &'a str, took: Duration },
    Planned { trials: usize },
    Done { trial: &'a TrialResult },
}

/// Receives the progress of a run.
pub type ProgressTo = Arc<dyn Fn(Progress<'_>) + Send + Sync>;

/// The harness itself could not work.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// No port, or no wiremock behind it.
    #[error("no port of 127.0.0.1 could be opened: {0}")]
    Serve(#[from] io::Error),
    /// A worker panicked.
    #[error("a worker of the harness failed: {0}; this is a defect of the harness, report it")]
    Worker(#[from] tokio::task::JoinError),
}
