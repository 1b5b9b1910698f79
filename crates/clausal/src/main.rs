//! The program `clausal`.

use std::process::ExitCode;

fn main() -> ExitCode {
    clausal::cli::run().map_or_else(|failure| failure.report(), ExitCode::from)
}
