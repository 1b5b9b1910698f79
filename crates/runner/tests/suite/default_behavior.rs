//! What a client does by itself is measured as it is, and an adapter that adds something differs from its baseline.

use std::sync::Arc;

use runner::Client;
use runner::default_behavior::{BehaviorScenario, Observation, SCENARIOS, Watch};
use tempfile::TempDir;

use crate::testbed::{CLIENT, OWN, client, tokens};

fn watch(folder: &TempDir) -> Watch {
    Watch { contracts: Arc::clone(&OWN.contracts), root: folder.path().to_owned(), offline: true }
}

fn scenarios(names: &[&str]) -> Vec<&'static BehaviorScenario> {
    SCENARIOS.iter().filter(|scenario| names.contains(&scenario.name)).collect()
}

async fn seen(folder: &TempDir, client: &Client, names: &[&str]) -> Vec<Observation> {
    let all = watch(folder).adapter(client, &scenarios(names)).await.unwrap();
    all.into_iter().filter(|seen| seen.operation == tokens()).collect()
}

/// Requests, what the caller got, and whether a walk was ended from outside.
fn summary(seen: &Observation) -> (&str, usize, &str, bool) {
    (seen.scenario, seen.requests, seen.outcome.result.as_str(), seen.outcome.stopped)
}

#[tokio::test]
async fn each_scenario_shows_what_the_client_does() {
    let folder = TempDir::new().unwrap();
    let names = ["plain", "throttled", "cut", "reset", "same-page", "endless"];
    let seen = seen(&folder, &client(&folder, "right"), &names).await;
    assert_eq!(
        seen.iter().map(summary).collect::<Vec<_>>(),
        [
            ("plain", 1, "returned", false),
            ("throttled", 1, "failed", false),
            // On the connection that it kept from before, this client takes a cut for a stale one and asks anew.
            ("cut", 2, "failed", false),
            ("reset", 1, "failed", false),
            ("same-page", 2, "failed", false),
            ("endless", 50, "returned", true),
        ]
    );
    assert_eq!((seen[0].outcome.items, seen[5].outcome.items), (Some(5), Some(50)));
    assert_eq!(seen[4].outcome.native.as_deref(), Some("RepeatedPosition"));
}

#[tokio::test]
async fn a_client_that_asks_nothing_is_seen_to_ask_nothing() {
    let folder = TempDir::new().unwrap();
    let seen = seen(&folder, &client(&folder, "does-nothing"), &["plain"]).await;
    assert_eq!(summary(&seen[0]), ("plain", 0, "returned", false));
}

#[tokio::test]
async fn an_adapter_that_adds_an_attempt_differs_from_its_baseline() {
    let folder = TempDir::new().unwrap();
    let names = ["throttled", "same-page"];
    for (mode, more) in [("right", 1), ("tries-again", 2)] {
        let mut adapter = client(&folder, mode);
        adapter.manifest.baseline = vec![CLIENT.to_owned(), "baseline".to_owned()];
        let seen = seen(&folder, &adapter, &names).await;
        let baseline = watch(&folder).baseline(&adapter, &scenarios(&names), &seen).await.unwrap();
        assert_eq!(
            baseline.iter().map(summary).collect::<Vec<_>>(),
            [("throttled", 1, "failed", false), ("same-page", 2, "failed", false)]
        );
        let requests: Vec<usize> = seen.iter().map(|seen| seen.requests).collect();
        assert_eq!(requests, [more, 2 * more], "{mode}");
        assert_eq!(seen[0].outcome.native, baseline[0].outcome.native);
    }
}

#[tokio::test]
async fn a_baseline_that_prints_no_json_is_reported_with_what_it_printed() {
    let folder = TempDir::new().unwrap();
    let mut adapter = client(&folder, "right");
    let seen = seen(&folder, &adapter, &["throttled"]).await;
    let baseline = |adapter: Client| {
        let (watch, seen) = (watch(&folder), seen.clone());
        async move { watch.baseline(&adapter, &scenarios(&["throttled"]), &seen).await.unwrap_err().to_string() }
    };
    assert!(baseline(adapter.clone()).await.contains("client.json has no \"baseline\""));
    adapter.manifest.baseline = vec![CLIENT.to_owned(), "no-such-mode".to_owned()];
    let problem = baseline(adapter).await;
    assert!(problem.contains("did not print one line of JSON"), "{problem}");
}
