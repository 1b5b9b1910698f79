//! Walks over a scripted server.
#![expect(clippy::unwrap_used, reason = "the server of a test may panic")]

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use model_volcengine_ark::{
    BackOff, Client, Credentials, Error, ListEvaluationJobsRequest, Settings, SortBy,
};
use serde_json::{Value, json};
use signing::Scheme;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What a walk came to.
struct Walk {
    /// The ids of the jobs received.
    jobs: Vec<String>,
    /// The error at its end.
    error: Option<Error>,
    /// The body of each request.
    bodies: Vec<Value>,
}

async fn walk(request: ListEvaluationJobsRequest, answers: Vec<ResponseTemplate>) -> Walk {
    let server = MockServer::start().await;
    for answer in answers {
        Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(&server).await;
    }
    let credentials =
        Credentials { access_key_id: "AKLT".into(), secret_access_key: "secret".into(), session_token: None };
    let settings = Settings::builder(server.uri(), "cn-beijing", credentials)
        .back_off(BackOff { base: Duration::from_millis(1), cap: Duration::from_millis(1) })
        .build()
        .unwrap();
    let (mut jobs, mut error) = (Vec::new(), None);
    let client = Client::new(settings);
    let mut items = pin!(client.items(request));
    while let Some(item) = items.next().await {
        match item {
            Ok(job) => jobs.push(job.id.into_value().unwrap()),
            Err(failure) => error = Some(failure),
        }
    }
    let mut bodies = Vec::new();
    for request in server.received_requests().await.unwrap() {
        verify(&request);
        assert_eq!((request.method.as_str(), request.url.path()), ("POST", "/"));
        assert_eq!(request.url.query(), Some("Action=ListEvaluationJobs&Version=2024-01-01"));
        assert_eq!(request.headers["content-type"], "application/json");
        bodies.push(request.body_json().unwrap());
    }
    Walk { jobs, error, bodies }
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
    signing::verify(Scheme::VolcHmacSha256, &received, &"secret".into()).unwrap();
}

/// A page with these ids; `numbers` are the other members of its result.
fn page(ids: &[&str], mut numbers: Value) -> ResponseTemplate {
    numbers["Items"] = ids.iter().map(|id| json!({"Id": id})).collect();
    let body = json!({"ResponseMetadata": {"RequestId": "r"}, "Result": numbers});
    ResponseTemplate::new(200).set_body_json(body)
}

fn of(total: i64) -> Value {
    json!({"TotalCount": total, "PageSize": 2})
}

fn numbers(walk: &Walk) -> Vec<Option<i64>> {
    walk.bodies.iter().map(|body| body.get("PageNumber").and_then(Value::as_i64)).collect()
}

#[tokio::test]
async fn numbers_go_up_and_all_else_is_sent_again() {
    let request = ListEvaluationJobsRequest {
        page_size: Some(2),
        sort_by: Some(SortBy::CreateTime),
        tag_filters: Some(vec![]),
        ..Default::default()
    };
    let answers = vec![page(&["a", "b"], of(5)), page(&["c", "d"], of(5)), page(&["e"], of(5))];
    let walk = walk(request, answers).await;
    assert_eq!(walk.jobs, ["a", "b", "c", "d", "e"]);
    assert!(walk.error.is_none());
    let first = json!({"PageSize": 2, "SortBy": "CreateTime", "TagFilters": []});
    let with = |number: i64| {
        let mut body = first.clone();
        body["PageNumber"] = json!(number);
        body
    };
    assert_eq!(walk.bodies, [first.clone(), with(2), with(3)]);
}

#[tokio::test]
async fn clamped_page_sizes_lose_nothing() {
    // Asked for 100 from page 2 on, the service gives pages of 2: two of the five jobs lie before.
    let request =
        ListEvaluationJobsRequest { page_number: Some(2), page_size: Some(100), ..Default::default() };
    let walk = walk(request, vec![page(&["c", "d"], of(5)), page(&["e"], of(5))]).await;
    assert_eq!(walk.jobs, ["c", "d", "e"]);
    assert_eq!(numbers(&walk), [Some(2), Some(3)]);
    assert!(walk.error.is_none());
}

#[tokio::test]
async fn an_unknown_page_size_ends_with_an_empty_page_only() {
    let request =
        ListEvaluationJobsRequest { page_number: Some(2), page_size: Some(100), ..Default::default() };
    // A size of 0 says no more than none.
    for total in [json!({"TotalCount": 5}), json!({"TotalCount": 5, "PageSize": 0})] {
        let answers = [&["c", "d"][..], &["e"], &[]].map(|ids| page(ids, total.clone()));
        let walk = walk(request.clone(), answers.to_vec()).await;
        assert_eq!(walk.jobs, ["c", "d", "e"], "{total}");
        assert!(walk.error.is_none(), "{total}");
    }
}

#[tokio::test]
async fn page_0_is_the_first_page() {
    let request = ListEvaluationJobsRequest { page_number: Some(0), ..Default::default() };
    let walk = walk(request, vec![page(&["a", "b"], of(3)), page(&["c"], of(3))]).await;
    assert_eq!(numbers(&walk), [Some(0), Some(2)]);
}

#[tokio::test]
async fn the_latest_total_counts() {
    let grows = vec![page(&["a", "b"], of(3)), page(&["c", "d"], of(5)), page(&["e"], of(5))];
    assert_eq!(walk(Default::default(), grows).await.jobs, ["a", "b", "c", "d", "e"]);
    let shrinks = vec![page(&["a", "b"], of(6)), page(&["c", "d"], of(4))];
    assert_eq!(walk(Default::default(), shrinks).await.jobs, ["a", "b", "c", "d"]);
    let shrinks_to_nothing = vec![page(&["a", "b"], of(3)), page(&[], of(2))];
    let walk = walk(Default::default(), shrinks_to_nothing).await;
    assert_eq!((walk.jobs.len(), walk.error.is_none()), (2, true));
}

#[tokio::test]
async fn an_empty_page_before_the_end_is_a_paging_error() {
    let walk = walk(Default::default(), vec![page(&["a", "b"], of(5)), page(&[], of(5))]).await;
    assert_eq!(walk.jobs, ["a", "b"]);
    assert!(matches!(walk.error, Some(Error::Paging { .. })), "{:?}", walk.error);
}

#[tokio::test]
async fn without_a_total_an_empty_page_is_the_end() {
    let pages = || vec![page(&["a"], json!({})), page(&["b"], json!({"TotalCount": null}))];
    let mut answers = pages();
    answers.push(page(&[], json!({})));
    let ended = walk(Default::default(), answers).await;
    assert_eq!((ended.jobs.len(), ended.bodies.len(), ended.error.is_none()), (2, 3, true));
    let mut answers = pages();
    answers.push(page(&["b"], json!({})));
    let circling = walk(Default::default(), answers).await;
    assert!(matches!(circling.error, Some(Error::Paging { .. })), "{:?}", circling.error);
}

#[tokio::test]
async fn nothing_to_list_is_an_empty_walk() {
    for body in [json!({"Result": {}}), json!({"Result": {"TotalCount": 0, "Items": null}})] {
        let walk = walk(Default::default(), vec![ResponseTemplate::new(200).set_body_json(body)]).await;
        assert_eq!((walk.jobs.len(), walk.bodies.len(), walk.error.is_none()), (0, 1, true));
        assert_eq!(walk.bodies, [json!({})]);
    }
}

#[tokio::test]
async fn error_envelopes_are_found_at_every_status() {
    let error = json!({"Code": "AccessDenied", "Message": "why"});
    let body = json!({"ResponseMetadata": {"RequestId": "r", "Error": error}});
    for (status, attempts) in [(200, 1), (400, 1), (403, 1), (429, 3), (500, 3)] {
        let answer = ResponseTemplate::new(status).set_body_json(&body);
        let mut answers = vec![page(&["a"], of(5))];
        answers.extend((0..3).map(|_| answer.clone()));
        let walk = walk(Default::default(), answers).await;
        assert_eq!(walk.jobs, ["a"]);
        let failure = walk.error.unwrap();
        assert_eq!((failure.code(), failure.message()), (Some("AccessDenied"), Some("why")));
        assert_eq!((failure.http_status(), failure.request_id()), (Some(status), Some("r")));
        assert_eq!((failure.attempts(), walk.bodies.len()), (attempts, 1 + attempts as usize));
    }
}

#[tokio::test]
async fn a_success_without_its_result_is_a_decode_error() {
    for body in [json!({}), json!({"ResponseMetadata": {}}), json!({"Result": null}), json!({"Result": []})] {
        let walk = walk(Default::default(), vec![ResponseTemplate::new(200).set_body_json(body)]).await;
        assert!(matches!(walk.error, Some(Error::Decode { .. })), "{:?}", walk.error);
    }
}
