//! Asks a live endpoint: the only part of the probes that knows sockets, keys and the clock.

mod endpoint;
mod filter;
mod planned;
mod preflight;
mod redact;
mod request;
mod results;
mod send;
mod session;
mod signer;

use std::sync::Arc;
use std::time::Duration;

use contract::Contracts;

pub use endpoint::Endpoint;
pub use filter::Filter;
pub use planned::{Planned, planned};
pub use preflight::Preflight;
pub use results::{LiveRun, OperationRun, ProbeResult, ShownAnswer, ShownExchange, ShownRequest};
pub use signer::{Keys, keys, variables};

use send::Sender;
use session::Session;
use signer::Signer;

use contract::OperationContext;
use suite::Probe;

/// How an endpoint is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// What to request.
    pub filter: Filter,
    /// Whose requests they are, by provider.
    pub keys: Keys,
    /// The region to sign for; the contract's own where it is `None`.
    pub region: Option<String>,
    /// How long one request may take, connecting included.
    pub timeout: Duration,
}

/// Hears of every probe that is done, with how many there are of the operation.
pub type ProbeDone = Arc<dyn Fn(&ProbeResult, usize) + Send + Sync>;

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
    /// A pattern that is no glob or matches no probe.
    #[error(transparent)]
    Pattern(#[from] suite::PatternError),
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

/// Asks an endpoint for every filter probe, one request after another.
///
/// # Errors
/// [`LiveError`] if nothing could be asked; what the endpoint does wrong stands in the run.
pub async fn run(contracts: &Contracts, settings: &Settings, done: ProbeDone) -> Result<LiveRun, LiveError> {
    let sender = Sender::new(settings.timeout)?;
    let mut run = LiveRun { endpoint: settings.endpoint.shown(), operations: Vec::new() };
    let mut unreachable = false;
    for (operation, probes) in settings.filter.plan(contracts) {
        let Some(context) = OperationContext::of(contracts, &operation.id) else { continue };
        let provider = context.provider;
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
            let session = Session {
                context,
                endpoint: &settings.endpoint,
                signer: Signer { credentials, region },
                sender: &sender,
            };
            let (preflight, fault) = session.preflight().await;
            report.preflight = preflight;
            // The other operations have the same address, so they would fail the same way.
            unreachable = fault.is_some_and(|fault| fault.is_of_the_endpoint());
            if report.preflight == Preflight::Offered {
                report.probes = all(&session, &probes, &done).await;
            }
        }
        run.operations.push(report);
    }
    Ok(run)
}

/// Every probe of an operation; the rest is left out once the endpoint has failed a few in a row.
async fn all(session: &Session<'_>, probes: &[Probe<'_>], done: &ProbeDone) -> Vec<ProbeResult> {
    let mut reports = Vec::new();
    let mut faults = 0;
    for probe in probes {
        let (report, fault) = if faults < FAULTS_IN_A_ROW {
            session.run(probe).await
        } else {
            let reason = format!("not asked: the endpoint failed {FAULTS_IN_A_ROW} probes in a row");
            (session.could_not_run(probe, reason), None)
        };
        if faults < FAULTS_IN_A_ROW {
            faults = if fault.is_some() { faults + 1 } else { 0 };
        }
        done(&report, probes.len());
        reports.push(report);
    }
    reports
}
