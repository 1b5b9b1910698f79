//! Walks over a scripted server.
#![expect(clippy::unwrap_used, reason = "the server of a test may panic")]

use std::pin::pin;
use std::time::Duration;

use futures_util::StreamExt;
use model_amazon_bedrock::{
    BackOff, Client, Credentials, Error, ListEvaluationJobsRequest, MaxResults, NextToken, Settings,
    StatusEquals,
};
use serde_json::{Value, json};
use signing::Scheme;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What a walk came to.
struct Walk {
    /// The names of the jobs received.
    jobs: Vec<String>,
    /// The error at its end.
    error: Option<Error>,
    /// The token in each request.
    tokens: Vec<Option<String>>,
    /// The query of each request without its token.
    queries: Vec<String>,
}

async fn walk(request: ListEvaluationJobsRequest, answers: Vec<ResponseTemplate>) -> Walk {
    let server = MockServer::start().await;
    for answer in answers {
        Mock::given(any()).respond_with(answer).up_to_n_times(1).mount(&server).await;
    }
    let credentials =
        Credentials { access_key_id: "AKID".into(), secret_access_key: "secret".into(), session_token: None };
    let settings = Settings::builder(server.uri(), "us-east-1", credentials)
        .back_off(BackOff { base: Duration::from_millis(1), cap: Duration::from_millis(1) })
        .build()
        .unwrap();
    let (mut jobs, mut error) = (Vec::new(), None);
    let client = Client::new(settings);
    let mut items = pin!(client.items(request));
    while let Some(item) = items.next().await {
        match item {
            Ok(job) => jobs.push(job.job_name.into_value().unwrap()),
            Err(failure) => error = Some(failure),
        }
    }
    let (mut tokens, mut queries) = (Vec::new(), Vec::new());
    for request in server.received_requests().await.unwrap() {
        verify(&request);
        assert_eq!((request.method.as_str(), request.url.path()), ("GET", "/evaluation-jobs"));
        assert!(request.body.is_empty());
        let query = request.url.query().unwrap_or_default();
        let (token, others): (Vec<_>, Vec<_>) =
            query.split('&').partition(|part| part.starts_with("nextToken="));
        tokens.push(token.first().map(|token| token["nextToken=".len()..].to_owned()));
        queries.push(others.join("&"));
    }
    Walk { jobs, error, tokens, queries }
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
    signing::verify(Scheme::AwsSigv4, &received, &"secret".into()).unwrap();
}

fn page(names: &[&str], token: Value) -> ResponseTemplate {
    let jobs: Vec<Value> = names.iter().map(|name| json!({"jobName": name})).collect();
    let mut body = json!({"jobSummaries": jobs});
    if token != json!("absent") {
        body["nextToken"] = token;
    }
    ResponseTemplate::new(200).set_body_json(body)
}

fn error(status: u16, code: &str) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("x-amzn-errortype", format!("{code}:http://internal/"))
        .insert_header("x-amzn-requestid", "request-1")
        .set_body_json(json!({"message": "why"}))
}

#[tokio::test]
async fn tokens_are_passed_on_and_all_else_is_sent_again() {
    let request = ListEvaluationJobsRequest {
        max_results: Some(MaxResults::try_from(2).unwrap()),
        status_equals: Some(StatusEquals::Completed),
        ..Default::default()
    };
    let token = "+/=%'~*()!语";
    let answers =
        vec![page(&["a", "b"], json!(token)), page(&[], json!("t 2")), page(&["c"], json!("absent"))];
    let walk = walk(request, answers).await;
    assert_eq!(walk.jobs, ["a", "b", "c"]);
    assert!(walk.error.is_none());
    let encoded = "%2B%2F%3D%25%27~%2A%28%29%21%E8%AF%AD";
    assert_eq!(walk.tokens, [None, Some(encoded.to_owned()), Some("t%202".to_owned())]);
    assert_eq!(walk.queries, ["maxResults=2&statusEquals=Completed"; 3]);
}

#[tokio::test]
async fn tokens_may_have_2048_code_points() {
    let long = "x".repeat(2048);
    let walk = walk(Default::default(), vec![page(&["a"], json!(long)), page(&["b"], json!("absent"))]).await;
    assert_eq!((walk.jobs.len(), walk.tokens[1].as_deref()), (2, Some(long.as_str())));
}

#[tokio::test]
async fn absent_null_and_empty_tokens_end_the_walk() {
    for token in [json!("absent"), json!(null), json!("")] {
        let walk = walk(Default::default(), vec![page(&["a"], token)]).await;
        assert_eq!((walk.jobs.len(), walk.tokens.len()), (1, 1));
        assert!(walk.error.is_none());
    }
}

#[tokio::test]
async fn a_walk_begins_at_the_callers_token() {
    let request = ListEvaluationJobsRequest {
        next_token: Some(NextToken::try_from("t5").unwrap()),
        ..Default::default()
    };
    let walk = walk(request, vec![page(&["f"], json!("t6")), page(&["g"], json!("absent"))]).await;
    assert_eq!(walk.tokens, [Some("t5".to_owned()), Some("t6".to_owned())]);
}

#[tokio::test]
async fn tokens_that_repeat_are_a_paging_error() {
    let circle = [("a", "t1"), ("b", "t2"), ("c", "t1")].map(|(name, token)| page(&[name], json!(token)));
    let walk = walk(Default::default(), circle.into()).await;
    assert_eq!(walk.jobs, ["a", "b", "c"]);
    assert!(matches!(walk.error, Some(Error::Paging { .. })), "{:?}", walk.error);
    assert_eq!(walk.tokens.len(), 3);
}

#[tokio::test]
async fn the_callers_token_given_back_is_a_paging_error() {
    let request = ListEvaluationJobsRequest {
        next_token: Some(NextToken::try_from("t5").unwrap()),
        ..Default::default()
    };
    let walk = walk(request, vec![page(&["f"], json!("t5")), page(&["g"], json!("absent"))]).await;
    assert_eq!((walk.jobs, walk.tokens.len()), (vec!["f".to_owned()], 1));
    assert!(matches!(walk.error, Some(Error::Paging { .. })), "{:?}", walk.error);
}

#[tokio::test]
async fn passing_errors_are_tried_again() {
    let answers = vec![
        page(&["a"], json!("t1")),
        error(429, "ThrottlingException"),
        error(500, "InternalServerException"),
        page(&["b"], json!("absent")),
    ];
    let walk = walk(Default::default(), answers).await;
    assert_eq!(walk.jobs, ["a", "b"]);
    assert_eq!(walk.tokens.len(), 4);
}

#[tokio::test]
async fn errors_in_the_middle_end_the_walk() {
    for (status, code, attempts) in [(400, "ValidationException", 1), (403, "AccessDeniedException", 1)]
        .into_iter()
        .chain([(429, "ThrottlingException", 3), (500, "InternalServerException", 3)])
    {
        let mut answers = vec![page(&["a"], json!("t1"))];
        answers.extend((0..3).map(|_| error(status, code)));
        let walk = walk(Default::default(), answers).await;
        assert_eq!(walk.jobs, ["a"]);
        let failure = walk.error.unwrap();
        assert_eq!(failure.code(), Some(code));
        assert_eq!(failure.message(), Some("why"));
        assert_eq!((failure.http_status(), failure.request_id()), (Some(status), Some("request-1")));
        assert_eq!((failure.attempts(), walk.tokens.len()), (attempts, 1 + attempts as usize));
    }
}

#[tokio::test]
async fn error_envelopes_are_found_without_header_and_at_status_200() {
    for (status, body) in [
        (400, json!({"__type": "com.amazon#ValidationException", "Message": "why"})),
        (403, json!({"code": "ValidationException"})),
        (200, json!({"__type": "ValidationException"})),
    ] {
        let walk = walk(Default::default(), vec![ResponseTemplate::new(status).set_body_json(body)]).await;
        assert_eq!(walk.error.unwrap().code(), Some("ValidationException"));
    }
    for body in [json!({"message": "why"}), json!([]), json!({"jobSummaries": [{"jobName": 1}]})] {
        let walk = walk(Default::default(), vec![ResponseTemplate::new(200).set_body_json(body)]).await;
        assert!(matches!(walk.error, Some(Error::Service(_) | Error::Decode { .. })));
    }
}
