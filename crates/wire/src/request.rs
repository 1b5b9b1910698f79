//! A request as a server received it.

use std::time::Instant;

use bytes::Bytes;

/// One request as it came.
#[derive(Debug, Clone)]
pub struct ReceivedRequest {
    /// The connection it came on, unique in its recording.
    pub connection: u64,
    /// Its own number, unique in its recording.
    pub exchange: u64,
    /// The method exactly as sent.
    pub method: String,
    /// The request target exactly as sent.
    pub target: String,
    /// 1 for HTTP/1.1, 0 for HTTP/1.0.
    pub version_minor: u8,
    /// Every header in order, its case kept; values are decoded as Latin-1.
    pub headers: Vec<(String, String)>,
    /// The body, with chunked framing removed.
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
