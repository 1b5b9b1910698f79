//! The commands of this repository: a table, one file a command.

mod ci;
mod conformance;
mod defects;
mod derive;
mod flags;
mod fuzz;
mod lint_clients;
mod matrix;
mod pages;
mod program;
mod reproduce;
mod step;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::workspace::{Failure, workspace};

/// The commands of this repository.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check clients, or with `--live` an endpoint, against the documented contracts.
    Conformance(conformance::Arguments),
    /// Show the clients, what they need, and whether they are set up.
    Clients(clausal::clients::Arguments),
    /// Find what adapters add to the libraries that they drive.
    LintClients(lint_clients::Arguments),
    /// Check and measure every client and write what that shows into clients/README.md and docs/libraries; with `--check`, compare.
    Matrix(matrix::Arguments),
    /// Print for each clause the cases and probes that test it and the defects that prove them.
    Coverage(clausal::coverage::Arguments),
    /// Rewrite the derived files: schemas, proofs, the page of flags; with `--check`, only compare.
    Derive(derive::Arguments),
    /// Break clients on purpose, to see that the cases catch them.
    Defects(defects::Arguments),
    /// Serve one case or one operation until interrupted, for a client or for curl to ask.
    Serve(clausal::serve::Arguments),
    /// Show without the harness what the clients are known to fail.
    Reproduce(reproduce::Arguments),
    /// Give mutated bytes to everything that reads what others wrote, for some seconds.
    Fuzz(fuzz::Arguments),
    /// Run every test, doctests included.
    Test(test::Arguments),
    /// Run what CI runs.
    Ci,
    /// Be the reference client: answer the lines of the client protocol.
    // Part of this program, so that a first run builds what the two share once.
    #[command(hide = true)]
    ReferenceClient,
}

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| clausal::cli::exit(&error));
    let outcome = match arguments.command {
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::Clients(arguments) => clausal::clients::run(&arguments, &workspace()),
        Command::LintClients(arguments) => lint_clients::run(&arguments),
        Command::Matrix(arguments) => matrix::run(&arguments),
        Command::Coverage(arguments) => coverage(&arguments),
        Command::Derive(arguments) => derive::run(&arguments),
        Command::Defects(arguments) => defects::run(&arguments),
        Command::Serve(arguments) => clausal::serve::run(&arguments, &workspace()),
        Command::Reproduce(arguments) => reproduce::run(&arguments),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
        Command::Ci => ci::run(),
        Command::ReferenceClient => return ::reference_client::run(),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.report(),
    }
}

/// The coverage with the defects of this repository as proofs.
fn coverage(arguments: &clausal::coverage::Arguments) -> Result<u8, Failure> {
    let loaded = workspace().suite()?;
    let proofs = ::defects::proofs(&loaded);
    clausal::coverage::run(arguments, &loaded, &proofs)
}
