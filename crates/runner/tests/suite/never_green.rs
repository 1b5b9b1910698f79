//! No client passes by doing nothing: over all cases of all contracts.

use fixtures::BUNDLED;
use suite::Verdict;
use tempfile::TempDir;

use crate::testbed::{client, run, run_modes, tokens};

/// Runs a client over every bundled case; gives the verdict and the id of each, and the exit code.
async fn check(mode: &str) -> (Vec<(Verdict, String)>, u8) {
    let folder = TempDir::new().unwrap();
    let run = run(&BUNDLED, vec![client(&folder, mode)], &[]).await;
    assert_eq!(run.trials.len(), BUNDLED.suite.cases().count(), "{mode}");
    (run.trials.iter().map(|trial| (trial.verdict, trial.case.clone())).collect(), run.exit_code())
}

#[tokio::test]
async fn a_client_that_does_nothing_fails_every_case() {
    let (verdicts, exit) = check("does-nothing").await;
    let passed: Vec<_> = verdicts.iter().filter(|(verdict, _)| *verdict != Verdict::Failed).collect();
    assert!(passed.is_empty(), "{passed:?}");
    assert_eq!(exit, 1);
}

#[tokio::test]
async fn a_client_that_always_fails_is_not_green() {
    let (verdicts, exit) = check("always-fails").await;
    assert!(verdicts.iter().any(|(verdict, _)| *verdict == Verdict::Failed));
    assert_eq!(exit, 1);
}

#[tokio::test]
async fn a_client_that_always_refuses_is_not_green() {
    let (verdicts, exit) = check("always-refuses").await;
    assert!(verdicts.iter().any(|(verdict, _)| *verdict == Verdict::Failed));
    assert_eq!(exit, 1);
    // To refuse one right input is a warning; to refuse every one that there is leaves nothing verified.
    let run = run_modes(&["always-refuses"], &[&format!("{}/own/first", tokens())]).await;
    assert_eq!(run.exit_code(), 1, "{run:?}");
    let problems = run.clients[0].problems.join("\n");
    assert!(problems.contains("nothing was verified"), "{problems}");
}

#[tokio::test]
async fn a_client_that_supports_nothing_is_not_green() {
    let (verdicts, exit) = check("unsupported").await;
    assert!(verdicts.iter().all(|(verdict, _)| *verdict == Verdict::Skipped));
    assert_eq!(exit, 1);
}

#[tokio::test]
async fn a_few_trials_that_are_all_unsupported_are_not_green() {
    for cases in ["first", "{first,second,third}"] {
        let run = run_modes(&["unsupported"], &[&format!("{}/own/{cases}", tokens())]).await;
        assert_eq!(run.exit_code(), 1, "{:?}", run.clients);
        let problems = run.clients[0].problems.join("\n");
        assert!(problems.contains("nothing was verified"), "{problems}");
    }
    // Beside a client that is judged it is reported as skipped, and that is all.
    let run = run_modes(&["unsupported", "right"], &[&format!("{}/own/first", tokens())]).await;
    assert_eq!(run.exit_code(), 0, "{:?}", run.clients);
}
