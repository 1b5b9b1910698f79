//! Which trials there are: every selected case with every client that implements its operation.

use std::sync::Arc;

use client_protocol::Drive;
use contract::{Contracts, Operation};
use judge::Question;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use signing::Credentials;
use simulator::Scenario;
use suite::{Case, PatternError, Patterns, Suite};

/// One case with one client.
#[derive(Debug, Clone)]
pub struct Trial {
    /// Counts the trials of a run from 0.
    pub index: usize,
    /// `provider/operation`.
    pub operation: String,
    /// The case.
    pub case: Arc<Case>,
    /// The client, by its place in the run.
    pub client: usize,
    /// The keys of this trial and no other.
    pub credentials: Credentials,
    /// The region to sign for.
    pub region: String,
}

impl Trial {
    /// How the library is driven.
    #[must_use]
    pub fn drive(&self) -> Drive {
        self.case.drive
    }

    /// What the trial's server does.
    #[must_use]
    pub fn scenario(&self) -> Scenario {
        Scenario {
            page_size: self.case.server_page_size,
            region: self.region.clone(),
            credentials: self.credentials.clone(),
            exchanges: self.case.exchanges.clone(),
            ..Scenario::new(&self.operation, self.case.items)
        }
    }

    /// What the client is judged by.
    #[must_use]
    pub fn question(&self) -> Question {
        let case = &self.case;
        Question {
            operation: self.operation.clone(),
            clause: case.clause.clone(),
            drive: case.drive,
            input: case.input.clone(),
            credentials: self.credentials.clone(),
            region: self.region.clone(),
            attempts: case.attempts,
            pages: case.pages,
            deadline_ms: case.deadline_ms,
            script: case.exchanges.clone(),
            expectation: case.outcome.clone(),
        }
    }
}

/// Which cases are played, and what the keys are made from.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    cases: Patterns,
    seed: u64,
}

impl Selection {
    /// Selects the cases that match any of the globs; all where there is none.
    ///
    /// # Errors
    /// A pattern that is no glob, or that matches no case.
    pub fn new(suite: &Suite, patterns: &[String], seed: u64) -> Result<Self, PatternError> {
        let ids: Vec<&str> = suite.cases().map(|case| case.id.as_str()).collect();
        Ok(Self { cases: Patterns::new(patterns, &ids, "case", "--list")?, seed })
    }

    /// Whether a case is selected.
    #[must_use]
    pub fn selects(&self, case: &str) -> bool {
        self.cases.select(case)
    }

    /// Whether every case is selected, so that a known failure that matches none of them is stale.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.cases.are_empty()
    }

    /// The selected cases of an operation.
    pub fn cases<'a>(&'a self, suite: &'a Suite, operation: &Operation) -> impl Iterator<Item = &'a Case> {
        suite.of(operation).iter().filter(|case| self.selects(&case.id))
    }
}

/// A client's name and the operations that it implements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The client's name.
    pub client: String,
    /// `provider/operation`.
    pub operations: Vec<String>,
}

/// The trials of a run: for each client, the selected cases of the operations that it implements.
#[must_use]
pub fn plan(
    contracts: &Contracts,
    suite: &Suite,
    declared: &[Declared],
    selection: &Selection,
) -> Vec<Trial> {
    let mut trials = Vec::new();
    for (client, declared) in declared.iter().enumerate() {
        for operation in
            contracts.operations().filter(|operation| declared.operations.contains(&operation.id))
        {
            for case in selection.cases(suite, operation) {
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
