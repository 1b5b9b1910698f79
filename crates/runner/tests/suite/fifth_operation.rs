//! An operation that is added by data alone gets its cases from the generators, and they can be passed and failed.

use std::fs;
use std::sync::LazyLock;

use fixtures::Folder;
use runner::{Client, Run};
use suite::{Loaded, Verdict};
use tempfile::TempDir;

use crate::testbed::{CLIENT, run};

/// A made-up operation without a written case.
static SCHEMAS: LazyLock<Folder> = LazyLock::new(|| {
    let folder = Folder::made_up();
    fs::remove_dir_all(folder.path("acme-cloud/list-widgets/cases")).unwrap();
    folder
});

static LOADED: LazyLock<Loaded> = LazyLock::new(|| SCHEMAS.load_suite());

async fn run_mode(mode: &str) -> Run {
    let folder = TempDir::new().unwrap();
    let schemas = SCHEMAS.root().to_str().unwrap();
    let command = [CLIENT, "schemas", schemas, mode].map(shell_words::quote).join(" ");
    let client = Client::of_command(&command, folder.path(), folder.path()).unwrap();
    run(&LOADED, vec![client], &[]).await
}

#[test]
fn the_generators_make_cases_on_both_sides_of_its_limits() {
    let ids: Vec<&str> =
        LOADED.suite.cases().map(|case| case.id.strip_prefix("acme-cloud/list-widgets/").unwrap()).collect();
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
async fn a_right_client_passes() {
    let run = run_mode("right").await;
    let wrong: Vec<_> = run
        .trials
        .iter()
        .filter(|trial| !matches!(trial.verdict, Verdict::Passed | Verdict::Skipped))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let passed = run.trials.iter().filter(|trial| trial.verdict == Verdict::Passed).count();
    assert!(passed * 10 > run.trials.len() * 9, "{passed} of {}", run.trials.len());
}

#[tokio::test]
async fn a_client_that_does_nothing_fails_every_trial() {
    let run = run_mode("does-nothing").await;
    let passed: Vec<_> = run.trials.iter().filter(|trial| trial.verdict != Verdict::Failed).collect();
    assert!(passed.is_empty(), "{passed:#?}");
}
