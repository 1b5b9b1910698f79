//! Runs other programs, each shown before it runs.

use std::process::{Command, Stdio};

use anstyle::Style;

use crate::workspace::{Failure, root};

/// Runs cargo in the repository's root.
pub(crate) fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    cargo_with(arguments, &[])
}

/// Runs cargo in the repository's root with more environment variables.
pub(crate) fn cargo_with(arguments: &[&str], environment: &[(&str, &str)]) -> Result<(), Failure> {
    let bold = Style::new().bold();
    anstream::eprintln!("{bold}cargo {}{bold:#}", arguments.join(" "));
    let status = Command::new("cargo")
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root())
        .status()
        .map_err(|error| Failure::harness(format!("cargo cannot be started: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::harness(format!("cargo {} failed ({status})", arguments.join(" "))))
    }
}

/// Whether a program can be started and succeeds.
pub(crate) fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
