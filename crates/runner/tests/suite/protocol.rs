//! Each way to break the client protocol has its verdict, and the reason names what happened and the line.

use std::time::Duration;

use suite::Verdict::{self, Error, Failed, Passed, Skipped};
use tempfile::TempDir;

use crate::testbed::{OWN, client, of, run, run_modes, tokens, verdicts};

/// Runs a client of a mode beside a right one, and compares its verdicts, what is reported of it, and the exit code.
async fn check(mode: &str, cases: &str, due: &[Verdict], reported: &[&str], exit: u8) {
    let run = run_modes(&[mode, "right"], &[&format!("{}/own/{cases}", tokens())]).await;
    assert_eq!(verdicts(&run, mode), due, "{mode}: {:?}", of(&run, mode));
    let right = verdicts(&run, "right");
    assert!(!right.is_empty() && right.iter().all(|verdict| *verdict == Passed), "{mode}: {right:?}");
    assert_eq!(run.clients[1].problems, [""; 0], "{mode}");
    let mut seen = run.clients[0].problems.join("\n");
    for trial in of(&run, mode) {
        seen.push_str(&format!("\n{}", trial.reason.as_deref().unwrap_or_default()));
        for finding in &trial.findings {
            seen.push_str(&format!("\n{}: {}", finding.clause, finding.actual));
        }
    }
    for part in reported {
        assert!(seen.contains(part), "{mode}: {part:?} is not in {seen:?}");
    }
    assert_eq!(run.exit_code(), exit, "{mode}");
}

#[tokio::test]
async fn a_right_client_passes_for_every_contract() {
    let run = run_modes(&["right"], &["*/*/own/*"]).await;
    let wrong: Vec<_> = run.trials.iter().filter(|trial| trial.verdict != Passed).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(run.trials.len(), 5 * OWN.contracts.operations().count());
    assert_eq!(run.exit_code(), 0, "{:?}", run.clients);
}

#[tokio::test]
async fn what_the_protocol_allows_is_allowed() {
    check("unknown-fields", "{first,walk}", &[Passed, Passed], &[], 0).await;
    check("page-only", "{first,walk}", &[Passed, Skipped], &["no walk for this operation"], 0).await;
}

#[tokio::test]
async fn a_client_that_does_not_start_is_reported_as_such() {
    let line = "Welcome to the library!";
    check("noise-instead-of-ready", "first", &[], &[line, "not a message"], 2).await;
    check("dies-at-once", "first", &[], &["the client exited", "exit status: 3", "no such library"], 2).await;
    check("outcome-first", "first", &[], &["an outcome before any call", "expected ready"], 2).await;
    check("other-protocol", "first", &[], &["speaks protocol 2, the harness speaks 1"], 2).await;
    check("no-operations", "first", &[], &["declares no operation that has a contract"], 1).await;
    check("unknown-operation", "first", &[Passed], &["nobody/list-nothing", &tokens()], 1).await;
}

#[tokio::test]
async fn a_client_that_never_says_ready_is_given_up() {
    let folder = TempDir::new().unwrap();
    let mut never = client(&folder, "never-ready");
    never.ready_within = Duration::from_millis(300);
    let case = format!("{}/own/first", tokens());
    let run = run(&OWN, vec![never, client(&folder, "right")], &[&case]).await;
    let problems = &run.clients[0].problems;
    assert!(problems[0].contains("did not send ready within 300ms"), "{problems:?}");
    assert_eq!(verdicts(&run, "right"), [Passed]);
    assert_eq!(run.exit_code(), 2);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let mut missing = client(&folder, "right");
    missing.manifest.command[0] = "no-such-program-anywhere".to_owned();
    let case = format!("{}/own/first", tokens());
    let run = run(&OWN, vec![missing], &[&case]).await;
    let problems = &run.clients[0].problems;
    assert!(
        problems[0].contains("no-such-program-anywhere is not installed or not on the PATH"),
        "{problems:?}"
    );
    assert_eq!(run.exit_code(), 2);
}

#[tokio::test]
async fn a_line_that_is_no_outcome_is_shown() {
    let twice = [Error, Error];
    check("noise-before", "{first,second}", &twice, &["DEBUG: sending", "not a message"], 2).await;
    check("unknown-type", "{first,second}", &twice, &[r#"\"type\":\"progress\""#, "unknown variant"], 2)
        .await;
    check("ready-again", "{first,second}", &twice, &["sent ready again instead of an outcome"], 2).await;
    check("wrong-seq", "{first,second}", &twice, &["answered call 2 instead of call 1"], 2).await;
    check("huge-line", "{first,second}", &twice, &["a line of more than 1048576 bytes"], 2).await;
}

#[tokio::test]
async fn a_line_after_the_last_outcome_is_noticed() {
    let line = "DEBUG: done";
    check(
        "noise-after",
        "first",
        &[Passed],
        &["after its last outcome", line, "logs go to standard error"],
        1,
    )
    .await;
    check("twice", "first", &[Passed], &["after its last outcome", r#"\"type\":\"outcome\""#], 1).await;
}

#[tokio::test]
async fn a_line_between_two_calls_is_noticed() {
    let outcomes = ["logs go to standard error", "answered call"];
    for (mode, lines) in [("noise-after", ["DEBUG: done"; 2]), ("twice", outcomes)] {
        let run = run_modes(&[mode], &[&format!("{}/own/{{first,second,third}}", tokens())]).await;
        // Of three trials one worker has two at least, and its second meets the line.
        let unusable = run.trials.iter().filter(|trial| trial.verdict == Error).collect::<Vec<_>>();
        assert!(!unusable.is_empty(), "{mode}: {:?}", run.trials);
        for reason in unusable.iter().map(|trial| trial.reason.as_ref().unwrap()) {
            assert!(lines.iter().any(|line| reason.contains(line)), "{mode}: {reason}");
        }
        assert_eq!(run.exit_code(), 2, "{mode}");
    }
}

#[tokio::test]
async fn a_client_that_dies_is_started_again_for_the_next_trial() {
    let due = ["the client exited", "exit status: 3", "segmentation fault, as it were"];
    check("dies", "{first,second,third}", &[Error; 3], &due, 2).await;
}

#[tokio::test]
async fn an_adapter_that_reports_itself_broken_is_an_error() {
    check("broken", "first", &[Error], &["the adapter says that it failed: no such method"], 2).await;
}

#[tokio::test]
async fn a_client_that_does_not_answer_is_given_its_deadline() {
    let due = ["protocol/call-ends: no outcome after 0 requests"];
    check("silent", "short-deadline", &[Failed], &due, 1).await;
}

#[tokio::test]
async fn a_walk_that_lies_about_its_limit_is_caught() {
    check("says-limit", "walk", &[Failed], &["paging/end: the walk stopped after 1 page"], 1).await;
}

#[tokio::test]
async fn only_selected_operations_are_reported_as_not_implemented() {
    let all: Vec<String> = OWN.contracts.operations().map(|operation| operation.id.clone()).collect();
    let case = |operation: &str| format!("{operation}/own/first");
    for (cases, due) in [
        (vec![case("*/*")], &all[1..]),
        (vec![case(&all[0])], &[]),
        (vec![case(&all[0]), case(&all[2])], &all[2..3]),
    ] {
        let cases: Vec<&str> = cases.iter().map(String::as_str).collect();
        let run = run_modes(&["one-operation"], &cases).await;
        assert_eq!(run.clients[0].not_implemented, due, "{cases:?}");
        assert_eq!(run.clients[0].problems, [""; 0], "{cases:?}");
        assert_eq!(run.exit_code(), 0, "{cases:?}");
    }
}
