//! The scenario of one trial's server: which operation, how many items, whose keys, and what goes wrong when.

use std::time::Duration;

use secrecy::SecretString;
use signing::Credentials;
use wire::Exchange;

/// The scenario of one trial's server.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// `provider/operation`.
    pub operation: String,
    /// How many items there are, up to 100,000.
    pub items: usize,
    /// A page size that overrides the one that the request asks for.
    pub page_size: Option<usize>,
    /// The region that signatures are for.
    pub region: String,
    /// The keys of this trial and no other.
    pub credentials: Credentials,
    /// How far a signature's time may be from now; `None` for any time, as where a test fixes the clock.
    pub freshness: Option<Duration>,
    /// What happens exchange by exchange, before the server answers by its contract.
    pub exchanges: Vec<Exchange>,
}

impl Scenario {
    /// A server of so many items that answers by the contract, with example keys.
    #[must_use]
    pub fn new(operation: &str, items: usize) -> Self {
        Self {
            operation: operation.to_owned(),
            items,
            page_size: None,
            region: "us-east-1".to_owned(),
            credentials: Credentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: SecretString::from("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                session_token: None,
            },
            freshness: Some(FRESHNESS),
            exchanges: Vec::new(),
        }
    }

    /// The same with what happens exchange by exchange.
    #[must_use]
    pub fn with_exchanges(self, exchanges: Vec<Exchange>) -> Self {
        Self { exchanges, ..self }
    }

    /// Whether the port refuses from the beginning.
    #[must_use]
    pub fn refuses_at_once(&self) -> bool {
        self.exchanges.first().is_some_and(Exchange::refuses)
    }

    /// What happens at request number `index`, counted from 0.
    pub(crate) fn exchange(&self, index: usize) -> &Exchange {
        wire::scripted(&self.exchanges, index).unwrap_or(&USUAL)
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

/// How far a signature's time may be from now unless the scenario says otherwise: what the providers allow.
const FRESHNESS: Duration = Duration::from_secs(15 * 60);
