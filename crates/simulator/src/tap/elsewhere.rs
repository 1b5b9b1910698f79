//! Watches the second listener, where a redirected client arrives with whatever it brings along.

use std::sync::Arc;

use bytes::Bytes;

use super::answer::{Answer, Answering, Planned, ReceivedRequest, Response};
use super::event::Event;

/// Answers every request with an empty JSON object and tells the tap's own answerer of it.
pub(super) struct Watcher {
    told: Arc<dyn Answer>,
}

impl Watcher {
    /// A watcher that tells `told`.
    pub(super) fn new(told: Arc<dyn Answer>) -> Self {
        Self { told }
    }
}

impl Answer for Watcher {
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_> {
        self.told.observe(Event::Elsewhere {
            connection: request.connection,
            at: request.complete,
            head: request.raw_head.clone(),
            body: request.body.clone(),
        });
        let response = Response { close: true, ..Response::json(200, "{}") };
        Box::pin(std::future::ready(Planned::from(response)))
    }

    fn observe(&self, event: Event) {
        if let Event::NotHttp { connection, at, bytes, .. } = event {
            self.told.observe(Event::Elsewhere { connection, at, head: bytes, body: Bytes::new() });
        }
    }
}
