//! What the tap asks of whoever decides the answers, and what it gets back.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;

use super::event::Event;
use super::fault::Fault;

/// Decides what to answer and hears of everything that happens.
pub trait Answer: Send + Sync + 'static {
    /// Decides the answer to one complete request.
    fn answer(&self, request: Arc<ReceivedRequest>) -> Answering<'_>;

    /// Hears of one event, in order within a connection. Must be cheap: the connection waits for it.
    fn observe(&self, event: Event);
}

/// An answer in the making.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Planned> + Send + 'a>>;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The connection it came on, unique in the tap.
    pub connection: u64,
    /// Its own number, unique in the tap.
    pub exchange: u64,
    /// The method exactly as sent.
    pub method: String,
    /// The request target exactly as sent.
    pub target: String,
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    pub version_minor: u8,
    /// Every header in order, its case kept; values are decoded as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The body, freed of its chunks.
    pub body: Bytes,
    /// The head as it came, with the empty line that ends it.
    pub raw_head: Bytes,
    /// When its first byte had arrived.
    pub started: Instant,
    /// When its last byte had arrived.
    pub complete: Instant,
}

impl ReceivedRequest {
    /// Every value of a header, in order; the name in any case.
    pub fn header_values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// The answer to one request, and how to spoil it.
#[derive(Debug, Clone)]
pub struct Planned {
    /// What would be answered if nothing were spoilt.
    pub response: Response,
    /// What to break.
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
    /// The tap serves on.
    #[default]
    Nothing,
    /// This answer is the last: the port refuses from before its first byte, and its connection is closed after it.
    RefuseFromNowOn,
}

/// A response whose framing is left to the tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase; without it the registered one.
    pub reason: Option<String>,
    /// Headers in order. `Content-Length`, `Transfer-Encoding` and `Connection` are the tap's own and dropped here.
    /// Values are written as Latin-1, as they are read.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// Announces and makes an orderly close after this response.
    pub close: bool,
    /// Sends the body in chunks to a client that speaks HTTP/1.1.
    pub chunked: bool,
}

impl Response {
    /// A response with this status and this JSON as its body.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            reason: None,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: body.into(),
            close: false,
            chunked: false,
        }
    }
}
