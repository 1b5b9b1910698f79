//! Sends probes to a live endpoint: the only part of probing that knows sockets, keys and the clock.
#![doc = include_str!("../README.md")]

mod endpoint;
mod error;
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
pub use error::LiveError;
pub use filter::Filter;
pub use planned::{Planned, planned};
pub use preflight::Preflight;
pub use results::{LiveRun, OperationRun, ProbeResult, RedactedExchange, RedactedRequest, RedactedResponse};
pub use signer::{Keys, keys, variables};

use send::Sender;
use session::Session;
use signer::Signer;

use contract::OperationContext;
use suite::Probe;

/// How an endpoint is probed.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where requests go.
    pub endpoint: Endpoint,
    /// Which operations and probes.
    pub filter: Filter,
    /// Who signs, by provider.
    pub keys: Keys,
    /// The region to sign for; the contract's own where it is `None`.
    pub region: Option<String>,
    /// How long one request may take, connecting included.
    pub timeout: Duration,
}

/// Receives every probe that is done, with how many the operation has.
pub type ProbeDone = Arc<dyn Fn(&ProbeResult, usize) + Send + Sync>;

/// Faults of the connection in a row after which an endpoint is left alone.
const FAULTS_IN_A_ROW: usize = 3;

/// Asks an endpoint for every selected probe, one request after another.
///
/// # Errors
/// [`LiveError`] if nothing could be sent; what the endpoint does wrong is in the run.
pub async fn run(contracts: &Contracts, settings: &Settings, done: ProbeDone) -> Result<LiveRun, LiveError> {
    if let Some(problem) = tls::missing_authorities().filter(|_| settings.endpoint.is_https()) {
        return Err(LiveError::NoAuthorities(problem));
    }
    let sender = Sender::new(settings.timeout);
    let mut run = LiveRun { endpoint: settings.endpoint.address(), operations: Vec::new() };
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
            let reason = format!("not sent: the connection failed in {FAULTS_IN_A_ROW} probes in a row");
            (session.not_asked(probe, reason), None)
        };
        if faults < FAULTS_IN_A_ROW {
            faults = if fault.is_some() { faults + 1 } else { 0 };
        }
        done(&report, probes.len());
        reports.push(report);
    }
    reports
}
