//! All that happened on the wire in one trial.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use crate::answer::Served;
use crate::tap::{Finish, ReceivedRequest};

/// All that happened on the wire in one trial. Times count from its beginning.
#[derive(Debug, Clone, Default)]
pub struct WireRecording {
    /// The requests and what was answered, in the order in which they were complete.
    pub exchanges: Vec<RecordedExchange>,
    /// Everything else that is worth knowing, in order.
    pub events: Vec<WireEvent>,
    /// Requests signed with another trial's key; they are answered with 503 and judged nowhere.
    pub strays: usize,
    /// What came to another host than the endpoint's.
    pub elsewhere: Vec<Bytes>,
    /// What came to the endpoint and was no HTTP request, in words.
    pub not_http: Vec<String>,
}

/// One request and what was answered.
#[derive(Debug, Clone)]
pub struct RecordedExchange {
    /// The request as it came.
    pub request: Arc<ReceivedRequest>,
    /// When it was complete.
    pub at: Duration,
    /// When it was complete, by the clock on the wall.
    pub wall: Timestamp,
    /// What was to be answered.
    pub served: Served,
    /// How that went; `None` if it had not ended when the trial did.
    pub finish: Option<Finish>,
    /// When it had ended: after the last byte, or when either side gave up.
    pub ended: Option<Duration>,
    /// The bytes that the client was sent.
    pub sent: Bytes,
}

/// One event of the wire.
#[derive(Debug, Clone)]
pub struct WireEvent {
    /// When.
    pub at: Duration,
    /// On which connection, if on one.
    pub connection: Option<u64>,
    /// What happened, in words.
    pub what: String,
    /// The bytes that went by, if any.
    pub bytes: Bytes,
    /// Whether the client sent them.
    pub inward: bool,
}
