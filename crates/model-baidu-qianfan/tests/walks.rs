//! Walks over a scripted server.
#![expect(clippy::unwrap_used, reason = "the server of a test may panic")]

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use model_baidu_qianfan::{
    BackOff, Client, Credentials, DescribeEvalTasksRequest, Error, EvalType, Settings,
};
use serde_json::{Value, json};
use signing::Scheme;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What a walk came to.
struct Walk {
    /// The ids of the tasks received.
    tasks: Vec<String>,
    /// The error at its end.
    error: Option<Error>,
    /// The body of each request.
    bodies: Vec<Value>,
}

async fn walk(request: DescribeEvalTasksRequest, answers: Vec<ResponseTemplate>) -> Walk {
    let server = MockServer::start().await;
    for answer in answers {
        Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(&server).await;
    }
    let credentials = Credentials {
        access_key_id: "ALTAK".into(),
        secret_access_key: "secret".into(),
        session_token: None,
    };
    let settings = Settings::builder(server.uri(), "bj", credentials)
        .back_off(BackOff { base: Duration::from_millis(1), cap: Duration::from_millis(1) })
        .build()
        .unwrap();
    let (mut tasks, mut error) = (Vec::new(), None);
    let client = Client::new(settings);
    let mut items = pin!(client.items(request));
    while let Some(item) = items.next().await {
        match item {
            Ok(task) => tasks.push(task.task_id.into_value().unwrap()),
            Err(failure) => error = Some(failure),
        }
    }
    let mut bodies = Vec::new();
    for request in server.received_requests().await.unwrap() {
        verify(&request);
        assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/v2/eval"));
        assert_eq!(request.url.query(), Some("Action=DescribeEvalTasks"));
        assert_eq!(request.headers["content-type"], "application/json");
        assert!(request.headers.contains_key("x-bce-date"));
        bodies.push(request.body_json().unwrap());
    }
    Walk { tasks, error, bodies }
}

/// The signature covers what arrived.
fn verify(request: &wiremock::Request) {
    let headers: Vec<(String, String)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    let target = match request.url.query() {
        Some(query) => format!("{}?{query}", request.url.path()),
        None => request.url.path().to_owned(),
    };
    let method = request.method.as_str();
    let received = signing::Request { method, target: &target, headers: &headers, body: &request.body };
    signing::verify(Scheme::BceAuthV1, &received, &"secret".into()).unwrap();
}

fn page(ids: &[&str], page_info: Value) -> ResponseTemplate {
    let tasks: Vec<Value> = ids.iter().map(|id| json!({"taskId": id})).collect();
    let body = json!({"requestId": "r", "result": {"evalTaskList": tasks, "pageInfo": page_info}});
    ResponseTemplate::new(200).set_body_json(body)
}

fn more(marker: &str) -> Value {
    json!({"isTruncated": true, "nextMarker": marker})
}

fn last() -> Value {
    json!({"isTruncated": false})
}

fn automatic() -> DescribeEvalTasksRequest {
    DescribeEvalTasksRequest::new(EvalType::Auto)
}

#[tokio::test]
async fn markers_are_passed_on_and_all_else_is_sent_again() {
    let request =
        DescribeEvalTasksRequest { max_keys: Some(200), key_filter: Some("k".into()), ..automatic() };
    let long = "x".repeat(2048);
    let answers = vec![
        page(&["a"], more("+ /=%'~语\"\\")),
        page(&[], more(&long)),
        page(&["b"], json!({"isTruncated": false, "nextMarker": "unused"})),
    ];
    let walk = walk(request, answers).await;
    assert_eq!(walk.tasks, ["a", "b"]);
    assert!(walk.error.is_none());
    let body = json!({"evalType": "auto", "keyFilter": "k", "maxKeys": 200});
    let with = |marker: &str| {
        let mut body = body.clone();
        body["marker"] = json!(marker);
        body
    };
    assert_eq!(walk.bodies, [body.clone(), with("+ /=%'~语\"\\"), with(&long)]);
}

#[tokio::test]
async fn a_walk_begins_at_the_callers_marker() {
    let request = DescribeEvalTasksRequest { marker: Some("m5".into()), ..automatic() };
    let walk = walk(request, vec![page(&["f"], more("m6")), page(&["g"], last())]).await;
    let markers: Vec<_> = walk.bodies.iter().map(|body| body["marker"].as_str().unwrap()).collect();
    assert_eq!(markers, ["m5", "m6"]);
}

#[tokio::test]
async fn pages_that_do_not_say_that_they_are_truncated_are_the_last() {
    for page_info in [last(), json!({}), json!(null), json!({"isTruncated": null, "nextMarker": "m"})] {
        let walk = walk(automatic(), vec![page(&["a"], page_info)]).await;
        assert_eq!((walk.tasks.len(), walk.bodies.len(), walk.error.is_none()), (1, 1, true));
    }
}

#[tokio::test]
async fn markers_that_are_missing_or_repeat_are_a_paging_error() {
    for page_info in
        [json!({"isTruncated": true}), more(""), json!({"isTruncated": true, "nextMarker": null})]
    {
        let walk = walk(automatic(), vec![page(&["a"], page_info)]).await;
        assert_eq!(walk.tasks, ["a"]);
        assert!(matches!(walk.error, Some(Error::Paging { .. })), "{:?}", walk.error);
    }
    let circle = ["m1", "m2", "m1"].map(|marker| page(&["a"], more(marker)));
    let walk = walk(automatic(), circle.into()).await;
    assert_eq!((walk.tasks.len(), walk.bodies.len()), (3, 3));
    assert!(matches!(walk.error, Some(Error::Paging { .. })), "{:?}", walk.error);
    let from = DescribeEvalTasksRequest { marker: Some("m5".to_owned()), ..automatic() };
    let back = self::walk(from, vec![page(&["a"], more("m5")), page(&["b"], more("m6"))]).await;
    assert_eq!((back.tasks.len(), back.bodies.len()), (1, 1));
    assert!(matches!(back.error, Some(Error::Paging { .. })), "{:?}", back.error);
}

#[tokio::test]
async fn error_envelopes_are_found_at_every_status() {
    // The shape of the sample in the reference, "Error codes".
    let body = json!({
        "requestId": "a2aa5da1-xxxxxc678f",
        "code": "InternalError",
        "message": "why"
    });
    for (status, attempts) in [(200, 1), (400, 1), (403, 1), (429, 3), (500, 3)] {
        let answer = ResponseTemplate::new(status).set_body_json(&body);
        let mut answers = vec![page(&["a"], more("m1"))];
        answers.extend((0..3).map(|_| answer.clone()));
        let walk = walk(automatic(), answers).await;
        assert_eq!(walk.tasks, ["a"]);
        let failure = walk.error.unwrap();
        assert_eq!(failure.code(), Some("InternalError"));
        assert_eq!(failure.request_id(), Some("a2aa5da1-xxxxxc678f"));
        assert_eq!((failure.http_status(), failure.attempts()), (Some(status), attempts));
        assert_eq!(walk.bodies.len(), 1 + attempts as usize);
    }
}

#[tokio::test]
async fn passing_errors_are_tried_again() {
    let answers = vec![ResponseTemplate::new(503), ResponseTemplate::new(502), page(&["a"], last())];
    let walk = walk(automatic(), answers).await;
    assert_eq!((walk.tasks.len(), walk.bodies.len(), walk.error.is_none()), (1, 3, true));
}

#[tokio::test]
async fn a_success_without_its_result_is_a_decode_error() {
    for body in [json!({}), json!({"requestId": "r"}), json!({"requestId": "r", "result": null})] {
        let walk = walk(automatic(), vec![ResponseTemplate::new(200).set_body_json(body)]).await;
        assert!(matches!(walk.error, Some(Error::Decode { .. })), "{:?}", walk.error);
    }
}
