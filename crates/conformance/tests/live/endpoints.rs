//! An endpoint that refuses, is silent, or is something else gives one message and no finding.

use std::time::Duration;

use conformance::Verdict;
use conformance::live::{LiveRun, Preflight, Wanted, keys};
use secrecy::SecretString;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::stand::{
    CONTRACTS, credentials, operations, probe, probe_with, serve, serve_always, settings, told,
};

/// The one operation of the run, which nobody was blamed for.
fn blameless(run: &LiveRun) -> &Preflight {
    assert_eq!(run.exit_code(), 2, "{}", told(run));
    assert_eq!(run.probes().count(), 0);
    assert_eq!(run.operations.len(), 1);
    assert!(told(run).contains("nothing was checked"));
    &run.operations[0].preflight
}

fn unusable(run: &LiveRun) -> &str {
    match blameless(run) {
        Preflight::Unusable(said) => said,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_answer_is_named_with_what_to_do() {
    let silent = json!({"fault": "stall-before-head"});
    let rows = [
        (json!({"fault": "refuse"}), "--endpoint"),
        (json!({"fault": "reset"}), "the connection ended before the answer did"),
        (json!({"fault": "close-before-first-byte"}), "the connection ended before the answer did"),
        (silent.clone(), "no whole answer within 300 ms"),
        (json!({"fault": {"cut-after": {"bytes": 3}}}), "the connection ended before the answer did"),
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
async fn what_is_no_http_is_told_from_what_is_no_json() {
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
async fn an_operation_that_is_not_offered_takes_one_line_and_no_finding() {
    for operation in operations() {
        let contract = CONTRACTS.operation(&operation).unwrap();
        let unknown = &CONTRACTS.provider(contract).refusals.unknown_operation;
        let rows = [
            json!({"error": {"code": unknown.code, "status": unknown.status}}),
            json!({"raw": {"status": 404, "content-type": "text/html", "body": {"text": "<title>Not Found</title>"}}}),
            json!({"raw": {"status": 501, "content-type": "text/plain", "body": {"text": ""}}}),
        ];
        for exchange in rows {
            let server = serve_always(&operation, exchange).await;
            let run = probe(&server.url(), &operation).await;
            assert!(matches!(blameless(&run), Preflight::NotOffered(_)), "{:?}", run.operations);
            let lines = told(&run);
            assert_eq!(lines.lines().filter(|line| line.contains("not offered")).count(), 1, "{lines}");
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
        let provider = CONTRACTS.provider(CONTRACTS.operation(&operation).unwrap());
        for variable in provider.signing.environment.values() {
            assert!(said.contains(variable), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_to_wait_is_waited_for_a_few_times() {
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
async fn an_endpoint_that_dies_between_probes_is_left_alone_and_never_blamed() {
    for operation in operations() {
        let probes = conformance::probes(&CONTRACTS, &operation).len();
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
            assert_ne!(probe.verdict, Verdict::Conforms, "{}", probe.probe);
            if index > 20 {
                assert!(reason.contains("in a row"), "{reason}");
            }
        }
        assert!(told(&run).contains("the connection ended before the answer did"));
    }
}

#[test]
fn wrong_usage_says_what_is_there() {
    let wrong = |operations: &[&str], probes: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let error = Wanted::new(&CONTRACTS, &owned(operations), &owned(probes)).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        error.to_string()
    };
    assert!(wrong(&["nobody/nothing"], &[]).contains(&operations()[0]));
    assert!(wrong(&[], &["nothing/like/this"]).contains("--dry-run"));
    assert!(wrong(&[], &["["]).contains("not a glob"));
    let all = Wanted::new(&CONTRACTS, &[], &[]).unwrap();
    assert_eq!(keys(&CONTRACTS, &all.operations(&CONTRACTS), |_| None).unwrap_err().exit_code(), 3);
}
