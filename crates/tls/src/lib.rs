//! TLS for every crate of Clausal: one crypto provider, and the certificate authorities of the system.
#![doc = include_str!("../README.md")]

use std::sync::{Arc, LazyLock};

use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};

/// What was found at the first use.
struct Found {
    config: ClientConfig,
    missing: Option<String>,
}

/// Reading some hundred certificates takes a while, so it is done once in a process.
static FOUND: LazyLock<Found> = LazyLock::new(find);

/// How a client connects: TLS 1.2 and 1.3, trusting the certificate authorities of the system.
///
/// They are read at the first call. Where there are none, every connection fails; [`missing_authorities`] says why.
#[must_use]
pub fn client_config() -> ClientConfig {
    FOUND.config.clone()
}

/// Why there is no certificate authority to trust, and what to do; `None` where there are some.
#[must_use]
pub fn missing_authorities() -> Option<&'static str> {
    FOUND.missing.as_deref()
}

/// Makes the provider that of the whole process, for clients of the same process that choose none.
///
/// A `reqwest::Client` panics without one where reqwest is built with this crate's features and no others.
pub fn install() {
    // Somebody else's choice stays.
    drop(ring::default_provider().install_default());
}

fn find() -> Found {
    let read = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(read.certs);
    let missing = roots.is_empty().then(|| {
        let problems: Vec<String> = read.errors.iter().map(ToString::to_string).collect();
        let problems =
            if problems.is_empty() { "the system has none".to_owned() } else { problems.join("; ") };
        format!(
            "no certificate authorities were found ({problems}); install the system's, or set SSL_CERT_FILE to a \
             PEM file that holds some"
        )
    });
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = builder
        .with_safe_default_protocol_versions()
        // The provider is fixed, and supports both versions.
        .expect("ring supports TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Found { config, missing }
}
