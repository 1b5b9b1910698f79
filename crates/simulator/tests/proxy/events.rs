//! The events: bytes exact both ways, times in order, connections apart.

use std::time::Instant;

use simulator::proxy::{Event, Planned};
use wire::{Departure, Finish};

use crate::testbed::{GET, Testbed, connect, expect, plain, plain_bytes, send, start};

fn bytes_of(events: &[Event], connection: u64, wants_in: bool) -> Vec<u8> {
    let mut all = Vec::new();
    for event in events.iter().filter(|event| event.connection() == Some(connection)) {
        match event {
            Event::BytesIn { bytes, .. } if wants_in => all.extend_from_slice(bytes),
            Event::BytesOut { bytes, .. } if !wants_in => all.extend_from_slice(bytes),
            _ => {}
        }
    }
    all
}

async fn closed(testbed: &Testbed, connections: usize) {
    testbed
        .until(|events| {
            let closed =
                events.iter().filter(|event| matches!(event, Event::ConnectionClosed { .. })).count();
            (closed == connections).then_some(())
        })
        .await;
}

#[tokio::test]
async fn a_whole_connection_is_told_in_order() {
    let began = Instant::now();
    let (proxy, testbed) = start(|request| Planned { tag: Some(request.exchange * 100), ..plain() });
    let mut client = connect(&proxy).await;
    let first = [GET, GET].concat();
    send(&mut client, &first).await;
    expect(&mut client, &plain_bytes()).await;
    expect(&mut client, &plain_bytes()).await;
    drop(client);
    closed(&testbed, 1).await;

    let events = testbed.events();
    let names: Vec<&str> = events
        .iter()
        .map(|event| match event {
            Event::ConnectionOpened { .. } => "opened",
            Event::BytesIn { .. } => "in",
            Event::RequestComplete { .. } => "complete",
            Event::BytesOut { .. } => "out",
            Event::ResponseFinished { how: Finish::Whole, .. } => "whole",
            Event::ClientClosed { how: Departure::Orderly, .. } => "left",
            Event::ConnectionClosed { .. } => "closed",
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        names,
        ["opened", "in", "complete", "out", "whole", "complete", "out", "whole", "left", "closed"]
    );
    assert_eq!(bytes_of(&events, 1, true), first);
    assert_eq!(bytes_of(&events, 1, false), plain_bytes().repeat(2).into_bytes());
    assert!(events.iter().all(|event| event.connection() == Some(1)));
    let mut tags = Vec::new();
    let mut places = Vec::new();
    for event in &events {
        match event {
            Event::RequestComplete { from, until, .. } => places.push(*from..*until),
            Event::BytesOut { exchange: Some(exchange), tag: Some(tag), at, written, .. } => {
                assert!(at <= written);
                tags.push((*exchange, *tag));
            }
            _ => {}
        }
    }
    let length = GET.len() as u64;
    assert_eq!(places, [0..length, length..2 * length]);
    assert_eq!(tags, [(1, 100), (2, 200)]);

    // A request is told of after its answer is decided, under the time when it was complete.
    let times: Vec<Instant> = events
        .iter()
        .filter(|event| !matches!(event, Event::RequestComplete { .. }))
        .map(Event::at)
        .collect();
    assert!(times.is_sorted());
    assert!(events.iter().all(|event| event.at() >= began && event.at() <= Instant::now()));
}

#[tokio::test]
async fn a_request_carries_its_times_and_its_head() {
    let (proxy, testbed) = start(|request| {
        assert!(request.started <= request.complete);
        assert_eq!(&request.raw_head[..], b"PUT /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n");
        assert_eq!(&request.body[..], b"ok");
        Planned { tag: Some(u64::from(request.started < request.complete)), ..plain() }
    });
    let mut client = connect(&proxy).await;
    send(&mut client, b"PUT /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n").await;
    testbed.first(|event| matches!(event, Event::BytesIn { .. }).then_some(())).await;
    send(&mut client, b"ok").await;
    let tag = testbed
        .first(|event| match event {
            Event::RequestComplete { tag, .. } => Some(*tag),
            _ => None,
        })
        .await;
    assert_eq!(tag, Some(1));
}

#[tokio::test]
async fn connections_are_told_apart() {
    let (proxy, testbed) = start(|_| plain());
    for number in 0..3 {
        let mut client = connect(&proxy).await;
        send(&mut client, format!("GET /{number} HTTP/1.1\r\n\r\n").as_bytes()).await;
        expect(&mut client, &plain_bytes()).await;
    }
    closed(&testbed, 3).await;
    let events = testbed.events();
    for number in 0..3 {
        let came = bytes_of(&events, number + 1, true);
        assert_eq!(came, format!("GET /{number} HTTP/1.1\r\n\r\n").into_bytes());
    }
}

#[tokio::test]
async fn a_client_that_vanishes_in_the_middle_of_a_request() {
    for part in ["GET /jobs HT", "PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"] {
        for reset in [false, true] {
            let (proxy, testbed) = start(|_| plain());
            let mut client = connect(&proxy).await;
            send(&mut client, part.as_bytes()).await;
            testbed.first(|event| matches!(event, Event::BytesIn { .. }).then_some(())).await;
            if reset {
                client.set_zero_linger().unwrap();
            }
            drop(client);
            closed(&testbed, 1).await;
            let events = testbed.events();
            let cut = events.iter().find_map(|event| match event {
                Event::RequestCut { received, .. } => Some(*received),
                _ => None,
            });
            assert_eq!(cut, Some(part.len() as u64));
            let departure = if reset { Departure::Reset } else { Departure::Orderly };
            assert!(
                events
                    .iter()
                    .any(|event| matches!(event, Event::ClientClosed { how, .. } if *how == departure))
            );
        }
    }
}

#[tokio::test]
async fn an_idle_client_that_leaves_cuts_nothing() {
    let (proxy, testbed) = start(|_| plain());
    let mut client = connect(&proxy).await;
    send(&mut client, &[GET, b"\r\n"].concat()).await;
    expect(&mut client, &plain_bytes()).await;
    drop(client);
    closed(&testbed, 1).await;
    assert!(!testbed.events().iter().any(|event| matches!(event, Event::RequestCut { .. })));
}
