//! The port: refused, reserved, open again, and given up at the end.

use std::io::ErrorKind;
use std::net::TcpStream as BlockingStream;
use std::sync::Arc;

use simulator::proxy::{After, Event, FaultProxy, Planned};
use wire::Fault;

use crate::testbed::{
    End, GET, Testbed, connect, expect, expect_service, head, plain, plain_bytes, read_to_end, send, start,
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
    let (proxy, testbed) = start(|_| plain());
    let port = proxy.port();
    for _ in 0..5 {
        proxy.refuse().await;
        assert!(is_refused(port));
        proxy.refuse().await;
        proxy.accept_again().await.unwrap();
        proxy.accept_again().await.unwrap();
        expect_service(&proxy).await;
        assert_eq!(proxy.port(), port);
    }
    let count = |wanted: fn(&Event) -> bool| testbed.events().iter().filter(|event| wanted(event)).count();
    assert_eq!(count(|event| matches!(event, Event::Refusing { .. })), 5);
    assert_eq!(count(|event| matches!(event, Event::Accepting { .. })), 5);
}

#[tokio::test]
async fn refusing_closes_what_is_open() {
    let (proxy, _) = start(|_| plain());
    let mut idle = connect(&proxy).await;
    send(&mut idle, GET).await;
    expect(&mut idle, &plain_bytes()).await;
    proxy.refuse().await;
    assert_eq!(read_to_end(&mut idle).await, (Vec::new(), End::Fin));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_request_finds_the_port_refusing_at_once() {
    for _ in 0..50 {
        let (proxy, testbed) = start_with(Fault::Refuse);
        let mut other = connect(&proxy).await;
        send(&mut other, b"GET /plain HTTP/1.1\r\n\r\n").await;
        expect(&mut other, &plain_bytes()).await;
        let mut client = connect(&proxy).await;
        send(&mut client, GET).await;
        assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
        assert!(is_refused(proxy.port()));
        assert_eq!(read_to_end(&mut other).await, (Vec::new(), End::Fin));
        testbed.first(|event| matches!(event, Event::Refusing { .. }).then_some(())).await;
        proxy.accept_again().await.unwrap();
        expect_service(&proxy).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_answer_finds_the_port_refusing_at_once() {
    for _ in 0..50 {
        let (proxy, _) = start(|_| Planned { after: After::RefuseFromNowOn, ..plain() });
        let mut client = connect(&proxy).await;
        send(&mut client, GET).await;
        let closing = plain_bytes().replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
        expect(&mut client, &closing).await;
        assert!(is_refused(proxy.port()));
        assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
    }
}

#[tokio::test]
async fn the_port_cannot_be_shared_not_even_while_refusing() {
    let (proxy, _) = start(|_| plain());
    let port = proxy.port();
    let start_another =
        || FaultProxy::start_at(port, Testbed::new(|_| plain())).map(drop).unwrap_err().kind();
    assert_eq!(start_another(), ErrorKind::AddrInUse);
    proxy.refuse().await;
    assert_eq!(start_another(), ErrorKind::AddrInUse);
    // The standard library binds with address reuse.
    let bound = std::net::TcpListener::bind(("127.0.0.1", port)).map(drop);
    assert_eq!(bound.unwrap_err().kind(), ErrorKind::AddrInUse);
    proxy.accept_again().await.unwrap();
    assert_eq!(start_another(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn a_port_can_be_taken_again_after_the_end() {
    let (proxy, testbed) = start(|_| plain());
    let port = proxy.port();
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    expect(&mut client, &plain_bytes()).await;
    drop(proxy);
    assert_eq!(read_to_end(&mut client).await, (Vec::new(), End::Fin));
    testbed.first(|event| matches!(event, Event::ConnectionClosed { .. }).then_some(())).await;
    let again = FaultProxy::start_at(port, Testbed::new(|_| plain())).unwrap();
    expect_service(&again).await;
}

#[tokio::test]
async fn nothing_is_left_running_after_the_end() {
    let before = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let (proxy, testbed) = start_with(Fault::StallAfterHead { ms: None });
    proxy.redirect_target_url().unwrap();
    let mut clients = Vec::new();
    for _ in 0..8 {
        let mut client = connect(&proxy).await;
        send(&mut client, GET).await;
        expect(&mut client, &head(crate::testbed::BODY.len())).await;
        clients.push(client);
    }
    drop(proxy);
    for client in &mut clients {
        assert_eq!(read_to_end(client).await, (Vec::new(), End::Fin));
    }
    within(async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > before {
            tokio::task::yield_now().await;
        }
    })
    .await;
    // The testbed is the test's alone again: no task holds it.
    assert_eq!(Arc::strong_count(&testbed), 1);
}

#[test]
fn it_needs_a_runtime() {
    assert!(FaultProxy::start(Testbed::new(|_| plain())).is_err());
}
