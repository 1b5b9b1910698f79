//! The simulator without sockets: answers request after request, as one trial's server would.

use std::sync::Arc;

use contract::{Contracts, RequestConstraints};

use crate::answer::{Served, answer};
use crate::page::Memory;
use crate::scenario::Scenario;
use wire::ReceivedRequest;

/// Answers the requests of one trial by its contract and its scenario; no port, no fault, nothing recorded.
#[derive(Debug)]
pub struct OfflineSimulator {
    contracts: Arc<Contracts>,
    constraints: RequestConstraints,
    scenario: Scenario,
    memory: Memory,
}

impl OfflineSimulator {
    /// The simulator of a scenario; `None` if there is no contract for its operation.
    #[must_use]
    pub fn new(contracts: Arc<Contracts>, scenario: Scenario) -> Option<Self> {
        let constraints = RequestConstraints::of(contracts.operation(&scenario.operation)?);
        Some(Self { contracts, constraints, scenario, memory: Memory::default() })
    }

    /// What is to be answered to the next request.
    pub fn answer(&mut self, request: &ReceivedRequest) -> Served {
        answer(&self.contracts, &self.constraints, &self.scenario, &mut self.memory, request)
    }
}
