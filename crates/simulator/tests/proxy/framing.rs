//! Requests in every framing, and what cannot be read.

use std::sync::Arc;

use simulator::proxy::{Event, FaultProxy, HEAD_LIMIT, Planned};
use wire::{ReceivedRequest, Response, Unreadable};

use crate::testbed::{End, GET, Testbed, connect, expect, plain, plain_bytes, read_to_end, send, start};

/// Answers with the request's method, target and body.
fn echo() -> (FaultProxy, Arc<Testbed>) {
    start(|request: &ReceivedRequest| {
        let body =
            format!("{} {} {}", request.method, request.target, String::from_utf8_lossy(&request.body));
        Response { headers: Vec::new(), ..Response::json(200, body) }.into()
    })
}

fn echoed(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn several_requests_on_one_connection() {
    let (proxy, _) = echo();
    let mut client = connect(&proxy).await;
    for number in 0..5 {
        send(&mut client, format!("GET /{number} HTTP/1.1\r\n\r\n").as_bytes()).await;
        expect(&mut client, &echoed(&format!("GET /{number} "))).await;
    }
}

#[tokio::test]
async fn pipelined_requests_are_answered_in_order() {
    let (proxy, _) = echo();
    let mut client = connect(&proxy).await;
    send(
        &mut client,
        b"GET /1 HTTP/1.1\r\n\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /3?a='b' HTTP/1.1\r\n\r\n",
    )
    .await;
    for body in ["GET /1 ", "POST /2 hi", "GET /3?a='b' "] {
        expect(&mut client, &echoed(body)).await;
    }
}

#[tokio::test]
async fn a_chunked_body_with_extensions_and_trailers() {
    let (proxy, _) = echo();
    let mut client = connect(&proxy).await;
    let chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\
                   3;a=b\r\none\r\nA \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";
    send(&mut client, chunked.as_bytes()).await;
    expect(&mut client, &echoed("POST / one0123456789")).await;
    send(&mut client, b"GET /next HTTP/1.1\r\n\r\n").await;
    expect(&mut client, &echoed("GET /next ")).await;
}

#[tokio::test]
async fn continue_is_given_when_it_is_waited_for() {
    let (proxy, _) = echo();
    let mut client = connect(&proxy).await;
    send(&mut client, b"PUT / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n").await;
    expect(&mut client, "HTTP/1.1 100 Continue\r\n\r\n").await;
    send(&mut client, b"ok").await;
    expect(&mut client, &echoed("PUT / ok")).await;
    // Whoever has sent the body along does not wait.
    send(&mut client, b"PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok").await;
    expect(&mut client, &echoed("PUT / ok")).await;
}

#[tokio::test]
async fn the_old_version_closes_unless_asked_not_to() {
    let (proxy, _) = start(|_| Response { chunked: true, ..plain().response }.into());
    let with =
        |connection| plain_bytes().replace("\r\n\r\n", &format!("\r\nConnection: {connection}\r\n\r\n"));
    let mut client = connect(&proxy).await;
    send(&mut client, b"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").await;
    expect(&mut client, &with("keep-alive")).await;
    send(&mut client, b"GET / HTTP/1.0\r\n\r\n").await;
    assert_eq!(read_to_end(&mut client).await, (with("close").into(), End::Fin));
}

#[tokio::test]
async fn either_side_closes_after_a_response() {
    let (proxy, _) = start(|request| {
        Response { close: request.target == "/last", headers: Vec::new(), ..Response::json(200, "{}") }.into()
    });
    let closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    for request in ["GET / HTTP/1.1\r\nConnection: te, close\r\n\r\n", "GET /last HTTP/1.1\r\n\r\n"] {
        let mut client = connect(&proxy).await;
        // What is pipelined behind the last request neither is answered nor disturbs the close.
        send(&mut client, format!("{request}GET /late HTTP/1.1\r\n\r\n").as_bytes()).await;
        assert_eq!(read_to_end(&mut client).await, (closing.into(), End::Fin));
    }
}

#[tokio::test]
async fn a_chunked_response() {
    let body = "x".repeat(16 * 1024 + 1);
    let response = Response { chunked: true, headers: Vec::new(), ..Response::json(200, body.clone()) };
    let (proxy, _) = start(move |_| response.clone().into());
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (first, second) = body.split_at(16 * 1024);
    let framed = format!("{head}4000\r\n{first}\r\n1\r\n{second}\r\n0\r\n\r\n");
    expect(&mut client, &framed).await;
    send(&mut client, b"HEAD / HTTP/1.1\r\n\r\n").await;
    expect(&mut client, head).await;
}

#[tokio::test]
async fn headers_keep_order_case_and_bytes_both_ways() {
    let (proxy, _) = start(|request| {
        let mut headers = request.headers.clone();
        headers.push(("X-Odd".to_owned(), "a\r\nb\u{20ac}".to_owned()));
        headers.push(("content-length".to_owned(), "999".to_owned()));
        Planned::from(Response { reason: Some("Fine".to_owned()), headers, ..Response::json(299, "") })
    });
    let mut client = connect(&proxy).await;
    send(
        &mut client,
        b"GET / HTTP/1.1\r\nb-HEADER: 1\r\nA: caf\xe9\r\nb-header: 2\r\nConnection: close\r\n\r\n",
    )
    .await;
    let (bytes, _) = read_to_end(&mut client).await;
    let expected = b"HTTP/1.1 299 Fine\r\nb-HEADER: 1\r\nA: caf\xe9\r\nb-header: 2\r\nX-Odd: a  b?\r\n\
                     Content-Length: 0\r\nConnection: close\r\n\r\n";
    assert_eq!(bytes, expected);
}

async fn check_unreadable(request: &[u8], problem: Unreadable, status: &str) {
    let (proxy, testbed) = start(|_| plain());
    let mut client = connect(&proxy).await;
    send(&mut client, request).await;
    let (bytes, end) = read_to_end(&mut client).await;
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.starts_with(status) && (text.is_empty() == status.is_empty()), "{text}");
    assert_eq!(end, End::Fin);
    let (seen, bytes) = testbed
        .first(|event| match event {
            Event::NotHttp { problem, bytes, .. } => Some((*problem, bytes.clone())),
            _ => None,
        })
        .await;
    assert_eq!(seen, problem);
    assert!(request.windows(bytes.len().max(1)).any(|window| window == bytes) || bytes.is_empty());
}

#[tokio::test]
async fn what_is_not_http_is_told_and_refused() {
    let bad = "HTTP/1.1 400 Bad Request\r\n";
    check_unreadable(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", Unreadable::Tls, "").await;
    check_unreadable(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Unreadable::Head, bad).await;
    check_unreadable(b"GET  / HTTP/1.1\r\n\r\n", Unreadable::Head, bad).await;
    check_unreadable(b"\x00\x01\x02", Unreadable::Head, bad).await;
    for framing in [
        "Content-Length: +1",
        "Content-Length: ",
        "Content-Length: 1\r\nContent-Length: 2",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked\r\n\r\n-1",
        "Transfer-Encoding: chunked\r\n\r\n1\r\nabc",
    ] {
        let request = format!("POST / HTTP/1.1\r\n{framing}\r\n\r\n");
        check_unreadable(request.as_bytes(), Unreadable::Framing, bad).await;
    }
}

#[tokio::test]
async fn limits_hold_on_both_sides() {
    let head_of = |length: usize| {
        let shell = "GET / HTTP/1.1\r\nLong: \r\n\r\n".len();
        format!("GET / HTTP/1.1\r\nLong: {}\r\n\r\n", "x".repeat(length - shell))
    };
    let (proxy, _) = start(|_| plain());
    let mut client = connect(&proxy).await;
    send(&mut client, head_of(HEAD_LIMIT).as_bytes()).await;
    expect(&mut client, &plain_bytes()).await;
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a:\r\n".repeat(10_000));
    send(&mut client, many.as_bytes()).await;
    expect(&mut client, &plain_bytes()).await;

    let too_large = "HTTP/1.1 431 Request Header Fields Too Large\r\n";
    check_unreadable(head_of(HEAD_LIMIT + 1).as_bytes(), Unreadable::HeadTooLarge, too_large).await;
    let endless = format!("GET /{}", "x".repeat(HEAD_LIMIT));
    check_unreadable(endless.as_bytes(), Unreadable::HeadTooLarge, too_large).await;
    let too_large = "HTTP/1.1 413 ";
    for framing in [
        "Content-Length: 16777217\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1000001\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    ] {
        let problem = if framing.contains("9999") { Unreadable::Framing } else { Unreadable::BodyTooLarge };
        let status = if problem == Unreadable::Framing { "HTTP/1.1 400 " } else { too_large };
        check_unreadable(format!("POST / HTTP/1.1\r\n{framing}").as_bytes(), problem, status).await;
    }
}

#[tokio::test]
async fn a_refusal_reaches_a_client_that_is_still_sending() {
    let (proxy, _) = start(|_| plain());
    let mut client = connect(&proxy).await;
    let head = "PUT / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n";
    send(&mut client, head.as_bytes()).await;
    expect(&mut client, "HTTP/1.1 413 ").await;
    // A reset would fail the second of these at the latest.
    send(&mut client, &[b'x'; 100_000]).await;
    send(&mut client, &[b'x'; 100_000]).await;
    assert_eq!(read_to_end(&mut client).await.1, End::Fin);
}

#[tokio::test]
async fn the_largest_body_is_read() {
    let (proxy, _) = start(|request| Response::json(200, request.body.len().to_string()).into());
    let length = simulator::proxy::BODY_LIMIT;
    let mut client = connect(&proxy).await;
    send(
        &mut client,
        format!("PUT / HTTP/1.1\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n").as_bytes(),
    )
    .await;
    send(&mut client, &vec![b'x'; length]).await;
    let (bytes, _) = read_to_end(&mut client).await;
    assert!(bytes.ends_with(format!("\r\n\r\n{length}").as_bytes()));
}
