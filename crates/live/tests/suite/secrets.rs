//! Secrets, tokens and signatures reach no output, even when a server repeats all that it was sent.

use std::sync::{Arc, Mutex};

use live::{LiveRun, planned};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::testbed::{contracts, credentials, operations, probe_with, settings, text};

/// A page without a member.
const EMPTY: &str = "{}";

/// Answers the first request by an empty page, and every other by all that it holds.
async fn echo(listener: TcpListener, heads: Arc<Mutex<Vec<String>>>, first: u16) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let head = head(stream, first, &heads).await;
        heads.lock().unwrap().push(head);
    }
}

async fn head(mut stream: TcpStream, first: u16, heads: &Mutex<Vec<String>>) -> String {
    let mut reader = BufReader::new(&mut stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await.unwrap();
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
        if line.trim().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length]).await.unwrap();
    let is_first = heads.lock().unwrap().is_empty();
    let secrets = credentials_with_token();
    let secret = secrets.secret_access_key.expose_secret();
    let (status, body) = match is_first {
        true if first == 200 => (200, EMPTY.to_owned()),
        _ => (400, json!({"message": head, "code": head, "secret": secret}).to_string()),
    };
    let status = if is_first { first } else { status };
    // Codes stand in headers, too.
    let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization"));
    let echoed = line.and_then(|line| line.split_once(':')).map_or("", |(_, value)| value.trim());
    let answer = format!(
        "HTTP/1.1 {status} As Asked\r\nx-amzn-errortype: {echoed}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    head
}

fn credentials_with_token() -> signing::Credentials {
    signing::Credentials {
        session_token: Some(SecretString::from("a-token-that-nobody-reads")),
        ..credentials()
    }
}

/// The secrets, and every signature that the server saw.
fn hidden(heads: &[String]) -> Vec<String> {
    let keys = credentials_with_token();
    let mut hidden = vec![
        keys.secret_access_key.expose_secret().to_owned(),
        keys.session_token.unwrap().expose_secret().to_owned(),
    ];
    for head in heads {
        let authorization = head.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization:"));
        let words = authorization.into_iter().flat_map(|line| line.split(|c: char| !c.is_ascii_hexdigit()));
        hidden.extend(words.filter(|word| word.len() == 64).map(str::to_owned));
    }
    hidden
}

fn assert_hidden(run: &LiveRun, heads: &[String]) {
    let hidden = hidden(heads);
    assert!(hidden.len() > 2, "no signature was seen");
    let all = text(run);
    for secret in hidden {
        assert!(!all.contains(&secret), "{secret} in {all}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_server_repeats_gives_the_keys_away() {
    for operation in operations() {
        for first in [200, 400, 403, 404] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let url = format!("http://{}", listener.local_addr().unwrap());
            let heads = Arc::new(Mutex::new(Vec::new()));
            let server = tokio::spawn(echo(listener, Arc::clone(&heads), first));
            let settings = settings(&url, &operation, &credentials_with_token());
            let run = probe_with(&settings).await;
            assert!(!format!("{settings:?}").contains(credentials().secret_access_key.expose_secret()));
            server.abort();
            assert_hidden(&run, &heads.lock().unwrap());
        }
    }
}

#[test]
fn a_plan_needs_no_keys_and_shows_none() {
    for operation in operations() {
        let settings = settings("http://127.0.0.1:1", &operation, &credentials());
        let plan = planned(contracts(), &settings.filter, None, None);
        let text = format!("{plan:?}").to_lowercase();
        let has_header = |name: &str| text.contains(&format!("(\"{name}\""));
        assert!(has_header("host"), "{text}");
        assert!(!has_header("authorization") && !text.contains("signature="), "{text}");
        assert!(!text.contains(credentials().secret_access_key.expose_secret()), "{text}");
        let planned: Vec<&str> = plan.iter().map(|probe| probe.probe.as_str()).collect();
        let probes = suite::probes(contracts(), &operation);
        assert_eq!(planned, probes.iter().map(|probe| probe.id.as_str()).collect::<Vec<_>>());
    }
}
