//! What can go wrong with a client's process.

use std::io;
use std::process::ExitStatus;
use std::time::Duration;

use client_protocol::{LINE_LIMIT, LineError, VERSION};

/// A program that did not start.
#[derive(Debug, thiserror::Error)]
pub enum ProgramError {
    /// There is no such program.
    #[error("{program} is not installed or not on the PATH; install it to check this client")]
    NotFound {
        /// As the manifest names it.
        program: String,
    },
    /// The operating system refused to start it.
    #[error("{program} cannot be started: {source}")]
    CannotStart {
        /// As the manifest names it.
        program: String,
        /// Why it was refused.
        source: io::Error,
    },
}

impl ProgramError {
    /// Why a program did not start.
    pub(crate) fn new(program: &str, source: io::Error) -> Self {
        let program = program.to_owned();
        if source.kind() == io::ErrorKind::NotFound {
            Self::NotFound { program }
        } else {
            Self::CannotStart { program, source }
        }
    }
}

/// A client process that did not start, exited, or broke the client protocol.
#[derive(Debug, thiserror::Error)]
#[error("{fault}{}", ending(trailing_output))]
pub struct ProcessError {
    /// The program that was started.
    pub program: String,
    /// What happened.
    pub fault: ProcessFault,
    /// The end of its standard error; empty where it wrote nothing.
    pub trailing_output: String,
}

/// What a client process did instead of what the client protocol asks for.
#[derive(Debug, thiserror::Error)]
pub enum ProcessFault {
    /// It did not start.
    #[error(transparent)]
    NotStarted(#[from] ProgramError),
    /// The operating system gave no pipes for it.
    #[error("the standard streams of the client are not available")]
    NoStandardStreams,
    /// No `ready` arrived in time.
    #[error("the client did not send ready within {within:?}")]
    NotReady {
        /// How long the harness waited.
        within: Duration,
    },
    /// It speaks another version of the protocol.
    #[error("the client speaks protocol {version}, the harness speaks {VERSION}")]
    OtherVersion {
        /// The version in its `ready`.
        version: u32,
    },
    /// An outcome arrived in place of `ready`.
    #[error("the client sent an outcome before any call; expected ready")]
    OutcomeBeforeCall,
    /// A second `ready` arrived in place of an outcome.
    #[error("the client sent ready again instead of an outcome for call {call}")]
    ReadyAgain {
        /// The `seq` of the call.
        call: u64,
    },
    /// An outcome of another call arrived.
    #[error("the client answered call {answered} instead of call {call}")]
    OtherCall {
        /// The `seq` of the outcome.
        answered: u64,
        /// The `seq` of the call.
        call: u64,
    },
    /// A line arrived between two calls.
    #[error(
        "before the call the client wrote {line}; its standard output is for answers only, logs go to standard error"
    )]
    Unrequested {
        /// The line, truncated.
        line: String,
    },
    /// A line arrived after the last outcome.
    #[error(
        "after its last outcome the client wrote {line}; its standard output is for answers only, logs go to standard error"
    )]
    AfterLastOutcome {
        /// The line, truncated.
        line: String,
    },
    /// A line arrived that is longer than the protocol allows.
    #[error("the client wrote a line of more than {LINE_LIMIT} bytes")]
    LineTooLong,
    /// A line arrived that is not a message.
    #[error("the client wrote {line}: {source}")]
    NotAMessage {
        /// The line, truncated.
        line: String,
        /// Why it is not a message.
        source: LineError,
    },
    /// A message of the harness does not fit into a line.
    #[error("the message to the client cannot be written: {0}")]
    Unwritable(LineError),
    /// It exited.
    #[error("the client exited ({status}) before it answered")]
    Exited {
        /// How it exited.
        status: ExitStatus,
    },
    /// It closed its standard output and is still running.
    #[error("the client closed its standard output before it answered")]
    ClosedOutput,
}

fn ending(trailing_output: &str) -> String {
    if trailing_output.is_empty() {
        String::new()
    } else {
        format!("; its standard error ends: {trailing_output}")
    }
}
