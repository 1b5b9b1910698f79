//! Answers as the provider would by its contract, with a fault proxy in front that can break the connection.
#![doc = include_str!("../README.md")]

mod answer;
mod edit;
mod lock;
mod offline;
mod page;
pub mod proxy;
mod responder;
mod scenario;
mod select;
mod server;
mod start_error;
mod trial;

use std::sync::Arc;

use contract::Contracts;
use secrecy::ExposeSecret;
use wire::Recording;

pub use answer::{Served, ServedError};
pub use offline::OfflineSimulator;
pub use responder::{Responder, responder};
pub use scenario::Scenario;
pub use server::Server;
pub use start_error::StartError;

/// A server of one operation for tests outside this repository.
#[derive(Debug)]
pub struct Simulator {
    server: Server,
    access_key_id: String,
    secret_access_key: String,
}

impl Simulator {
    /// Serves so many items of one operation, `provider/operation`, with example keys.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(operation: &str, items: usize) -> Result<Self, StartError> {
        Self::start_with(Scenario::new(operation, items)).await
    }

    /// Serves by a scenario.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_with(scenario: Scenario) -> Result<Self, StartError> {
        let contracts = Arc::new(Contracts::bundled()?);
        if contracts.operation(&scenario.operation).is_none() {
            return Err(StartError::unknown_operation(&contracts, scenario.operation));
        }
        let access_key_id = scenario.credentials.access_key_id.clone();
        let secret_access_key = scenario.credentials.secret_access_key.expose_secret().to_owned();
        let server = Server::start(contracts).await?;
        server.begin(scenario).await?;
        Ok(Self { server, access_key_id, secret_access_key })
    }

    /// The address to give to a client, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The access key that requests are to be signed with.
    #[must_use]
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// Its secret, an example that opens nothing.
    #[must_use]
    pub fn secret_access_key(&self) -> &str {
        &self.secret_access_key
    }

    /// What has happened so far.
    #[must_use]
    pub fn recording(&self) -> Recording {
        self.server.so_far()
    }
}
