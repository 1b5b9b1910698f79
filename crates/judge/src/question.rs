//! What a client was asked, and what it is judged by.

use client_protocol::{Drive, Expectation};
use secrecy::SecretString;
use serde_json::{Map, Value};
use signing::Credentials;
use wire::Exchange;

/// What a client was asked, and what it may answer.
#[derive(Debug, Clone)]
pub struct Question {
    /// `provider/operation`.
    pub operation: String,
    /// The clause that is asked about; empty where none is.
    pub clause: String,
    /// One page or a walk.
    pub drive: Drive,
    /// The documented request members that the caller gave.
    pub input: Map<String, Value>,
    /// The keys that the client had to sign with.
    pub credentials: Credentials,
    /// The region to sign for.
    pub region: String,
    /// Attempts that the client may make for one request.
    pub attempts: u32,
    /// Pages after which a walk had to stop.
    pub pages: u32,
    /// How long the outcome was waited for, in milliseconds.
    pub deadline_ms: u64,
    /// The server's script, exchange by exchange; after it the server answers by its contract.
    pub script: Vec<Exchange>,
    /// What the client may answer.
    pub expectation: Expectation,
}

impl Question {
    /// A call of an operation to a server that answers by its contract, signed with these keys for this region.
    #[must_use]
    pub fn new(
        operation: impl Into<String>,
        drive: Drive,
        access_key_id: impl Into<String>,
        secret_access_key: impl Into<String>,
        region: impl Into<String>,
    ) -> Self {
        Self {
            operation: operation.into(),
            clause: String::new(),
            drive,
            input: Map::new(),
            credentials: Credentials {
                access_key_id: access_key_id.into(),
                secret_access_key: SecretString::from(secret_access_key.into()),
                session_token: None,
            },
            region: region.into(),
            attempts: 3,
            pages: 50,
            deadline_ms: 10_000,
            script: Vec::new(),
            expectation: Expectation::Returns,
        }
    }

    /// Whether the library's paginator was driven.
    #[must_use]
    pub fn walks(&self) -> bool {
        self.drive == Drive::Walk
    }

    /// Whether the port refused connections from the beginning.
    #[must_use]
    pub fn refuses_at_once(&self) -> bool {
        self.script.first().is_some_and(Exchange::refuses)
    }
}
