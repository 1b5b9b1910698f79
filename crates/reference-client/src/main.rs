//! The reference client as a program of its own.

use std::process::ExitCode;

fn main() -> ExitCode {
    reference_client::run()
}
