//! Why a command stopped, with its exit code.

use std::fmt::Display;
use std::process::ExitCode;

use contract::{Contracts, nearest};

/// Why a command stopped, with its exit code.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The harness could not work: exit code 2.
    pub fn harness(problem: impl Display) -> Self {
        Self { code: 2, message: problem.to_string() }
    }

    /// The command was used wrongly: exit code 3.
    pub fn usage(problem: impl Display) -> Self {
        Self { code: 3, message: problem.to_string() }
    }

    /// Several problems of one kind, one a line.
    #[must_use]
    pub fn usage_of_all(problems: &[String]) -> Self {
        Self::usage(problems.join("\n       "))
    }

    /// Prints the message and gives the exit code.
    #[must_use]
    pub fn report(&self) -> ExitCode {
        anstream::eprintln!("error: {}", self.message);
        ExitCode::from(self.code)
    }
}

/// An operation that no contract describes.
pub(crate) fn unknown_operation(contracts: &Contracts, wanted: &str) -> String {
    let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
    let meant = nearest(wanted, known.iter().copied()).map(|id| format!("; did you mean {id}?"));
    format!("no operation {wanted:?}; there are {}{}", known.join(", "), meant.unwrap_or_default())
}
