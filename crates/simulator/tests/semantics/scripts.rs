//! A script is played exchange by exchange: errors in the provider's envelope, changed pages, raw answers.

use contract::{Fact, Operation, Place};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::testbed::{
    Answer, CONTRACTS, Testbed, least, least_and, markers, numbered, operations, schema, tokens,
};

/// The code, the message and the request id that an error tells, where its provider says that they testbed.
fn told(operation: &Operation, answer: &Answer) -> (String, String, String) {
    let provider = CONTRACTS.provider(operation);
    let at = |place: &Place| match place {
        Place::Header(name) => answer.header(name).unwrap().to_owned(),
        Place::Body(pointer) => answer.json().pointer(pointer).unwrap().as_str().unwrap().to_owned(),
    };
    let ids: Vec<String> = [
        provider.request_id.header.clone().map(Place::Header),
        provider.request_id.body.clone().map(Place::Body),
    ]
    .iter()
    .flatten()
    .map(at)
    .collect();
    assert!(!ids.is_empty() && ids.iter().all(|id| *id == ids[0]), "{}: {ids:?}", operation.id);
    (at(&provider.error.code), at(&provider.error.message), ids[0].clone())
}

#[tokio::test]
async fn every_documented_error_comes_in_its_envelope() {
    for operation in operations() {
        for clause in CONTRACTS.clauses(operation) {
            let Fact::Error { code, status, .. } = &clause.fact else { continue };
            let exchanges = json!([
                {"error": {"code": code}},
                {"error": {"code": code, "status": 418, "message": "quotes \" and \\ and 换行\n"}}
            ]);
            let testbed = Testbed::script(operation, 3, exchanges).await;
            let first = testbed.ask(&least(operation)).await;
            assert_eq!(first.status, *status, "{} {code}", operation.id);
            assert_eq!(first.header("content-type"), Some("application/json"));
            schema(operation, "error").validate(&first.json()).unwrap();
            let (seen, message, first_id) = told(operation, &first);
            assert_eq!((&seen, message), (code, format!("simulated {code}")), "{}", operation.id);
            let second = testbed.ask(&least(operation)).await;
            let (seen, message, second_id) = told(operation, &second);
            assert_eq!((second.status, &seen), (418, code), "{}", operation.id);
            assert_eq!(message, "quotes \" and \\ and 换行\n");
            assert_ne!(first_id, second_id, "{}", operation.id);
            assert_eq!(testbed.ask(&least(operation)).await.status, 200, "{}", operation.id);
        }
    }
}

#[tokio::test]
async fn an_unknown_error_without_a_status_is_a_500() {
    for operation in operations() {
        let testbed = Testbed::script(operation, 3, json!([{"error": {"code": "Unheard"}}])).await;
        let answer = testbed.ask(&least(operation)).await;
        assert_eq!((answer.status, told(operation, &answer).0), (500, "Unheard".to_owned()));
    }
}

/// The statuses that a script gives to one request after another.
async fn check(exchanges: Value, due: &[u16]) {
    let testbed = Testbed::script(tokens(), 3, exchanges.clone()).await;
    let mut statuses = Vec::new();
    for _ in due {
        statuses.push(testbed.ask(&least(tokens())).await.status);
    }
    assert_eq!(statuses, due, "{exchanges}");
}

#[tokio::test]
async fn exchanges_are_repeated_as_often_as_they_say() {
    let error = |status: u16, more: Value| {
        let mut exchange = json!({"error": {"code": "X", "status": status}});
        exchange.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        exchange
    };
    check(json!([]), &[200, 200]).await;
    check(json!([{}]), &[200, 200]).await;
    check(json!([error(500, json!({}))]), &[500, 200, 200]).await;
    check(json!([error(500, json!({"times": 3})), error(429, json!({}))]), &[500, 500, 500, 429, 200]).await;
    check(json!([error(500, json!({"times": 2})), {}, error(400, json!({}))]), &[500, 500, 200, 400, 200])
        .await;
    check(
        json!([{}, error(503, json!({"for-ever": true})), error(400, json!({}))]),
        &[200, 503, 503, 503, 503, 503],
    )
    .await;
}

#[tokio::test]
async fn an_edit_changes_what_it_names_and_nothing_else() {
    let operation = tokens();
    let plain = Testbed::start(operation, 3).await.ask(&least(operation)).await.json();
    for (edit, due) in [
        (
            json!({"set": {"/jobSummaries/1/jobName": "other"}}),
            changed(&plain, |body| {
                body["jobSummaries"][1]["jobName"] = json!("other");
            }),
        ),
        (
            json!({"set": {"/jobSummaries/0/new": {"a": null}, "/more": 5}}),
            changed(&plain, |body| {
                body["jobSummaries"][0]["new"] = json!({"a": null});
                body["more"] = json!(5);
            }),
        ),
        (json!({"set": {"/a~1b~0c": 1}}), changed(&plain, |body| body["a/b~c"] = json!(1))),
        (json!({"set": {"/jobSummaries": null}}), changed(&plain, |body| body["jobSummaries"] = Value::Null)),
        (
            json!({"remove": ["/jobSummaries/2/status", "/jobSummaries/0"]}),
            changed(&plain, |body| {
                body["jobSummaries"][2].as_object_mut().unwrap().remove("status");
                body["jobSummaries"].as_array_mut().unwrap().remove(0);
            }),
        ),
        (
            json!({"remove": ["/jobSummaries"]}),
            changed(&plain, |body| {
                body.as_object_mut().unwrap().remove("jobSummaries");
            }),
        ),
    ] {
        let testbed = Testbed::script(operation, 3, json!([{ "edit": edit }])).await;
        assert_eq!(testbed.ask(&least(operation)).await.json(), due, "{edit}");
        assert_eq!(testbed.ask(&least(operation)).await.json(), plain, "{edit}: once");
    }
}

fn changed(plain: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut body = plain.clone();
    change(&mut body);
    body
}

#[tokio::test]
async fn items_decides_how_many_jobs_a_page_holds() {
    for operation in [tokens(), markers()] {
        let script = json!([{"items": 1}, {"items": 0}, {"items": 4}]);
        let testbed = Testbed::script(operation, 14, script).await;
        let size = operation.paging().unwrap().size().name();
        let pages = testbed.walk(&least_and(operation, &json!({ size: 2 }))).await;
        let sizes: Vec<usize> = pages.iter().map(|page| page.numbers(operation).len()).collect();
        assert_eq!(sizes[..4], [1, 0, 4, 2], "{}", operation.id);
        let numbers: Vec<usize> = pages.iter().flat_map(|page| page.numbers(operation)).collect();
        let whole = Testbed::start(operation, 14).await.walked(&least(operation)).await;
        assert_eq!(numbers, whole, "{}: an empty page has the rest behind it", operation.id);
    }
}

#[tokio::test]
async fn next_decides_how_the_position_is_written() {
    for operation in [tokens(), markers()] {
        let long = json!({"repeated": {"of": "aé+/=", "length": 2048}});
        for (next, text) in [
            (json!({"text": "a b&c=d+e/f%2Bg?#'\"\\é🌙"}), "a b&c=d+e/f%2Bg?#'\"\\é🌙".to_owned()),
            (long, "aé+/=".chars().cycle().take(2048).collect()),
        ] {
            // White space in a token breaks the pattern of the contract, and is refused when it comes back.
            let text_fits = !text.contains(' ') || operation.id != tokens().id;
            let testbed = Testbed::script(operation, 14, json!([{ "next": next }])).await;
            let style = operation.paging().unwrap();
            let input = least_and(operation, &json!({ style.size().name(): 2 }));
            let first = testbed.ask(&input).await;
            let given = match style {
                contract::PagingStyle::Token { next, .. } | contract::PagingStyle::Marker { next, .. } => {
                    next.value(&first.json()).unwrap().clone()
                }
                contract::PagingStyle::PageNumber { .. } => unreachable!(),
            };
            assert_eq!(given, json!(text), "{}", operation.id);
            if text_fits {
                let mut input = input.clone();
                input.insert(style.position().name().to_owned(), given);
                let second = testbed.ask(&input).await;
                assert_eq!(second.numbers(operation).len(), 2, "{} {text}", operation.id);
                assert!(second.numbers(operation)[0] > first.numbers(operation)[1]);
            }
        }
    }
}

#[tokio::test]
async fn a_token_can_be_given_again_and_again() {
    let script = json!([{"next": {"text": "same"}, "for-ever": true}]);
    let testbed = Testbed::script(tokens(), 5, script).await;
    for token in [None, Some("same"), Some("same"), Some("same")] {
        let token = token.map_or(json!({}), |token| json!({"nextToken": token}));
        let answer = testbed.ask(&least_and(tokens(), &token)).await;
        assert_eq!(answer.json()["nextToken"], "same");
    }
}

#[tokio::test]
async fn raw_answers_are_given_as_they_stand() {
    for operation in [tokens(), numbered()[0]] {
        for (raw, status, content_type, body) in [
            (json!({"status": 200, "body": {"text": "no { json"}}), 200, "application/json", "no { json"),
            (
                json!({"status": 502, "content-type": "text/html", "body": {"text": "<p>é</p>"}}),
                502,
                "text/html",
                "<p>é</p>",
            ),
            (
                json!({"status": 299, "body": {"json": {"b": 1, "a": [null]}}}),
                299,
                "application/json",
                "{\"b\":1,\"a\":[null]}",
            ),
            (json!({"status": 200, "body": {"text": ""}}), 200, "application/json", ""),
        ] {
            let exchanges = json!([{"raw": raw, "headers": {"x-more": "yes", "retry-after": "1"}}]);
            let testbed = Testbed::script(operation, 3, exchanges).await;
            let answer = testbed.ask(&least(operation)).await;
            assert_eq!(answer.status, status, "{raw}");
            assert_eq!(answer.header("content-type"), Some(content_type), "{raw}");
            assert_eq!(answer.header("x-more"), Some("yes"), "{raw}");
            assert_eq!(answer.header("retry-after"), Some("1"), "{raw}");
            assert_eq!(String::from_utf8_lossy(&answer.bytes), body, "{raw}");
            assert_eq!(testbed.ask(&least(operation)).await.header("x-more"), None);
        }
    }
}

#[tokio::test]
async fn a_fault_applies_to_its_exchange_only() {
    let script = json!([{"fault": {"cut-after": {"bytes": 10}}}, {"error": {"code": "X", "status": 500}, "fault": "empty-body"}]);
    let testbed = Testbed::script(tokens(), 3, script).await;
    let right = testbed.right(&least(tokens()));
    assert!(testbed.send(&right).await.is_err());
    let second = testbed.send(&right).await.unwrap();
    assert_eq!((second.status, second.bytes.len()), (500, 0));
    assert_eq!(testbed.send(&right).await.unwrap().numbers(tokens()), [1, 2, 3]);
}

#[tokio::test]
async fn whoever_is_to_be_refused_next_finds_no_open_port() {
    let testbed = Testbed::script(tokens(), 3, json!([{}, {}, {"fault": "refuse"}])).await;
    for _ in 0..2 {
        assert!(TcpStream::connect(("127.0.0.1", testbed.server.port())).await.is_ok());
        assert_eq!(testbed.ask(&least(tokens())).await.status, 200);
    }
    let refused = TcpStream::connect(("127.0.0.1", testbed.server.port())).await.unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(testbed.server.finish().await.unwrap().exchanges.len(), 2);
    assert!(TcpStream::connect(("127.0.0.1", testbed.server.port())).await.is_ok());
}
