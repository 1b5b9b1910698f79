//! Asks a live endpoint: the only part of the probes that knows sockets, keys and the clock.

mod asking;
mod caller;
mod endpoint;
mod outcome;
mod planned;
mod preflight;
mod request;
mod select;
mod send;
mod veil;

use std::sync::Arc;
use std::time::Duration;

use contract::Contracts;

pub use caller::{Keys, keys, variables};
pub use endpoint::Endpoint;
pub use outcome::{LiveRun, OperationRun, ProbeReport, ShownAnswer, ShownExchange, ShownRequest};
pub use planned::{Planned, planned};
pub use preflight::Preflight;
pub use select::Wanted;

use asking::Asking;
use caller::Caller;
use send::Sender;

use crate::laws::Ground;
use crate::probe::Probe;

/// How an endpoint is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// What to ask.
    pub wanted: Wanted,
    /// Whose requests they are, by provider.
    pub keys: Keys,
    /// The region to sign for; the contract's own where it is `None`.
    pub region: Option<String>,
    /// How long one request may take, connecting included.
    pub timeout: Duration,
}

/// Hears of every probe that is done, with how many there are of the operation.
pub type ProbeDone = Arc<dyn Fn(&ProbeReport, usize) + Send + Sync>;

/// Why nothing was asked.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// The address is of no use.
    #[error("--endpoint is of no use: {problem}")]
    Endpoint {
        /// What is wrong with it.
        problem: String,
    },
    /// There is no such contract.
    #[error("no contract for {operation}; there are {}", known.join(", "))]
    NoOperation {
        /// As asked for.
        operation: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A pattern that is no glob.
    #[error("{pattern:?} is not a glob: {problem}")]
    Glob {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A glob that matches nothing.
    #[error("no probe matches {pattern:?}; --dry-run shows them all{nearest}")]
    NoProbe {
        /// As written.
        pattern: String,
        /// A hint, or nothing.
        nearest: String,
    },
    /// Keys that the environment does not hold.
    #[error(
        "no keys to sign with: set {}; or name the operations to ask with --operation",
        missing.iter().map(|(provider, names)| format!("{} ({provider})", names.join(" and "))).collect::<Vec<_>>().join(", ")
    )]
    NoKeys {
        /// Provider, and the variables to set.
        missing: Vec<(String, Vec<String>)>,
    },
    /// The HTTP client did not come up.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
}

impl LiveError {
    /// 2 where the harness could not work, 3 for wrong usage.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Http(_)) { 2 } else { 3 }
    }
}

/// Faults of the connection in a row after which an endpoint is left alone.
const FAULTS_IN_A_ROW: usize = 3;

/// Asks an endpoint for every wanted probe, one request after another.
///
/// # Errors
/// [`LiveError`] if nothing could be asked; what the endpoint does wrong stands in the run.
pub async fn run(contracts: &Contracts, settings: &Settings, done: ProbeDone) -> Result<LiveRun, LiveError> {
    let sender = Sender::new(settings.timeout)?;
    let mut run = LiveRun { endpoint: settings.endpoint.shown(), operations: Vec::new() };
    let mut unreachable = false;
    for (operation, probes) in settings.wanted.plan(contracts) {
        let Some(ground) = Ground::of(contracts, &operation.id) else { continue };
        let provider = ground.provider;
        let region = settings.region.clone().unwrap_or_else(|| provider.endpoint.region.clone());
        let mut report = OperationRun {
            operation: operation.id.clone(),
            region: region.clone(),
            preflight: Preflight::NotAsked,
            probes: Vec::new(),
        };
        if !unreachable {
            let Some(credentials) = settings.keys.get(&provider.id).cloned() else {
                let missing = variables(provider).into_iter().flatten().map(str::to_owned).collect();
                return Err(LiveError::NoKeys { missing: vec![(provider.id.clone(), missing)] });
            };
            let asking = Asking {
                ground,
                endpoint: &settings.endpoint,
                caller: Caller { credentials, region },
                sender: &sender,
            };
            let (preflight, fault) = asking.preflight().await;
            report.preflight = preflight;
            // The other operations have the same address, so they would fail the same way.
            unreachable = fault.is_some_and(|fault| fault.is_of_the_endpoint());
            if report.preflight == Preflight::Offered {
                report.probes = all(&asking, &probes, &done).await;
            }
        }
        run.operations.push(report);
    }
    Ok(run)
}

/// Every probe of an operation; the rest is left out once the endpoint has failed a few in a row.
async fn all(asking: &Asking<'_>, probes: &[Probe<'_>], done: &ProbeDone) -> Vec<ProbeReport> {
    let mut reports = Vec::new();
    let mut faults = 0;
    for probe in probes {
        let (report, fault) = if faults < FAULTS_IN_A_ROW {
            asking.run(probe).await
        } else {
            let reason = format!("not asked: the endpoint failed {FAULTS_IN_A_ROW} probes in a row");
            (asking.could_not_run(probe, reason), None)
        };
        if faults < FAULTS_IN_A_ROW {
            faults = if fault.is_some() { faults + 1 } else { 0 };
        }
        done(&report, probes.len());
        reports.push(report);
    }
    reports
}
