//! Many clients, many exchanges, and clients that send whatever comes to their mind.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use simulator::proxy::{Answer, Answering, Event, FaultProxy};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use wire::{Finish, ReceivedRequest, Response};

use crate::testbed::{
    GET, connect, expect, expect_service, plain, plain_bytes, read_to_end, send, start, within,
};

/// Keeps nothing but the number of responses that were finished.
#[derive(Default)]
struct Counter {
    finished: AtomicU64,
}

impl Answer for Counter {
    fn answer(&self, _: Arc<ReceivedRequest>) -> Answering<'_> {
        Box::pin(std::future::ready(plain()))
    }

    fn observe(&self, event: Event) {
        if let Event::ResponseFinished { how: Finish::Whole, .. } = event {
            self.finished.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[tokio::test]
async fn ten_thousand_exchanges_on_one_connection() {
    let counter = Arc::new(Counter::default());
    let proxy = FaultProxy::start(Arc::<Counter>::clone(&counter)).unwrap();
    let mut client = connect(&proxy).await;
    for _ in 0..9_999 {
        send(&mut client, GET).await;
        expect(&mut client, &plain_bytes()).await;
    }
    send(&mut client, b"GET / HTTP/1.0\r\n\r\n").await;
    read_to_end(&mut client).await;
    assert_eq!(counter.finished.load(Ordering::Relaxed), 10_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thirty_two_connections_at_once() {
    let (proxy, _) = start(|request| Response::json(200, request.target.clone()).into());
    let proxy = Arc::new(proxy);
    let mut clients = tokio::task::JoinSet::new();
    for number in 0..32 {
        let proxy = Arc::clone(&proxy);
        clients.spawn(async move {
            let mut client = connect(&proxy).await;
            for turn in 0..50 {
                let target = format!("/{number:02}/{turn:02}");
                send(&mut client, format!("GET {target} HTTP/1.1\r\n\r\n").as_bytes()).await;
                expect(&mut client, &(crate::testbed::head(6) + &target)).await;
            }
        });
    }
    within(clients.join_all()).await;
}

#[tokio::test]
async fn a_client_that_is_gone_before_its_answer_is_no_error() {
    let body = "x".repeat(8_000_000);
    let (proxy, testbed) = start(move |request| match &*request.target {
        "/plain" => plain(),
        _ => Response::json(200, body.clone()).into(),
    });
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    testbed.first(|event| matches!(event, Event::BytesOut { .. }).then_some(())).await;
    drop(client);
    let how = testbed
        .first(|event| match event {
            Event::ResponseFinished { how, .. } => Some(how.clone()),
            _ => None,
        })
        .await;
    assert_eq!(how, Finish::Abandoned);
    expect_service(&proxy).await;
}

#[test]
fn whatever_is_sent_the_tap_serves_on() {
    let fragments = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::sample::select(vec![
            "GET / HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\n",
            "Expect: 100-continue\r\n\r\n",
            "Connection: close\r\n",
            "HEAD http://a/b HTTP/1.0\r\n",
            "3\r\nabc\r\n0\r\n\r\n",
            "\r\n",
            "\x16\x03\x01",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let pieces = proptest::collection::vec(fragments, 0..8);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = runtime.enter();
    let (proxy, _) = start(|_| plain());
    TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() })
        .run(&pieces, |pieces| {
            runtime.block_on(async {
                let mut client = connect(&proxy).await;
                for piece in pieces {
                    // The fault proxy may have ended the connection; what counts is what comes after.
                    let _ = within(client.write_all(&piece)).await;
                }
                let _ = within(client.shutdown()).await;
                drain(client).await;
                expect_service(&proxy).await;
            });
            Ok(())
        })
        .unwrap();
}

/// Reads until the fault proxy ends the connection, in whichever way.
async fn drain(mut client: TcpStream) {
    within(async {
        let mut sink = tokio::io::sink();
        let _ = tokio::io::copy(&mut client, &mut sink).await;
    })
    .await;
}

#[test]
fn framing_survives_any_splitting() {
    let bodies = proptest::collection::vec(any::<u8>(), 0..2_000);
    let cuts = proptest::collection::vec(any::<proptest::sample::Index>(), 0..12);
    let chunk_size = proptest::option::of(1_usize..500);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = runtime.enter();
    let (proxy, _) =
        start(|request| Response { close: true, ..Response::json(200, request.body.clone()) }.into());
    TestRunner::new(Config { cases: 200, failure_persistence: None, ..Config::default() })
        .run(&(bodies, cuts, chunk_size), |(body, cuts, chunk_size)| {
            let request = framed(&body, chunk_size);
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(request.len())).collect();
            places.extend([0, request.len()]);
            places.sort_unstable();
            let answer = runtime.block_on(async {
                let mut client = connect(&proxy).await;
                client.set_nodelay(true).unwrap();
                for pair in places.windows(2) {
                    send(&mut client, &request[pair[0]..pair[1]]).await;
                    // Lets the fault proxy read this piece alone.
                    tokio::task::yield_now().await;
                }
                read_to_end(&mut client).await.0
            });
            let start = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
            prop_assert_eq!(&answer[start..], &body[..]);
            Ok(())
        })
        .unwrap();
}

fn framed(body: &[u8], chunk_size: Option<usize>) -> Vec<u8> {
    let Some(chunk_size) = chunk_size else {
        let head = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", body.len());
        return [head.as_bytes(), body].concat();
    };
    let mut request = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(chunk_size) {
        request.extend_from_slice(format!("{:X}\r\n", chunk.len()).as_bytes());
        request.extend_from_slice(chunk);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    request
}
