//! What is recorded is what went over the wire; the same requests get the same bytes; late_requests stay apart.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use simulator::{OfflineSimulator, Scenario};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use wire::{Finish, Response};

use crate::testbed::{CONTRACTS, Testbed, keys, least, least_and, operations, tokens};

#[tokio::test]
async fn the_same_requests_get_the_same_bytes() {
    for operation in operations() {
        let script = json!([{}, {"error": {"code": "X", "status": 500}}]);
        let mut bodies = Vec::new();
        for _ in 0..2 {
            let testbed = Testbed::script(operation, 14, script.clone()).await;
            let mut seen =
                vec![testbed.ask(&least(operation)).await.bytes, testbed.ask(&least(operation)).await.bytes];
            let size = operation.paging().unwrap().size().name();
            let pages = testbed.walk(&least_and(operation, &json!({ size: 3 }))).await;
            seen.extend(pages.into_iter().map(|page| page.bytes));
            bodies.push(seen);
        }
        assert!(bodies[0].len() >= 5, "{}", operation.id);
        assert_eq!(bodies[0], bodies[1], "{}", operation.id);
    }
}

#[tokio::test]
async fn without_sockets_the_answers_are_the_same() {
    for operation in operations() {
        let script = json!([{}, {"error": {"code": "X", "status": 500}}, {"next": {"text": "a+b"}}]);
        let testbed = Testbed::script(operation, 14, script.clone()).await;
        for _ in 0..3 {
            testbed.ask(&least(operation)).await;
        }
        let position = operation.paging().unwrap().position().name();
        testbed.ask(&least_and(operation, &json!({ position: "never given" }))).await;
        let recording = testbed.server.finish().await.unwrap();
        let scenario =
            Scenario::new(&operation.id, 14).with_exchanges(serde_json::from_value(script).unwrap());
        let mut offline = OfflineSimulator::new(Arc::clone(&CONTRACTS), scenario).unwrap();
        assert_eq!(recording.exchanges.len(), 4, "{}", operation.id);
        for exchange in &recording.exchanges {
            let served = offline.answer(&exchange.request);
            let response = &exchange.response;
            assert_eq!(served.status, response.status, "{}", operation.id);
            assert_eq!(served.headers, response.headers, "{}", operation.id);
            assert_eq!(served.body, response.body, "{}", operation.id);
            assert_eq!(served.fault, exchange.fault, "{}", operation.id);
        }
    }
    assert!(OfflineSimulator::new(Arc::clone(&CONTRACTS), Scenario::new("nobody/nothing", 1)).is_none());
}

#[tokio::test]
async fn another_key_changes_request_ids_and_positions_only() {
    for operation in operations() {
        let mut bodies = Vec::new();
        for key in ["AKIDONE", "AKIDTWO"] {
            let mut testbed = Testbed::start(operation, 14).await;
            testbed.begin_as(key).await;
            let text = String::from_utf8(testbed.ask(&least(operation)).await.bytes).unwrap();
            bodies.push(text.replace(key, "KEY").replace(&key.to_lowercase(), "KEY"));
        }
        assert_eq!(bodies[0], bodies[1], "{}", operation.id);
    }
}

#[tokio::test]
async fn the_exact_bytes_of_a_request_are_kept() {
    let testbed = Testbed::start(tokens(), 3).await;
    let url = testbed.server.url();
    let host = url.strip_prefix("http://").unwrap();
    let sent = format!(
        "gEt /Evaluation-jobs?a='%27+%2b&a=&&=b HTTP/1.1\r\nhOsT: {host}\r\nX-Odd:  two   blanks \r\nx-odd: \u{e9}\r\n\
         content-LENGTH: 4\r\n\r\n{{ }}\n"
    );
    // A header byte above 127 goes over the wire as Latin-1.
    let bytes: Vec<u8> = sent.chars().map(|character| character as u8).collect();
    let mut client = TcpStream::connect(host).await.unwrap();
    client.write_all(&bytes).await.unwrap();
    let mut answer = vec![0; 16];
    client.read_exact(&mut answer).await.unwrap();
    drop(client);
    let recording = testbed.server.finish().await.unwrap();
    let request = &recording.exchanges[0].request;
    let head = bytes.len() - 4;
    assert_eq!(request.raw_head, bytes[..head]);
    assert_eq!(request.body, bytes[head..]);
    assert_eq!(request.method, "gEt");
    assert_eq!(request.target, "/Evaluation-jobs?a='%27+%2b&a=&&=b");
    assert_eq!(request.header_values("x-odd").collect::<Vec<_>>(), ["two   blanks", "\u{e9}"]);
    let inward: Vec<u8> =
        recording.events.iter().filter(|event| event.inward).flat_map(|event| event.bytes.to_vec()).collect();
    assert_eq!(inward, bytes);
}

#[tokio::test]
async fn an_answer_is_kept_as_it_was_sent() {
    for operation in operations() {
        let testbed = Testbed::start(operation, 3).await;
        let answer = testbed.ask(&least(operation)).await;
        let recording = testbed.server.finish().await.unwrap();
        let exchange = &recording.exchanges[0];
        assert_eq!(exchange.finish, Some(Finish::Whole));
        assert_eq!(exchange.response.body, answer.bytes, "{}", operation.id);
        assert!(exchange.sent.ends_with(&answer.bytes), "{}", operation.id);
        assert!(exchange.sent.starts_with(b"HTTP/1.1 200 "), "{}", operation.id);
    }
}

#[tokio::test]
async fn times_ascend_and_connections_are_told_apart() {
    let testbed = Testbed::start(tokens(), 30).await;
    let pages = testbed.walk(&least_and(tokens(), &json!({"maxResults": 3}))).await;
    // A second client has a connection of its own.
    let other = TcpStream::connect(testbed.server.url().strip_prefix("http://").unwrap()).await;
    let mut other = other.unwrap();
    other.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    other.read_exact(&mut [0; 16]).await.unwrap();
    let recording = testbed.server.finish().await.unwrap();
    assert_eq!(recording.exchanges.len(), pages.len() + 1);
    let times: Vec<Duration> = recording.exchanges.iter().map(|exchange| exchange.at).collect();
    assert!(times.is_sorted() && times.iter().all(|time| *time < Duration::from_secs(60)), "{times:?}");
    let walls: Vec<_> = recording.exchanges.iter().map(|exchange| exchange.wall).collect();
    assert!(walls.is_sorted(), "{walls:?}");
    let connections: Vec<u64> =
        recording.exchanges.iter().map(|exchange| exchange.request.connection).collect();
    assert!(connections[..pages.len()].iter().all(|id| *id == connections[0]), "{connections:?}");
    assert_ne!(connections[pages.len()], connections[0]);
    let on_each = |id: u64| {
        let events = recording.events.iter().filter(|event| event.connection == Some(id));
        events.map(|event| event.at).collect::<Vec<_>>()
    };
    for id in [connections[0], connections[pages.len()]] {
        assert!(on_each(id).len() >= 3 && on_each(id).is_sorted(), "{:?}", on_each(id));
    }
}

#[tokio::test]
async fn late_requests_are_refused_and_counted_and_not_recorded() {
    for operation in operations() {
        let mut testbed = Testbed::start(operation, 3).await;
        testbed.begin_as("AKIDFIRST").await;
        let late = testbed.right(&least(operation));
        assert_eq!(testbed.send(&late).await.unwrap().status, 200);
        assert_eq!(testbed.server.so_far().exchanges.len(), 1);
        testbed.begin_as("AKIDSECOND").await;
        for late_requests in 1..=2 {
            let answer = testbed.send(&late).await.unwrap();
            assert_eq!(answer.status, 503, "{}", operation.id);
            let recording = testbed.server.so_far();
            assert_eq!(
                (recording.late_requests, recording.exchanges.len()),
                (late_requests, 0),
                "{}",
                operation.id
            );
        }
        // The script and the memory of the running trial are untouched.
        let first = testbed.ask(&least(operation)).await;
        assert_eq!(first.status, 200, "{}", operation.id);
        // A key that no trial had is wrong, not late.
        let mut nobody = testbed.right(&least(operation));
        nobody.credentials = keys("AKIDNOBODY");
        testbed.send(&nobody).await.unwrap();
        let recording = testbed.server.finish().await.unwrap();
        assert_eq!((recording.late_requests, recording.exchanges.len()), (2, 2), "{}", operation.id);
        let Response { headers, body, .. } = &recording.exchanges[0].response;
        let answered = format!("{headers:?} {}", String::from_utf8_lossy(body));
        assert!(answered.contains("akidsecond-1\""), "{}: {answered}", operation.id);
    }
}

#[tokio::test]
async fn a_finished_trial_leaves_nothing_behind() {
    let testbed = Testbed::start(tokens(), 3).await;
    testbed.ask(&least(tokens())).await;
    assert_eq!(testbed.server.finish().await.unwrap().exchanges.len(), 1);
    assert_eq!(testbed.server.finish().await.unwrap().exchanges.len(), 0);
    assert_eq!(testbed.server.so_far().exchanges.len(), 0);
}

#[tokio::test]
async fn a_request_between_trials_is_turned_away() {
    let testbed = Testbed::start(tokens(), 3).await;
    testbed.server.finish().await.unwrap();
    let answer = testbed.ask(&least(tokens())).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json().as_object().map(|body| body.contains_key("jobSummaries")), Some(false));
    assert_eq!(answer.json()["message"].as_str().map(str::is_empty), Some(false));
    let _: Value = answer.json();
}
