//! Where things lie, and how a command says that it could not work.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use contract::Contracts;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Where cargo builds, and where clients are set up.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The contracts of this repository as they are written; probes need no cases.
pub(crate) fn written_contracts() -> Result<Contracts, Failure> {
    Contracts::load(&root().join("schemas")).map_err(Failure::harness)
}

/// The same with the cases of every law.
pub(crate) fn contracts() -> Result<Arc<Contracts>, Failure> {
    conformance::with_laws(written_contracts()?).map(Arc::new).map_err(Failure::harness)
}

/// Why a command stopped, with its exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The harness could not work.
    pub(crate) fn harness(problem: impl Display) -> Self {
        Self { code: 2, message: problem.to_string() }
    }

    /// The command was used wrongly.
    pub(crate) fn usage(problem: impl Display) -> Self {
        Self { code: 3, message: problem.to_string() }
    }

    /// Prints the message and gives the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        anstream::eprintln!("error: {}", self.message);
        ExitCode::from(self.code)
    }
}
