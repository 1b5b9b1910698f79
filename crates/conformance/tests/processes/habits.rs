//! What a client does by itself is measured as it is, and an adapter that adds something is seen beside the bare library.

use std::sync::Arc;

use conformance::Client;
use conformance::habits::{Observation, SITUATIONS, Situation, Watch};
use tempfile::TempDir;

use crate::common::{CLIENT, CONTRACTS, client, tokens};

fn watch(folder: &TempDir) -> Watch {
    Watch { contracts: Arc::clone(&CONTRACTS), root: folder.path().to_owned(), offline: true }
}

fn situations(names: &[&str]) -> Vec<&'static Situation> {
    SITUATIONS.iter().filter(|situation| names.contains(&situation.name)).collect()
}

async fn seen(folder: &TempDir, client: &Client, names: &[&str]) -> Vec<Observation> {
    let all = watch(folder).adapter(client, &situations(names)).await.unwrap();
    all.into_iter().filter(|seen| seen.operation == tokens()).collect()
}

/// Requests, what the caller was told, and whether a walk was ended from outside.
fn told(seen: &Observation) -> (&str, usize, &str, bool) {
    (seen.situation, seen.requests, seen.said.result.as_str(), seen.said.stopped)
}

#[tokio::test]
async fn each_situation_shows_what_the_client_does() {
    let folder = TempDir::new().unwrap();
    let names = ["plain", "throttled", "cut", "reset", "same-page", "endless"];
    let seen = seen(&folder, &client(&folder, "right"), &names).await;
    assert_eq!(
        seen.iter().map(told).collect::<Vec<_>>(),
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
    assert_eq!((seen[0].said.items, seen[5].said.items), (Some(5), Some(50)));
    assert_eq!(seen[4].said.native.as_deref(), Some("RepeatedPosition"));
}

#[tokio::test]
async fn a_client_that_asks_nothing_is_seen_to_ask_nothing() {
    let folder = TempDir::new().unwrap();
    let seen = seen(&folder, &client(&folder, "does-nothing"), &["plain"]).await;
    assert_eq!(told(&seen[0]), ("plain", 0, "returned", false));
}

#[tokio::test]
async fn an_adapter_that_adds_an_attempt_differs_from_the_bare_library() {
    let folder = TempDir::new().unwrap();
    let names = ["throttled", "same-page"];
    for (mode, more) in [("right", 1), ("tries-again", 2)] {
        let mut adapter = client(&folder, mode);
        adapter.manifest.bare = vec![CLIENT.to_owned(), "bare".to_owned()];
        let seen = seen(&folder, &adapter, &names).await;
        let bare = watch(&folder).bare(&adapter, &situations(&names), &seen).await.unwrap();
        assert_eq!(
            bare.iter().map(told).collect::<Vec<_>>(),
            [("throttled", 1, "failed", false), ("same-page", 2, "failed", false)]
        );
        let requests: Vec<usize> = seen.iter().map(|seen| seen.requests).collect();
        assert_eq!(requests, [more, 2 * more], "{mode}");
        assert_eq!(seen[0].said.native, bare[0].said.native);
    }
}

#[tokio::test]
async fn a_bare_script_that_prints_no_json_is_told_with_what_it_printed() {
    let folder = TempDir::new().unwrap();
    let mut adapter = client(&folder, "right");
    let seen = seen(&folder, &adapter, &["throttled"]).await;
    let bare = |adapter: Client| {
        let (watch, seen) = (watch(&folder), seen.clone());
        async move { watch.bare(&adapter, &situations(&["throttled"]), &seen).await.unwrap_err() }
    };
    assert!(bare(adapter.clone()).await.contains("client.json names no script"));
    adapter.manifest.bare = vec![CLIENT.to_owned(), "no-such-mode".to_owned()];
    let problem = bare(adapter).await;
    assert!(problem.contains("did not print one line of JSON"), "{problem}");
}
