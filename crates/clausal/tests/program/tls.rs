//! An https endpoint with a certificate of its own authority is probed, and what is wrong with TLS is said.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use fixtures::BUNDLED;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use simulator::{Scenario, Server};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use crate::testbed::{Called, call, empty_folder};

/// The operation that is probed.
fn operation() -> &'static contract::Operation {
    BUNDLED.contracts.operations().next().unwrap()
}

/// A simulator of the operation with the keys that [`probe`] has.
async fn server() -> Server {
    let operation = operation();
    let mut scenario = Scenario::new(&operation.id, 3);
    scenario.region.clone_from(&BUNDLED.contracts.provider(operation).endpoint.region);
    scenario.credentials.access_key_id = "AKIDTLS".to_owned();
    scenario.credentials.secret_access_key = "secret".into();
    let server = Server::start(Arc::clone(&BUNDLED.contracts)).await.unwrap();
    server.begin(scenario).await.unwrap();
    server
}

/// TLS in front of a server, with a certificate for 127.0.0.1 that is its own authority; its PEM is written to a file.
async fn tls_in_front_of(port: u16, pem: &Path) -> SocketAddr {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(pem, cert.pem()).unwrap();
    let chain = vec![CertificateDer::from(cert.der().to_vec())];
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(mut outer) = acceptor.accept(stream).await else { return };
                let Ok(mut inner) = TcpStream::connect(("127.0.0.1", port)).await else { return };
                // A connection that ends early is what some probes ask for.
                drop(tokio::io::copy_bidirectional(&mut outer, &mut inner).await);
            });
        }
    });
    address
}

/// The program probes an address with this file of authorities.
async fn probe(url: String, authorities: &Path) -> Called {
    let authorities = authorities.display().to_string();
    let provider = BUNDLED.contracts.provider(operation());
    let [key, secret] = live::variables(provider).map(|name| name.unwrap_or("KEY").to_owned());
    let call = move || {
        let folder = empty_folder();
        let variables = [("SSL_CERT_FILE", authorities.as_str()), (&key, "AKIDTLS"), (&secret, "secret")];
        call(folder.path(), &["probe", "--endpoint", &url, "--operation", &operation().id], &variables)
    };
    tokio::task::spawn_blocking(call).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_with_a_known_authority_keeps_every_requirement() {
    let (server, folder) = (server().await, empty_folder());
    let pem = folder.path().join("authority.pem");
    let address = tls_in_front_of(server.port(), &pem).await;
    let called = probe(format!("https://{address}"), &pem).await;
    assert_eq!(called.code, 0, "{}{}", called.stdout, called.stderr);
    assert!(called.stdout.contains("PASS"), "{}", called.stdout);
    assert!(server.so_far().exchanges.len() > 50, "nothing was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_tls_is_said_with_what_to_do() {
    let (server, folder) = (server().await, empty_folder());
    let [own, others, none] = ["own.pem", "others.pem", "none.pem"].map(|name| folder.path().join(name));
    let address = tls_in_front_of(server.port(), &own).await;
    tls_in_front_of(server.port(), &others).await;
    let plain = server.url().replace("http:", "https:");
    for (url, authorities, words) in [
        (format!("https://{address}"), &others, "SSL_CERT_FILE"),
        (format!("https://localhost:{}", address.port()), &own, "the host that the certificate names"),
        (plain, &own, "a server without TLS has an http address"),
        (format!("http://{address}"), &own, "the right scheme"),
        (format!("https://{address}"), &none, "no certificate authorities were found"),
    ] {
        let called = probe(url.clone(), authorities).await;
        let said = format!("{}{}", called.stdout, called.stderr);
        assert_eq!(called.code, 2, "{url}: {said}");
        assert!(said.contains(words), "{url}: {said}");
    }
    assert_eq!(server.so_far().exchanges.len(), 0, "a request went over a connection that is not trusted");
}
