//! `cargo xtask conformance`: checks clients, or with `--live` an endpoint, against the documented contracts.

use clausal::{Failure, check, probe};

use crate::workspace::workspace;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    check: check::Arguments,
    /// Ask a live endpoint instead of a client; keys come from the provider's own environment variables.
    #[arg(long, conflicts_with_all = ["client", "command", "case", "list", "jobs", "trace", "seed"])]
    live: bool,
    #[command(flatten)]
    probe: probe::Arguments,
}

/// Runs what `clausal check` or, with `--live`, `clausal probe` runs.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.live {
        probe::run(&arguments.probe, &workspace(), arguments.check.json.as_deref())
    } else {
        check::run(&arguments.check, &workspace())
    }
}
