//! What can go wrong while a client is set up.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::time::Duration;

use crate::process_error::ProgramError;

/// The state of a client's set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUp {
    /// It needs none.
    NotNeeded,
    /// Done for the files as they are.
    Done,
    /// Done for other files than those that are there now.
    Outdated,
    /// Not done, or begun and not ended.
    Missing,
}

/// A client that could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// A file or folder that cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A command line that cannot be split into words.
    #[error("set-up command {command:?} cannot be split into words: {source}")]
    CommandLine {
        /// As the manifest has it.
        command: String,
        /// Why.
        source: shell_words::ParseError,
    },
    /// A program that did not start.
    #[error(transparent)]
    Program(#[from] ProgramError),
    /// A command that took too long.
    #[error("set-up command {command:?} was stopped after {} s; run it by hand to see what it waits for", limit.as_secs())]
    TimedOut {
        /// As the manifest has it.
        command: String,
        /// How long it was given.
        limit: Duration,
    },
    /// A command whose end or output the operating system did not report.
    #[error("set-up command {command:?}: {source}")]
    Wait {
        /// As the manifest has it.
        command: String,
        /// Why.
        source: io::Error,
    },
    /// A command that failed.
    #[error("set-up command {command:?} failed ({status}):\n{trailing_output}")]
    Failed {
        /// As the manifest has it.
        command: String,
        /// How it ended.
        status: ExitStatus,
        /// The end of what it wrote, indented.
        trailing_output: String,
    },
    /// The same failure twice; a registry may fail once.
    #[error("{0}\n    (tried twice)")]
    Twice(Box<Self>),
    /// Setting up would fetch, which `--offline` forbids.
    #[error(
        "the client {}, and --offline forbids to set it up; run once with {flag} and without --offline",
        if *state == SetUp::Outdated { "has changed since it was set up" } else { "is not set up" }
    )]
    Offline {
        /// The state of its set-up.
        state: SetUp,
        /// What selects the client on the command line.
        flag: String,
    },
}

impl SetUpError {
    /// What maps an error of the operating system about a file or folder.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |source| Self::File { path: path.to_owned(), source }
    }
}
