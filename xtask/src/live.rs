//! `cargo xtask conformance --live`: asks an endpoint instead of a client.

use std::fs::File;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use conformance::live::{self, Endpoint, LiveError, ProbeDone, Settings, Wanted};
use conformance::report;
use contract::Contracts;
use indicatif::{ProgressBar, ProgressDrawTarget};

use crate::workspace::{Failure, written_contracts};

/// What says what to ask of which endpoint.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Ask a live endpoint instead of a client; keys come from the provider's own environment variables.
    #[arg(long, conflicts_with_all = ["client", "command", "case", "list", "jobs", "trace", "seed"])]
    pub(crate) live: bool,
    /// The address that the operations lie below.
    #[arg(long, value_name = "URL", requires = "live")]
    endpoint: Option<String>,
    /// Only this operation, as PROVIDER/OPERATION; may be repeated.
    #[arg(long, value_name = "ID", requires = "live")]
    operation: Vec<String>,
    /// Only the probes whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB", requires = "live")]
    probe: Vec<String>,
    /// Show the probes with their first requests and send nothing; needs no keys.
    #[arg(long, requires = "live")]
    dry_run: bool,
    /// The region to sign for; the contract's own where it is not given.
    #[arg(long, value_name = "NAME", requires = "live")]
    region: Option<String>,
    /// How long one request may take.
    #[arg(long, value_name = "N", requires = "live", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=600_000))]
    timeout_ms: u64,
}

/// Asks the endpoint and reports.
pub(crate) fn run(arguments: &Arguments, json: Option<&PathBuf>) -> Result<u8, Failure> {
    let contracts = written_contracts()?;
    let wanted = Wanted::new(&contracts, &arguments.operation, &arguments.probe).map_err(failure)?;
    let endpoint = arguments.endpoint.as_deref().map(Endpoint::new).transpose().map_err(failure)?;
    let mut out = anstream::stdout().lock();
    if arguments.dry_run {
        let planned = live::planned(&contracts, &wanted, endpoint.as_ref(), arguments.region.as_deref());
        report::live::planned::write(&planned, &mut out).map_err(Failure::harness)?;
        return Ok(0);
    }
    let Some(endpoint) = endpoint else {
        return Err(Failure::usage(
            "say with --endpoint URL which endpoint to ask, or use --dry-run to see what would be asked",
        ));
    };
    let environment = |name: &str| std::env::var(name).ok();
    let keys = live::keys(&contracts, &wanted.operations(&contracts), environment).map_err(failure)?;
    // Opened before anything is asked, so that a wrong path costs nobody a run.
    let json = json.map(created).transpose()?;
    let settings = Settings {
        endpoint,
        wanted,
        keys,
        region: arguments.region.clone(),
        timeout: Duration::from_millis(arguments.timeout_ms),
    };
    let run = asked(&contracts, &settings)?;
    report::live::terminal::write(&run, &mut out).map_err(Failure::harness)?;
    if let Some(mut file) = json {
        report::live::json::write(&run, &mut file).map_err(Failure::harness)?;
    }
    Ok(run.exit_code())
}

/// A file for a report.
pub(crate) fn created(path: &PathBuf) -> Result<File, Failure> {
    File::create(path).map_err(|error| Failure::usage(format!("--json {}: {error}", path.display())))
}

fn asked(contracts: &Contracts, settings: &Settings) -> Result<live::LiveRun, Failure> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)?;
    runtime.block_on(live::run(contracts, settings, progress())).map_err(failure)
}

/// A bar on a terminal, nothing elsewhere.
fn progress() -> ProbeDone {
    let terminal = std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(
        Some(0),
        if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
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
