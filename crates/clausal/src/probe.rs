//! Tests an endpoint against the documented requirements.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::Contracts;
use live::{Endpoint, Filter, LiveError, LiveRun, ProbeDone, Settings};

use crate::check::created;
use crate::{Failure, Workspace, progress, runtime};

/// What to send to which endpoint; keys come from the provider's own environment variables.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// The address that the operations lie below.
    #[arg(long, value_name = "URL")]
    endpoint: Option<String>,
    /// Only this operation, as PROVIDER/OPERATION; may be repeated.
    #[arg(long, value_name = "ID")]
    operation: Vec<String>,
    /// Only the probes whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB")]
    probe: Vec<String>,
    /// Show the probes with their first requests and send nothing; needs no keys.
    #[arg(long)]
    dry_run: bool,
    /// The region to sign for; the contract's own where it is not given.
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// How long one request may take.
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    timeout_ms: u64,
}

/// Sends the probes and reports.
///
/// # Errors
/// What is wrong with the arguments or the contracts, or why the harness could not work.
pub fn run(arguments: &Arguments, workspace: &Workspace, json: Option<&Path>) -> Result<u8, Failure> {
    let contracts = workspace.contracts()?;
    let filter = Filter::new(&contracts, &arguments.operation, &arguments.probe).map_err(failure)?;
    let endpoint = arguments.endpoint.as_deref().map(Endpoint::new).transpose().map_err(failure)?;
    let mut out = anstream::stdout().lock();
    if arguments.dry_run {
        let planned = live::planned(&contracts, &filter, endpoint.as_ref(), arguments.region.as_deref());
        report::probe_plan::write(&planned, &mut out).map_err(Failure::harness)?;
        return Ok(0);
    }
    let Some(endpoint) = endpoint else {
        return Err(Failure::usage(
            "name the endpoint with --endpoint URL, or use --dry-run to see the requests without sending them",
        ));
    };
    let environment = |name: &str| std::env::var(name).ok();
    let keys = live::keys(&contracts, &filter.operations(&contracts), environment).map_err(failure)?;
    // Opened before anything is asked, so that a wrong path is reported before the run.
    let json = json.map(created).transpose()?;
    let settings = Settings {
        endpoint,
        filter,
        keys,
        region: arguments.region.clone(),
        timeout: Duration::from_millis(arguments.timeout_ms),
    };
    let run = send(&contracts, &settings)?;
    report::probe_terminal::write(&run, &workspace.commands, &mut out).map_err(Failure::harness)?;
    if let Some(mut file) = json {
        report::probe_json::write(&run, &mut file).map_err(Failure::harness)?;
    }
    Ok(run.exit_code())
}

fn send(contracts: &Contracts, settings: &Settings) -> Result<LiveRun, Failure> {
    runtime()?.block_on(live::run(contracts, settings, done())).map_err(failure)
}

fn done() -> ProbeDone {
    let (bar, _) = progress::new_bar();
    Arc::new(move |_, probes| {
        if bar.length() == Some(bar.position()) {
            bar.inc_length(probes as u64);
        }
        bar.inc(1);
        if bar.length() == Some(bar.position()) {
            bar.finish_and_clear();
        }
    })
}

fn failure(error: LiveError) -> Failure {
    if error.exit_code() == 3 { Failure::usage(error) } else { Failure::harness(error) }
}
