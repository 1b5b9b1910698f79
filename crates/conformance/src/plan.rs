//! Which trials there are: every selected case with every client that declares its operation.

use std::sync::Arc;

use client_protocol::Drive;
use contract::{Case, CaseDrive, Contracts, Exchange, Operation};
use globset::{Glob, GlobMatcher};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use signing::Credentials;
use simulator::Stage;

/// One case with one client.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Counts the trials of a run from 0.
    pub index: usize,
    /// `provider/operation`.
    pub operation: String,
    /// The story.
    pub case: Arc<Case>,
    /// The client, by its place in the run.
    pub client: usize,
    /// The keys of this trial and no other.
    pub credentials: Credentials,
    /// The region to sign for.
    pub region: String,
}

impl Trial {
    /// Whether the library's paginator is driven.
    #[must_use]
    pub fn walks(&self) -> bool {
        self.case.drive == CaseDrive::Walk
    }

    /// The drive as the client protocol names it.
    #[must_use]
    pub fn drive(&self) -> Drive {
        if self.walks() { Drive::Walk } else { Drive::Page }
    }

    /// Whether the port refuses connections from the beginning.
    #[must_use]
    pub fn refuses_at_once(&self) -> bool {
        self.case.exchanges.first().is_some_and(Exchange::refuses)
    }

    /// What the trial's server is told.
    ///
    /// # Errors
    /// What is wrong with the fault of which exchange.
    pub fn stage(&self) -> Result<Stage, String> {
        Stage::of_case(&self.operation, &self.case, &self.region, self.credentials.clone()).map_err(
            |(index, error)| {
                format!("{}: exchange {index}: no fault of the tap: {error}", self.case.origin())
            },
        )
    }
}

/// Which cases are wanted, and what the keys are made from.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    cases: Vec<GlobMatcher>,
    seed: u64,
}

/// A selection that selects nothing or cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// Not a glob.
    #[error("{pattern:?} is not a glob: {problem}")]
    Glob {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A glob that matches no case.
    #[error("no case matches {pattern:?}; `cargo xtask conformance --list` shows them all{nearest}")]
    Nothing {
        /// As written.
        pattern: String,
        /// A hint, or nothing.
        nearest: String,
    },
}

impl Selection {
    /// Selects the cases that match any of the globs; all where there is none.
    ///
    /// # Errors
    /// A pattern that is no glob, or that matches no case.
    pub fn new(contracts: &Contracts, patterns: &[String], seed: u64) -> Result<Self, SelectionError> {
        let ids: Vec<&str> = contracts
            .operations()
            .flat_map(|operation| &operation.cases)
            .map(|case| case.id.as_str())
            .collect();
        let mut cases = Vec::new();
        for pattern in patterns {
            let glob = glob(pattern)
                .map_err(|problem| SelectionError::Glob { pattern: pattern.clone(), problem })?;
            if !ids.iter().any(|id| glob.is_match(id)) {
                let nearest = nearest(ids.iter().copied(), pattern);
                return Err(SelectionError::Nothing { pattern: pattern.clone(), nearest });
            }
            cases.push(glob);
        }
        Ok(Self { cases, seed })
    }

    /// Whether a case is wanted.
    #[must_use]
    pub fn selects(&self, case: &str) -> bool {
        self.cases.is_empty() || self.cases.iter().any(|glob| glob.is_match(case))
    }

    /// Whether every case is wanted, so that what matches nothing matches nothing at all.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.cases.is_empty()
    }

    /// The selected cases of an operation.
    pub fn cases<'a>(&'a self, operation: &'a Operation) -> impl Iterator<Item = &'a Case> {
        operation.cases.iter().filter(|case| self.selects(&case.id))
    }
}

/// A client's name and the operations that it declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The client's name.
    pub client: String,
    /// `provider/operation`.
    pub operations: Vec<String>,
}

/// The trials of a run: for each client, the selected cases of the operations that it declares.
#[must_use]
pub fn plan(contracts: &Contracts, declared: &[Declared], selection: &Selection) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (client, declared) in declared.iter().enumerate() {
        for operation in
            contracts.operations().filter(|operation| declared.operations.contains(&operation.id))
        {
            for case in selection.cases(operation) {
                let index = trials.len();
                trials.push(Trial {
                    index,
                    operation: operation.id.clone(),
                    case: Arc::new(case.clone()),
                    client,
                    credentials: credentials(selection.seed, &declared.client, case),
                    region: contracts.provider(operation).endpoint.region.clone(),
                });
            }
        }
    }
    trials
}

/// A pattern over ids, or what is wrong with it.
pub(crate) fn glob(pattern: &str) -> Result<GlobMatcher, String> {
    Glob::new(pattern).map(|glob| glob.compile_matcher()).map_err(|error| error.kind().to_string())
}

/// A hint for a pattern that matches nothing, or no text.
pub(crate) fn nearest<'a>(mut ids: impl Iterator<Item = &'a str>, pattern: &str) -> String {
    let found = ids.find(|id| id.contains(pattern.trim_matches('*')));
    found.map_or_else(String::new, |id| format!("; did you mean {id}?"))
}

/// Keys that no other trial of the run has and that open nothing; the same client and case get the same keys.
pub(crate) fn credentials(seed: u64, client: &str, case: &Case) -> Credentials {
    let text = hex::encode(Sha256::digest(format!("{seed}\n{client}\n{}", case.id)));
    Credentials {
        access_key_id: format!("AKID{}", text[..16].to_uppercase()),
        // Its slash and plus show whether a client encodes what it must not.
        secret_access_key: SecretString::from(format!("{}/{}+EXAMPLEKEY", &text[16..32], &text[32..40])),
        session_token: case.session_token.as_deref().map(SecretString::from),
    }
}
