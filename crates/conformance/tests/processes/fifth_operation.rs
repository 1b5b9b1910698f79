//! An operation that is added by data alone gets its cases from the laws, and they can be kept and broken.

use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use conformance::{Client, Run, Verdict, with_laws};
use contract::Contracts;
use tempfile::TempDir;

use crate::common::{CLIENT, copy, run};

/// A made-up operation without a hand-written case, beside the standards and nothing else.
static SCHEMAS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    copy(&bundled.join("_meta"), &folder.path().join("_meta"));
    fs::copy(bundled.join("standards.json"), folder.path().join("standards.json")).unwrap();
    let made_up = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/tests/schemas/acme-cloud");
    // What is written by hand is left behind.
    copy(&made_up, &folder.path().join("acme-cloud"));
    folder
});

fn contracts() -> Arc<Contracts> {
    Arc::new(with_laws(Contracts::load(SCHEMAS.path()).unwrap()).unwrap())
}

async fn run_mode(mode: &str) -> Run {
    let folder = TempDir::new().unwrap();
    let schemas = SCHEMAS.path().to_str().unwrap();
    let command = [CLIENT, "schemas", schemas, mode].map(shell_words::quote).join(" ");
    let client = Client::of_command(&command, folder.path(), folder.path()).unwrap();
    run(&contracts(), vec![client], &[]).await
}

#[test]
fn the_laws_make_its_cases_on_both_sides_of_its_limits() {
    let contracts = contracts();
    let ids: Vec<&str> = contracts
        .operations()
        .flat_map(|operation| &operation.cases)
        .map(|case| case.id.strip_prefix("acme-cloud/list-widgets/").unwrap())
        .collect();
    for due in [
        "page/one-below-the-minimum",
        "page/at-the-minimum",
        "page/at-the-maximum",
        "page/one-above-the-maximum",
    ] {
        assert!(ids.contains(&due), "{due} is not among {ids:#?}");
    }
    // A limit that only practice shows is none.
    assert!(!ids.iter().any(|id| id.starts_with("size/one-above")), "{ids:#?}");
}

#[tokio::test]
async fn a_right_client_keeps_its_promises() {
    let run = run_mode("right").await;
    let wrong: Vec<_> = run
        .trials
        .iter()
        .filter(|trial| !matches!(trial.verdict, Verdict::Conforms | Verdict::NotApplicable))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let kept = run.trials.iter().filter(|trial| trial.verdict == Verdict::Conforms).count();
    assert!(kept * 10 > run.trials.len() * 9, "{kept} of {}", run.trials.len());
}

#[tokio::test]
async fn who_does_nothing_breaks_them_all() {
    let run = run_mode("does-nothing").await;
    let passed: Vec<_> = run.trials.iter().filter(|trial| trial.verdict != Verdict::Violates).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}
