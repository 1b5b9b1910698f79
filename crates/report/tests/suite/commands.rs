//! The command lines that repeat what happened.

use report::commands::{self, Commands};
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
    let case = &trial.case;
    for (commands, serve, check) in [
        (Commands::of_clone(), "cargo xtask serve", "cargo xtask conformance"),
        (Commands::of_program("clausal", &[]), "clausal serve", "clausal check"),
        (
            Commands::of_program("clausal", &["--contracts", "my schemas"]),
            "clausal serve --contracts 'my schemas'",
            "clausal check --contracts 'my schemas'",
        ),
    ] {
        assert_eq!(
            commands.serve_trial(trial),
            format!("{serve} --case '{case}' --client example --port 8080")
        );
        assert_eq!(
            commands.repeat(run.clients.first(), trial),
            format!("{check} --client example --case '{case}'")
        );
    }
}

#[test]
fn a_name_that_looks_like_a_flag_is_served_as_a_name() {
    let mut trial = run().trials[3].clone();
    trial.client = "--bug=a filter".to_owned();
    let served = Commands::of_clone().serve_trial(&trial);
    let words = shell_words::split(&served).unwrap();
    assert!(words.contains(&"--client=--bug=a filter".to_owned()), "{served}");
}
