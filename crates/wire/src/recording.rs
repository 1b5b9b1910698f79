//! A recording: all that happened on the wire in one trial.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use jiff::Timestamp;

use crate::{Fault, Finish, ReceivedRequest, Response};

/// All that happened on the wire in one trial. Times count from its beginning.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// The requests and their answers, in the order in which the requests were complete.
    pub exchanges: Vec<RecordedExchange>,
    /// All other events, in order.
    pub events: Vec<RecordedEvent>,
    /// How many requests were signed with another trial's key; they are answered with 503 and not recorded.
    pub late_requests: usize,
    /// The bytes of each request that arrived at the redirect target, which is another host than the endpoint.
    pub redirected_requests: Vec<Bytes>,
    /// What arrived at the endpoint that was not an HTTP request, described in words.
    pub not_http: Vec<String>,
}

/// One request and its answer.
#[derive(Debug, Clone)]
pub struct RecordedExchange {
    /// The request as it came.
    pub request: Arc<ReceivedRequest>,
    /// The answer before any fault was applied to it.
    pub response: Response,
    /// The fault that was applied to the answer.
    pub fault: Option<Fault>,
    /// When the request was complete.
    pub at: Duration,
    /// The same by the wall clock.
    pub wall: Timestamp,
    /// How sending the answer ended; `None` if it had not ended when the trial did.
    pub finish: Option<Finish>,
    /// When it ended: after the last byte, or when either side closed the connection.
    pub ended: Option<Duration>,
    /// The bytes that were sent to the client.
    pub sent: Bytes,
}

impl RecordedExchange {
    /// An exchange without a fault: the response arrived whole, at the beginning of the recording.
    ///
    /// `wall` is the Unix epoch; set it where the time of a signature matters.
    #[must_use]
    pub fn of(
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: &str,
        status: u16,
        answer: &str,
    ) -> Self {
        let now = Instant::now();
        let answer = Bytes::from(answer.to_owned());
        Self {
            request: Arc::new(ReceivedRequest {
                connection: 0,
                exchange: 0,
                method: method.to_owned(),
                target: target.to_owned(),
                version_minor: 1,
                headers: headers
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
                body: Bytes::from(body.to_owned()),
                raw_head: Bytes::new(),
                started: now,
                complete: now,
            }),
            response: Response::json(status, answer.clone()),
            fault: None,
            at: Duration::ZERO,
            wall: Timestamp::UNIX_EPOCH,
            finish: Some(Finish::Whole),
            ended: Some(Duration::ZERO),
            sent: answer,
        }
    }
}

/// One event on the wire.
#[derive(Debug, Clone)]
pub struct RecordedEvent {
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
