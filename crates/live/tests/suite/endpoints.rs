//! An endpoint that refuses, does not respond, or is something else gives one message and no finding.

use std::time::Duration;

use live::{Filter, LiveRun, Preflight, keys};
use secrecy::SecretString;
use serde_json::json;
use suite::Verdict;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::testbed::{
    contracts, credentials, operations, probe, probe_with, serve, serve_always, settings, text,
};

/// The preflight of the one operation of the run, which has no finding.
fn without_findings(run: &LiveRun) -> &Preflight {
    assert_eq!(run.exit_code(), 2, "{}", text(run));
    assert_eq!(run.probes().count(), 0);
    assert_eq!(run.operations.len(), 1);
    &run.operations[0].preflight
}

fn unusable(run: &LiveRun) -> &str {
    match without_findings(run) {
        Preflight::Unusable(said) => said,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_does_not_answer_is_named_with_what_to_do() {
    let silent = json!({"fault": "stall-before-head"});
    let rows = [
        (json!({"fault": "refuse"}), "--endpoint"),
        (json!({"fault": "reset"}), "the connection ended before the response was complete"),
        (
            json!({"fault": "close-before-first-byte"}),
            "the connection ended before the response was complete",
        ),
        (silent.clone(), "no complete response within 300 ms"),
        (
            json!({"fault": {"cut-after": {"bytes": 3}}}),
            "the connection ended before the response was complete",
        ),
    ];
    for operation in operations() {
        for (exchange, words) in &rows {
            let server = serve_always(&operation, exchange.clone()).await;
            let mut settings = settings(&server.url(), &operation, &credentials());
            if *exchange == silent {
                settings.timeout = Duration::from_millis(300);
            }
            let run = probe_with(&settings).await;
            let said = unusable(&run);
            assert!(said.contains(words) && said.contains(&server.url()), "{operation} {exchange}: {said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_http_differs_from_what_is_not_json() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let greeting = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"220 mail.example.test ESMTP\r\n").await.unwrap();
        // Read to the end, for closing on unread bytes would reset the connection.
        drop(stream.shutdown().await);
        drop(stream.read_to_end(&mut Vec::new()).await);
    });
    let operation = &operations()[0];
    let said = unusable(&probe(&url, operation).await).to_owned();
    assert!(said.contains("not HTTP"), "{said}");
    greeting.await.unwrap();

    let page = |status: u16| {
        json!({"raw": {"status": status, "content-type": "text/html",
               "body": {"text": "<html><title>Welcome to the proxy</title></html>"}}})
    };
    for status in [200, 403, 500, 502] {
        let server = serve_always(operation, page(status)).await;
        let run = probe(&server.url(), operation).await;
        assert!(unusable(&run).contains("Welcome to the proxy"), "{status}: {}", unusable(&run));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_that_is_not_offered_is_asked_once_and_has_no_finding() {
    for operation in operations() {
        let contract = contracts().operation(&operation).unwrap();
        let unknown = &contracts().provider(contract).refusals.unknown_operation;
        let rows = [
            json!({"error": {"code": unknown.code, "status": unknown.status}}),
            json!({"raw": {"status": 404, "content-type": "text/html", "body": {"text": "<title>Not Found</title>"}}}),
            json!({"raw": {"status": 501, "content-type": "text/plain", "body": {"text": ""}}}),
        ];
        for exchange in rows {
            let server = serve_always(&operation, exchange).await;
            let run = probe(&server.url(), &operation).await;
            assert!(matches!(without_findings(&run), Preflight::NotOffered(_)), "{:?}", run.operations);
            assert_eq!(server.so_far().exchanges.len(), 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_credentials_name_the_variables() {
    for operation in operations() {
        let server = serve(&operation, 3, json!([])).await;
        let mut wrong = credentials();
        wrong.secret_access_key = SecretString::from("quite another secret");
        let run = probe_with(&settings(&server.url(), &operation, &wrong)).await;
        let said = unusable(&run);
        let provider = contracts().provider(contracts().operation(&operation).unwrap());
        for variable in provider.signing.environment.values() {
            assert!(said.contains(variable), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_to_wait_is_followed_a_few_times() {
    let wait = |times: Option<u32>| {
        let raw = json!({"status": 429, "content-type": "application/json", "body": {"json": {}}});
        let mut exchange = json!({"raw": raw, "headers": {"retry-after": "0"}});
        exchange[if times.is_some() { "times" } else { "for-ever" }] =
            times.map_or(json!(true), |times| json!(times));
        exchange
    };
    for operation in operations() {
        let server = serve(&operation, 3, json!([wait(Some(3))])).await;
        let run = probe(&server.url(), &operation).await;
        assert_eq!(run.operations[0].preflight, Preflight::Offered, "{operation}");

        let server = serve(&operation, 3, json!([wait(None)])).await;
        assert!(unusable(&probe(&server.url(), &operation).await).contains("429"));
        assert_eq!(server.so_far().exchanges.len(), 4);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_fails_between_probes_is_left_alone_and_has_no_finding() {
    for operation in operations() {
        let probes = suite::probes(contracts(), &operation).len();
        if probes == 0 {
            continue;
        }
        let server = serve(&operation, 3, json!([{}, {"fault": "reset", "for-ever": true}])).await;
        let run = probe(&server.url(), &operation).await;
        assert_eq!(run.exit_code(), 2);
        assert_eq!(run.probes().count(), probes);
        let asked = server.so_far().exchanges.len() - 1;
        assert!(asked <= 3, "{asked} requests");
        for (index, probe) in run.probes().enumerate() {
            let reason = probe.reason.as_deref().unwrap_or_default();
            assert!(probe.findings.is_empty());
            assert_ne!(probe.verdict, Verdict::Passed, "{}", probe.probe);
            if index > 20 {
                assert!(reason.contains("in a row"), "{reason}");
            }
        }
        assert!(text(&run).contains("the connection ended before the response was complete"));
    }
}

#[test]
fn wrong_usage_says_what_is_there() {
    let wrong = |operations: &[&str], probes: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let error = Filter::new(contracts(), &owned(operations), &owned(probes)).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        error.to_string()
    };
    assert!(wrong(&["nobody/nothing"], &[]).contains(&operations()[0]));
    assert!(wrong(&[], &["nothing/like/this"]).contains("--dry-run"));
    assert!(wrong(&[], &["["]).contains("not a glob"));
    let all = Filter::new(contracts(), &[], &[]).unwrap();
    assert_eq!(keys(contracts(), &all.operations(contracts()), |_| None).unwrap_err().exit_code(), 3);
}
