//! The reports of a run in which everything happens that can happen.

use std::time::Duration;

use client_protocol::Drive;
use conformance::habits::Observation;
use conformance::report::{json, matrix, terminal};
use conformance::{Cause, ClientAnswer, ClientRun, Finding, Judgement, Run, TrialReport, Verdict};
use serde_json::{Value, json};

use crate::requests::header;
use crate::scene::{By, Scene, operation, page, walk};
use crate::texts;

/// A run in which everything happens that can happen, the worst not first.
fn run() -> Run {
    let mut lost = walk(By::Token);
    lost.jobs().pop();
    let mut remarked = page(By::Number);
    remarked.exchanges[0].before = |written| written.method = "PUT".to_owned();
    let mut renamed = page(By::Number);
    *renamed.output().pointer_mut("/Result/TotalCount").unwrap() = json!(6);
    let mut posted = page(By::Token);
    posted.exchanges[0].before = |written| written.method = "POST".to_owned();
    let mut silent = page(By::Token);
    silent.answer = ClientAnswer::Silent;
    let mut leaky = walk(By::Token);
    leaky.exchanges[1].before = |written| header(written, "x-debug", "secret/of+the/TRIAL");
    let known = |subject, scene| {
        let reason = Some("a page is lost");
        let report = report(By::Token, subject, Verdict::FailsAsExpected, reason, findings(scene));
        let cause = |clause: &str, what: &str| Cause { clause: clause.to_owned(), what: what.to_owned() };
        let causes =
            vec![cause("paging/every-job-once", "a page is lost"), cause("method", "everything is posted")];
        TrialReport { causes, ..report }
    };
    let trials = vec![
        known("methods", &posted),
        known("errors", &lost),
        known("values", &lost),
        report(By::Token, "method", Verdict::Violates, None, findings(&posted)),
        report(By::Token, "silence", Verdict::Violates, None, findings(&silent)),
        report(By::Token, "paging", Verdict::Violates, None, findings(&lost)),
        report(By::Token, "walks", Verdict::Violates, None, findings(&lost)),
        report(By::Token, "secrets", Verdict::Violates, None, findings(&leaky)),
        report(By::Token, "limits", Verdict::Conforms, None, Vec::new()),
        report(By::Token, "retries", Verdict::ConformsUnexpectedly, Some("take the entry out"), Vec::new()),
        report(By::Number, "wire", Verdict::Conforms, None, findings(&remarked)),
        report(By::Number, "values", Verdict::Conforms, None, findings(&renamed)),
        report(By::Number, "limits", Verdict::NotApplicable, Some("no such setter"), Vec::new()),
        report(By::Number, "paging", Verdict::CouldNotRun, Some("the client ended by itself"), Vec::new()),
    ];
    let clients = vec![ClientRun {
        name: "example".to_owned(),
        version: Some("1.2.3".to_owned()),
        language: "rust".to_owned(),
        problems: vec!["wrote a line that nobody asked for".to_owned()],
        undeclared: vec![operation(By::Marker).id.clone()],
    }];
    Run { clients, trials }
}

#[test]
fn the_terminal_report() {
    let mut written = Vec::new();
    terminal::write(&run(), &mut written).unwrap();
    let text = anstream::adapter::strip_str(std::str::from_utf8(&written).unwrap()).to_string();
    texts::check("reports", &text);
}

#[test]
fn habits_stand_in_the_matrix_as_they_were_measured() {
    let operation = operation(By::Token).id.clone();
    let seen = |situation, drive, requests, said: Value, waited| Observation {
        client: "example".to_owned(),
        operation: operation.clone(),
        situation,
        drive,
        requests,
        said: serde_json::from_value(said).unwrap(),
        waited,
    };
    let failed = || json!({"result": "failed", "native": "TheirError"});
    let row = |silent: Option<Duration>| {
        let observations = [
            seen("throttled", Drive::Page, 3, failed(), None),
            seen("failing", Drive::Page, 1, failed(), None),
            seen("unavailable", Drive::Page, 4, failed(), None),
            seen("cut", Drive::Page, 1, json!({"result": "returned"}), None),
            seen("reset", Drive::Page, 1, json!({"result": "silent"}), None),
            seen("silent", Drive::Page, 1, json!({"result": "silent"}), silent),
            seen("same-page", Drive::Walk, 2, failed(), None),
            seen("endless", Drive::Walk, 50, json!({"result": "returned", "stopped": true}), None),
        ];
        let page = matrix::page(&run(), &[], &observations);
        let (_, habits) = page.split_once("do by themselves").unwrap();
        habits.lines().find(|line| line.contains(&operation)).unwrap().to_owned()
    };
    let before = format!("| example | {operation} | 3 | 1 | 4 | 1, returned | 1, silent |");
    assert_eq!(row(Some(Duration::from_millis(60_040))), format!("{before} 60 s | 2, TheirError | no end |"));
    assert_eq!(row(None), format!("{before} more than 100 s | 2, TheirError | no end |"));
}

#[test]
fn verdicts_stand_in_the_matrix_by_subject() {
    let page = matrix::page(&run(), &[], &[]);
    let operation = &operation(By::Token).id;
    let row = page.lines().find(|line| line.contains(operation.as_str())).unwrap();
    for cell in ["example | 1.2.3", "0/1 !1", "0/1 ?1", "1/1"] {
        assert!(row.contains(cell), "{row}");
    }
}

fn findings(scene: &Scene) -> Vec<Finding> {
    match scene.judgement() {
        Judgement::Judged(findings) => findings,
        other => panic!("not judged: {other:?}"),
    }
}

#[test]
fn the_worst_comes_first_for_programs_too() {
    let mut written = Vec::new();
    json::write(&run(), &mut written).unwrap();
    let told: Value = serde_json::from_slice(&written).unwrap();
    let worst: Vec<&Value> =
        told["trials"].as_array().unwrap().iter().map(|trial| &trial["findings"][0]["harm"]).collect();
    let none = Value::Null;
    let due = ["leaks-secrets", "loses-data", "loses-data", "loses-data", "loses-data", "loses-data"]
        .into_iter()
        .chain(["never-returns", "differs", "differs", "differs"]);
    let due: Vec<Value> = due.map(Value::from).collect();
    assert_eq!(worst, due.iter().chain(std::iter::repeat_n(&none, 4)).collect::<Vec<_>>());
    assert_eq!(
        told["harms"],
        json!({
            "leaks-secrets": {"all": 1, "violate": 1, "fail-as-expected": 0, "remarked-only": 0},
            "loses-data": {"all": 5, "violate": 2, "fail-as-expected": 2, "remarked-only": 1},
            "never-returns": {"all": 1, "violate": 1, "fail-as-expected": 0, "remarked-only": 0},
            "differs": {"all": 3, "violate": 1, "fail-as-expected": 1, "remarked-only": 1},
        })
    );
}

fn report(
    by: By,
    subject: &str,
    verdict: Verdict,
    reason: Option<&str>,
    findings: Vec<Finding>,
) -> TrialReport {
    let operation = operation(by).id.clone();
    let case = format!("{operation}/{subject}/by-hand");
    TrialReport {
        subject: subject.to_owned(),
        operation,
        clause: "paging/every-job-once".to_owned(),
        client: "example".to_owned(),
        verdict,
        reason: reason.map(str::to_owned),
        law: None,
        refused: None,
        causes: Vec::new(),
        requests: 3,
        took_ms: 12,
        curl: (verdict == Verdict::Violates).then(|| "curl 'http://127.0.0.1:8080/'".to_owned()),
        serve: format!("cargo xtask serve --case '{case}' --client example --port 8080"),
        repeat: format!("cargo xtask conformance --client example --case '{case}'"),
        stderr: String::new(),
        trace: Vec::new(),
        findings,
        case,
    }
}
