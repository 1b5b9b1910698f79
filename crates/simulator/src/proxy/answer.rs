//! The trait that decides the responses of the fault proxy, and its results.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::event::Event;
use wire::{Fault, ReceivedRequest, Response};

/// Decides the responses and observes every event.
pub trait Answer: Send + Sync + 'static {
    /// Decides the answer to one complete request.
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_>;

    /// Observes one event, in order within a connection. Must be cheap: the connection waits for it.
    fn observe(&self, event: Event);
}

/// The future of a response.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Planned> + Send + 'a>>;

/// The answer to one request, and the fault to apply to it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What is answered where there is no fault.
    pub response: Response,
    /// The fault to apply.
    pub fault: Option<Fault>,
    /// What follows the answer.
    pub after: After,
    /// Comes back in the events of this exchange, so that they find their trial.
    pub tag: Option<u64>,
}

impl From<Response> for Planned {
    fn from(response: Response) -> Self {
        Self { response, fault: None, after: After::Nothing, tag: None }
    }
}

/// What follows an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum After {
    /// The fault proxy serves on.
    #[default]
    Nothing,
    /// This answer is the last: the port refuses from before its first byte, and its connection is closed after it.
    RefuseFromNowOn,
}
