//! What tests of live endpoints share: a simulator, keys for it, and one run of all probes.

use std::sync::Arc;
use std::time::Duration;

use contract::Contracts;
use fixtures::BUNDLED;
use live::{Endpoint, Filter, Keys, LiveRun, Settings, run};
use serde_json::{Value, json};
use signing::Credentials;
use simulator::{Scenario, Server};

/// The contracts of this repository.
pub(crate) fn contracts() -> &'static Arc<Contracts> {
    &BUNDLED.contracts
}

/// The region of every test, unlike any contract's own.
pub(crate) const REGION: &str = "moon-1";

/// The operations, to run a test for each.
pub(crate) fn operations() -> Vec<String> {
    contracts().operations().map(|operation| operation.id.clone()).collect()
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
pub(crate) async fn serve(operation: &str, items: usize, exchanges: Value) -> Server {
    let exchanges = serde_json::from_value(exchanges).unwrap();
    let mut scenario = Scenario::new(operation, items).with_exchanges(exchanges);
    scenario.region = REGION.to_owned();
    scenario.credentials = credentials();
    let server = Server::start(Arc::clone(contracts())).await.unwrap();
    server.begin(scenario).await.unwrap();
    server
}

/// A server of one operation that does the same to every request.
pub(crate) async fn serve_always(operation: &str, mut exchange: Value) -> Server {
    exchange["for-ever"] = json!(true);
    serve(operation, 3, json!([exchange])).await
}

/// How an operation at this address is probed.
pub(crate) fn settings(url: &str, operation: &str, credentials: &Credentials) -> Settings {
    let keys: Keys = contracts().providers.keys().map(|id| (id.clone(), credentials.clone())).collect();
    Settings {
        endpoint: Endpoint::new(url).unwrap(),
        filter: Filter::new(contracts(), &[operation.to_owned()], &[]).unwrap(),
        keys,
        region: Some(REGION.to_owned()),
        timeout: Duration::from_secs(10),
    }
}

/// One run of all probes of an operation.
pub(crate) async fn probe(url: &str, operation: &str) -> LiveRun {
    probe_with(&settings(url, operation, &credentials())).await
}

/// One run with these settings.
pub(crate) async fn probe_with(settings: &Settings) -> LiveRun {
    run(contracts(), settings, Arc::new(|_, _| {})).await.unwrap()
}

/// All that a run holds, as text; every report is made of it.
pub(crate) fn text(run: &LiveRun) -> String {
    format!("{}\n{run:?}", serde_json::to_string_pretty(run).unwrap())
}
