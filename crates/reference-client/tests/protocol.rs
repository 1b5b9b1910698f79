//! The process as a harness meets it.
#![expect(clippy::unwrap_used, reason = "a harness of a test may panic")]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A client that has said that it is ready.
struct Client {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    fn start() -> (Self, Value) {
        let mut process = Command::new(env!("CARGO_BIN_EXE_reference-client"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take().unwrap(), BufReader::new(process.stdout.take().unwrap()));
        let mut client = Self { process, input, output };
        client.say(&json!({"type": "hello", "protocol": 1, "later": true}));
        let ready = client.hear();
        (client, ready)
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
    }

    fn hear(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Calls, and gives the outcome without its envelope.
    fn call(
        &mut self,
        server: &MockServer,
        operation: &str,
        drive: &str,
        input: Value,
        limits: Value,
    ) -> Value {
        self.say(&call(&server.uri(), operation, drive, input, limits));
        let mut outcome = self.hear();
        let envelope = outcome.as_object_mut().unwrap();
        assert_eq!(envelope.remove("type"), Some(json!("outcome")));
        assert_eq!(envelope.remove("seq"), Some(json!(7)));
        outcome
    }

    /// Waits for the end, and gives the exit code and what was left on standard output.
    fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        while self.output.read_line(&mut rest).unwrap() > 0 {}
        (self.process.wait().unwrap().code(), rest)
    }
}

fn call(endpoint: &str, operation: &str, drive: &str, input: Value, limits: Value) -> Value {
    json!({
        "type": "call", "seq": 7, "operation": operation, "drive": drive, "endpoint": endpoint,
        "region": "us-east-1", "credentials": {"access_key_id": "AKID", "secret_access_key": "secret"},
        "input": input, "limits": limits
    })
}

async fn serve(bodies: &[Value]) -> MockServer {
    let server = MockServer::start().await;
    for body in bodies {
        let status = u16::try_from(body["status"].as_u64().unwrap_or(200)).unwrap();
        let answer = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(&server).await;
    }
    server
}

const BEDROCK: &str = "amazon-bedrock/list-evaluation-jobs";
const QIANFAN: &str = "baidu-qianfan/describe-eval-tasks";

#[tokio::test(flavor = "multi_thread")]
async fn it_says_what_it_can_do() {
    let (mut client, ready) = Client::start();
    assert_eq!(ready["client"], json!({"name": "reference", "version": "0.1.0", "language": "rust"}));
    assert_eq!(ready["operations"].as_object().unwrap().len(), 4);
    assert_eq!(ready["operations"][BEDROCK], json!(["page", "walk"]));
    assert_eq!(ready.get("concurrency"), None);
    client.say(&json!({"type": "bye"}));
    assert_eq!(client.process.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_back_as_they_were_sent() {
    let (mut client, _) = Client::start();
    for (operation, input, body) in [
        (BEDROCK, json!({}), json!({"jobSummaries": [{"jobName": null, "x": 1}], "nextToken": ""})),
        (
            "volcengine-ark/list-evaluation-jobs",
            json!({"Filter": {"Phases": ["Finished"]}}),
            json!({"ResponseMetadata": {"RequestId": "r"}, "Result": {"TotalCount": 9, "Items": null}}),
        ),
        (
            "volcengine-ark/list-batch-inference-jobs",
            json!({"Filter": {"Ids": ["a"]}}),
            json!({"Result": {"Items": [{"RequestCounts": {"Total": 9_007_199_254_740_993_i64}}]}}),
        ),
        (
            QIANFAN,
            json!({"evalType": "auto"}),
            json!({"result": {"evalTaskList": [{"createTime": "2023-05-31 23:34:38", "evalMode": "rule,model"}]}}),
        ),
    ] {
        let server = serve(std::slice::from_ref(&body)).await;
        let outcome = client.call(&server, operation, "page", input, json!({}));
        assert_eq!(outcome, json!({"result": "returned", "output": body, "pages": 1, "stopped": "end"}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn walks_join_the_lists_of_all_pages() {
    let (mut client, _) = Client::start();
    let ark = |id: &str| json!({"Result": {"TotalCount": 2, "Items": [{"Id": id}]}});
    for (operation, input, bodies, output) in [
        (
            BEDROCK,
            json!({}),
            [
                json!({"jobSummaries": [{"jobName": "a"}], "nextToken": "t"}),
                json!({"jobSummaries": [{"jobName": "b"}]}),
            ],
            json!({"jobSummaries": [{"jobName": "a"}, {"jobName": "b"}]}),
        ),
        (
            "volcengine-ark/list-evaluation-jobs",
            json!({}),
            [ark("a"), ark("b")],
            json!({"Result": {"Items": [{"Id": "a"}, {"Id": "b"}]}}),
        ),
        (
            "volcengine-ark/list-batch-inference-jobs",
            json!({}),
            [ark("a"), ark("b")],
            json!({"Result": {"Items": [{"Id": "a"}, {"Id": "b"}]}}),
        ),
        (
            QIANFAN,
            json!({"evalType": "manual"}),
            [
                json!({"result": {"evalTaskList": [{"taskId": "a"}], "pageInfo": {"isTruncated": true, "nextMarker": "m"}}}),
                json!({"result": {"evalTaskList": [{"taskId": "b"}], "pageInfo": {"isTruncated": false}}}),
            ],
            json!({"result": {"evalTaskList": [{"taskId": "a"}, {"taskId": "b"}]}}),
        ),
    ] {
        let server = serve(&bodies).await;
        let outcome = client.call(&server, operation, "walk", input, json!({"pages": 50}));
        assert_eq!(outcome, json!({"result": "returned", "output": output, "pages": 2, "stopped": "end"}));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_errors_stop_a_walk() {
    let (mut client, _) = Client::start();
    let first = json!({"jobSummaries": [{"jobName": "a"}], "nextToken": "t"});
    let server = serve(std::slice::from_ref(&first)).await;
    let outcome = client.call(&server, BEDROCK, "walk", json!({}), json!({"pages": 1}));
    assert_eq!((&outcome["stopped"], &outcome["pages"]), (&json!("limit"), &json!(1)));
    assert_eq!(server.received_requests().await.unwrap().len(), 1);

    let error = json!({"status": 403, "__type": "AccessDeniedException", "message": "why"});
    let server = serve(&[first, error]).await;
    let outcome = client.call(&server, BEDROCK, "walk", json!({}), json!({}));
    let native = "model_transport::Error::Service";
    let error = json!({"kind": "service", "code": "AccessDeniedException", "message": "why", "http_status": 403, "native": native});
    let output = json!({"jobSummaries": [{"jobName": "a"}]});
    assert_eq!(outcome, json!({"result": "failed", "error": error, "output": output, "pages": 1}));
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_and_inexpressible_input_is_never_sent() {
    let (mut client, _) = Client::start();
    let server = serve(&[]).await;
    for (operation, input, member) in [
        (BEDROCK, json!({"maxResults": 0}), "maxResults"),
        (BEDROCK, json!({"statusEquals": "Done"}), "statusEquals"),
        (QIANFAN, json!({}), "evalType"),
    ] {
        let outcome = client.call(&server, operation, "page", input, json!({}));
        assert_eq!(outcome["error"]["kind"], "refused", "{outcome}");
        assert!(outcome["error"]["message"].as_str().unwrap().starts_with(member), "{outcome}");
    }
    for (operation, input) in [
        (BEDROCK, json!({"maxResults": "5"})),
        (BEDROCK, json!({"colour": "green"})),
        ("volcengine-ark/list-evaluation-jobs", json!({"PageNumber": null})),
        ("volcengine-ark/create-evaluation-job", json!({})),
    ] {
        let outcome = client.call(&server, operation, "walk", input, json!({}));
        assert_eq!(outcome["result"], "unsupported", "{outcome}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_and_deadline_are_kept() {
    let (mut client, _) = Client::start();
    let server = serve(&[]).await;
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_secs(5));
    Mock::given(any()).respond_with(slow).mount(&server).await;
    let start = Instant::now();
    let outcome =
        client.call(&server, BEDROCK, "page", json!({}), json!({"deadline_ms": 600, "attempts": 2}));
    assert_eq!(outcome["error"]["kind"], "timeout", "{outcome}");
    assert!(start.elapsed() < Duration::from_millis(600), "{:?}", start.elapsed());
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_answered_as_they_finish_and_before_the_end() {
    let (mut client, _) = Client::start();
    let slow = serve(&[]).await;
    let answer = ResponseTemplate::new(200).set_body_json(json!({})).set_delay(Duration::from_millis(200));
    Mock::given(any()).respond_with(answer).mount(&slow).await;
    let fast = serve(&[json!({})]).await;
    for (seq, server) in [(1, &slow), (2, &fast)] {
        let mut call = call(&server.uri(), BEDROCK, "page", json!({}), json!({}));
        call["seq"] = json!(seq);
        client.say(&call);
    }
    client.say(&json!({"type": "bye"}));
    assert_eq!((client.hear()["seq"].clone(), client.hear()["seq"].clone()), (json!(2), json!(1)));
    assert_eq!(client.end(), (Some(0), String::new()));
}

#[test]
fn the_end_of_the_input_is_a_farewell() {
    let (client, _) = Client::start();
    let Client { mut process, input, output: _output } = client;
    drop(input);
    assert_eq!(process.wait().unwrap().code(), Some(0));
}

#[test]
fn bad_lines_end_the_process() {
    for line in ["", "{}", "hello", r#"{"type":"later"}"#, r#"{"type":"hello","protocol":2}"#] {
        let (mut client, _) = Client::start();
        writeln!(client.input, "{line}").unwrap();
        assert_eq!(client.end(), (Some(2), String::new()), "{line}");
    }
    let (mut client, _) = Client::start();
    client.input.write_all(&vec![b' '; 1024 * 1024 + 1]).unwrap();
    assert_eq!(client.end().0, Some(2));
}
