//! The connections that several clients may share.

use std::time::Duration;

use crate::error::Error;

/// A pool of connections; clones share it.
///
/// It follows no redirect, uses no proxy of the environment and decodes no content coding.
///
/// ```
/// use model_transport::{Connections, Credentials, Settings};
/// use std::time::Duration;
///
/// let connections = Connections::new(Duration::from_secs(2))?;
/// let credentials =
///     Credentials { access_key_id: "AKID".into(), secret_access_key: "secret".into(), session_token: None };
/// let settings = Settings::builder("http://127.0.0.1:8080", "us-east-1", credentials)
///     .connections(connections.clone())
///     .build()?;
/// # Ok::<(), model_transport::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Connections(reqwest::Client);

// Shorter than the idle time after which common servers close, so that few calls meet a closed connection.
const IDLE: Duration = Duration::from_secs(4);

impl Connections {
    /// A new pool. `connect_timeout` bounds the time to connect, TLS included.
    ///
    /// # Errors
    /// [`Error::Transport`] if the TLS library cannot be set up.
    pub fn new(connect_timeout: Duration) -> Result<Self, Error> {
        let builder = reqwest::Client::builder();
        #[cfg(feature = "tls")]
        let builder = builder.tls_backend_preconfigured(tls::client_config());
        let client = builder
            .connect_timeout(connect_timeout)
            .pool_idle_timeout(IDLE)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .tcp_nodelay(true)
            .user_agent(concat!("model-transport/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::transport(&error, 0))?;
        Ok(Self(client))
    }

    pub(crate) fn client(&self) -> &reqwest::Client {
        &self.0
    }
}
