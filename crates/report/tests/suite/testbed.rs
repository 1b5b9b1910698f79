//! What tests of reports share: findings, and a run in which everything happens that can happen.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use contract::{Finding, Impact, Operation, OperationContext, PagingStyle};
use fixtures::BUNDLED;
use runner::{Cause, ClientResult, Evidence, Run, TrialResult};
use suite::Verdict;
use wire::{ReceivedRequest, RecordedExchange, Recording, Response};

/// How an operation pages.
#[derive(Clone, Copy)]
pub(crate) enum By {
    Token,
    Marker,
    Number,
}

/// The first operation that pages so.
pub(crate) fn operation(by: By) -> &'static Operation {
    let fits = |operation: &&Operation| {
        matches!(
            (by, operation.paging()),
            (By::Token, Some(PagingStyle::Token { .. }))
                | (By::Marker, Some(PagingStyle::Marker { .. }))
                | (By::Number, Some(PagingStyle::PageNumber { .. }))
        )
    };
    BUNDLED.contracts.operations().find(fits).unwrap()
}

/// A finding about a clause of an operation or of the standards, as the contract states it.
pub(crate) fn finding(by: By, clause: &str, expected: &str, actual: &str, impact: Impact) -> Finding {
    let context = OperationContext::of(&BUNDLED.contracts, &operation(by).id).unwrap();
    let clause = context.clauses().find(|known| known.id == clause).unwrap();
    Finding::for_clause(context.operation, clause, expected, actual).unwrap().with_impact(impact)
}

pub(crate) fn lost() -> Finding {
    finding(
        By::Token,
        "paging/every-item-once",
        "5 items from 3 pages",
        "4 items, 1 of the expected items missing or changed",
        Impact::LosesData,
    )
}

pub(crate) fn posted() -> Finding {
    finding(By::Token, "method", "method GET", "method POST", Impact::Cosmetic).at(0)
}

fn hung() -> Finding {
    let actual = "no outcome after 1 request";
    finding(By::Token, "protocol/call-ends", "an outcome within 10000 ms", actual, Impact::Hangs)
}

fn leaked() -> Finding {
    let clause = "http/credentials-stay";
    let expected = "a request without the secret key";
    finding(By::Token, clause, expected, "the secret key in the headers of a request", Impact::LeaksSecrets)
        .at(1)
}

/// A run in which everything happens that can happen, the worst not first.
pub(crate) fn run() -> Run {
    let put = finding(By::Number, "method", "method POST", "method PUT", Impact::Cosmetic).at(0);
    let total = "/Result/TotalCount";
    let total = [5, 6].map(|count| format!("{total} = {count}"));
    let renamed =
        finding(By::Number, "result/total-count/member", &total[0], &total[1], Impact::LosesData).at(0);
    let trials = vec![
        known("methods", posted()),
        known("errors", lost()),
        known("values", lost()),
        trial(By::Token, "method", Verdict::Failed, None, vec![posted()]),
        trial(By::Token, "silence", Verdict::Failed, None, vec![hung()]),
        trial(By::Token, "paging", Verdict::Failed, None, vec![lost()]),
        trial(By::Token, "walks", Verdict::Failed, None, vec![lost()]),
        trial(By::Token, "secrets", Verdict::Failed, None, vec![leaked()]),
        trial(By::Token, "limits", Verdict::Passed, None, Vec::new()),
        trial(By::Token, "retries", Verdict::Fixed, Some("remove the entry"), Vec::new()),
        trial(By::Number, "wire", Verdict::Passed, None, vec![put]),
        trial(By::Number, "values", Verdict::Passed, None, vec![renamed]),
        trial(By::Number, "limits", Verdict::Skipped, Some("no such setter"), Vec::new()),
        trial(By::Number, "paging", Verdict::Error, Some("the client exited"), Vec::new()),
    ];
    let client = ClientResult {
        name: "example".to_owned(),
        version: Some("1.2.3".to_owned()),
        language: "rust".to_owned(),
        problems: vec!["the client wrote a line after its last outcome".to_owned()],
        not_implemented: vec![operation(By::Marker).id.clone()],
        flag: "--client example".to_owned(),
    };
    Run { clients: vec![client], trials, took: Duration::from_millis(6_149) }
}

fn known(subject: &str, finding: Finding) -> TrialResult {
    let cause = |clause: &str, what: &str| Cause { clause: clause.to_owned(), what: what.to_owned() };
    TrialResult {
        known_failures: vec![
            cause("paging/every-item-once", "a page is lost"),
            cause("method", "everything is posted"),
        ],
        ..trial(By::Token, subject, Verdict::KnownFailure, Some("a page is lost"), vec![finding])
    }
}

/// A trial of one operation; one that failed has two recorded requests.
pub(crate) fn trial(
    by: By,
    subject: &str,
    verdict: Verdict,
    reason: Option<&str>,
    findings: Vec<Finding>,
) -> TrialResult {
    let operation = operation(by).id.clone();
    TrialResult {
        case: format!("{operation}/{subject}/by-hand"),
        subject: subject.to_owned(),
        operation,
        clause: "paging/every-item-once".to_owned(),
        client: "example".to_owned(),
        verdict,
        reason: reason.map(str::to_owned),
        known_failures: Vec::new(),
        findings,
        generator: None,
        refused: None,
        requests: 3,
        took_ms: 12,
        stderr: String::new(),
        evidence: (verdict == Verdict::Failed).then(evidence),
        port: 8080,
    }
}

fn evidence() -> Evidence {
    let headers = [("Host", "127.0.0.1:8080"), ("x-date", "20260102T030405Z"), ("content-length", "7")];
    let exchanges = vec![
        exchange("POST", "/first", &headers, ""),
        exchange("GET", "/second?a=it's", &headers, "{\"b\":1}"),
    ];
    let wire = Recording { exchanges, ..Recording::default() };
    Evidence { endpoint: "http://127.0.0.1:8080".to_owned(), wire }
}

/// A request with an empty answer.
pub(crate) fn exchange(method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> RecordedExchange {
    let instant = Instant::now();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    RecordedExchange {
        request: Arc::new(ReceivedRequest {
            connection: 1,
            exchange: 1,
            method: method.to_owned(),
            target: target.to_owned(),
            version_minor: 1,
            headers: headers.iter().map(owned).collect(),
            body: Bytes::from(body.to_owned()),
            raw_head: Bytes::new(),
            started: instant,
            complete: instant,
        }),
        response: Response {
            status: 200,
            reason: None,
            headers: Vec::new(),
            body: Bytes::new(),
            close: false,
            chunked: false,
        },
        fault: None,
        at: Duration::ZERO,
        wall: jiff::Timestamp::UNIX_EPOCH,
        finish: None,
        ended: None,
        sent: Bytes::new(),
    }
}

/// A report without its colours.
pub(crate) fn plain(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut written = Vec::new();
    write(&mut written).unwrap();
    anstream::adapter::strip_str(std::str::from_utf8(&written).unwrap()).to_string()
}

/// Compares a report with its snapshot, for people to review.
pub(crate) fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../snapshots/reports"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}
