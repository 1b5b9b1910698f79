//! Where to send, how to sign, how long to wait and how often to try.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use signing::Credentials;

use crate::back_off::BackOff;
use crate::clock::Clock;
use crate::connections::Connections;
use crate::error::{Error, InvalidMember};

/// The settings of one client; made by [`Settings::builder`], clones are cheap.
///
/// ```
/// use model_transport::{BackOff, Credentials, Settings};
/// use std::time::Duration;
///
/// let credentials =
///     Credentials { access_key_id: "AKID".into(), secret_access_key: "secret".into(), session_token: None };
/// let settings = Settings::builder("http://127.0.0.1:8080", "us-east-1", credentials)
///     .attempts(5)
///     .attempt_timeout(Duration::from_secs(10))
///     .back_off(BackOff { base: Duration::from_millis(50), cap: Duration::from_secs(2) })
///     .build()?;
/// # Ok::<(), model_transport::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) endpoint: Endpoint,
    pub(crate) region: String,
    pub(crate) credentials: Keys,
    pub(crate) attempts: u32,
    pub(crate) attempt_timeout: Duration,
    pub(crate) back_off: BackOff,
    pub(crate) response_limit: usize,
    pub(crate) clock: Clock,
    pub(crate) connections: Connections,
}

/// Settings in the making; what is not set keeps its default.
#[derive(Debug, Clone)]
#[must_use]
pub struct SettingsBuilder {
    endpoint: String,
    region: String,
    credentials: Keys,
    attempts: u32,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    back_off: BackOff,
    response_limit: usize,
    clock: Clock,
    connections: Option<Connections>,
}

/// The endpoint, taken apart once.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// The value of the Host header: the port only where it is not the scheme's own.
    pub(crate) host: String,
    /// The endpoint's own path, no slash at its end.
    pub(crate) path: String,
}

/// Keys that never reach `Debug` output.
#[derive(Clone)]
pub(crate) struct Keys(pub(crate) Arc<Credentials>);

const ENDPOINT_LIMIT: &str = "an http or https URL with a host, without user, query and fragment";
const TLS_LIMIT: &str = "an http URL, unless the cargo feature `tls` is turned on";

impl Settings {
    /// Starts with the three settings that have no default.
    ///
    /// `endpoint` is a base URL with scheme, host and maybe port and path; `region` is the one to sign for.
    pub fn builder(
        endpoint: impl Into<String>,
        region: impl Into<String>,
        credentials: Credentials,
    ) -> SettingsBuilder {
        SettingsBuilder {
            endpoint: endpoint.into(),
            region: region.into(),
            credentials: Keys(Arc::new(credentials)),
            attempts: 3,
            attempt_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(5),
            back_off: BackOff::default(),
            response_limit: 16 * 1024 * 1024,
            clock: Clock::system(),
            connections: None,
        }
    }
}

impl SettingsBuilder {
    /// How many attempts in all one request may take: 1 to 100, by default 3.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the body; by default 60 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// How long connecting may take; by default 5 seconds. Shared [`Connections`] bring their own.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long to wait between attempts.
    pub fn back_off(mut self, back_off: BackOff) -> Self {
        self.back_off = back_off;
        self
    }

    /// The longest response body that is read, in bytes; by default 16 MiB. A longer one is a decode error.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Where signatures take their time from; by default the computer's clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Connections to share with other clients; by default the client has its own.
    pub fn connections(mut self, connections: Connections) -> Self {
        self.connections = Some(connections);
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`Error::Refused`] if the endpoint is no `http` or `https` URL (or is `https` without the cargo feature
    /// `tls`), or if the attempts are not 1 to 100; [`Error::Transport`] if connections cannot be set up.
    pub fn build(self) -> Result<Settings, Error> {
        if !(1..=100).contains(&self.attempts) {
            return Err(InvalidMember::number("attempts", self.attempts.into(), "1 to 100").into());
        }
        let connections = match self.connections {
            Some(connections) => connections,
            None => Connections::new(self.connect_timeout)?,
        };
        Ok(Settings {
            endpoint: Endpoint::parse(&self.endpoint)?,
            region: self.region,
            credentials: self.credentials,
            attempts: self.attempts,
            attempt_timeout: self.attempt_timeout,
            back_off: self.back_off,
            response_limit: self.response_limit,
            clock: self.clock,
            connections,
        })
    }
}

impl Endpoint {
    fn parse(text: &str) -> Result<Self, InvalidMember> {
        let refused = || InvalidMember::text("endpoint", text, ENDPOINT_LIMIT);
        let url = Url::parse(text).map_err(|_| refused())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?;
        let extra = url.query().is_some() || url.fragment().is_some();
        let user = !url.username().is_empty() || url.password().is_some();
        if !matches!(url.scheme(), "http" | "https") || extra || user {
            return Err(refused());
        }
        if url.scheme() == "https" && !cfg!(feature = "tls") {
            return Err(InvalidMember::text("endpoint", text, TLS_LIMIT));
        }
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let origin = format!("{}://{host}", url.scheme());
        Ok(Self { origin, host, path: url.path().trim_end_matches('/').to_owned() })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Keys").field(&self.0.access_key_id).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(text: &str) -> Result<Endpoint, InvalidMember> {
        Endpoint::parse(text)
    }

    #[test]
    fn endpoints_keep_their_port_and_path() {
        let parsed = endpoint("http://127.0.0.1:8080/base/").unwrap();
        assert_eq!((parsed.host.as_str(), parsed.path.as_str()), ("127.0.0.1:8080", "/base"));
        assert_eq!(endpoint("http://example.test:80").unwrap().host, "example.test");
        assert_eq!(endpoint("http://[::1]:81").unwrap().origin, "http://[::1]:81");
    }

    #[test]
    fn other_endpoints_are_refused() {
        for text in
            ["", "127.0.0.1:80", "ftp://a.test", "http://u:p@a.test", "http://a.test/?b=c", "http://a.test#b"]
        {
            assert_eq!(endpoint(text).unwrap_err().limit, ENDPOINT_LIMIT, "{text}");
        }
    }

    #[test]
    fn https_needs_the_feature() {
        let refusal = endpoint("https://a.test").err().map(|error| error.to_string());
        let named = refusal.is_some_and(|text| text.contains("feature `tls`"));
        assert_eq!(named, !cfg!(feature = "tls"));
    }
}
