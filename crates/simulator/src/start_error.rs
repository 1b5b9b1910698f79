//! Why a simulator did not start.

use contract::Contracts;

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The contracts do not load.
    #[error(transparent)]
    Contracts(#[from] contract::Problems),
    /// There is no contract for the operation.
    #[error("no contract for {operation}; there are {known}")]
    UnknownOperation {
        /// What was asked for.
        operation: String,
        /// What there is.
        known: String,
    },
    /// No port could be had.
    #[error("no port on 127.0.0.1: {0}")]
    Port(#[from] std::io::Error),
}

impl StartError {
    /// There is no contract for an operation; names those that there are.
    pub(crate) fn unknown_operation(contracts: &Contracts, operation: String) -> Self {
        let known: Vec<&str> = contracts.operations().map(|operation| operation.id.as_str()).collect();
        Self::UnknownOperation { operation, known: known.join(", ") }
    }
}
