//! The faults of time: stalls with and without an end, and a slow body.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use simulator::proxy::Event;
use tokio::net::TcpStream;
use wire::{Departure, Fault, Finish};

use crate::testbed::{
    BODY, End, GET, Testbed, connect, expect, expect_service, head, plain_bytes, read_to_end, send,
    start_with,
};

/// The stall, and what of the answer comes before it.
fn stalls(ms: Option<u64>) -> Vec<(Value, String)> {
    vec![
        (json!({"stall-before-head": {"ms": ms}}), String::new()),
        (json!({"stall-after-head": {"ms": ms}}), head(BODY.len())),
        (json!({"stall-in-body": {"bytes": 4, "ms": ms}}), head(BODY.len()) + &BODY[..4]),
    ]
}

async fn stalled(fault: Value) -> (simulator::proxy::FaultProxy, std::sync::Arc<Testbed>, TcpStream, Fault) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    let (proxy, testbed) = start_with(fault.clone());
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    (proxy, testbed, client, fault)
}

async fn finish(testbed: &Testbed) -> Finish {
    testbed
        .first(|event| match event {
            Event::ResponseFinished { how, .. } => Some(how.clone()),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn a_stall_with_a_time_delivers_the_whole() {
    for (fault, before) in stalls(Some(60)) {
        let began = Instant::now();
        let (_tap, testbed, mut client, fault) = stalled(fault).await;
        expect(&mut client, &before).await;
        expect(&mut client, plain_bytes().strip_prefix(&before).unwrap()).await;
        assert!(began.elapsed() >= Duration::from_millis(60), "{fault:?}");
        assert_eq!(finish(&testbed).await, Finish::Broken(fault));
        send(&mut client, b"GET /plain HTTP/1.1\r\n\r\n").await;
        expect(&mut client, &plain_bytes()).await;
    }
}

#[tokio::test]
async fn a_stall_without_a_time_ends_with_the_client() {
    for (fault, before) in stalls(None) {
        let (_tap, testbed, mut client, fault) = stalled(fault).await;
        expect(&mut client, &before).await;
        drop(client);
        assert_eq!(finish(&testbed).await, Finish::Broken(fault));
        let how = testbed
            .first(|event| match event {
                Event::ClientClosed { how, .. } => Some(*how),
                _ => None,
            })
            .await;
        assert_eq!(how, Departure::Orderly);
    }
}

#[tokio::test]
async fn a_stall_without_a_time_ends_with_the_connections() {
    for (fault, before) in stalls(None) {
        let (proxy, testbed, mut client, fault) = stalled(fault).await;
        expect(&mut client, &before).await;
        testbed.first(|event| matches!(event, Event::RequestComplete { .. }).then_some(())).await;
        proxy.close_connections().await;
        assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
        assert_eq!(finish(&testbed).await, Finish::Broken(fault));
        assert!(testbed.events().iter().any(|event| matches!(event, Event::ConnectionClosed { .. })));
    }
}

#[tokio::test]
async fn a_stalled_connection_holds_up_no_other() {
    let (proxy, _testbed, _client, _) = stalled(json!("stall-before-head")).await;
    expect_service(&proxy).await;
}

#[tokio::test]
async fn a_client_that_gives_up_on_a_timed_stall_is_seen_at_once() {
    let (_tap, testbed, client, _) = stalled(json!({"stall-before-head": {"ms": 3_600_000}})).await;
    testbed.first(|event| matches!(event, Event::RequestComplete { .. }).then_some(())).await;
    drop(client);
    assert_eq!(finish(&testbed).await, Finish::Abandoned);
}

#[tokio::test]
async fn a_paced_body_comes_in_pieces() {
    let (_tap, testbed, mut client, fault) = stalled(json!({"pace": {"bytes": 15, "ms": 20}})).await;
    expect(&mut client, &plain_bytes()).await;
    assert_eq!(finish(&testbed).await, Finish::Broken(fault));
    let written: Vec<(Instant, usize)> = testbed
        .events()
        .iter()
        .filter_map(|event| match event {
            Event::BytesOut { at, bytes, .. } => Some((*at, bytes.len())),
            _ => None,
        })
        .collect();
    let sizes: Vec<usize> = written.iter().map(|(_, size)| *size).collect();
    assert_eq!(sizes, [head(BODY.len()).len(), 15, 15, BODY.len() - 30]);
    for pair in written[1..].windows(2) {
        assert!(pair[1].0 - pair[0].0 >= Duration::from_millis(20));
    }
}
