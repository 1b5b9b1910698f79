//! Sends one request and reads the whole response: bounded in time and size, no redirects, no proxy.

use std::error::Error;
use std::fmt;
use std::io;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method};

use crate::endpoint::Endpoint;
use crate::request::Outgoing;

/// One response as received.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The headers.
    pub(crate) headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: Bytes,
}

/// Why there is no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No connection could be made.
    Unreachable(String),
    /// No complete response within the time.
    TimedOut(Duration),
    /// The connection ended before the response was complete.
    Cut(String),
    /// The response is not HTTP.
    NotHttp(String),
    /// The body is larger than any list of items.
    TooLarge,
    /// Asked to wait again and again.
    Throttled(u16),
    /// This request cannot be written down as HTTP.
    Unsendable(String),
}

impl Fault {
    /// Whether every other request to this endpoint would meet the same.
    pub(crate) fn is_of_the_endpoint(&self) -> bool {
        matches!(self, Self::Unreachable(_) | Self::TimedOut(_) | Self::Cut(_) | Self::NotHttp(_))
    }
}

/// The largest body that is read.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// How often one request is sent while the answer is to wait.
const ATTEMPTS: u32 = 4;

/// The longest that an answer's `Retry-After` is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long the first wait is where the answer does not say; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Sends requests to one endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    http: Client,
    timeout: Duration,
}

impl Sender {
    /// A sender whose requests take so long at most, connecting included.
    pub(crate) fn new(timeout: Duration) -> Result<Self, reqwest::Error> {
        let http = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .timeout(timeout)
            // A connection that the server closes for being idle would look like a fault of the next probe.
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { http, timeout })
    }

    /// Sends a request, made anew for each attempt; an answer that says to wait is waited for a few times.
    pub(crate) async fn send(
        &self,
        endpoint: &Endpoint,
        mut request: impl FnMut() -> Outgoing,
    ) -> Result<Answer, Fault> {
        let mut attempt = 1;
        loop {
            let answer = self.once(endpoint, &request()).await?;
            if !matches!(answer.status, 429 | 503) {
                return Ok(answer);
            }
            if attempt == ATTEMPTS {
                return Err(Fault::Throttled(answer.status));
            }
            tokio::time::sleep(wait(&answer, attempt)).await;
            attempt += 1;
        }
    }

    async fn once(&self, endpoint: &Endpoint, request: &Outgoing) -> Result<Answer, Fault> {
        let address = format!("{}{}", endpoint.origin, request.target);
        let url = reqwest::Url::parse(&address).map_err(|error| Fault::Unsendable(error.to_string()))?;
        // A URL that is rewritten on its way would bear a signature of something else.
        if url.as_str() != address {
            return Err(Fault::Unsendable(format!("the URL {address} would be sent as {url}")));
        }
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| Fault::Unsendable(format!("{:?} is not an HTTP method", request.method)))?;
        let sent =
            self.http.request(method, url).headers(headers(request)?).body(request.body.clone()).send();
        let mut response = sent.await.map_err(|error| self.fault(&error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.fault(&error))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(Fault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, headers, body: body.freeze() })
    }

    fn fault(&self, error: &reqwest::Error) -> Fault {
        let mut causes = vec![];
        let mut next: Option<&(dyn Error + 'static)> = error.source();
        let mut kind = None;
        while let Some(cause) = next {
            kind = kind.or(cause.downcast_ref::<io::Error>().map(io::Error::kind));
            causes.push(cause.to_string());
            next = cause.source();
        }
        let said = causes.pop().unwrap_or_else(|| error.to_string());
        if error.is_timeout() {
            Fault::TimedOut(self.timeout)
        } else if error.is_connect() {
            Fault::Unreachable(said)
        } else if kind == Some(io::ErrorKind::ConnectionReset)
            || causes.iter().chain([&said]).any(|said| ends_early(said))
        {
            Fault::Cut(said)
        } else {
            Fault::NotHttp(said)
        }
    }
}

/// Whether the library says that the message ended before its end.
fn ends_early(said: &str) -> bool {
    [
        "closed before message completed",
        "end of file before message length",
        "unexpected EOF",
        "unexpected end",
    ]
    .iter()
    .any(|words| said.contains(words))
}

fn headers(request: &Outgoing) -> Result<HeaderMap, Fault> {
    let mut headers = HeaderMap::new();
    for (name, value) in request.all_headers() {
        // The value may be a secret and is not repeated.
        let unfit = || {
            Fault::Unsendable(format!(
                "the value of the header {name} has characters that HTTP does not allow"
            ))
        };
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?,
            HeaderValue::from_str(&value).map_err(|_| unfit())?,
        );
    }
    Ok(headers)
}

fn wait(answer: &Answer, attempt: u32) -> Duration {
    let said = answer
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .map(Duration::from_secs);
    said.unwrap_or_else(|| FIRST_WAIT * 2_u32.saturating_pow(attempt - 1)).min(LONGEST_WAIT)
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable(said) => write!(formatter, "no connection could be made: {said}"),
            Self::TimedOut(timeout) => {
                write!(formatter, "no complete response within {} ms (--timeout-ms)", timeout.as_millis())
            }
            Self::Cut(said) => {
                write!(formatter, "the connection ended before the response was complete: {said}")
            }
            Self::NotHttp(said) => write!(formatter, "the response is not HTTP: {said}"),
            Self::TooLarge => {
                write!(formatter, "a response of more than {} MiB", LARGEST_BODY / 1024 / 1024)
            }
            Self::Throttled(status) => {
                write!(formatter, "still status {status} after {ATTEMPTS} attempts; try again later")
            }
            Self::Unsendable(problem) => write!(formatter, "the request cannot be sent: {problem}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requested_wait_is_followed_up_to_a_bound() {
        let answer = |value: Option<&str>| Answer {
            status: 429,
            headers: value.map(|value| ("retry-after".to_owned(), value.to_owned())).into_iter().collect(),
            body: Bytes::new(),
        };
        assert_eq!(wait(&answer(Some("2")), 1), Duration::from_secs(2));
        assert_eq!(wait(&answer(Some("3600")), 1), LONGEST_WAIT);
        assert_eq!(wait(&answer(None), 1), FIRST_WAIT);
        assert_eq!(wait(&answer(Some("Wed, 21 Oct 2026 07:28:00 GMT")), 2), FIRST_WAIT * 2);
    }
}
