//! What every test of live endpoints stands on: a simulator, keys for it, and one round of probes.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use conformance::live::{Endpoint, Keys, LiveRun, Settings, Wanted, run};
use conformance::report;
use contract::Contracts;
use serde_json::{Value, json};
use signing::Credentials;
use simulator::{Server, Stage};

pub(crate) static CONTRACTS: LazyLock<Arc<Contracts>> =
    LazyLock::new(|| Arc::new(Contracts::bundled().unwrap()));

/// The region of every test, unlike any contract's own.
pub(crate) const REGION: &str = "moon-1";

/// The operations, to run a test for each.
pub(crate) fn operations() -> Vec<String> {
    CONTRACTS.operations().map(|operation| operation.id.clone()).collect()
}

/// Keys as a person has them, the same for every provider.
pub(crate) fn credentials() -> Credentials {
    Credentials {
        access_key_id: "AKIDLIVE".to_owned(),
        secret_access_key: "a-secret/that+nobody=reads".into(),
        session_token: None,
    }
}

/// A server of one operation that does first what the exchanges say.
pub(crate) async fn serve(operation: &str, jobs: usize, exchanges: Value) -> Server {
    let exchanges = serde_json::from_value(exchanges).unwrap();
    let mut stage = Stage::new(operation, jobs).with_exchanges(exchanges).unwrap();
    stage.region = REGION.to_owned();
    stage.credentials = credentials();
    let server = Server::start(Arc::clone(&CONTRACTS)).await.unwrap();
    server.begin(stage).await.unwrap();
    server
}

/// A server of one operation that does the same to every request.
pub(crate) async fn serve_always(operation: &str, mut exchange: Value) -> Server {
    exchange["for-ever"] = json!(true);
    serve(operation, 3, json!([exchange])).await
}

/// How an operation at this address is asked; the time is short, for whoever is silent stays silent.
pub(crate) fn settings(url: &str, operation: &str, credentials: &Credentials) -> Settings {
    let keys: Keys = CONTRACTS.providers.keys().map(|id| (id.clone(), credentials.clone())).collect();
    Settings {
        endpoint: Endpoint::new(url).unwrap(),
        wanted: Wanted::new(&CONTRACTS, &[operation.to_owned()], &[]).unwrap(),
        keys,
        region: Some(REGION.to_owned()),
        timeout: Duration::from_secs(10),
    }
}

/// One round of all probes of an operation.
pub(crate) async fn probe(url: &str, operation: &str) -> LiveRun {
    probe_with(&settings(url, operation, &credentials())).await
}

/// One round as the settings say.
pub(crate) async fn probe_with(settings: &Settings) -> LiveRun {
    run(&CONTRACTS, settings, Arc::new(|_, _| {})).await.unwrap()
}

/// All that a person or a program gets to read of a round.
pub(crate) fn told(run: &LiveRun) -> String {
    let mut out = Vec::new();
    report::live::terminal::write(run, &mut out).unwrap();
    report::live::json::write(run, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
