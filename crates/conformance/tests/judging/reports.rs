//! The terminal report of a run in which everything happens that can happen.

use conformance::report::terminal;
use conformance::{ClientRun, Finding, Judgement, Run, TrialReport, Verdict};

use crate::scene::{By, Scene, operation, page, walk};
use crate::texts;

#[test]
fn the_terminal_report() {
    let mut lost = walk(By::Token);
    lost.jobs().pop();
    let mut remarked = page(By::Number);
    remarked.exchanges[0].before = |written| written.method = "PUT".to_owned();
    let trials = vec![
        report(By::Token, "paging", Verdict::Violates, None, findings(&lost)),
        report(By::Token, "limits", Verdict::Conforms, None, Vec::new()),
        report(By::Token, "errors", Verdict::FailsAsExpected, Some("drops the code"), findings(&lost)),
        report(By::Token, "retries", Verdict::ConformsUnexpectedly, Some("take the entry out"), Vec::new()),
        report(By::Number, "wire", Verdict::Conforms, None, findings(&remarked)),
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
    let mut written = Vec::new();
    terminal::write(&Run { clients, trials }, &mut written).unwrap();
    let text = anstream::adapter::strip_str(std::str::from_utf8(&written).unwrap()).to_string();
    texts::check("reports", &text);
}

fn findings(scene: &Scene) -> Vec<Finding> {
    match scene.judgement() {
        Judgement::Judged(findings) => findings,
        other => panic!("not judged: {other:?}"),
    }
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
