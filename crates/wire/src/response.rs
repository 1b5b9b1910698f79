//! A response before any fault is applied to it.

use bytes::Bytes;

/// A response; the sender chooses its framing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The reason phrase; without it the registered one.
    pub reason: Option<String>,
    /// Headers in order. `Content-Length`, `Transfer-Encoding` and `Connection` are the sender's own and dropped here.
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

    /// The first value of a header; the name in any case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
