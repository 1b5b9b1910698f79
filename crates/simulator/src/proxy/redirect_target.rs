//! Watches the second listener, where a redirected client arrives with whatever it brings along.

use std::sync::Arc;

use bytes::Bytes;

use super::answer::{Answer, Answering, Planned};
use super::event::Event;
use wire::{ReceivedRequest, Response};

/// Answers every request with an empty JSON object and tells the fault proxy's own answerer of it.
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
        self.told.observe(Event::Redirected {
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
            self.told.observe(Event::Redirected { connection, at, head: bytes, body: Bytes::new() });
        }
    }
}
