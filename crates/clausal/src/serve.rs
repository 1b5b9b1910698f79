//! Serves one case or one operation until interrupted, for a client, for probes or for curl.

use std::io;
use std::sync::Arc;

use contract::Contracts;
use runner::{Declared, Selection, plan};
use secrecy::ExposeSecret;
use simulator::{Scenario, Server};
use suite::Loaded;

use crate::failure::unknown_operation;
use crate::{Failure, Workspace, runtime};

/// What to serve.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Arguments {
    /// The case, by its whole id.
    #[arg(long, value_name = "ID", required_unless_present = "operation", conflicts_with = "operation")]
    case: Option<String>,
    /// The client whose keys are used, as a finding names it.
    #[arg(long, value_name = "NAME", default_value = "reference", conflicts_with = "operation")]
    client: String,
    /// An operation, as PROVIDER/OPERATION, answered by its contract.
    #[arg(long, value_name = "ID")]
    operation: Option<String>,
    /// How many items the operation has.
    #[arg(long, value_name = "N", default_value_t = 37, conflicts_with = "case", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    items: u32,
    /// The port on 127.0.0.1; any free one where it is 0.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// What the keys are made from, as in `check`.
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "operation")]
    seed: u64,
}

/// What is served, and what to print about it once the address is known.
struct Served {
    scenario: Scenario,
    lines: Box<Lines>,
}

/// What to print, from the address.
type Lines = dyn Fn(&str) -> Vec<String>;

/// Serves and prints what arrives.
///
/// # Errors
/// An unknown case or operation, or a port that cannot be had.
pub fn run(arguments: &Arguments, workspace: &Workspace) -> Result<u8, Failure> {
    let loaded = workspace.suite()?;
    let served = match (&arguments.operation, &arguments.case) {
        (Some(operation), _) => {
            served_operation(&loaded.contracts, operation, arguments.items as usize, workspace)?
        }
        (None, Some(case)) => served_case(&loaded, case, arguments)?,
        (None, None) => return Err(Failure::usage("name a --case or an --operation")),
    };
    runtime()?.block_on(async {
        let server = Server::start_at(arguments.port, loaded.contracts)
            .await
            .map_err(|error| no_port(arguments.port, &error))?;
        server.begin(served.scenario).await.map_err(Failure::harness)?;
        for line in (served.lines)(&server.url()) {
            anstream::println!("{line}");
        }
        anstream::println!("Press Ctrl-C to stop and to print what arrived.");
        tokio::signal::ctrl_c().await.map_err(Failure::harness)?;
        let recording = server.finish().await.map_err(Failure::harness)?;
        for line in report::trace::lines(&recording) {
            anstream::println!("{line}");
        }
        Ok(0)
    })
}

fn served_case(loaded: &Loaded, case: &str, arguments: &Arguments) -> Result<Served, Failure> {
    let selection =
        Selection::new(&loaded.suite, &[case.to_owned()], arguments.seed).map_err(Failure::usage)?;
    let operations = loaded.contracts.operations().map(|operation| operation.id.clone()).collect();
    let declared = [Declared { client: arguments.client.clone(), operations }];
    let mut trials = plan(&loaded.contracts, &loaded.suite, &declared, &selection);
    let (Some(trial), true) = (trials.pop(), trials.is_empty()) else {
        return Err(Failure::usage(format!("several cases match {case:?}; name one")));
    };
    let lines = {
        let trial = trial.clone();
        move |url: &str| {
            vec![
                format!("{} at {url}", trial.case.id),
                format!("  region             {}", trial.region),
                format!("  access key id      {}", trial.credentials.access_key_id),
                // Made up for this case; it opens nothing.
                format!("  secret access key  {}", trial.credentials.secret_access_key.expose_secret()),
                format!(
                    "  drive, input       {:?} {}",
                    trial.drive(),
                    serde_json::Value::Object(trial.case.input.clone())
                ),
            ]
        }
    };
    Ok(Served { scenario: trial.scenario(), lines: Box::new(lines) })
}

fn served_operation(
    contracts: &Arc<Contracts>,
    id: &str,
    items: usize,
    workspace: &Workspace,
) -> Result<Served, Failure> {
    let Some(operation) = contracts.operation(id) else {
        return Err(Failure::usage(unknown_operation(contracts, id)));
    };
    let provider = contracts.provider(operation);
    let mut scenario = Scenario::new(id, items);
    scenario.region.clone_from(&provider.endpoint.region);
    // Examples that open nothing, as lines for a shell.
    let [key, secret] = live::variables(provider).map(|name| name.unwrap_or("KEY").to_owned());
    let values = [
        format!("export {key}='{}'", scenario.credentials.access_key_id),
        format!("export {secret}='{}'", scenario.credentials.secret_access_key.expose_secret()),
    ];
    let title = format!("{id} with {items} items");
    let command = format!("{} --operation {id} --endpoint", workspace.commands.probe());
    let lines = move |url: &str| {
        let mut lines = vec![format!("{title} at {url}; probe it with")];
        lines.extend(values.iter().chain([&format!("{command} {url}")]).map(|line| format!("  {line}")));
        lines
    };
    Ok(Served { scenario, lines: Box::new(lines) })
}

fn no_port(port: u16, error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::AddrInUse {
        Failure::harness(format!(
            "port {port} on 127.0.0.1 is in use; end what listens there, or choose another with --port"
        ))
    } else {
        Failure::harness(format!("port {port} on 127.0.0.1 cannot be had: {error}"))
    }
}
