//! What each model sends, byte for byte: method, target, headers in their order, body.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use contract::{ExampleOf, Fact, Operation, Side};
use fixtures::BUNDLED;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use model_transport::{BackOff, Clock, Credentials, Settings};
use serde_json::{Map, Value, json};
use simulator::{Scenario, Server};
use wire::ReceivedRequest;

use crate::snapshot_files::check_each;

#[test]
fn every_model_sends_what_it_did() {
    check_each("requests", &[""], |operation, _| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(requests(operation))
    });
}

/// Sends the input and then asks for a second page, whatever comes of either; or says why the input is no request.
type Walk = fn(Settings, &Value) -> Result<LocalBoxFuture<'static, ()>, String>;

/// Every operation with its model.
const WALKS: &[(&str, Walk)] = &[
    ("amazon-bedrock/list-evaluation-jobs", |settings, input| {
        use model_amazon_bedrock::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).map_err(|error| error.to_string())?;
        Ok(Box::pin(Client::new(settings).pages(request).take(2).for_each(|_| async {})))
    }),
    ("baidu-qianfan/describe-eval-tasks", |settings, input| {
        use model_baidu_qianfan::{Client, DescribeEvalTasksRequest};
        let request = DescribeEvalTasksRequest::from_json(input).map_err(|error| error.to_string())?;
        Ok(Box::pin(Client::new(settings).pages(request).take(2).for_each(|_| async {})))
    }),
    ("volcengine-ark/list-batch-inference-jobs", |settings, input| {
        use model_volcengine_ark::{Client, ListBatchInferenceJobsRequest};
        let request = ListBatchInferenceJobsRequest::from_json(input).map_err(|error| error.to_string())?;
        Ok(Box::pin(Client::new(settings).pages(request).take(2).for_each(|_| async {})))
    }),
    ("volcengine-ark/list-evaluation-jobs", |settings, input| {
        use model_volcengine_ark::{Client, ListEvaluationJobsRequest};
        let request = ListEvaluationJobsRequest::from_json(input).map_err(|error| error.to_string())?;
        Ok(Box::pin(Client::new(settings).pages(request).take(2).for_each(|_| async {})))
    }),
];

/// Requests with the members of an example whose own values the reference's limits refuse.
const NEAREST: &[(&str, &str)] = &[(
    "amazon-bedrock/list-evaluation-jobs",
    r#"{
        "creationTimeAfter": "2024-04-01T11:48:48.125Z",
        "creationTimeBefore": "2024-04-01T13:48:48+02:00",
        "maxResults": 1000,
        "nameContains": "eval-job",
        "nextToken": "a+b/c==~%語",
        "sortBy": "CreationTime",
        "sortOrder": "Ascending",
        "statusEquals": "InProgress"
    }"#,
)];

/// So many that a second page of two is there even where a filter leaves one item in four.
const ITEMS: usize = 20;

async fn requests(operation: &Operation) -> String {
    let mut text =
        "127.0.0.1:PORT stands for the port of this run, SIGNATURE for a signature that was verified.\n"
            .to_owned();
    let examples = operation.examples.iter().filter(|example| example.of == ExampleOf::Request);
    for example in examples {
        let input = example.body.as_ref().unwrap();
        let name = example.file.display();
        match sent(operation, input).await {
            Ok(requests) => section(&mut text, &name.to_string(), &requests[0]),
            Err(refusal) => {
                let nearest = nearest(operation, input);
                let requests = sent(operation, &nearest).await.unwrap();
                let title = format!("{name}: {refusal}\nso the same members with allowed values");
                section(&mut text, &title, &requests[0]);
            }
        }
    }
    let least = least(operation);
    section(&mut text, "only the required members", &sent(operation, &least).await.unwrap()[0]);
    let mut two = least;
    two[operation.paging().unwrap().size().name()] = json!(2);
    section(&mut text, "the second page of two items", &sent(operation, &two).await.unwrap()[1]);
    text
}

/// The requests that a walk of two pages sends.
async fn sent(operation: &Operation, input: &Value) -> Result<Vec<String>, String> {
    let server = Server::start(Arc::clone(&BUNDLED.contracts)).await.unwrap();
    let mut scenario = Scenario::new(&operation.id, ITEMS);
    scenario.freshness = None;
    let credentials = Credentials {
        access_key_id: scenario.credentials.access_key_id.clone(),
        secret_access_key: scenario.credentials.secret_access_key.clone(),
        session_token: Some("session-token".into()),
    };
    let settings = Settings::builder(server.url(), &scenario.region, credentials)
        .attempts(1)
        .back_off(BackOff { base: Duration::ZERO, cap: Duration::ZERO })
        .clock(Clock::fixed("2026-01-02T03:04:05Z".parse().unwrap()))
        .build()
        .unwrap();
    let (_, walk) = WALKS.iter().find(|(id, _)| *id == operation.id).unwrap();
    let walk = walk(settings, input)?;
    server.begin(scenario).await.unwrap();
    walk.await;
    let recording = server.finish().await.unwrap();
    assert!(!recording.exchanges.is_empty(), "nothing was sent for {input}");
    Ok(recording
        .exchanges
        .iter()
        .map(|exchange| shown(operation, server.port(), &exchange.request))
        .collect())
}

/// A request as it was sent; what differs from run to run has a name in its place.
fn shown(operation: &Operation, port: u16, request: &ReceivedRequest) -> String {
    let secret = Scenario::new(&operation.id, 0).credentials.secret_access_key;
    let signed = signing::Request {
        method: &request.method,
        target: &request.target,
        headers: &request.headers,
        body: &request.body,
    };
    signing::verify(BUNDLED.contracts.provider(operation).signing.scheme, &signed, &secret).unwrap();
    let mut text = format!("{} {}\n", request.method, request.target);
    for (name, value) in &request.headers {
        let value = value.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:PORT");
        let value = match value.split_at_checked(value.len().saturating_sub(64)) {
            // Every scheme writes its signature last, 32 bytes in hexadecimal.
            Some((before, _)) if name.eq_ignore_ascii_case("authorization") => format!("{before}SIGNATURE"),
            _ => value,
        };
        writeln!(text, "{name}: {value}").unwrap();
    }
    if !request.body.is_empty() {
        writeln!(text, "\n{}", std::str::from_utf8(&request.body).unwrap()).unwrap();
    }
    text
}

/// The request of the table for an example that is none.
fn nearest(operation: &Operation, example: &Value) -> Value {
    let (_, text) = NEAREST.iter().find(|(id, _)| *id == operation.id).unwrap();
    let nearest: Value = serde_json::from_str(text).unwrap();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&nearest), names(example), "the nearest request has other members than the example");
    nearest
}

/// The required members, each with its first choice.
fn least(operation: &Operation) -> Value {
    let required = operation.clauses.iter().filter_map(|clause| match &clause.fact {
        Fact::Required { at } if at.side == Side::Request => Some(at),
        _ => None,
    });
    let chosen = required.map(|at| {
        let choice = operation.clauses_at(at).find_map(|clause| match &clause.fact {
            Fact::Choice { values, .. } => values.first().cloned(),
            _ => None,
        });
        (at.name().to_owned(), choice.unwrap())
    });
    Value::Object(chosen.collect::<Map<_, _>>())
}

fn section(text: &mut String, title: &str, request: &str) {
    write!(text, "\n== {title}\n\n{request}").unwrap();
}
