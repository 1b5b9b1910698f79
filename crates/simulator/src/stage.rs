//! What one trial's server is told: which operation, how many jobs, whose keys, and what goes wrong when.

use std::time::Duration;

use contract::{Case, Exchange};
use secrecy::SecretString;
use signing::Credentials;

use crate::answer::FRESHNESS;
use crate::tap::Fault;

/// What one trial's server is told.
#[derive(Debug, Clone)]
pub struct Stage {
    /// `provider/operation`.
    pub operation: String,
    /// How many jobs there are, up to 100,000.
    pub jobs: usize,
    /// The page size that is used whatever is asked for.
    pub page_size: Option<usize>,
    /// The region that signatures are for.
    pub region: String,
    /// The keys of this trial and no other.
    pub credentials: Credentials,
    /// How far a signature's time may be from now; `None` for any time, as where a test fixes the clock.
    pub freshness: Option<Duration>,
    /// What happens exchange by exchange, before the server answers by its contract.
    pub exchanges: Vec<Exchange>,
    faults: Vec<Option<Fault>>,
}

impl Stage {
    /// A server of so many jobs that answers by the contract, with example keys.
    #[must_use]
    pub fn new(operation: &str, jobs: usize) -> Self {
        Self {
            operation: operation.to_owned(),
            jobs,
            page_size: None,
            region: "us-east-1".to_owned(),
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                session_token: None,
            },
            freshness: Some(FRESHNESS),
            exchanges: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// The same with what happens exchange by exchange.
    ///
    /// # Errors
    /// The index of an exchange whose fault is not one of the tap's, and what is wrong with it.
    pub fn with_exchanges(mut self, exchanges: Vec<Exchange>) -> Result<Self, (usize, serde_json::Error)> {
        self.faults = exchanges
            .iter()
            .enumerate()
            .map(|(index, exchange)| {
                exchange.fault.clone().map(serde_json::from_value).transpose().map_err(|error| (index, error))
            })
            .collect::<Result<_, _>>()?;
        self.exchanges = exchanges;
        Ok(self)
    }

    /// The server of a case.
    ///
    /// # Errors
    /// As [`Stage::with_exchanges`].
    pub fn of_case(
        operation: &str,
        case: &Case,
        region: &str,
        credentials: Credentials,
    ) -> Result<Self, (usize, serde_json::Error)> {
        let stage = Self {
            page_size: case.server_page_size,
            region: region.to_owned(),
            credentials,
            ..Self::new(operation, case.jobs)
        };
        stage.with_exchanges(case.exchanges.clone())
    }

    /// Whether the port refuses from the beginning.
    #[must_use]
    pub fn refuses_at_once(&self) -> bool {
        self.exchanges.first().is_some_and(Exchange::refuses)
    }

    /// What happens at request number `index`, counted from 0.
    pub(crate) fn exchange(&self, index: usize) -> &Exchange {
        self.position(index).map_or(&USUAL, |position| &self.exchanges[position])
    }

    pub(crate) fn fault(&self, exchange: &Exchange) -> Option<Fault> {
        let position = self.exchanges.iter().position(|candidate| std::ptr::eq(candidate, exchange))?;
        self.faults.get(position)?.clone()
    }

    fn position(&self, index: usize) -> Option<usize> {
        let mut passed = 0;
        self.exchanges.iter().position(|exchange| {
            passed += exchange.times.unwrap_or(1) as usize;
            exchange.for_ever || index < passed
        })
    }
}

static USUAL: Exchange = Exchange {
    edit: None,
    items: None,
    next: None,
    error: None,
    raw: None,
    headers: std::collections::BTreeMap::new(),
    fault: None,
    times: None,
    for_ever: false,
};
