//! What every test of processes stands on: cases of its own, the client that misbehaves, and one run.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use conformance::{Client, Run, Selection, Settings, TrialReport, Verdict};
use contract::{Contracts, Fact, Operation, Side};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

/// The program of this crate that behaves as its last argument says.
pub(crate) const CLIENT: &str = env!("CARGO_BIN_EXE_misbehaving-client");

/// Longer than any run takes, so that one that hangs fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Three cases of one page, a walk, and one whose deadline is short.
fn cases(operation: &Operation) -> Value {
    let required = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        Fact::Required { at } if at.side == Side::Request => Some(at),
        _ => None,
    });
    let input: Map<String, Value> = required
        .filter_map(|at| {
            operation.clauses_at(at).find_map(|clause| match &clause.fact {
                Fact::Choice { values, .. } => Some((at.name().to_owned(), values.last()?.clone())),
                _ => None,
            })
        })
        .collect();
    let case = |name: &str, drive: &str, more: Value| {
        let mut case =
            json!({"name": name, "clause": "paging/every-job-once", "drive": drive, "input": input});
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

/// The bundled contracts with these cases in place of their own.
pub(crate) static CONTRACTS: LazyLock<Arc<Contracts>> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas"), folder.path());
    let bundled = Contracts::bundled().unwrap();
    for operation in bundled.operations() {
        let folder = folder.path().join(&operation.folder).join("cases");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("own.json"), cases(operation).to_string()).unwrap();
    }
    Arc::new(Contracts::load(folder.path()).unwrap())
});

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if !entry.path().is_dir() {
            fs::copy(entry.path(), target).unwrap();
        } else if entry.file_name() != "cases" {
            copy(&entry.path(), &target);
        }
    }
}

/// A client of a mode in a folder of the test's own.
pub(crate) fn client(folder: &TempDir, mode: &str) -> Client {
    let command = format!("{} {mode}", shell_words::quote(CLIENT));
    Client::of_command(&command, folder.path(), folder.path()).unwrap()
}

/// Runs clients over the cases that match.
pub(crate) async fn run(contracts: &Arc<Contracts>, clients: Vec<Client>, cases: &[&str]) -> Run {
    run_where(contracts, clients, cases, false).await
}

/// The same, where perhaps nothing may be fetched.
pub(crate) async fn run_where(
    contracts: &Arc<Contracts>,
    clients: Vec<Client>,
    cases: &[&str],
    offline: bool,
) -> Run {
    let patterns: Vec<String> = cases.iter().map(|case| (*case).to_owned()).collect();
    let selection = Selection::new(contracts, &patterns, 1).unwrap();
    let root = clients[0].folder.clone();
    let settings = Settings { jobs: 2, trace: false, offline, root };
    let running = conformance::run(Arc::clone(contracts), clients, &selection, settings, Arc::new(|_| {}));
    tokio::time::timeout(PATIENCE, running).await.expect("the run hangs").unwrap()
}

/// Runs clients by their modes over this file's own cases.
pub(crate) async fn run_modes(modes: &[&str], cases: &[&str]) -> Run {
    let folder = TempDir::new().unwrap();
    let clients = modes.iter().map(|mode| client(&folder, mode)).collect();
    run(&CONTRACTS, clients, cases).await
}

/// The trials of one client.
pub(crate) fn of<'a>(run: &'a Run, client: &str) -> Vec<&'a TrialReport> {
    run.trials.iter().filter(|trial| trial.client == client).collect()
}

/// The verdicts of one client, in the order of the plan.
pub(crate) fn verdicts(run: &Run, client: &str) -> Vec<Verdict> {
    of(run, client).iter().map(|trial| trial.verdict).collect()
}

/// The one operation that pages by tokens, as the beginning of its cases' ids.
pub(crate) fn tokens() -> String {
    let mut operations = CONTRACTS.operations();
    let found = operations
        .find(|operation| matches!(operation.paging(), Some(contract::PagingStyle::Token { .. })))
        .unwrap();
    found.id.clone()
}
