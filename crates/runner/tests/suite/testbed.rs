//! What tests of processes share: cases of their own, the client that misbehaves, and one run.

use std::fs;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use contract::{Fact, Operation, PagingStyle, Side};
use fixtures::{BUNDLED, Folder};
use runner::{Client, Run, Selection, Settings, TrialResult};
use serde_json::{Map, Value, json};
use suite::{Loaded, Verdict};
use tempfile::TempDir;

/// The program of this crate that behaves as its last argument says.
pub(crate) const CLIENT: &str = env!("CARGO_BIN_EXE_misbehaving-client");

/// Longer than any run takes, so that one that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The bundled contracts with cases of our own, `PROVIDER/OPERATION/own/NAME`, beside theirs.
pub(crate) static OWN: LazyLock<Loaded> = LazyLock::new(|| {
    let folder = Folder::empty();
    fixtures::copy(&fixtures::schemas(), folder.root());
    for operation in BUNDLED.contracts.operations() {
        let folder = folder.path(&operation.folder.to_string_lossy()).join("cases");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("own.json"), cases(operation).to_string()).unwrap();
    }
    folder.load_suite()
});

/// Three cases of one page, a walk, and one whose deadline is short.
fn cases(operation: &Operation) -> Value {
    let input = input(operation);
    let case = |name: &str, drive: &str, more: Value| {
        let mut case =
            json!({"name": name, "clause": "paging/every-item-once", "drive": drive, "input": input});
        case.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        case
    };
    json!({"subject": "own", "cases": [
        case("first", "page", json!({})),
        case("second", "page", json!({})),
        case("third", "page", json!({})),
        case("walk", "walk", json!({"server-page-size": 2, "pages": 9})),
        case("short-deadline", "page", json!({"deadline-ms": 1000})),
    ]})
}

/// What the operation requires, each member with the last of its documented values.
fn input(operation: &Operation) -> Map<String, Value> {
    let required = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        Fact::Required { at } if at.side == Side::Request => Some(at),
        _ => None,
    });
    required
        .filter_map(|at| {
            operation.clauses_at(at).find_map(|clause| match &clause.fact {
                Fact::Choice { values, .. } => Some((at.name().to_owned(), values.last()?.clone())),
                _ => None,
            })
        })
        .collect()
}

/// A client of a mode in a folder of the test's own.
pub(crate) fn client(folder: &TempDir, mode: &str) -> Client {
    let command = format!("{} {mode}", shell_words::quote(CLIENT));
    Client::of_command(&command, folder.path(), folder.path()).unwrap()
}

/// Runs clients over the cases that match.
pub(crate) async fn run(loaded: &Loaded, clients: Vec<Client>, cases: &[&str]) -> Run {
    run_where(loaded, clients, cases, false).await
}

/// The same, where perhaps nothing may be fetched.
pub(crate) async fn run_where(loaded: &Loaded, clients: Vec<Client>, cases: &[&str], offline: bool) -> Run {
    let patterns: Vec<String> = cases.iter().map(|case| (*case).to_owned()).collect();
    let selection = Selection::new(&loaded.suite, &patterns, 1).unwrap();
    let root = clients[0].folder.clone();
    let settings = Settings { jobs: 2, trace: false, offline, root };
    let running = runner::run(loaded.clone(), clients, &selection, settings, Arc::new(|_| {}));
    tokio::time::timeout(PATIENCE, running).await.expect("the run hangs").unwrap()
}

/// Runs clients by their modes over the cases of [`OWN`] that match.
pub(crate) async fn run_modes(modes: &[&str], cases: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let clients = modes.iter().map(|mode| client(&folder, mode)).collect();
    run(&OWN, clients, cases).await
}

/// The trials of one client.
pub(crate) fn of<'a>(run: &'a Run, client: &str) -> Vec<&'a TrialResult> {
    run.trials.iter().filter(|trial| trial.client == client).collect()
}

/// The verdicts of one client, in the order of the plan.
pub(crate) fn verdicts(run: &Run, client: &str) -> Vec<Verdict> {
    of(run, client).iter().map(|trial| trial.verdict).collect()
}

/// The one operation that pages by tokens, as the beginning of its cases' ids.
pub(crate) fn tokens() -> String {
    let mut operations = OWN.contracts.operations();
    let found = operations.find(|operation| matches!(operation.paging(), Some(PagingStyle::Token { .. })));
    found.unwrap().id.clone()
}
