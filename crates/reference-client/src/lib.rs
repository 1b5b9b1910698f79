//! The typed models behind the client protocol, as a process like every other client.
#![doc = include_str!("../README.md")]

mod answer;
mod budget;
mod operations;
mod serve;

use std::io::{self, BufReader, stdin, stdout};
use std::process::ExitCode;

pub use serve::serve;

/// Answers the lines on standard input until they end.
#[must_use]
pub fn run() -> ExitCode {
    match answer_lines() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("reference-client: {error}");
            ExitCode::from(2)
        }
    }
}

fn answer_lines() -> io::Result<()> {
    // One thread is enough: a call waits for the network and hardly computes.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(BufReader::new(stdin()), stdout().lock()))
}
