//! Every fault: the bytes that it leaves of an answer and how the connection ends.

use std::io::Read;

use serde_json::{Value, json};
use simulator::proxy::{Event, Planned};
use wire::{Fault, Finish, Response};

use crate::testbed::{
    BODY, End, GET, connect, expect, head, plain, plain_bytes, read_to_end, send, start, start_with,
};

async fn check(fault: Value, expected: &str, end: End) {
    let fault: Fault = serde_json::from_value(fault).unwrap();
    let (proxy, testbed) = start_with(fault.clone());
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    if end == End::Open {
        expect(&mut client, expected).await;
        send(&mut client, b"GET /plain HTTP/1.1\r\n\r\n").await;
        expect(&mut client, &plain_bytes()).await;
    } else {
        let (bytes, seen) = read_to_end(&mut client).await;
        assert_eq!(String::from_utf8_lossy(&bytes), expected, "{fault:?}");
        assert_eq!(seen, end, "{fault:?}");
    }
    let how = testbed
        .first(|event| match event {
            Event::ResponseFinished { how, tag: Some(7), .. } => Some(how.clone()),
            _ => None,
        })
        .await;
    assert_eq!(how, Finish::Broken(fault));
}

fn begun(bytes: usize) -> String {
    head(BODY.len()) + &BODY[..bytes]
}

fn chunked_head() -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned()
}

#[tokio::test]
async fn endings_before_the_first_byte() {
    check(json!("close-before-first-byte"), "", End::Fin).await;
    check(json!("reset"), "", End::Reset).await;
    check(json!("refuse"), "", End::Fin).await;
}

#[tokio::test]
async fn endings_within_the_body() {
    check(json!({"reset-after": {"bytes": 0}}), &begun(0), End::Reset).await;
    check(json!({"reset-after": {"bytes": 9}}), &begun(9), End::Reset).await;
    check(json!({"cut-after": {"bytes": 0}}), &begun(0), End::Fin).await;
    check(json!({"cut-after": {"bytes": 9}}), &begun(9), End::Fin).await;
    check(json!({"cut-after": {"bytes": 9999}}), &begun(BODY.len()), End::Fin).await;
}

#[tokio::test]
async fn false_lengths() {
    let under = |length: usize| head(length) + BODY;
    check(json!({"content-length": {"difference": 5}}), &under(BODY.len() + 5), End::Fin).await;
    check(json!({"content-length": {"difference": -5}}), &under(BODY.len() - 5), End::Fin).await;
    check(json!({"content-length": {"difference": -500}}), &under(0), End::Fin).await;
}

#[tokio::test]
async fn broken_chunks() {
    let half = BODY.len() / 2;
    let first = format!("{}{half:x}\r\n{}\r\n", chunked_head(), &BODY[..half]);
    check(json!("broken-chunk"), &(first.clone() + "not-a-size\r\n"), End::Fin).await;
    check(json!({"broken-chunk": {"after_chunks": 0}}), &(chunked_head() + "not-a-size\r\n"), End::Fin).await;
    check(json!({"cut-chunked": {"bytes": half}}), &first, End::Fin).await;
    check(json!({"cut-chunked": {"bytes": 0}}), &chunked_head(), End::Fin).await;
}

#[tokio::test]
async fn other_whole_answers() {
    let garbled = |at: usize| head(BODY.len()) + &BODY[..at] + &"#".repeat(BODY.len() - at);
    check(json!("garble"), &garbled(BODY.len() / 2), End::Open).await;
    check(json!({"garble": {"at": 3}}), &garbled(3), End::Open).await;
    check(json!({"garble": {"at": 9999}}), &garbled(BODY.len() - 1), End::Open).await;
    check(json!("empty-body"), &head(0), End::Open).await;
    let typed = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{BODY}",
        BODY.len()
    );
    check(json!({"content-type": {"value": "text/plain"}}), &typed, End::Open).await;
}

#[tokio::test]
async fn garbled_bodies_are_no_json() {
    for body in ["", "1", "{}", "[]\n", "\"text\"", "{\"a\":\"b\"}  "] {
        for at in 0..=body.len() {
            let fault = Some(Fault::Garble { at: Some(at) });
            let (proxy, _) =
                start(move |_| Planned { fault: fault.clone(), ..Response::json(200, body).into() });
            let mut client = connect(&proxy).await;
            send(&mut client, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await;
            let (bytes, _) = read_to_end(&mut client).await;
            let text = String::from_utf8(bytes).unwrap();
            let (_, garbled) = text.split_once("\r\n\r\n").unwrap();
            assert!(serde_json::from_str::<Value>(garbled).is_err(), "{garbled:?}");
        }
    }
}

#[tokio::test]
async fn a_page_in_place_of_the_answer() {
    for (fault, line) in [
        (json!("html"), "HTTP/1.1 200 OK\r\n"),
        (json!({"html": {"status": 502}}), "HTTP/1.1 502 Bad Gateway\r\n"),
    ] {
        let (proxy, _) = start_with(serde_json::from_value(fault).unwrap());
        let mut client = connect(&proxy).await;
        send(&mut client, b"GET /jobs HTTP/1.0\r\n\r\n").await;
        let (bytes, end) = read_to_end(&mut client).await;
        let text = String::from_utf8(bytes).unwrap();
        let (head, page) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(line), "{head}");
        assert!(head.contains("Content-Type: text/html; charset=utf-8\r\n"), "{head}");
        assert!(!head.contains("json"), "{head}");
        assert!(head.contains(&format!("Content-Length: {}\r\n", page.len())), "{head}");
        assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
        assert_eq!(end, End::Fin);
    }
}

#[tokio::test]
async fn gzip_holds_the_same_body() {
    let (proxy, _) = start_with(Fault::Gzip);
    let mut client = connect(&proxy).await;
    send(&mut client, b"GET /jobs HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    let (bytes, _) = read_to_end(&mut client).await;
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let (head, body) = bytes.split_at(end);
    let head = str::from_utf8(head).unwrap();
    assert!(head.contains("Content-Encoding: gzip\r\n"), "{head}");
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())), "{head}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(body).read_to_string(&mut text).unwrap();
    assert_eq!(text, BODY);
}

#[tokio::test]
async fn a_redirect_leads_to_the_redirect_target_and_is_recorded() {
    let (proxy, testbed) = start_with(Fault::Redirect { status: None, location: None });
    let redirect_target = proxy.redirect_target_url().unwrap();
    for target in ["/jobs?page=2", "/jobs?at=http://a/b"] {
        let mut client = connect(&proxy).await;
        send(&mut client, format!("GET {target} HTTP/1.1\r\n\r\n").as_bytes()).await;
        let head =
            format!("HTTP/1.1 302 Found\r\nLocation: {redirect_target}{target}\r\nContent-Length: 0\r\n\r\n");
        expect(&mut client, &head).await;
    }

    let port = redirect_target.rsplit_once(':').unwrap().1.parse::<u16>().unwrap();
    let request = b"POST /jobs?page=2 HTTP/1.1\r\nAuthorization: secret\r\nContent-Length: 2\r\n\r\nhi";
    let mut follower = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    send(&mut follower, request).await;
    let (bytes, end) = read_to_end(&mut follower).await;
    assert!(bytes.ends_with(b"\r\n\r\n{}"));
    assert_eq!(end, End::Fin);
    let (head, body) = testbed
        .first(|event| match event {
            Event::Redirected { head, body, .. } => Some((head.clone(), body.clone())),
            _ => None,
        })
        .await;
    assert_eq!([&head[..], &body[..]].concat(), request);
}

#[tokio::test]
async fn a_redirect_to_a_given_place() {
    let fault = json!({"redirect": {"status": 307, "location": "http://other.test/"}});
    let expected =
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://other.test/\r\nContent-Length: 0\r\n\r\n";
    check(fault, expected, End::Open).await;
}

#[tokio::test]
async fn a_large_body_is_reset_at_the_very_byte() {
    let body = "x".repeat(4_000_000);
    let answer =
        Planned { fault: Some(Fault::ResetAfter { bytes: 3_000_000 }), ..Response::json(200, body).into() };
    let (proxy, _) = start(move |_| answer.clone());
    let mut client = connect(&proxy).await;
    send(&mut client, GET).await;
    let (bytes, end) = read_to_end(&mut client).await;
    assert_eq!((bytes.len(), end), (head(4_000_000).len() + 3_000_000, End::Reset));
}

#[tokio::test]
async fn head_and_bodyless_statuses_stay_bodyless_under_faults() {
    let (proxy, _) = start_with(Fault::CutAfter { bytes: 9 });
    let mut client = connect(&proxy).await;
    send(&mut client, b"HEAD /jobs HTTP/1.1\r\n\r\n").await;
    assert_eq!(read_to_end(&mut client).await, (head(BODY.len()).into_bytes(), End::Fin));

    let (proxy, _) = start(|_| Planned { ..Response { status: 204, ..plain().response }.into() });
    let mut client = connect(&proxy).await;
    send(&mut client, b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n").await;
    let expected = "HTTP/1.1 204 No Content\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
    assert_eq!(read_to_end(&mut client).await, (expected.into(), End::Fin));
}

#[test]
fn faults_are_written_by_hand_and_read_strictly() {
    for text in [
        r#""reset""#,
        r#""stall-before-head""#,
        r#"{"stall-before-head":{}}"#,
        r#"{"pace":{"bytes":1,"ms":2}}"#,
        r#"{"redirect":{"location":"http://other.test/"}}"#,
    ] {
        let fault: Fault = serde_json::from_str(text).unwrap();
        let again = serde_json::to_string(&fault).unwrap();
        assert_eq!(serde_json::from_str::<Fault>(&again).unwrap(), fault);
    }
    for (text, part) in [
        (r#""cut-after""#, "missing field `bytes`"),
        (r#""melt""#, "unknown variant `melt`"),
        (r#"{"garble":{"where":1}}"#, "unknown field `where`"),
        (r#"{"pace":{"bytes":0,"ms":1}}"#, "nonzero"),
        (r#"{"garble":{},"gzip":{}}"#, ""),
        ("3", "the name of a fault"),
    ] {
        let error = serde_json::from_str::<Fault>(text).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}
