//! A request before it is signed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::error::{Error, InvalidMember};

/// A request that is safe to repeat, without the parts that differ between attempts.
///
/// ```
/// use model_transport::Outgoing;
///
/// let outgoing = Outgoing::get("/things", [("token", "a+b/c= ~".to_owned())]);
/// assert_eq!(outgoing.target(), "/things?token=a%2Bb%2Fc%3D%20~");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    method: &'static str,
    target: String,
    body: Option<Vec<u8>>,
}

// RFC 3986, section 2.3: these four and the alphanumerics are unreserved, all else is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Outgoing {
    /// A GET without a body; the query is percent-encoded by RFC 3986, in the order given.
    #[must_use]
    pub fn get(path: &str, query: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { method: "GET", target: target(path, query), body: None }
    }

    /// A POST with a JSON body; the query is percent-encoded by RFC 3986, in the order given.
    ///
    /// # Errors
    /// [`Error::Refused`] if `body` cannot be written as JSON.
    pub fn post(
        path: &str,
        query: impl IntoIterator<Item = (&'static str, String)>,
        body: &impl Serialize,
    ) -> Result<Self, Error> {
        let body = serde_json::to_vec(body).map_err(|error| {
            InvalidMember::text("body", &error.to_string(), "something that JSON can hold")
        })?;
        Ok(Self { method: "POST", target: target(path, query), body: Some(body) })
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &'static str {
        self.method
    }

    /// Path and query as the request line has them, below the endpoint's own path.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The JSON body, if there is one.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }
}

fn target(path: &str, query: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let mut target = path.to_owned();
    for (index, (name, value)) in query.into_iter().enumerate() {
        target.push(if index == 0 { '?' } else { '&' });
        target.extend(utf8_percent_encode(name, RESERVED));
        target.push('=');
        target.extend(utf8_percent_encode(&value, RESERVED));
    }
    target
}
