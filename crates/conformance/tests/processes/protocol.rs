//! Each way to break the client protocol has its verdict, and the reason names what happened and the line.

use std::time::Duration;

use conformance::Verdict::{self, Conforms, CouldNotRun, NotApplicable, Violates};
use tempfile::TempDir;

use crate::common::{CONTRACTS, client, of, run, run_modes, tokens, verdicts};

/// Runs a client of a mode beside a right one, and looks at its verdicts, at what is told, and at the exit code.
async fn check(mode: &str, cases: &str, due: &[Verdict], told: &[&str], exit: u8) {
    let run = run_modes(&[mode, "right"], &[&format!("{}/own/{cases}", tokens())]).await;
    assert_eq!(verdicts(&run, mode), due, "{mode}: {:?}", of(&run, mode));
    let right = verdicts(&run, "right");
    assert!(!right.is_empty() && right.iter().all(|verdict| *verdict == Conforms), "{mode}: {right:?}");
    assert_eq!(run.clients[1].problems, [""; 0], "{mode}");
    let mut seen = run.clients[0].problems.join("\n");
    for trial in of(&run, mode) {
        seen.push_str(&format!("\n{}", trial.reason.as_deref().unwrap_or_default()));
        for finding in &trial.findings {
            seen.push_str(&format!("\n{}: {}", finding.clause, finding.seen));
        }
    }
    for part in told {
        assert!(seen.contains(part), "{mode}: {part:?} is not in {seen:?}");
    }
    assert_eq!(run.exit_code(), exit, "{mode}");
}

#[tokio::test]
async fn a_right_client_conforms_to_every_contract() {
    let run = run_modes(&["right"], &["**"]).await;
    let wrong: Vec<_> = run.trials.iter().filter(|trial| trial.verdict != Conforms).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(run.trials.len(), 5 * CONTRACTS.operations().count());
    assert_eq!(run.exit_code(), 0, "{:?}", run.clients);
}

#[tokio::test]
async fn what_the_protocol_allows_is_allowed() {
    check("unknown-fields", "{first,walk}", &[Conforms, Conforms], &[], 0).await;
    check("page-only", "{first,walk}", &[Conforms, NotApplicable], &["no walk for this operation"], 0).await;
}

#[tokio::test]
async fn a_client_that_does_not_start_is_told_apart() {
    let line = "Welcome to the library!";
    check("noise-instead-of-ready", "first", &[], &["could not run", line, "not a message"], 2).await;
    check("dies-at-once", "first", &[], &["ended by itself", "exit status: 3", "no such library"], 2).await;
    check("outcome-first", "first", &[], &["an outcome before it was asked", "expected ready"], 2).await;
    check("other-protocol", "first", &[], &["speaks protocol 2, the harness speaks 1"], 2).await;
    check("no-operations", "first", &[], &["declares no operation that there is a contract for"], 1).await;
    check("unknown-operation", "first", &[Conforms], &["nobody/list-nothing", &tokens()], 1).await;
}

#[tokio::test]
async fn a_client_that_never_says_ready_is_given_up() {
    let folder = TempDir::new().unwrap();
    let mut never = client(&folder, "never-ready");
    never.ready_within = Duration::from_millis(300);
    let case = format!("{}/own/first", tokens());
    let run = run(&CONTRACTS, vec![never, client(&folder, "right")], &[&case]).await;
    let problems = &run.clients[0].problems;
    assert!(problems[0].contains("did not say ready within 300ms"), "{problems:?}");
    assert_eq!(verdicts(&run, "right"), [Conforms]);
    assert_eq!(run.exit_code(), 2);
}

#[tokio::test]
async fn a_program_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let mut missing = client(&folder, "right");
    missing.manifest.command[0] = "no-such-program-anywhere".to_owned();
    let case = format!("{}/own/first", tokens());
    let run = run(&CONTRACTS, vec![missing], &[&case]).await;
    let problems = &run.clients[0].problems;
    assert!(
        problems[0].contains("no-such-program-anywhere is not installed or not on the PATH"),
        "{problems:?}"
    );
    assert_eq!(run.exit_code(), 2);
}

#[tokio::test]
async fn a_line_that_is_no_outcome_is_shown() {
    let twice = [CouldNotRun, CouldNotRun];
    check("noise-before", "{first,second}", &twice, &["DEBUG: sending", "not a message"], 2).await;
    check("unknown-type", "{first,second}", &twice, &[r#"\"type\":\"progress\""#, "unknown variant"], 2)
        .await;
    check("ready-again", "{first,second}", &twice, &["said ready again instead of an outcome"], 2).await;
    check("wrong-seq", "{first,second}", &twice, &["answered call 2 instead of call 1"], 2).await;
    check("huge-line", "{first,second}", &twice, &["a line of more than 1048576 bytes"], 2).await;
}

#[tokio::test]
async fn a_line_after_the_last_outcome_is_noticed() {
    let line = "DEBUG: done";
    check("noise-after", "first", &[Conforms], &["after its last outcome", line, "nobody asked for"], 1)
        .await;
    check("twice", "first", &[Conforms], &["after its last outcome", r#"\"type\":\"outcome\""#], 1).await;
}

#[tokio::test]
async fn a_line_between_two_calls_is_noticed() {
    let outcomes = ["nobody asked for", "answered call"];
    for (mode, lines) in [("noise-after", ["DEBUG: done"; 2]), ("twice", outcomes)] {
        let run = run_modes(&[mode], &[&format!("{}/own/{{first,second,third}}", tokens())]).await;
        // Of three trials one worker has two at least, and its second meets the line.
        let unusable = run.trials.iter().filter(|trial| trial.verdict == CouldNotRun).collect::<Vec<_>>();
        assert!(!unusable.is_empty(), "{mode}: {:?}", run.trials);
        for reason in unusable.iter().map(|trial| trial.reason.as_ref().unwrap()) {
            assert!(lines.iter().any(|line| reason.contains(line)), "{mode}: {reason}");
        }
        assert_eq!(run.exit_code(), 2, "{mode}");
    }
}

#[tokio::test]
async fn a_client_that_dies_is_started_again_for_the_next_trial() {
    let told = ["ended by itself", "exit status: 3", "segmentation fault, as it were"];
    check("dies", "{first,second,third}", &[CouldNotRun; 3], &told, 2).await;
}

#[tokio::test]
async fn an_adapter_that_says_it_is_broken_could_not_run() {
    check("broken", "first", &[CouldNotRun], &["the adapter says that it failed: no such method"], 2).await;
}

#[tokio::test]
async fn a_silent_client_is_waited_for_until_the_deadline() {
    let told = ["protocol/call-ends: none, after 0 requests"];
    check("silent", "short-deadline", &[Violates], &told, 1).await;
}

#[tokio::test]
async fn a_walk_that_lies_about_its_limit_is_caught() {
    check("says-limit", "walk", &[Violates], &["paging/end: stopped after 1 page"], 1).await;
}
