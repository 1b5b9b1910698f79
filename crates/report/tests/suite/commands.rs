//! The command lines that repeat what happened.

use report::commands;
use suite::Verdict;

use crate::testbed::{By, lost, posted, run, trial};

#[test]
fn the_request_is_the_one_that_the_first_finding_is_about() {
    let first = trial(By::Token, "method", Verdict::Failed, None, vec![posted()]);
    assert_eq!(
        commands::request(&first).unwrap(),
        "curl --include --request POST --header 'x-date: 20260102T030405Z' http://127.0.0.1:8080/first"
    );
    // A finding about no single request leads to the last one.
    let last = trial(By::Token, "paging", Verdict::Failed, None, vec![lost()]);
    let words = shell_words::split(&commands::request(&last).unwrap()).unwrap();
    let due = ["--request", "GET", "--header", "x-date: 20260102T030405Z", "--data-binary", "{\"b\":1}"];
    assert_eq!(words[2..8], due);
    assert_eq!(words[8], "http://127.0.0.1:8080/second?a=it's");
    assert_eq!(commands::request(&trial(By::Token, "x", Verdict::Passed, None, Vec::new())), None);
}

#[test]
fn a_trial_is_served_and_repeated_by_its_case() {
    let run = run();
    let trial = &run.trials[3];
    assert_eq!(
        commands::serve(trial),
        format!("cargo xtask serve --case '{}' --client example --port 8080", trial.case)
    );
    assert_eq!(
        commands::repeat(run.clients.first(), trial),
        format!("cargo xtask conformance --client example --case '{}'", trial.case)
    );
}
