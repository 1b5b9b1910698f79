//! The reports of a live endpoint, and of what would be sent to one.

use live::{
    LiveRun, OperationRun, Planned, Preflight, ProbeResult, RedactedExchange, RedactedRequest,
    RedactedResponse,
};
use report::commands::Commands;
use report::{probe_json, probe_plan, probe_terminal};
use serde_json::{Value, json};
use suite::Verdict;

use crate::testbed::{By, lost, operation, plain, posted, snapshot};

fn request() -> RedactedRequest {
    RedactedRequest {
        method: "GET".to_owned(),
        target: "/below/jobs?maxResults=1001".to_owned(),
        headers: vec![("host".to_owned(), "localhost:1".to_owned()), ("x-a".to_owned(), "b".to_owned())],
        body: String::new(),
    }
}

fn probe(name: &str, verdict: Verdict) -> ProbeResult {
    let response = RedactedResponse { status: 200, headers: Vec::new(), body: json!({}) };
    ProbeResult {
        probe: format!("{}/{name}", operation(By::Token).id),
        generator: "length",
        subject: "inputs",
        clause: "max-results/range".to_owned(),
        verdict,
        reason: None,
        findings: Vec::new(),
        exchanges: vec![RedactedExchange { request: request(), answer: Some(response) }],
        took_ms: 3,
    }
}

fn operation_run(by: By, preflight: Preflight, probes: Vec<ProbeResult>) -> OperationRun {
    OperationRun { operation: operation(by).id.clone(), region: "moon-1".to_owned(), preflight, probes }
}

/// A run in which every verdict and every preflight occurs.
fn run() -> LiveRun {
    let reason = |text: &str| Some(text.to_owned());
    let warning = posted().into_warning();
    let probes = vec![
        probe("passed", Verdict::Passed),
        ProbeResult { findings: vec![warning], ..probe("warned", Verdict::Passed) },
        ProbeResult { findings: vec![posted()], ..probe("cosmetic", Verdict::Failed) },
        ProbeResult { findings: vec![lost()], ..probe("lost", Verdict::Failed) },
        ProbeResult { reason: reason("there is one item only"), ..probe("skipped", Verdict::Skipped) },
        ProbeResult {
            reason: reason("request 1: no connection could be made"),
            exchanges: Vec::new(),
            ..probe("error", Verdict::Error)
        },
    ];
    let unusable = Preflight::Unusable(
        "GET http://localhost:1/below/jobs: status 401. The service rejected the credentials".to_owned(),
    );
    LiveRun {
        endpoint: "http://localhost:1/below".to_owned(),
        operations: vec![
            operation_run(By::Token, Preflight::Offered, probes),
            operation_run(By::Marker, Preflight::NotOffered("status 404".to_owned()), Vec::new()),
            operation_run(By::Number, unusable, Vec::new()),
            operation_run(By::Number, Preflight::NotAsked, Vec::new()),
        ],
    }
}

#[test]
fn the_probe_report() {
    snapshot(
        "reports.the_probe_report",
        &plain(|out| probe_terminal::write(&run(), &Commands::of_clone(), out)),
    );
}

#[test]
fn every_preflight_but_offered_is_one_line() {
    for (preflight, due) in [
        (Preflight::Offered, None),
        (Preflight::NotOffered("status 404".to_owned()), Some("not offered")),
        (Preflight::Unusable("status 500".to_owned()), Some("error")),
        (Preflight::NotAsked, Some("not sent")),
    ] {
        let operations = vec![operation_run(By::Token, preflight, Vec::new())];
        let run = LiveRun { operations, ..run() };
        let text = plain(|out| probe_terminal::write(&run, &Commands::of_clone(), out));
        let id = &operation(By::Token).id;
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(id.as_str())).collect();
        assert_eq!(lines.len(), usize::from(due.is_some()), "{text}");
        assert!(due.is_none_or(|due| lines[0].starts_with(due)), "{text}");
        assert!(text.lines().last().unwrap().starts_with("ERROR"), "{text}");
    }
}

#[test]
fn for_programs_the_worst_comes_first_and_each_probe_has_its_request() {
    let mut written = Vec::new();
    probe_json::write(&run(), &mut written).unwrap();
    let document: Value = serde_json::from_slice(&written).unwrap();
    assert_eq!(document["exit-code"], 2);
    assert_eq!(
        document["impacts"]["loses-data"],
        json!({"all": 1, "failed": 1, "known-failures": 0, "warnings-only": 0})
    );
    let probes = document["operations"][0]["probes"].as_array().unwrap();
    assert_eq!(probes[0]["findings"][0]["impact"], "loses-data");
    for probe in probes {
        let sent = !probe["exchanges"].as_array().unwrap().is_empty();
        let curl =
            "curl --include --request GET --header 'x-a: b' 'http://localhost:1/below/jobs?maxResults=1001'";
        assert_eq!(probe.get("curl"), sent.then(|| json!(curl)).as_ref());
    }
}

#[test]
fn a_plan_shows_each_first_request_and_that_nothing_was_sent() {
    let planned = |name: &str, first, signed| Planned {
        probe: name.to_owned(),
        clause: "max-results/range".to_owned(),
        first,
        signed,
    };
    let plan = [planned("one", Some(request()), Some("not signed")), planned("two", None, None)];
    assert_eq!(
        plain(|out| probe_plan::write(&plan, out)),
        "one  [max-results/range]\n  GET /below/jobs?maxResults=1001  (not signed)\n  host: localhost:1\n  x-a: b\n\
         two  [max-results/range]\n  sends nothing\n\n\
         2 probes with their first requests; what follows depends on the responses. Nothing was sent.\n"
    );
}
