//! One trial while it runs: its scenario, its memory, and everything that is recorded of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::Notify;
use wire::{ReceivedRequest, RecordedEvent, RecordedExchange, Recording, Response};

use crate::answer::Served;
use crate::lock::lock;
use crate::page::Memory;
use crate::proxy::Event;
use crate::scenario::Scenario;

#[derive(Debug)]
pub(crate) struct Trial {
    pub(crate) tag: u64,
    begun: Instant,
    pub(crate) scenario: Scenario,
    pub(crate) memory: Mutex<Memory>,
    recorder: Mutex<Recorder>,
    settled: Notify,
}

#[derive(Debug, Default)]
struct Recorder {
    recording: Recording,
    /// Exchange number of the fault proxy to index in the recording.
    indices: HashMap<u64, usize>,
    open: usize,
    kept: usize,
}

impl Trial {
    /// Begins now.
    pub(crate) fn new(tag: u64, scenario: Scenario) -> Self {
        Self {
            tag,
            begun: Instant::now(),
            scenario,
            memory: Mutex::new(Memory::default()),
            recorder: Mutex::new(Recorder::default()),
            settled: Notify::new(),
        }
    }

    /// What has been recorded so far.
    pub(crate) fn so_far(&self) -> Recording {
        lock(&self.recorder).recording.clone()
    }

    /// Takes the recording out of the trial.
    pub(crate) fn take(&self) -> Recording {
        std::mem::take(&mut lock(&self.recorder).recording)
    }

    /// An exchange has begun that will have an end.
    pub(crate) fn open(&self) {
        lock(&self.recorder).open += 1;
    }

    /// An exchange that had begun could not be answered.
    pub(crate) fn give_up(&self) {
        lock(&self.recorder).open -= 1;
        self.settled.notify_waiters();
    }

    /// A request of an earlier trial came late.
    pub(crate) fn late_request(&self) {
        lock(&self.recorder).recording.late_requests += 1;
    }

    /// Waits until every exchange that has begun has ended.
    pub(crate) async fn settle(&self) {
        loop {
            let settled = self.settled.notified();
            if lock(&self.recorder).open == 0 {
                return;
            }
            settled.await;
        }
    }

    /// Whether the port is to refuse before the next request.
    pub(crate) fn refuses_next(&self) -> bool {
        let requests = lock(&self.memory).requests();
        self.scenario.exchange(requests).refuses()
    }

    /// Notes a request and what is to be answered.
    pub(crate) fn record(&self, request: &Arc<ReceivedRequest>, served: Served) {
        let mut recorder = lock(&self.recorder);
        let index = recorder.recording.exchanges.len();
        recorder.indices.insert(request.exchange, index);
        let at = request.complete.saturating_duration_since(self.begun);
        let wall = Timestamp::now();
        recorder.recording.exchanges.push(RecordedExchange {
            request: Arc::clone(request),
            at,
            wall,
            response: Response {
                status: served.status,
                reason: None,
                headers: served.headers,
                body: served.body,
                close: false,
                chunked: false,
            },
            fault: served.fault,
            finish: None,
            ended: None,
            sent: Bytes::new(),
        });
    }

    /// Records an event of the fault proxy.
    pub(crate) fn observe(&self, event: Event) {
        let at = event.at().saturating_duration_since(self.begun);
        let connection = event.connection();
        let mut recorder = lock(&self.recorder);
        let (what, bytes, inward) = match event {
            Event::ConnectionOpened { .. } => ("connection opened".to_owned(), Bytes::new(), true),
            Event::BytesIn { bytes, .. } => (format!("{} bytes in", bytes.len()), bytes, true),
            Event::BytesOut { bytes, exchange, tag, .. } => {
                if tag.is_some_and(|tag| tag != self.tag) {
                    return;
                }
                if let Some(index) = exchange.and_then(|exchange| recorder.indices.get(&exchange).copied()) {
                    let sent = &mut recorder.recording.exchanges[index].sent;
                    *sent = if sent.is_empty() {
                        bytes.clone()
                    } else {
                        Bytes::from([&sent[..], &bytes[..]].concat())
                    };
                }
                (format!("{} bytes out", bytes.len()), bytes, false)
            }
            Event::RequestComplete { .. } => return,
            Event::RequestCut { received, .. } => {
                (format!("the client disconnected after {received} bytes of a request"), Bytes::new(), true)
            }
            Event::NotHttp { problem, bytes, .. } => {
                recorder.recording.not_http.push(problem.to_string());
                (problem.to_string(), bytes, true)
            }
            Event::ResponseFinished { exchange, tag, how, .. } => {
                if tag != Some(self.tag) {
                    return;
                }
                if let Some(index) = recorder.indices.get(&exchange).copied() {
                    let recorded = &mut recorder.recording.exchanges[index];
                    (recorded.finish, recorded.ended) = (Some(how.clone()), Some(at));
                    recorder.open -= 1;
                    self.settled.notify_waiters();
                }
                (format!("answer ended: {how:?}"), Bytes::new(), false)
            }
            Event::ClientClosed { how, .. } => (format!("the client closed: {how:?}"), Bytes::new(), true),
            Event::ConnectionClosed { .. } => ("connection closed".to_owned(), Bytes::new(), false),
            Event::Refusing { .. } => ("the port refuses".to_owned(), Bytes::new(), false),
            Event::Accepting { .. } => ("the port accepts again".to_owned(), Bytes::new(), false),
            Event::Redirected { head, body, .. } => {
                let all = Bytes::from([&head[..], &body[..]].concat());
                recorder.recording.redirected_requests.push(all.clone());
                ("a request arrived at another host".to_owned(), all, true)
            }
        };
        // A client that never stops must not fill the memory; the exchanges still count all its requests.
        recorder.kept += bytes.len() + 64;
        if recorder.kept <= KEPT_BYTES {
            recorder.recording.events.push(RecordedEvent { at, connection, what, bytes, inward });
        }
    }
}

/// How many bytes of events a trial keeps.
const KEPT_BYTES: usize = 8 * 1024 * 1024;
