//! `cargo xtask serve`: serves one case until interrupted, for a client or for curl to ask.

use std::io;

use conformance::{Declared, Selection, plan};
use secrecy::ExposeSecret;
use simulator::Server;

use crate::workspace::{Failure, contracts};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The case, by its whole id.
    #[arg(long, value_name = "ID")]
    case: String,
    /// The client whose keys are used, as a finding names it.
    #[arg(long, value_name = "NAME", default_value = "reference")]
    client: String,
    /// The port on 127.0.0.1; any free one where it is 0.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// What the keys are made from, as in `conformance`.
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
}

/// Serves the case and prints what arrives.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Failure> {
    let contracts = contracts()?;
    let selection = Selection::new(&contracts, std::slice::from_ref(&arguments.case), arguments.seed)
        .map_err(Failure::usage)?;
    let operations = contracts.operations().map(|operation| operation.id.clone()).collect();
    let trials = plan(&contracts, &[Declared { client: arguments.client.clone(), operations }], &selection);
    let [trial] = trials.as_slice() else {
        return Err(Failure::usage(format!("{} cases match {:?}; name one", trials.len(), arguments.case)));
    };
    let stage = trial.stage().map_err(Failure::harness)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::harness)?;
    runtime.block_on(async {
        let server = Server::start_at(arguments.port, contracts)
            .await
            .map_err(|error| no_port(arguments.port, &error))?;
        server.begin(stage).await.map_err(Failure::harness)?;
        anstream::println!("{} at {}", trial.case.id, server.url());
        anstream::println!("  region             {}", trial.region);
        anstream::println!("  access key id      {}", trial.credentials.access_key_id);
        // Made up for this case; it opens nothing.
        anstream::println!("  secret access key  {}", trial.credentials.secret_access_key.expose_secret());
        anstream::println!(
            "  drive, input       {:?} {}",
            trial.drive(),
            serde_json::Value::Object(trial.case.input.clone())
        );
        anstream::println!("Ctrl-C ends it and prints what arrived.");
        tokio::signal::ctrl_c().await.map_err(Failure::harness)?;
        let recording = server.finish().await.map_err(Failure::harness)?;
        for line in conformance::report::trace::lines(&recording) {
            anstream::println!("{line}");
        }
        Ok(0)
    })
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
