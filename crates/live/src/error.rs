//! Why nothing was asked.

use contract::nearest;

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum LiveError {
    /// An address that no request can be sent to.
    #[error("--endpoint: {problem}")]
    Endpoint {
        /// What is wrong with it.
        problem: String,
    },
    /// There is no such contract.
    #[error(
        "--operation {operation}: there is no such contract; the contracts are {}{}",
        known.join(", "),
        nearest(operation, known.iter().map(String::as_str)).map_or_else(String::new, |id| format!("; did you mean {id}?"))
    )]
    NoOperation {
        /// As given.
        operation: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A pattern that is no glob or matches no probe.
    #[error(transparent)]
    Pattern(#[from] suite::PatternError),
    /// Keys that the environment does not hold.
    #[error(
        "no keys to sign requests with; set {} in the environment, or select other operations with --operation",
        missing.iter().map(|(provider, names)| format!("{} ({provider})", names.join(" and "))).collect::<Vec<_>>().join(", ")
    )]
    NoKeys {
        /// Provider, and the variables to set.
        missing: Vec<(String, Vec<String>)>,
    },
    /// There is no certificate authority to trust.
    #[error("no TLS connection can be made: {0}")]
    NoAuthorities(&'static str),
}

impl LiveError {
    /// 2 where the harness could not work, 3 for wrong usage.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::NoAuthorities(_)) { 2 } else { 3 }
    }
}
