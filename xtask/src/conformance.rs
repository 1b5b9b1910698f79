//! `cargo xtask conformance`: checks clients against the documented contracts.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use conformance::{Client, Progress, ProgressTo, Selection, Settings, Verdict, find_clients, report};
use contract::Contracts;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::live;
use crate::workspace::{Failure, contracts, root, target};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A client by its folder's name under clients/, by the path of such a folder, or `all`; may be repeated.
    #[arg(long, value_name = "NAME|PATH")]
    client: Vec<String>,
    /// A client without a folder: the command line that starts it; may be repeated.
    #[arg(long, value_name = "CMD")]
    command: Vec<String>,
    /// Only the cases whose id matches; may be repeated.
    #[arg(long, value_name = "GLOB")]
    case: Vec<String>,
    /// Show the cases and run nothing.
    #[arg(long)]
    list: bool,
    /// Trials at a time; many of them only wait, so more than there are cores is right.
    #[arg(long, value_name = "N", default_value_t = default_jobs(), value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: u16,
    /// Write the whole run to a file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fetch nothing: use the clients as they were set up.
    #[arg(long)]
    offline: bool,
    /// Print the timed record of the wire of every trial that goes wrong.
    #[arg(long)]
    trace: bool,
    /// What the keys of the trials are made from.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    #[command(flatten)]
    live: live::Arguments,
}

/// Runs the selected cases with the selected clients and reports.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    if arguments.live.live {
        return live::run(&arguments.live, arguments.json.as_ref());
    }
    let contracts = contracts()?;
    let selection = Selection::new(&contracts, &arguments.case, arguments.seed).map_err(Failure::usage)?;
    if arguments.list {
        list(&contracts, &selection);
        return Ok(0);
    }
    let clients = clients(arguments)?;
    // Opened before anything runs, so that a wrong path costs nobody a run.
    let json = arguments.json.as_ref().map(live::created).transpose()?;
    let settings = Settings {
        jobs: arguments.jobs.into(),
        trace: arguments.trace,
        offline: arguments.offline,
        root: root(),
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)?;
    let run = runtime
        .block_on(conformance::run(contracts, clients, &selection, settings, progress()))
        .map_err(Failure::harness)?;
    let mut out = anstream::stdout().lock();
    report::terminal::write(&run, &mut out).map_err(Failure::harness)?;
    if let Some(mut file) = json {
        report::json::write(&run, &mut file).map_err(Failure::harness)?;
    }
    Ok(run.exit_code())
}

pub(crate) fn default_jobs() -> u16 {
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u16::try_from(cores * 6).unwrap_or(64).min(64)
}

fn list(contracts: &Contracts, selection: &Selection) {
    let mut count = 0;
    for operation in contracts.operations() {
        for case in selection.cases(operation) {
            anstream::println!("{}  [{}]", case.id, case.clause);
            count += 1;
        }
    }
    anstream::eprintln!("{count} cases");
}

/// The clients asked for; the reference client where none is.
fn clients(arguments: &Arguments) -> Result<Vec<Client>, Failure> {
    let mut wanted = arguments.client.clone();
    if wanted.is_empty() && arguments.command.is_empty() {
        wanted.push("reference".to_owned());
    }
    let mut problems = Vec::new();
    let mut clients = find_clients(&root().join("clients"), &target(), &wanted).unwrap_or_else(|errors| {
        problems.extend(errors.iter().map(ToString::to_string));
        Vec::new()
    });
    let here = std::env::current_dir().unwrap_or_else(|_| root());
    for command in &arguments.command {
        match Client::of_command(command, &here, &target()) {
            Ok(client) => clients.push(client),
            Err(error) => problems.push(error.to_string()),
        }
    }
    if problems.is_empty() { Ok(clients) } else { Err(Failure::usage(problems.join("\n       "))) }
}

/// A set-up that took longer was not only looked up.
const WORTH_TELLING: Duration = Duration::from_secs(2);

/// A bar on a terminal, plain lines elsewhere.
pub(crate) fn progress() -> ProgressTo {
    let terminal = std::io::stderr().is_terminal();
    let bar = ProgressBar::with_draw_target(
        Some(0),
        if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() },
    );
    // The template is fixed and known to be right; were it not, the default one serves.
    bar.set_style(
        ProgressStyle::with_template("{elapsed_precise} {wide_bar} {pos}/{len} {msg}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.enable_steady_tick(Duration::from_millis(200));
    let setting_up = Mutex::new(BTreeSet::new());
    Arc::new(move |progress| match progress {
        Progress::SettingUp { client } => {
            let mut names = setting_up.lock().unwrap_or_else(PoisonError::into_inner);
            names.insert(client.to_owned());
        }
        Progress::SetUp { client, took } => {
            if !terminal && took > WORTH_TELLING {
                anstream::eprintln!("set up {client} in {:.0} s", took.as_secs_f64());
            }
            let mut names = setting_up.lock().unwrap_or_else(PoisonError::into_inner);
            names.remove(client);
            let left: Vec<&str> = names.iter().map(String::as_str).collect();
            if terminal && !left.is_empty() {
                bar.set_message(format!("setting up {}", left.join(", ")));
            }
        }
        Progress::Planned { trials } => {
            bar.set_length(trials as u64);
            bar.set_message("");
            if !terminal {
                anstream::eprintln!("{trials} trials");
            }
        }
        Progress::Done { trial } => {
            bar.inc(1);
            if !terminal
                && !matches!(
                    trial.verdict,
                    Verdict::Conforms | Verdict::NotApplicable | Verdict::FailsAsExpected
                )
            {
                anstream::eprintln!("{}  {}  {}", trial.verdict, trial.case, trial.client);
            }
            if bar.length() == Some(bar.position()) {
                bar.finish_and_clear();
            }
        }
    })
}
