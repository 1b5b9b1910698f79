//! The address that probes are sent to, parsed once.

use url::Url;

use crate::LiveError;

/// An endpoint: scheme, host and port, and the path that operations lie below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The host without a port, as a resolver takes it.
    pub(crate) name: String,
    /// The port.
    pub(crate) port: u16,
    /// As the Host header has it.
    pub(crate) host: String,
    /// The path below which operations lie, without a slash at its end.
    pub(crate) base: String,
    /// Scheme and authority, to put a request's target behind.
    pub(crate) origin: String,
}

/// The end of a message about an address that cannot be used.
const EXAMPLE: &str = "give an address such as https://host:port";

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with an address that is not a plain `http` or `https` one.
    pub fn new(text: &str) -> Result<Self, LiveError> {
        let wrong = |problem: &str| LiveError::Endpoint { problem: problem.to_owned() };
        let url = Url::parse(text).map_err(|error| wrong(&format!("{error}; {EXAMPLE}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            let scheme = url.scheme();
            return Err(wrong(&format!("the scheme {scheme:?} is neither http nor https; {EXAMPLE}")));
        }
        // Never shown: a key in an address must not reach a report.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "the address holds a user or a password; remove them, keys come from the environment",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong(
                "the address has a query or a fragment; remove it, operations are paths below the address",
            ));
        }
        let Some(host) = url.host_str() else {
            return Err(wrong(&format!("the address has no host; {EXAMPLE}")));
        };
        let name = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self {
            name,
            port: url.port_or_known_default().unwrap_or(443),
            origin: format!("{}://{host}", url.scheme()),
            base: url.path().trim_end_matches('/').to_owned(),
            host,
        })
    }

    /// A documented host.
    pub(crate) fn of_host(host: &str) -> Self {
        Self {
            name: host.to_owned(),
            port: 443,
            host: host.to_owned(),
            base: String::new(),
            origin: format!("https://{host}"),
        }
    }

    /// Whether requests go over TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The address for people.
    pub(crate) fn address(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_parsed() {
        let endpoint = Endpoint::new("http://localhost:5000/a/b/").unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.base.as_str()), ("localhost:5000", "/a/b"));
        assert_eq!(Endpoint::new("http://[::1]:80").unwrap().host, "[::1]");
        assert_eq!(Endpoint::new("HTTP://Example.test").unwrap().origin, "http://example.test");
    }

    #[test]
    fn an_address_with_more_than_a_path_is_refused_without_being_repeated() {
        for text in
            ["127.0.0.1:80", "ftp://x", "http://", "http://me:hunter2@x", "http://x/?a=b", "http://x/#f"]
        {
            let error = Endpoint::new(text).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
