//! The port: refused, reserved, open again, and given up at the end.

use std::io::ErrorKind;
use std::net::TcpStream as BlockingStream;
use std::sync::Arc;

use simulator::tap::{After, Event, Fault, Planned, Tap};

use crate::stage::{
    End, GET, Stage, connect, expect, expect_service, head, plain, plain_bytes, read_to_end, send, start,
    start_with, within,
};

fn is_refused(port: u16) -> bool {
    match BlockingStream::connect(("127.0.0.1", port)) {
        Ok(_) => false,
        Err(error) => error.kind() == ErrorKind::ConnectionRefused,
    }
}

#[tokio::test]
async fn it_refuses_and_accepts_again_on_the_same_port() {
    let (tap, stage) = start(|_| plain());
    let port = tap.port();
    for _ in 0..5 {
        tap.refuse().await;
        assert!(is_refused(port));
        tap.refuse().await;
        tap.accept_again().await.unwrap();
        tap.accept_again().await.unwrap();
        expect_service(&tap).await;
        assert_eq!(tap.port(), port);
    }
    let count = |wanted: fn(&Event) -> bool| stage.events().iter().filter(|event| wanted(event)).count();
    assert_eq!(count(|event| matches!(event, Event::Refusing { .. })), 5);
    assert_eq!(count(|event| matches!(event, Event::Accepting { .. })), 5);
}

#[tokio::test]
async fn refusing_closes_what_is_open() {
    let (tap, _) = start(|_| plain());
    let mut idle = connect(&tap).await;
    send(&mut idle, GET).await;
    expect(&mut idle, &plain_bytes()).await;
    tap.refuse().await;
    assert_eq!(read_to_end(&mut idle).await, (Vec::new(), End::Fin));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_request_finds_the_port_refusing_at_once() {
    for _ in 0..50 {
        let (tap, stage) = start_with(Fault::Refuse);
        let mut other = connect(&tap).await;
        send(&mut other, b"GET /plain HTTP/1.1\r\n\r\n").await;
        expect(&mut other, &plain_bytes()).await;
        let mut client = connect(&tap).await;
        send(&mut client, GET).await;
        assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
        assert!(is_refused(tap.port()));
        assert_eq!(read_to_end(&mut other).await, (Vec::new(), End::Fin));
        stage.first(|event| matches!(event, Event::Refusing { .. }).then_some(())).await;
        tap.accept_again().await.unwrap();
        expect_service(&tap).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_answer_finds_the_port_refusing_at_once() {
    for _ in 0..50 {
        let (tap, _) = start(|_| Planned { after: After::RefuseFromNowOn, ..plain() });
        let mut client = connect(&tap).await;
        send(&mut client, GET).await;
        let closing = plain_bytes().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        expect(&mut client, &closing).await;
        assert!(is_refused(tap.port()));
        assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
    }
}

#[tokio::test]
async fn the_port_cannot_be_shared_not_even_while_refusing() {
    let (tap, _) = start(|_| plain());
    let port = tap.port();
    let start_another = || Tap::start_at(port, Stage::new(|_| plain())).map(drop).unwrap_err().kind();
    assert_eq!(start_another(), ErrorKind::AddrInUse);
    tap.refuse().await;
    assert_eq!(start_another(), ErrorKind::AddrInUse);
    // The standard library binds with address reuse.
    let bound = std::net::TcpListener::bind(("127.0.0.1", port)).map(drop);
    assert_eq!(bound.unwrap_err().kind(), ErrorKind::AddrInUse);
    tap.accept_again().await.unwrap();
    assert_eq!(start_another(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_port_can_be_taken_again_after_the_end() {
    let (tap, stage) = start(|_| plain());
    let port = tap.port();
    let mut client = connect(&tap).await;
    send(&mut client, GET).await;
    expect(&mut client, &plain_bytes()).await;
    drop(tap);
    assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
    stage.first(|event| matches!(event, Event::ConnectionClosed { .. }).then_some(())).await;
    let again = Tap::start_at(port, Stage::new(|_| plain())).unwrap();
    expect_service(&again).await;
}

#[tokio::test]
async fn nothing_is_left_running_after_the_end() {
    let before = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let (tap, stage) = start_with(Fault::StallAfterHead { ms: None });
    tap.elsewhere_url().unwrap();
    let mut clients = Vec::new();
    for _ in 0..8 {
        let mut client = connect(&tap).await;
        send(&mut client, GET).await;
        expect(&mut client, &head(crate::stage::BODY.len())).await;
        clients.push(client);
    }
    drop(tap);
    for client in &mut clients {
        assert_eq!(read_to_end(client).await, (Vec::new(), End::Fin));
    }
    within(async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > before {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // The stage is the test's alone again: no task holds it.
    assert_eq!(Arc::strong_count(&stage), 1);
}

#[test]
fn it_needs_a_runtime() {
    assert!(Tap::start(Stage::new(|_| plain())).is_err());
}
