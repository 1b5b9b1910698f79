//! Sends one request and reads the whole response: bounded in time and size.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

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
    /// The certificate of the endpoint is not trusted.
    Untrusted(String),
    /// The endpoint does not speak TLS as it has to.
    NotTls(String),
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
        match self {
            Self::Unreachable(_)
            | Self::Untrusted(_)
            | Self::NotTls(_)
            | Self::TimedOut(_)
            | Self::Cut(_)
            | Self::NotHttp(_) => true,
            Self::TooLarge | Self::Throttled(_) | Self::Unsendable(_) => false,
        }
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

/// Sends requests to one endpoint, each over a connection of its own.
///
/// A connection that the server closes for being idle would look like a fault of the next probe.
#[derive(Clone)]
pub(crate) struct Sender {
    tls: TlsConnector,
    timeout: Duration,
}

impl Sender {
    /// A sender whose requests take so long at most, connecting included.
    pub(crate) fn new(timeout: Duration) -> Self {
        Self { tls: TlsConnector::from(Arc::new(tls::client_config())), timeout }
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
        let request = http_request(request)?;
        let answer = self.over_new_connection(endpoint, request);
        tokio::time::timeout(self.timeout, answer).await.unwrap_or(Err(Fault::TimedOut(self.timeout)))
    }

    async fn over_new_connection(
        &self,
        endpoint: &Endpoint,
        request: Request<Full<Bytes>>,
    ) -> Result<Answer, Fault> {
        let connected = TcpStream::connect((endpoint.name.as_str(), endpoint.port)).await;
        let stream = connected.map_err(|error| Fault::Unreachable(error.to_string()))?;
        if !endpoint.is_https() {
            return exchange(stream, request).await;
        }
        let name = ServerName::try_from(endpoint.name.clone()).map_err(|error| {
            Fault::Unsendable(format!("{:?} is no name of a server: {error}", endpoint.name))
        })?;
        let stream = self.tls.connect(name, stream).await.map_err(|error| tls_fault(&error))?;
        exchange(stream, request).await
    }
}

/// One request and its whole response.
async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Answer, Fault> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| fault(&error))?;
    let answer = async {
        let (head, mut body) =
            sender.send_request(request).await.map_err(|error| fault(&error))?.into_parts();
        let mut received = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| fault(&error))?;
            let Some(chunk) = frame.data_ref() else { continue };
            if received.len() + chunk.len() > LARGEST_BODY {
                return Err(Fault::TooLarge);
            }
            received.extend_from_slice(chunk);
        }
        let headers = head.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Ok(Answer { status: head.status.as_u16(), headers: headers.collect(), body: received.freeze() })
    };
    // The connection moves the bytes; what ends it early shows in the answer.
    let moved = async {
        drop(connection.await);
        std::future::pending().await
    };
    tokio::select! {
        answer = answer => answer,
        never = moved => never,
    }
}

fn http_request(request: &Outgoing) -> Result<Request<Full<Bytes>>, Fault> {
    let target: Uri = request
        .target
        .parse()
        .map_err(|error| Fault::Unsendable(format!("the target {}: {error}", request.target)))?;
    // A target that is rewritten on its way would bear a signature of something else.
    if target.to_string() != request.target {
        return Err(Fault::Unsendable(format!("the target {} would be sent as {target}", request.target)));
    }
    let method = Method::from_bytes(request.method.as_bytes())
        .map_err(|_| Fault::Unsendable(format!("{:?} is not an HTTP method", request.method)))?;
    let mut built = Request::new(Full::from(request.body.clone()));
    *built.method_mut() = method;
    *built.uri_mut() = target;
    for (name, value) in request.all_headers() {
        // The value may be a secret and is not repeated.
        let unfit = || {
            Fault::Unsendable(format!(
                "the value of the header {name} has characters that HTTP does not allow"
            ))
        };
        built.headers_mut().append(
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?,
            HeaderValue::from_str(&value).map_err(|_| unfit())?,
        );
    }
    Ok(built)
}

/// Why no TLS connection was made.
fn tls_fault(error: &io::Error) -> Fault {
    match tls_error(error) {
        Some(rustls::Error::InvalidCertificate(problem)) => Fault::Untrusted(problem.to_string()),
        Some(problem) => Fault::NotTls(problem.to_string()),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            Fault::NotTls("the server ended the connection within the handshake".to_owned())
        }
        None => Fault::NotTls(error.to_string()),
    }
}

/// Why no whole response came over a connection.
fn fault(error: &hyper::Error) -> Fault {
    let mut causes = vec![error.to_string()];
    let mut kind = None;
    let mut next = error.source();
    while let Some(cause) = next {
        kind = kind.or(cause.downcast_ref::<io::Error>().map(io::Error::kind));
        causes.push(cause.to_string());
        next = cause.source();
    }
    let early = error.is_incomplete_message()
        || matches!(kind, Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof))
        || causes.iter().any(|said| ends_early(said));
    let said = causes.pop().unwrap_or_default();
    if early { Fault::Cut(said) } else { Fault::NotHttp(said) }
}

/// The error of TLS that this is, or that it holds: an error inside an `io::Error` is not its source.
fn tls_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    let held: &'a (dyn Error + 'static) = error.downcast_ref::<io::Error>()?.get_ref()?;
    tls_error(held)
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
            Self::Untrusted(said) => {
                write!(formatter, "the certificate of the endpoint is not trusted: {said}")
            }
            Self::NotTls(said) => write!(formatter, "no TLS connection could be made: {said}"),
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
