//! The address that probes are sent to, taken apart once.

use crate::LiveError;

/// An endpoint: scheme, host and port, and the path that operations lie below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// As the Host header has it.
    pub(crate) host: String,
    /// The path below which operations lie, without a slash at its end.
    pub(crate) base: String,
    /// Scheme and authority, to put a request's target behind.
    pub(crate) origin: String,
}

impl Endpoint {
    /// Reads an address.
    ///
    /// # Errors
    /// Whatever is no plain `http` or `https` address.
    pub fn new(text: &str) -> Result<Self, LiveError> {
        let wrong = |problem: &str| LiveError::Endpoint { problem: problem.to_owned() };
        let url = reqwest::Url::parse(text)
            .map_err(|error| wrong(&format!("{error}; an endpoint looks like https://host:port")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("its scheme is neither http nor https"));
        }
        if url.scheme() == "https" && !cfg!(feature = "tls") {
            return Err(LiveError::Endpoint {
                problem: "this build knows no TLS; build it in with \
                          `cargo run --package xtask --features tls -- conformance --live …`"
                    .to_owned(),
            });
        }
        // Never shown again: whoever puts keys there does not want them in a report.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it holds a user or a password; keys come from the environment"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has a query or a fragment; give the address that operations lie below"));
        }
        let Some(host) = url.host_str() else { return Err(wrong("it has no host")) };
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        Ok(Self {
            origin: format!("{}://{host}", url.scheme()),
            base: url.path().trim_end_matches('/').to_owned(),
            host,
        })
    }

    /// A documented host.
    pub(crate) fn of_host(host: &str) -> Self {
        Self { host: host.to_owned(), base: String::new(), origin: format!("https://{host}") }
    }

    /// The address for people.
    pub(crate) fn shown(&self) -> String {
        format!("{}{}", self.origin, self.base)
    }
}

#[cfg(test)]
mod tests {
    use crate::*;

    #[test]
    fn an_address_is_taken_apart() {
        let endpoint = Endpoint::new("http://localhost:5000/a/b/").unwrap();
        assert_eq!((endpoint.host.as_str(), endpoint.base.as_str()), ("localhost:5000", "/a/b"));
        assert_eq!(Endpoint::new("http://[::1]:80").unwrap().host, "[::1]");
        assert_eq!(Endpoint::new("HTTP://Example.test").unwrap().origin, "http://example.test");
    }

    #[test]
    fn what_is_no_plain_address_is_refused_without_being_repeated() {
        for text in
            ["127.0.0.1:80", "ftp://x", "http://", "http://me:hunter2@x", "http://x/?a=b", "http://x/#f"]
        {
            let error = Endpoint::new(text).unwrap_err().to_string();
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
