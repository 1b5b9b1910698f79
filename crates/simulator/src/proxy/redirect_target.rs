//! Watches the second listener, where a redirected client arrives with whatever it brings along.

use std::sync::Arc;

use bytes::Bytes;

use super::answer::{Answer, Answering, Planned};
use super::event::Event;
use wire::{ReceivedRequest, Response};

/// Answers every request with an empty JSON object and reports it to the fault proxy's own answerer.
pub(super) struct Watcher {
    observer: Arc<dyn Answer>,
}

impl Watcher {
    /// A watcher that reports to `observer`.
    pub(super) fn new(observer: Arc<dyn Answer>) -> Self {
        Self { observer }
    }
}

impl Answer for Watcher {
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_> {
        self.observer.observe(Event::Redirected {
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
            self.observer.observe(Event::Redirected { connection, at, head: bytes, body: Bytes::new() });
        }
    }
}
