//! Which answers are tried again, and what the last one becomes.
#![expect(clippy::unwrap_used, reason = "the server of a test may panic")]

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use model_transport::{
    Answer, BackOff, Clock, Credentials, Error, Outgoing, Problem, Provider, Settings, SettingsBuilder,
    Transport,
};
use serde_json::{Value, json};
use signing::Scheme;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// What the server does with one connection.
#[derive(Clone)]
enum Turn {
    /// Writes these bytes and closes.
    Write(String),
    /// Closes at once.
    Close,
    /// Says nothing.
    Stall,
}

/// A server that plays its turns, one a connection, and sends on the head of each request.
async fn serve(turns: Vec<Turn>) -> (String, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        let mut stalled = Vec::new();
        for turn in turns {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap();
            sender.send(String::from_utf8_lossy(&request[..length]).into_owned()).unwrap();
            match turn {
                Turn::Write(text) => stream.write_all(text.as_bytes()).await.unwrap(),
                Turn::Close => {}
                Turn::Stall => stalled.push(stream),
            }
        }
        // Ending would close the connections that stall.
        std::future::pending::<()>().await;
    });
    (endpoint, receiver)
}

fn settings(endpoint: &str) -> SettingsBuilder {
    let credentials =
        Credentials { access_key_id: "AKID".into(), secret_access_key: "secret".into(), session_token: None };
    Settings::builder(endpoint, "us-east-1", credentials)
        .back_off(BackOff { base: Duration::from_millis(1), cap: Duration::from_millis(200) })
        .attempt_timeout(Duration::from_millis(300))
}

fn transport(settings: SettingsBuilder) -> Result<Transport, Error> {
    let problem = |answer: &Answer| {
        let code = answer.json()?.get("code")?.as_str()?.to_owned();
        Some(Problem { code: Some(code), message: None })
    };
    let request_id = |answer: &Answer| answer.header("x-id").map(str::to_owned);
    let provider = Provider { scheme: Scheme::AwsSigv4, service: "things", problem, request_id };
    Ok(Transport::new(settings.build()?, provider))
}

async fn call(settings: SettingsBuilder) -> Result<Value, Error> {
    transport(settings)?.call(&Outgoing::get("/things", [])).await
}

fn answer(status: u16, headers: &str, body: &str) -> Turn {
    let length = body.len();
    Turn::Write(format!("HTTP/1.1 {status} Text\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

fn good() -> Turn {
    answer(200, "", r#"{"good":true}"#)
}

#[tokio::test]
async fn passing_troubles_are_tried_again() {
    let mut troubles = vec![
        Turn::Close,
        Turn::Stall,
        Turn::Write("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}".into()),
        Turn::Write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n".into()),
        Turn::Write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n{}\r\n".into()),
    ];
    troubles.extend([429, 500, 502, 503, 504].map(|status| answer(status, "", "<html>")));
    for trouble in troubles {
        let (endpoint, mut requests) = serve(vec![trouble, good()]).await;
        assert_eq!(call(settings(&endpoint)).await.unwrap(), json!({"good": true}));
        assert!(requests.recv().await.is_some() && requests.recv().await.is_some());
    }
}

#[tokio::test]
async fn troubles_that_last_end_with_the_attempts() {
    let check = async |turn: Turn, is_expected: fn(&Error) -> bool| {
        let (endpoint, _requests) = serve(vec![turn; 2]).await;
        let error = call(settings(&endpoint).attempts(2)).await.unwrap_err();
        assert!(is_expected(&error), "{error:?}");
        assert_eq!(error.attempts(), 2, "{error:?}");
    };
    check(Turn::Close, |error| matches!(error, Error::Transport { .. })).await;
    check(Turn::Stall, |error| matches!(error, Error::Timeout { .. })).await;
    check(Turn::Write("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{}".into()), |error| {
        matches!(error, Error::Transport { .. })
    })
    .await;
    check(answer(503, "x-id: i\r\n", r#"{"code":"Busy"}"#), |error| {
        error.code() == Some("Busy") && error.http_status() == Some(503) && error.request_id() == Some("i")
    })
    .await;
    check(answer(503, "", "<html>"), |error| matches!(error, Error::Service(error) if error.code.is_none()))
        .await;
}

#[tokio::test]
async fn other_failures_are_not_tried_again() {
    let check = async |turn: Turn, is_expected: fn(&Error) -> bool| {
        let (endpoint, mut requests) = serve(vec![turn, good()]).await;
        let error = call(settings(&endpoint).response_limit(100)).await.unwrap_err();
        assert!(is_expected(&error), "{error:?}");
        assert_eq!(error.attempts(), 1, "{error:?}");
        requests.recv().await.unwrap();
        assert!(requests.try_recv().is_err());
    };
    for status in [400, 401, 403, 404, 409, 501] {
        check(answer(status, "", "{}"), |error| matches!(error, Error::Service(_))).await;
    }
    let is_decode = |error: &Error| matches!(error, Error::Decode { .. });
    check(answer(200, "", r#"{"code":"Hidden"}"#), |error| error.code() == Some("Hidden")).await;
    check(answer(200, "", "<html></html>"), is_decode).await;
    check(answer(200, "", ""), is_decode).await;
    check(answer(200, "", r#"{"good":tru"#), is_decode).await;
    check(answer(200, "", "{} {}"), is_decode).await;
    check(answer(204, "", ""), is_decode).await;
    check(answer(302, "location: /elsewhere\r\n", "{}"), is_decode).await;
    check(answer(200, "content-encoding: gzip\r\n", "{}"), is_decode).await;
    check(answer(200, "", &format!("[{}1]", "1,".repeat(60))), is_decode).await;
}

#[tokio::test]
async fn a_refused_connection_is_a_transport_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = call(settings(&endpoint)).await.unwrap_err();
    assert!(matches!(error, Error::Transport { attempts: 3, .. }), "{error:?}");
}

#[tokio::test]
async fn connections_that_the_server_has_closed_are_no_error() {
    let (endpoint, _requests) = serve(vec![good(); 20]).await;
    let transport = transport(settings(&endpoint)).unwrap();
    for _ in 0..20 {
        let answer: Value = transport.call(&Outgoing::get("/things", [])).await.unwrap();
        assert_eq!(answer, json!({"good": true}));
    }
}

#[tokio::test]
async fn identity_is_no_encoding() {
    let (endpoint, _requests) = serve(vec![answer(200, "content-encoding: Identity\r\n", "{}")]).await;
    assert_eq!(call(settings(&endpoint)).await.unwrap(), json!({}));
}

#[tokio::test]
async fn retry_after_is_honoured_up_to_the_cap() {
    let (endpoint, _requests) = serve(vec![answer(429, "retry-after: 7\r\n", "{}"), good()]).await;
    let start = Instant::now();
    call(settings(&endpoint)).await.unwrap();
    assert!((200..2000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn every_attempt_is_signed_anew() {
    let (endpoint, mut requests) = serve(vec![Turn::Close, good()]).await;
    let second = AtomicI64::new(1_767_225_600);
    let clock =
        Clock::from_function(move || Timestamp::from_second(second.fetch_add(1, Ordering::Relaxed)).unwrap());
    call(settings(&endpoint).clock(clock)).await.unwrap();
    for time in ["20260101T000000Z", "20260101T000001Z"] {
        let request = requests.recv().await.unwrap();
        assert!(request.contains(&format!("x-amz-date: {time}")), "{request}");
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    for (settings, member) in
        [(settings("nowhere"), "endpoint"), (settings("http://127.0.0.1:1").attempts(0), "attempts")]
    {
        let error = call(settings).await.unwrap_err();
        assert!(matches!(&error, Error::Refused(error) if error.member == member), "{error:?}");
    }
}

#[test]
fn errors_are_errors_that_tasks_can_pass_on() {
    fn check<E: std::error::Error + Send + Sync + 'static>() {}
    check::<Error>();
    check::<model_transport::ServiceError>();
    check::<model_transport::InvalidMember>();
    check::<model_transport::InputError>();
}
