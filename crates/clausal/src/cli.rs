//! The command line of `clausal`: its commands with their flags and examples, and what each runs.

use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser};
use contract::Files;

use crate::{Failure, Workspace, check, clients, coverage, embedded, examples, probe, serve};

/// Check clients and servers of cloud APIs against what their references document.
///
/// Every finding names a requirement with its source. Exit codes: 0 PASS, 1 FAIL, 2 ERROR (the harness or an adapter
/// could not work), 3 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "clausal", version, after_help = examples::EXAMPLES)]
pub struct Arguments {
    /// Another schemas/ folder in place of the contracts inside the program.
    #[arg(long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    contracts: Option<PathBuf>,
    /// Where libraries are set up; a folder in the user's cache folder where it is not given.
    #[arg(long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    state: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

const GLOBAL: &str = "Options of every command";

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check clients: your own, or a library that Clausal knows.
    #[command(after_help = examples::CHECK)]
    Check(check::Arguments),
    /// Probe a server: the service itself, a gateway in front of it, or a mock.
    #[command(after_help = examples::PROBE)]
    Probe(Probe),
    /// Serve one case or one operation until interrupted, for a client, for probes or for curl.
    #[command(after_help = examples::SERVE)]
    Serve(serve::Arguments),
    /// Show the libraries that Clausal knows, what they need, and whether they are set up.
    Clients(clients::Arguments),
    /// Print for each clause the cases and probes that test it and the defects that prove them.
    Coverage(coverage::Arguments),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print a man page.
    Man {
        /// Of this command; of the whole program where none is given.
        command: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Probe {
    #[command(flatten)]
    arguments: probe::Arguments,
    /// Write everything that was asked and answered to a file as JSON, without secrets and signatures.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs what the process's arguments say.
///
/// # Errors
/// What the command says.
pub fn run() -> Result<u8, Failure> {
    let command = command()?;
    let arguments = command
        .try_get_matches()
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .unwrap_or_else(|error| exit(&error));
    let workspace = || Workspace::of_program(arguments.contracts.as_deref(), arguments.state.as_deref());
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, &workspace()?),
        Command::Probe(Probe { arguments, json }) => probe::run(arguments, &workspace()?, json.as_deref()),
        Command::Serve(arguments) => serve::run(arguments, &workspace()?),
        Command::Clients(arguments) => clients::run(arguments, &workspace()?),
        Command::Coverage(arguments) => {
            coverage::run(arguments, &workspace()?.suite()?, &embedded::proofs()?)
        }
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut self::command()?, "clausal", &mut anstream::stdout());
            Ok(0)
        }
        Command::Man { command } => {
            let page = man(self::command()?, command.as_deref())?;
            clap_mangen::Man::new(page).render(&mut anstream::stdout()).map_err(Failure::harness)?;
            Ok(0)
        }
    }
}

/// What a man page is about.
fn man(mut program: clap::Command, command: Option<&str>) -> Result<clap::Command, Failure> {
    program.build();
    let Some(wanted) = command else { return Ok(program) };
    let known: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    let found = program.find_subcommand(wanted).cloned();
    found.ok_or_else(|| Failure::usage(format!("no command {wanted:?}; there are {}", known.join(", "))))
}

/// The definition of the command line, with the digest of the contracts in its version.
///
/// # Errors
/// Contracts that cannot be read.
pub fn command() -> Result<clap::Command, Failure> {
    let digest = Files::bundled().digest().map_err(Failure::harness)?;
    let version = env!("CARGO_PKG_VERSION");
    Ok(Arguments::command()
        .version(format!("{version} (contracts {})", &digest[..12]))
        .long_version(format!("{version} (contracts {digest})")))
}

/// Prints what clap says of the arguments and ends the process: clap's code for wrong usage is 2, ours is 3.
pub fn exit(error: &clap::Error) -> ! {
    // Nothing is left to do if even the message cannot be printed.
    drop(error.print());
    std::process::exit(if error.use_stderr() { 3 } else { 0 })
}
