//! The report of a run for people.

use report::commands::Commands;
use report::terminal;
use runner::{ClientResult, Run};
use suite::Verdict;

use crate::testbed::{By, plain, run, snapshot, trial};

fn text(run: &Run) -> String {
    plain(|out| terminal::write(run, &Commands::of_clone(), out))
}

#[test]
fn the_terminal_report() {
    snapshot("reports.the_terminal_report", &text(&run()));
}

#[test]
fn the_last_line_has_the_result_the_counts_and_the_time() {
    let mut right = run();
    right.clients[0].problems.clear();
    for (verdicts, due) in [
        (vec![Verdict::Passed, Verdict::Skipped], "PASS  2 trials: 1 passed, 1 skipped in 6.1 s"),
        (vec![Verdict::Passed, Verdict::KnownFailure], "PASS  2 trials: 1 passed, 1 known failure in 6.1 s"),
        (vec![Verdict::Passed, Verdict::Failed], "FAIL  2 trials: 1 passed, 1 failed in 6.1 s"),
        (vec![Verdict::Fixed], "FAIL  1 trial: 1 fixed in 6.1 s"),
        (vec![Verdict::Failed, Verdict::Error], "ERROR  2 trials: 1 failed, 1 error in 6.1 s"),
        (vec![], "ERROR  0 trials in 6.1 s"),
    ] {
        right.trials =
            verdicts.iter().map(|verdict| trial(By::Token, "x", *verdict, None, Vec::new())).collect();
        assert_eq!(text(&right).lines().last(), Some(due));
    }
}

#[test]
fn what_an_adapter_does_not_implement_is_one_line_for_a_client() {
    let lines = |clients: Vec<ClientResult>| -> Vec<String> {
        let text = text(&Run { clients, ..run() });
        text.lines().filter(|line| line.contains("not tested")).map(str::to_owned).collect()
    };
    let client = run().clients.remove(0);
    let of = |operations: &[&str]| ClientResult {
        not_implemented: operations.iter().map(|id| (*id).to_owned()).collect(),
        ..client.clone()
    };
    assert_eq!(lines(vec![of(&[])]), [""; 0]);
    assert_eq!(
        lines(vec![of(&["acme/one", "acme/two"])]),
        ["example: not tested: acme/one, acme/two (the adapter does not implement it)"]
    );
    // A client that did not start has not said what it implements.
    assert_eq!(lines(vec![ClientResult { version: None, ..of(&["acme/one"]) }]), [""; 0]);
}
