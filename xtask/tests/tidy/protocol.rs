//! The client protocol said twice, as a schema for other languages and as types: both accept and refuse the same.

use client_protocol::{FromClient, ToClient, parse_line};
use serde_json::Value;

use crate::clients::validator;

/// Messages to a client.
const TO_CLIENT: &[&str] = &[
    r#"{"type":"hello","protocol":1}"#,
    r#"{"type":"hello","protocol":1,"later":{"a":[1]}}"#,
    r#"{"type":"call","seq":17,"operation":"some-provider/list-jobs","drive":"walk","endpoint":"http://127.0.0.1:41873","region":"us-east-1","credentials":{"access_key_id":"AKID0017","secret_access_key":"…","session_token":null},"input":{"maxResults":2,"statusEquals":"Completed"},"limits":{"deadline_ms":5000,"attempts":3,"pages":50}}"#,
    r#"{"type":"call","seq":0,"operation":"some-provider/list-jobs","drive":"page","endpoint":"https://example.test","region":"x","credentials":{"access_key_id":"a","secret_access_key":"b"},"input":{}}"#,
    r#"{"type":"call","seq":1,"operation":"p/o","drive":"page","endpoint":"http://h","region":"x","credentials":{"access_key_id":"a","secret_access_key":"b","session_token":"t"},"input":{"maxResults":"not a number"},"limits":{}}"#,
    r#"{"type":"bye"}"#,
];

/// Messages from a client.
const FROM_CLIENT: &[&str] = &[
    r#"{"type":"ready","protocol":1,"client":{"name":"a-library","version":"1.44.5","language":"python"},"operations":{"some-provider/list-jobs":["page","walk"]},"concurrency":1}"#,
    r#"{"type":"ready","protocol":1,"client":{"name":"a","version":"1"},"operations":{}}"#,
    r#"{"type":"outcome","seq":17,"result":"returned","pages":3,"output":{"jobSummaries":[{"jobName":"a"}]}}"#,
    r#"{"type":"outcome","seq":17,"result":"returned","part":"/Result","stopped":"limit","output":{"Items":[]}}"#,
    r#"{"type":"outcome","seq":17,"result":"returned","output":null}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"service","code":"ThrottlingException","message":"…","http_status":429,"request_id":"…","native":"ClientError"}}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"refused","native":"E"}}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"transport","native":"E"},"pages":2,"output":{"Items":[1]},"part":"/Result"}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"timeout","native":"E"}}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"decode","native":"E"}}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"paging","native":"E"}}"#,
    r#"{"type":"outcome","seq":18,"result":"failed","error":{"kind":"other","native":"E"}}"#,
    r#"{"type":"outcome","seq":19,"result":"unsupported","reason":"a number cannot be a text"}"#,
    r#"{"type":"outcome","seq":20,"result":"broken","reason":"KeyError","trace":"line 1"}"#,
];

/// Lines that are no message of this protocol, in either direction.
const NEITHER: &[&str] = &[
    r#"{"type":"shout","protocol":1}"#,
    r#"{"protocol":1}"#,
    r#"["type","hello"]"#,
    r#""hello""#,
    r#"{"type":"hello"}"#,
    r#"{"type":"hello","protocol":"1"}"#,
    r#"{"type":"call","seq":1,"operation":"p/o","drive":"page","endpoint":"http://h","region":"x","input":{}}"#,
    r#"{"type":"call","seq":1,"operation":"p/o","drive":"run","endpoint":"http://h","region":"x","credentials":{"access_key_id":"a","secret_access_key":"b"},"input":{}}"#,
    r#"{"type":"call","seq":-1,"operation":"p/o","drive":"page","endpoint":"http://h","region":"x","credentials":{"access_key_id":"a","secret_access_key":"b"},"input":{}}"#,
    r#"{"type":"ready","protocol":1,"operations":{}}"#,
    r#"{"type":"ready","protocol":1,"client":{"name":"a"},"operations":{}}"#,
    r#"{"type":"ready","protocol":1,"client":{"name":"a","version":"1"},"operations":{"p/o":["run"]}}"#,
    r#"{"type":"outcome","result":"returned","output":{}}"#,
    r#"{"type":"outcome","seq":1}"#,
    r#"{"type":"outcome","seq":1,"result":"shrugged"}"#,
    r#"{"type":"outcome","seq":1,"result":"returned"}"#,
    r#"{"type":"outcome","seq":1,"result":"returned","output":{},"stopped":"tired"}"#,
    r#"{"type":"outcome","seq":1,"result":"returned","output":{},"pages":-1}"#,
    r#"{"type":"outcome","seq":1,"result":"failed"}"#,
    r#"{"type":"outcome","seq":1,"result":"failed","error":{"native":"E"}}"#,
    r#"{"type":"outcome","seq":1,"result":"failed","error":{"kind":"bad","native":"E"}}"#,
    r#"{"type":"outcome","seq":1,"result":"failed","error":{"kind":"service","native":"E","http_status":"429"}}"#,
    r#"{"type":"outcome","seq":1,"result":"failed","error":{"kind":"service","native":"E","http_status":70000}}"#,
];

/// Lines that the document forbids and the schema refuses, which the harness reads all the same: it forgives adapters.
const FORGIVEN: &[&str] = &[
    r#"{"type":"outcome","seq":1,"result":"failed","error":{"kind":"service"}}"#,
    r#"{"type":"ready","protocol":1,"client":{"name":"","version":"1"},"operations":{}}"#,
    r#"{"type":"ready","protocol":1,"client":{"name":"a","version":"1"},"operations":{"nonsense":[]}}"#,
];

/// How the schema and the types take a line: valid, a message to a client, a message from one.
#[derive(Debug, PartialEq)]
struct Taken {
    by_the_schema: bool,
    to_client: bool,
    from_client: bool,
}

#[test]
fn messages_to_a_client_are_valid_and_are_read() {
    check(TO_CLIENT, &Taken { by_the_schema: true, to_client: true, from_client: false });
}

#[test]
fn messages_from_a_client_are_valid_and_are_read() {
    check(FROM_CLIENT, &Taken { by_the_schema: true, to_client: false, from_client: true });
}

#[test]
fn other_lines_are_refused_by_both() {
    check(NEITHER, &Taken { by_the_schema: false, to_client: false, from_client: false });
}

#[test]
fn the_harness_forgives_what_does_no_harm() {
    check(FORGIVEN, &Taken { by_the_schema: false, to_client: false, from_client: true });
}

#[test]
fn what_is_read_is_written_as_a_valid_message() {
    let validator = validator("client-protocol");
    let to_client = TO_CLIENT
        .iter()
        .map(|line| client_protocol::write_line(&parse_line::<ToClient>(line.as_bytes()).unwrap()).unwrap());
    let from_client = FROM_CLIENT.iter().map(|line| {
        client_protocol::write_line(&parse_line::<FromClient>(line.as_bytes()).unwrap()).unwrap()
    });
    for line in to_client.chain(from_client) {
        let errors: Vec<String> =
            validator.iter_errors(&json(&line)).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
}

fn check(lines: &[&str], expected: &Taken) {
    let validator = validator("client-protocol");
    for line in lines {
        let taken = Taken {
            by_the_schema: validator.is_valid(&json(line)),
            to_client: parse_line::<ToClient>(line.as_bytes()).is_ok(),
            from_client: parse_line::<FromClient>(line.as_bytes()).is_ok(),
        };
        assert_eq!(taken, *expected, "{line}");
    }
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).expect("a line of JSON")
}
