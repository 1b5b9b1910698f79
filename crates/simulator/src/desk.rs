//! The simulator without sockets: answers request after request, as one trial's server would.

use std::sync::Arc;

use contract::Contracts;

use crate::answer::{Served, answer};
use crate::page::Memory;
use crate::stage::Stage;
use crate::tap::ReceivedRequest;
use crate::validate::Validator;

/// Answers the requests of one trial by its contract and its stage; no port, no fault, nothing recorded.
#[derive(Debug)]
pub struct Desk {
    contracts: Arc<Contracts>,
    validator: Validator,
    stage: Stage,
    memory: Memory,
}

impl Desk {
    /// The desk of a stage; `None` if there is no contract for its operation.
    #[must_use]
    pub fn new(contracts: Arc<Contracts>, stage: Stage) -> Option<Self> {
        let validator = Validator::new(contracts.operation(&stage.operation)?);
        Some(Self { contracts, validator, stage, memory: Memory::default() })
    }

    /// What is to be answered to the next request.
    pub fn answer(&mut self, request: &ReceivedRequest) -> Served {
        answer(&self.contracts, &self.validator, &self.stage, &mut self.memory, request)
    }
}
