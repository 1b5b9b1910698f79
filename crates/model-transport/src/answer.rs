//! One complete HTTP answer, before anyone has decided what it means.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;

/// A complete answer: its head, and all the bytes that its head announced.
///
/// An answer that was cut short never becomes an `Answer`: RFC 9112, section 8, calls it incomplete.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
    json: Option<Value>,
}

/// What an error envelope says; both members as the service wrote them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The service's error code.
    pub code: Option<String>,
    /// The service's message.
    pub message: Option<String>,
}

impl Answer {
    pub(crate) fn new(status: u16, headers: HeaderMap, body: Bytes) -> Self {
        let mut answer = Self { status, headers, body, json: None };
        if answer.foreign_encoding().is_none() {
            answer.json = serde_json::from_slice(&answer.body).ok();
        }
        answer
    }

    /// The HTTP status, 100 to 999.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is 200 to 299.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of this name (in any case), if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as JSON; nothing if it is anything else, or is encoded in a way that was not asked for.
    #[must_use]
    pub fn json(&self) -> Option<&Value> {
        self.json.as_ref()
    }

    pub(crate) fn into_json(self) -> Option<Value> {
        self.json
    }

    /// The content coding, if the sender applied one: this client never asks for any.
    pub(crate) fn foreign_encoding(&self) -> Option<String> {
        let coding = self.headers.get("content-encoding")?;
        let coding = String::from_utf8_lossy(coding.as_bytes()).trim().to_owned();
        (!coding.is_empty() && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
    }

    /// How long the sender asks to wait: `Retry-After` in whole seconds (RFC 9110, section 10.2.3).
    pub(crate) fn retry_after(&self) -> Option<std::time::Duration> {
        let seconds = self.header("retry-after")?.trim().parse().ok()?;
        Some(std::time::Duration::from_secs(seconds))
    }
}
