//! The typed models behind the client protocol, as a process like every other client.

mod answer;
mod budget;
mod operations;
mod serve;

use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

// One thread is enough: a call waits for the network and hardly computes.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match serve::serve(BufReader::new(stdin()), stdout().lock()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference-client: {error}");
            ExitCode::from(2)
        }
    }
}
